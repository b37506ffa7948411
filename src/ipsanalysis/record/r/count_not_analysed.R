result <- c(estimate = sum(!keep & people$arm %in% arms & end_reason == left_because))
