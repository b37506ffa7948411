levels <- unique(c(own, other))
p <- as.vector(prop.table(table(factor(own, levels))))[-1]
q <- as.vector(prop.table(table(factor(other, levels))))[-1]
spread <- (diag(p, length(p)) - outer(p, p) + diag(q, length(q)) - outer(q, q)) / 2
result <- c(estimate = sqrt(drop((p - q) %*% solve(spread, p - q))))
