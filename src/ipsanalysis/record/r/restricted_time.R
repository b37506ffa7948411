library(survival)
# Competing events count as never having the event: tau less the mean time after the event.
restricted <- function(rows) {
  state <- factor(event[rows], 0:2)
  fit <- survfit(Surv(time[rows], state) ~ 1, influence = TRUE)
  after <- unname(summary(fit, rmean = tau)$table["1", c("rmean", "se(rmean)")])
  c(tau - after[1], after[2])
}
