# The counts of this row: no table has these values for each person.
people <- data.frame(arm = rep(counted_arms, counted))
y <- unlist(Map(function(n, yes) rep(c(1, 0), c(yes, n - yes)), counted, counted_yes))
keep <- rep(TRUE, nrow(people))
arm <- people$arm == active_arm
