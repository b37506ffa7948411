place <- match(coefficient_wanted, c("intercept", colnames(design)))
result <- c(
  estimate = back(fit$beta[[place]]), std_error = fit$se[place], ci_low = back(fit$ci.lb[place]),
  ci_high = back(fit$ci.ub[place]), p_value = fit$pval[place]
)
