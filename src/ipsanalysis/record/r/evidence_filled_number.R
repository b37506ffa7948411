result <- c(estimate = filled$k0)
