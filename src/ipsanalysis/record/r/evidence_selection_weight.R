result <- c(
  estimate = fit$delta[2], std_error = fit$se.delta[2], ci_low = fit$ci.lb.delta[2],
  ci_high = fit$ci.ub.delta[2]
)
