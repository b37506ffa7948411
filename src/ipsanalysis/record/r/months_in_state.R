y <- rowSums(state == state_wanted, na.rm = TRUE)
keep <- rep(TRUE, nrow(people))
arm <- active
