# What is asked for, as a density at equal steps.
if (what == "tau") {
  # Of tau or -tau with equal chance, which is smooth at 0.
  x <- c(-rev(nodes[-1]), nodes)
  half <- colSums(joint) / ifelse(nodes == 0, 0.5, 1)
  density <- c(rev(half[-1]), half)
} else if (what == "mean") {
  likely <- colSums(joint) > 1e-12
  ends <- range(centre[likely] + outer(width[likely], c(-9, 9)))
  x <- seq(ends[1], ends[2], width[1] / 20)
  density <- rowSums(sapply(seq_along(tau), function(j) {
    mu <- centre[j] + width[j] * reach_of
    inside <- x > min(mu) & x < max(mu)
    ifelse(inside, splinefun(mu, joint[, j])(x) / width[j], 0)
  }))
} else {
  x <- theta
  density <- if (what == "next trial") {
    next_density(joint)
  } else {
    place <- match(trial_wanted, trials$trial_id)
    without <- sapply(seq_along(tau), function(j) joint[, j] / each[[j]][, place])
    likelihood[, place] * next_density(without)
  }
}
