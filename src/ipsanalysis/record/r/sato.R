p_part <- sum((m1^2 * s0 - m0^2 * s1 + m1 * m0 * (m0 - m1) / 2) / m^2)
q_part <- sum((s1 * (m0 - s0) + s0 * (m1 - s1)) / (2 * m))
se <- sqrt((d * p_part + q_part) / sum(w)^2)
z <- qnorm((1 + level) / 2)
result <- c(
  estimate = d, std_error = se, ci_low = d - z * se, ci_high = d + z * se,
  p_value = 2 * pnorm(-abs(d) / se)
)
