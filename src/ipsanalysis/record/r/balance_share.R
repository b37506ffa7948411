p <- mean(own == level_wanted)
q <- mean(other == level_wanted)
result <- c(estimate = (p - q) / sqrt((p * (1 - p) + q * (1 - q)) / 2))
