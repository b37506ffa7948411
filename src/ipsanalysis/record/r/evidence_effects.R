library(metafor)
# Effect and variance of each trial, ratios as logarithms; only trials with an effect are pooled.
back <- if (effect == "RD") identity else exp
effects <- escalc(effect,
  ai = ai, n1i = n1i, ci = ci, n2i = n2i, slab = trials$trial_id,
  add = 1 / 2, to = "only0", drop00 = effect != "RD"
)
effects <- effects[!is.na(effects$yi), ]
tight <- list(threshold = 1e-12, tol = 1e-13, maxiter = 10000)
