keep <- rep(TRUE, nrow(people))
arm <- active
