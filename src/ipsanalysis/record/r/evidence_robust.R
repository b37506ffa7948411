# The study with a prior that is in part what the others predict, in part vague.
x <- theta
own <- log_likelihood(
  as.numeric(study$events), as.numeric(study$n), as.numeric(study$events_control),
  as.numeric(study$n_control)
)
own <- exp(own - max(own))
predicted <- next_density(joint)
vague <- dnorm(theta, vague_mean, vague_sd)
density <- own * ((1 - vague_weight) * predicted + vague_weight * vague)
posterior_weight <- vague_weight * sum(own * vague) / sum(density)
what <- "trial"
