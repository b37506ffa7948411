library(lme4)
# lme4 takes up to 25 nodes; a trial in which nobody or everybody has the event tells nothing.
close <- list(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9, maxfun = 1e5))
fit <- rma.glmm(
  measure = "OR", model = "UM.FS", ai = ai, n1i = n1i, ci = ci, n2i = n2i,
  level = 100 * level, nAGQ = 25, control = list(glmerCtrl = close)
)
