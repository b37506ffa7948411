result <- c(estimate = sum(people$arm %in% arms))
