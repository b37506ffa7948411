own <- as.numeric(own)
other <- as.numeric(other)
result <- c(estimate = (mean(own) - mean(other)) / sqrt((var(own) + var(other)) / 2))
