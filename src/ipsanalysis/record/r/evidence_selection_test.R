result <- c(estimate = with_tau2$LRT, p_value = with_tau2$LRTp)
