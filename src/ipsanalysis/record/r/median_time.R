library(survival)
rows <- people$arm %in% arms
fit <- survfit(Surv(time[rows], event[rows] == 1) ~ 1, conf.type = "log-log", conf.int = level)
q <- quantile(fit, 0.5)
result <- c(
  estimate = unname(q$quantile), ci_low = unname(q$lower), ci_high = unname(q$upper)
)
