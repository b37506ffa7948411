found <- influence(fit)
columns <- c(
  hat_value = "hat", cook_distance = "cook.d", dffits = "dffits",
  studentised_residual = "rstudent", covariance_ratio = "cov.r", deleted_tau2 = "tau2.del",
  deleted_q = "QE.del"
)
values <- if (measure == "dfbetas") found$dfbs$intrcpt else found$inf[[columns[measure]]]
result <- c(estimate = values[match(trial_wanted, attr(effects$yi, "slab"))])
