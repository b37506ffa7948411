result <- c(estimate = sum(is.na(values)))
