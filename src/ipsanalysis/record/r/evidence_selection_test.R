result <- c(estimate = fit$LRT, p_value = fit$LRTp)
