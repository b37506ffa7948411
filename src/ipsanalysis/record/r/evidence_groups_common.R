# One tau2 for all groups.
group <- trials[[group_by]][match(attr(effects$yi, "slab"), trials$trial_id)]
fit <- rma(yi, vi,
  mods = ~ factor(group), data = effects, method = "REML", control = tight
)
result <- c(estimate = fit$QM, p_value = fit$QMp)
