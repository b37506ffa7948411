result <- c(estimate = sum(!keep & people$arm %in% arms & left_because_of == left_because))
