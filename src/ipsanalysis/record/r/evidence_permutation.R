set.seed(1)
# Trials are given anew to the rows of the design; statistics are those of Knapp and Hartung
# without the safeguard, tau2 by Fisher scoring of the restricted likelihood.
x <- cbind(1, design)
y <- as.numeric(effects$yi)
v <- effects$vi
statistics <- function(order) {
  y <- y[order]
  v <- v[order]
  tau2 <- var(y)
  for (step in 1:500) {
    w <- 1 / (v + tau2)
    inverse <- solve(crossprod(x, w * x))
    beta <- inverse %*% crossprod(x, w * y)
    residual <- drop(y - x %*% beta)
    p <- diag(w) - (w * x) %*% inverse %*% t(w * x)
    before <- tau2
    tau2 <- max(0, tau2 + (sum((w * residual)^2) - sum(diag(p))) / sum(p^2))
    if (abs(tau2 - before) < 1e-9) break
  }
  factor <- sum(w * residual^2) / (nrow(x) - ncol(x))
  of_all <- drop(t(beta[-1]) %*% solve(inverse[-1, -1], beta[-1])) / (ncol(x) - 1) / factor
  c(abs(beta) / sqrt(factor * diag(inverse)), of_all)
}
observed <- statistics(seq_along(y))
permuted <- replicate(replicates, statistics(sample(length(y))))
place <- match(coefficient_wanted, c("intercept", colnames(design)), nomatch = ncol(x) + 1)
share <- (1 + sum(permuted[place, ] >= observed[place] - 1e-7)) / (1 + replicates)
result <- c(estimate = share, p_value = share)
