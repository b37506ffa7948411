contacts <- table_of("contacts")
result <- c(estimate = sum(people$arm %in% arms & people$person %in% contacts$person))
