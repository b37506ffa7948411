result <- c(estimate = posterior_weight)
