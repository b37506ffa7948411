result <- c(estimate = fit$QM, p_value = fit$QMp)
