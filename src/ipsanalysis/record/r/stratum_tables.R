# Events and people of each arm in each stratum; strata without one of the arms hold no comparison.
stratum <- interaction(lapply(people[strata_covariates], addNA), drop = TRUE)[keep, drop = TRUE]
s1 <- tapply(y * arm, stratum, sum)
m1 <- tapply(arm, stratum, sum)
s0 <- tapply(y * !arm, stratum, sum)
m0 <- tapply(!arm, stratum, sum)
both <- m1 > 0 & m0 > 0
s1 <- s1[both]
m1 <- m1[both]
s0 <- s0[both]
m0 <- m0[both]
m <- m1 + m0
w <- m1 * m0 / m
d <- sum(w * (s1 / m1 - s0 / m0)) / sum(w)
