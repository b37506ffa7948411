state[is.na(state)] <- "not_observed"
y <- rowSums(state == state_wanted)
keep <- rep(TRUE, nrow(people))
arm <- active
