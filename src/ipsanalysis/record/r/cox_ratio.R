b <- unname(coef(fit)[term])
se <- sqrt(fit$var[term, term])
z <- qnorm((1 + level) / 2)
scale <- if (measure == "hazard_ratio") exp else identity
result <- c(
  estimate = scale(b), std_error = se, ci_low = scale(b - z * se), ci_high = scale(b + z * se),
  p_value = 2 * pnorm(-abs(b) / se)
)
