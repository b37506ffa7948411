result <- c(estimate = sum(people$arm %in% arms & event == code & ended_by == cause))
