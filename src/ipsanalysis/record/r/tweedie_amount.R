library(sandwich)
library(statmod)
# Fisher scoring is slow where the link is not canonical: go on from the end until nothing moves.
start <- NULL
law <- tweedie(var.power = power, link.power = 0)
for (round in 1:20) {
  fit <- glm(y ~ 0 + design, family = law, start = start, control = tight)
  start <- coef(fit)
}
of_fit <- estfun(fit) %*% bread(fit) / length(y)
average <- function(a) {
  assigned <- assigned_to(a)
  expected <- exp(drop(assigned %*% coef(fit)))
  list(mean = mean(expected), influence = (expected - mean(expected)) / length(y) +
    drop(of_fit %*% colMeans(expected * assigned)))
}
