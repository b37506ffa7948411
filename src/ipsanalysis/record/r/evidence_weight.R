result <- c(estimate = unname(weights(fit)[trial_wanted]) / 100)
