b <- unname(coef(fit)[2])
se <- sqrt(sum(of_fit[, 2]^2))
z <- qnorm((1 + level) / 2)
result <- c(
  estimate = exp(b), std_error = se, ci_low = exp(b - z * se), ci_high = exp(b + z * se),
  p_value = 2 * pnorm(-abs(b) / se)
)
