library(survival)
chi2 <- survdiff(Surv(time, event == 1) ~ active)$chisq
result <- c(estimate = chi2, p_value = pchisq(chi2, 1, lower.tail = FALSE))
