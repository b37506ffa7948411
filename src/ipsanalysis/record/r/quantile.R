result <- c(estimate = unname(quantile(numbers, probability)))
