far <- 15
statistic <- function(log_ratio) {
  b <- root(function(b) n1 * plogis(b + log_ratio) + n0 * plogis(b) - x1 - x0, -60, 60)
  information <- c(n1, n0) * dlogis(c(b + log_ratio, b))
  (x1 - n1 * plogis(b + log_ratio))^2 * sum(1 / information)
}
ratio <- x1 * (n0 - x0) / (x0 * (n1 - x1))
bounds <- on_ratio_scale(limits(statistic, min(max(log(ratio), -far), far), c(-far, far)), far)
result <- c(
  estimate = ratio, std_error = sqrt(1 / x1 + 1 / (n1 - x1) + 1 / x0 + 1 / (n0 - x0)),
  ci_low = bounds[1], ci_high = bounds[2], p_value = score_p
)
