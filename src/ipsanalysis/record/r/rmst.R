library(survival)
restricted <- function(rows) {
  fit <- survfit(Surv(time[rows], event[rows] == 1) ~ 1)
  unname(summary(fit, rmean = tau)$table[c("rmean", "se(rmean)")])
}
