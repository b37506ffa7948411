z <- qnorm((1 + level) / 2)
own <- restricted(if (measure == "rmst") people$arm %in% arms else active)
other <- restricted(!active)
if (measure == "rmst") {
  result <- c(
    estimate = own[1], std_error = own[2],
    ci_low = own[1] - z * own[2], ci_high = own[1] + z * own[2]
  )
} else if (measure == "rmst_difference") {
  d <- own[1] - other[1]
  se <- sqrt(own[2]^2 + other[2]^2)
  result <- c(
    estimate = d, std_error = se, ci_low = d - z * se, ci_high = d + z * se,
    p_value = 2 * pnorm(-abs(d) / se)
  )
} else {
  d <- log(own[1] / other[1])
  se <- sqrt((own[2] / own[1])^2 + (other[2] / other[1])^2)
  result <- c(
    estimate = exp(d), std_error = se, ci_low = exp(d - z * se), ci_high = exp(d + z * se),
    p_value = 2 * pnorm(-abs(d) / se)
  )
}
