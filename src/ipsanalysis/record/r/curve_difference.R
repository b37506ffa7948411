own <- curve(active)
other <- curve(!active)
d <- own[1] - other[1]
se <- sqrt(own[2]^2 + other[2]^2)
z <- qnorm((1 + level) / 2)
result <- c(
  estimate = d, std_error = se, ci_low = d - z * se, ci_high = d + z * se,
  p_value = 2 * pnorm(-abs(d) / se)
)
