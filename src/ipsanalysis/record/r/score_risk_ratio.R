far <- 15
statistic <- function(log_ratio) {
  r <- exp(log_ratio)
  p <- likeliest(function(p) {
    over(x1, p) - over(n1 - x1, 1 - r * p) * r + over(x0, p) - over(n0 - x0, 1 - p)
  }, 0, min(1, 1 / r))
  (x1 / n1 - r * x0 / n0)^2 / (r * p * (1 - r * p) / n1 + r^2 * p * (1 - p) / n0)
}
ratio <- (x1 / n1) / (x0 / n0)
bounds <- on_ratio_scale(limits(statistic, min(max(log(ratio), -far), far), c(-far, far)), far)
result <- c(
  estimate = ratio, std_error = sqrt(1 / x1 - 1 / n1 + 1 / x0 - 1 / n0),
  ci_low = bounds[1], ci_high = bounds[2], p_value = score_p
)
