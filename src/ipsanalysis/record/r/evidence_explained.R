result <- c(estimate = fit$R2 / 100)
