own <- average(1)
other <- average(0)
if (measure == "mean") {
  one <- if (active_arm %in% arms) own else other
} else {
  one <- list(mean = own$mean - other$mean, influence = own$influence - other$influence)
}
se <- sqrt(sum(one$influence^2))
z <- qnorm((1 + level) / 2)
result <- c(
  estimate = one$mean, std_error = se, ci_low = one$mean - z * se, ci_high = one$mean + z * se
)
if (measure != "mean") result["p_value"] <- 2 * pnorm(-abs(one$mean) / se)
