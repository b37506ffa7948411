library(survival)
# Cumulative incidence (competing events kept), or one minus Kaplan-Meier (they are censored).
curve <- function(rows) {
  state <- if (competing_risks) factor(event[rows], 0:2) else event[rows] == 1
  fit <- survfit(Surv(time[rows], state) ~ 1, conf.type = "log-log", conf.int = level)
  s <- summary(fit, times = landmark)
  if (competing_risks) {
    return(c(s$pstate[, 2], s$std.err[, 2], s$lower[, 2], s$upper[, 2]))
  }
  c(1 - s$surv, s$std.err, 1 - s$upper, 1 - s$lower)
}
