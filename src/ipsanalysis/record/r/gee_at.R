# Everyone in the model under each arm at this time.
first <- design[!duplicated(long$person), , drop = FALSE]
position <- which(used == moment)
under <- function(a) {
  assigned <- first
  assigned[, seq_len(2 * times)] <- 0
  assigned[, position] <- 1
  assigned[, times + position] <- a
  p <- plogis(drop(assigned %*% b))
  list(risk = mean(p), influence = (p - mean(p)) / length(p) +
    drop(influence %*% colMeans(p * (1 - p) * assigned)))
}
own <- under(1)
other <- under(0)
if (measure == "proportion") {
  one <- if (active_arm %in% arms) own else other
  se <- sqrt(sum(one$influence^2))
  half <- t_value(level) * se / (one$risk * (1 - one$risk))
  result <- c(
    estimate = one$risk, std_error = se,
    ci_low = plogis(qlogis(one$risk) - half), ci_high = plogis(qlogis(one$risk) + half)
  )
} else if (measure == "risk_difference") {
  d <- own$risk - other$risk
  se <- sqrt(sum((own$influence - other$influence)^2))
  half <- t_value(level) * se
  result <- c(
    estimate = d, std_error = se, ci_low = d - half, ci_high = d + half, p_value = two_sided(d, se)
  )
} else {
  d <- b[times + position]
  se <- sqrt(sum(influence[, times + position]^2))
  half <- t_value(level) * se
  result <- c(
    estimate = exp(d), std_error = se, ci_low = exp(d - half), ci_high = exp(d + half),
    p_value = two_sided(d, se)
  )
}
