# Each group with a tau2 of its own, and then the common effect of the groups.
group <- trials[[group_by]][match(attr(effects$yi, "slab"), trials$trial_id)]
fits <- lapply(split(effects, group), function(part) {
  rma(yi, vi, data = part, method = "REML", control = tight)
})
mean_of <- sapply(fits, function(fit) fit$beta[[1]])
error_of <- sapply(fits, function(fit) fit$se)
between <- rma(mean_of, sei = error_of, method = "EE")
result <- c(estimate = between$QE, p_value = between$QEp)
