# Hotelling: coefficients that others determine are not counted.
arms_at <- times + seq_len(times)
v <- cov2cor(crossprod(influence))[arms_at, arms_at, drop = FALSE]
scaled <- b[arms_at] / sqrt(colSums(influence[, arms_at, drop = FALSE]^2))
free <- qr(v, tol = 1e-9)
counted <- sort(free$pivot[seq_len(free$rank)])
q <- length(counted)
square <- drop(scaled[counted] %*% solve(v[counted, counted, drop = FALSE], scaled[counted]))
f <- square * (degrees - q + 1) / (degrees * q)
result <- c(estimate = f, p_value = pf(f, q, degrees - q + 1, lower.tail = FALSE))
