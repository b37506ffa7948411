own <- curve(people$arm %in% arms)
result <- c(estimate = own[1], std_error = own[2], ci_low = own[3], ci_high = own[4])
