place <- match(trial_wanted, attr(effects$yi, "slab"))
y <- as.numeric(effects$yi)[place]
error <- sqrt(effects$vi[place])
wide <- qnorm((1 + level) / 2) * error
result <- c(
  estimate = back(y), std_error = error, ci_low = back(y - wide), ci_high = back(y + wide),
  p_value = 2 * pnorm(-abs(y / error))
)
