fit <- rma(yi, vi,
  data = effects, method = tau_method, test = test_wanted, level = 100 * level, control = tight
)
