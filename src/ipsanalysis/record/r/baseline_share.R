result <- c(estimate = mean(known == level_wanted))
