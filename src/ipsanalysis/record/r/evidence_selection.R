# Optimisers stop early: each of three starts where the one before ended.
start <- rma(yi, vi, data = effects, method = "ML", level = 100 * level, control = tight)
selected <- function(...) selmodel(start, type = "stepfun", steps = 0.025, ...)
fit <- selected(alternative = "greater")
for (optimizer in c("nlminb", "BFGS", "Nelder-Mead")) {
  from <- list(
    optimizer = optimizer, beta.init = c(fit$beta), tau2.init = max(fit$tau2, 1e-8),
    delta.init = c(1, fit$delta[2]), delta.max = 1e4, hessianCtrl = list(r = 6, d = 0.01)
  )
  if (optimizer != "nlminb") from <- c(from, reltol = 1e-15)
  fit <- selected(alternative = "greater", control = from)
}
