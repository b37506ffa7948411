fit <- rma(yi, vi,
  mods = design, data = effects, method = "REML", test = "adhoc", level = 100 * level,
  control = tight
)
