possible <- max(0, x1 + x0 - n0):min(n1, x1 + x0)
d <- dhyper(possible, n1, n0, x1 + x0)
here <- dhyper(x1, n1, n0, x1 + x0)
tied <- abs(d / here - 1) < 1e-7
p <- if (length(possible) == 1) 1 else sum(d[d < here & !tied]) + sum(d[tied]) / 2
result <- c(estimate = here, p_value = p)
