result <- c(
  estimate = back(fit$beta[[1]]), std_error = fit$se, ci_low = back(fit$ci.lb),
  ci_high = back(fit$ci.ub), p_value = fit$pval
)
