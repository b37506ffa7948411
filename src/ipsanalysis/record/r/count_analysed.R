result <- c(estimate = sum(keep & people$arm %in% arms))
