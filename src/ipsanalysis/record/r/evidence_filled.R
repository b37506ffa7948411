filled <- trimfill(fit, estimator = "L0", control = tight)
