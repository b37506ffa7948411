statistic <- function(d) {
  p <- likeliest(function(p) {
    over(x1, p + d) - over(n1 - x1, 1 - p - d) + over(x0, p) - over(n0 - x0, 1 - p)
  }, max(0, -d), min(1, 1 - d))
  (x1 / n1 - x0 / n0 - d)^2 / ((p + d) * (1 - p - d) / n1 + p * (1 - p) / n0)
}
bounds <- limits(statistic, x1 / n1 - x0 / n0, c(-1, 1))
result <- c(
  estimate = x1 / n1 - x0 / n0, std_error = unpooled,
  ci_low = bounds[1], ci_high = bounds[2], p_value = score_p
)
