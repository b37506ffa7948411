library(sandwich)
design <- cbind(1, arm, x)
decomposed <- qr(design)
design <- design[, sort(decomposed$pivot[seq_len(decomposed$rank)]), drop = FALSE]
tight <- glm.control(epsilon = 1e-14, maxit = 100)
fit <- glm(y ~ 0 + design, family = binomial, control = tight)
fit <- update(fit, start = coef(fit))
# Each person's influence on the coefficients, and through them on the average risk.
influence <- estfun(fit) %*% bread(fit) / length(y)
average <- function(a) {
  assigned <- design
  assigned[, 2] <- a
  p <- drop(plogis(assigned %*% coef(fit)))
  list(risk = mean(p), influence = (p - mean(p)) / length(p) +
    drop(influence %*% colMeans(p * (1 - p) * assigned)))
}
own <- average(1)
other <- average(0)
error <- function(values) sqrt(sum(values^2))
z <- qnorm((1 + level) / 2)
if (measure == "proportion") {
  one <- if (active_arm %in% arms) own else other
  se <- error(one$influence)
  half <- z * se / (one$risk * (1 - one$risk))
  result <- c(
    estimate = one$risk, std_error = se,
    ci_low = plogis(qlogis(one$risk) - half), ci_high = plogis(qlogis(one$risk) + half)
  )
} else if (measure == "risk_difference") {
  d <- own$risk - other$risk
  se <- error(own$influence - other$influence)
  result <- c(
    estimate = d, std_error = se, ci_low = d - z * se, ci_high = d + z * se,
    p_value = 2 * pnorm(-abs(d) / se)
  )
} else {
  d <- log(own$risk / other$risk)
  se <- error(own$influence / own$risk - other$influence / other$risk)
  result <- c(
    estimate = exp(d), std_error = se, ci_low = exp(d - z * se), ci_high = exp(d + z * se),
    p_value = 2 * pnorm(-abs(d) / se)
  )
}
