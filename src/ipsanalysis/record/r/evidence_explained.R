# metafor ends a little above 0 where tau2 is 0.
zeroed <- function(tau2) if (tau2 < 1e-9) 0 else tau2
without <- zeroed(rma(yi, vi, data = effects, method = "REML", control = tight)$tau2)
share <- if (without == 0) 0 else (without - zeroed(fit$tau2)) / without
result <- c(estimate = max(0, share))
