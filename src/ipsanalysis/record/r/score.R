# Score test of no difference and score limits, both with the factor N / (N - 1).
critical <- qchisq(level, 1) * (n1 + n0) / (n1 + n0 - 1)
chi2 <- unname(prop.test(c(x1, x0), c(n1, n0), correct = FALSE)$statistic)
score_p <- if (is.nan(chi2)) 1 else pchisq(chi2 * (1 - 1 / (n1 + n0)), 1, lower.tail = FALSE)
root <- function(f, from, to) uniroot(f, c(from, to), tol = 1e-14, maxiter = 10000)$root
over <- function(count, by) if (count == 0) 0 else count / by
# Where the derivative of the log-likelihood is 0: the most likely risk of the control arm.
likeliest <- function(slope, low, high) {
  gap <- 1e-14 * (high - low)
  if (slope(low + gap) <= 0) return(low)
  if (slope(high - gap) >= 0) return(high)
  root(slope, low + gap, high - gap)
}
# The limits: where the statistic passes the critical value.
limits <- function(statistic, centre, ends) {
  vapply(ends, function(end) {
    if (centre == end) return(end)
    side <- sign(end - centre)
    root(function(value) statistic(value) - critical, centre + side * 1e-7, end - side * 1e-9)
  }, numeric(1))
}
on_ratio_scale <- function(logs, far) exp(ifelse(abs(logs) >= far, sign(logs) * Inf, logs))
