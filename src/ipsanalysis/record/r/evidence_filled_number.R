result <- c(estimate = fit$k0)
