result <- c(estimate = sum(people$arm %in% arms & end_reason == reason_wanted))
