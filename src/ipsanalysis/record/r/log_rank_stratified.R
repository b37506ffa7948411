library(survival)
stratum <- interaction(lapply(people[strata_covariates], addNA), drop = TRUE)
chi2 <- survdiff(Surv(time, event == 1) ~ active + strata(stratum))$chisq
result <- c(estimate = chi2, p_value = pchisq(chi2, 1, lower.tail = FALSE))
