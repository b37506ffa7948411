set.seed(1)
# Each row of a matrix is one resample; tau2 by Fisher scoring of the restricted likelihood.
drawn <- matrix(sample(nrow(effects), replicates * nrow(effects), replace = TRUE), replicates)
y <- matrix(as.numeric(effects$yi)[drawn], replicates)
v <- matrix(effects$vi[drawn], replicates)
tau2 <- rep(fit$tau2, replicates)
for (step in 1:200) {
  w <- 1 / (v + tau2)
  mean_of <- rowSums(w * y) / rowSums(w)
  share <- rowSums(w^2) / rowSums(w)
  slope <- rowSums((w * (y - mean_of))^2) - (rowSums(w) - share)
  tau2 <- pmax(0, tau2 + slope / (rowSums(w^2) - 2 * rowSums(w^3) / rowSums(w) + share^2))
}
limits <- quantile(mean_of, c(1 - level, 1 + level) / 2)
result <- c(
  estimate = back(fit$beta[[1]]), ci_low = back(limits[[1]]), ci_high = back(limits[[2]])
)
