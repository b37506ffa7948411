library(sandwich)
design <- cbind(1, arm, x)
any <- y > 0
tight <- glm.control(epsilon = 1e-14, maxit = 100)
again <- function(fit) update(fit, start = coef(fit))
whether <- again(glm(any ~ 0 + design, family = binomial, control = tight))
part <- design[any, ]
share <- y[any] / maximum
amount <- again(glm(share ~ 0 + part, family = quasibinomial, control = tight))
# Each person's influence on the coefficients of both parts, and through them on the mean.
of_whether <- estfun(whether) %*% bread(whether) / length(y)
of_amount <- matrix(0, length(y), ncol(design))
of_amount[any, ] <- estfun(amount) %*% bread(amount) / sum(any)
average <- function(a) {
  assigned <- design
  assigned[, 2] <- a
  p <- drop(plogis(assigned %*% coef(whether)))
  q <- drop(plogis(assigned %*% coef(amount)))
  expected <- maximum * p * q
  list(mean = mean(expected), influence = (expected - mean(expected)) / length(y) +
    drop(of_whether %*% colMeans(expected * (1 - p) * assigned)) +
    drop(of_amount %*% colMeans(expected * (1 - q) * assigned)))
}
own <- average(1)
other <- average(0)
if (measure == "mean") {
  one <- if (active_arm %in% arms) own else other
} else {
  one <- list(mean = own$mean - other$mean, influence = own$influence - other$influence)
}
se <- sqrt(sum(one$influence^2))
z <- qnorm((1 + level) / 2)
result <- c(
  estimate = one$mean, std_error = se, ci_low = one$mean - z * se, ci_high = one$mean + z * se
)
if (measure != "mean") result["p_value"] <- 2 * pnorm(-abs(one$mean) / se)
