library(sandwich)
# Whether any amount, and each person's influence on the coefficients.
any <- y > 0
of_whether <- matrix(0, length(y), ncol(design))
chance <- function(assigned) rep(1, nrow(assigned))
if (!all(any)) {
  whether <- glm(any ~ 0 + design, family = binomial, control = tight)
  whether <- update(whether, start = coef(whether))
  of_whether <- estfun(whether) %*% bread(whether) / length(y)
  chance <- function(assigned) drop(plogis(assigned %*% coef(whether)))
}
part <- design[any, , drop = FALSE]
