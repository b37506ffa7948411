result <- c(estimate = sd(numbers))
