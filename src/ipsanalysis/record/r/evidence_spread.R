# Limits by the Q-profile; metafor gives I2 in percent.
wide <- list(tol = 1e-13, maxiter = 100000, tau2.max = 1e6)
numbers <- rbind(tau2 = c(fit$tau2, NA, NA), i2 = c(fit$I2, NA, NA), h2 = c(fit$H2, NA, NA))
if (fit$k > fit$p) {
  numbers[, 2:3] <- confint(fit, level = 100 * level, control = wide)$random[c(1, 3, 4), 2:3]
}
numbers <- numbers[measure, ] / if (measure == "i2") 100 else 1
result <- c(estimate = numbers[[1]], ci_low = numbers[[2]], ci_high = numbers[[3]])
