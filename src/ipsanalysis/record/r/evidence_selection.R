library(numDeriv)
# Optimisers stop early: each starts where the one before ended. Where tau2 is 0, errors are those
# of the model without it.
fitted <- function(method) {
  start <- rma(yi, vi, data = effects, method = method, level = 100 * level, control = tight)
  selected <- function(control) {
    selmodel(start, type = "stepfun", steps = 0.025, alternative = "greater", control = control)
  }
  fit <- selected(list(optimizer = "nlminb", delta.max = 1e4))
  for (optimizer in c("nlminb", "BFGS", "Nelder-Mead")) {
    from <- list(
      optimizer = optimizer, beta.init = c(fit$beta), tau2.init = max(fit$tau2, 1e-8),
      delta.init = c(1, fit$delta[2]), delta.max = 1e4, hessianCtrl = list(r = 6, d = 0.01)
    )
    if (optimizer != "nlminb") from <- c(from, reltol = 1e-15, maxit = 10000)
    fit <- tryCatch(selected(from), error = function(e) fit)
  }
  fit
}
with_tau2 <- fitted("ML")
fit <- if (with_tau2$tau2 < 1e-6) fitted("EE") else with_tau2
