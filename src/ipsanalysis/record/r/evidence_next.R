# With k - 2 degrees of freedom beside Wald, k - 1 beside Knapp-Hartung.
limits <- if (fit$test == "z") predict(fit, pi.type = "riley") else predict(fit)
result <- c(
  estimate = back(fit$beta[[1]]), ci_low = back(limits$pi.lb), ci_high = back(limits$pi.ub)
)
