result <- c(estimate = fit$QE, p_value = fit$QEp)
