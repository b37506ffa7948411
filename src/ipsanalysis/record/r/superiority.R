# Brunner and Munzel by ranks: the share of the other arm below each person, ties counting half.
ranks <- rank(y)
own <- (ranks[arm] - rank(y[arm])) / sum(!arm)
other <- (ranks[!arm] - rank(y[!arm])) / sum(arm)
v1 <- var(own) / length(own)
v0 <- var(other) / length(other)
df <- (v1 + v0)^2 / (v1^2 / (length(own) - 1) + v0^2 / (length(other) - 1))
se <- sqrt(v1 + v0)
half <- qt((1 + level) / 2, df) * se
result <- c(
  estimate = mean(own), std_error = se, ci_low = max(0, mean(own) - half),
  ci_high = min(1, mean(own) + half), p_value = 2 * pt(-abs(mean(own) - 0.5) / se, df)
)
