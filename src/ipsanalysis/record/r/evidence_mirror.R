place <- which(fit$fill)[as.numeric(sub("filled ", "", trial_wanted))]
result <- c(estimate = back(c(fit$yi)[place]), std_error = sqrt(fit$vi[place]))
