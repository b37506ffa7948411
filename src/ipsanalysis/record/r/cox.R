library(survival)
design <- cbind(active, x)
exact <- coxph.control(eps = 1e-13, iter.max = 100, toler.chol = 1e-14)
fit <- coxph(Surv(time, event == 1) ~ design, ties = "efron", control = exact)
