result <- c(estimate = fit$tau2)
