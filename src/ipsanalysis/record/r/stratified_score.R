# The limits: where the score statistic at the most likely risks passes the critical value.
solved <- function(f, from, to) uniroot(f, c(from, to), tol = 1e-14, maxiter = 10000)$root
part <- function(count, by) if (count == 0) 0 else count / by
# Where the derivative of a stratum's log-likelihood is 0: the most likely risk of the control arm.
control_risk <- function(i, gap_wanted) {
  slope <- function(p) {
    part(s1[i], p + gap_wanted) - part(m1[i] - s1[i], 1 - p - gap_wanted) +
      part(s0[i], p) - part(m0[i] - s0[i], 1 - p)
  }
  low <- max(0, -gap_wanted)
  high <- min(1, 1 - gap_wanted)
  gap <- 1e-14 * (high - low)
  if (slope(low + gap) <= 0) return(low)
  if (slope(high - gap) >= 0) return(high)
  solved(slope, low + gap, high - gap)
}
statistic_at <- function(value) {
  p0 <- vapply(seq_along(m), control_risk, numeric(1), gap_wanted = value)
  p1 <- p0 + value
  variance <- (p1 * (1 - p1) / m1 + p0 * (1 - p0) / m0) * m / (m - 1)
  sum(w)^2 * (d - value)^2 / sum(w^2 * variance)
}
bounds <- vapply(c(-1, 1), function(end) {
  if (d == end) return(end)
  side <- sign(end - d)
  solved(function(x) statistic_at(x) - qchisq(level, 1), d + side * 1e-7, end - side * 1e-9)
}, numeric(1))
spread <- s1 / m1 * (1 - s1 / m1) / m1 + s0 / m0 * (1 - s0 / m0) / m0
events <- s1 + s0
chi2 <- sum(s1 - m1 * events / m)^2 / sum(m1 * m0 * events * (m - events) / (m^2 * (m - 1)))
result <- c(
  estimate = d, std_error = sqrt(sum(w^2 * spread)) / sum(w),
  ci_low = bounds[1], ci_high = bounds[2], p_value = pchisq(chi2, 1, lower.tail = FALSE)
)
