# Fisher scoring is slow where the link is not canonical: go on from the end until nothing moves.
start <- NULL
for (round in 1:20) {
  amount <- glm(y[any] ~ 0 + part, family = Gamma(link = "log"), start = start, control = tight)
  start <- coef(amount)
}
relative <- y[any] / fitted(amount)
of_amount <- matrix(0, length(y), ncol(design))
of_amount[any, ] <- ((relative - 1) * part) %*% solve(crossprod(part, relative * part))
average <- function(a) {
  assigned <- assigned_to(a)
  p <- chance(assigned)
  expected <- p * exp(drop(assigned %*% coef(amount)))
  list(mean = mean(expected), influence = (expected - mean(expected)) / length(y) +
    drop(of_whether %*% colMeans(expected * (1 - p) * assigned)) +
    drop(of_amount %*% colMeans(expected * assigned)))
}
