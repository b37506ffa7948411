result <- c(estimate = mean(numbers))
