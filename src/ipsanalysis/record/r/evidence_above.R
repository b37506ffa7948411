result <- c(estimate = 1 - below(0))
