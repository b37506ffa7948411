# Logarithm of the likelihood of log odds ratios of a trial, its control arm's logit integrated out.
theta <- seq(-12, 12, 0.05)
steps <- min(0.1, 1 / sqrt(max(n1i, n2i)))
logit <- seq(baseline_mean - 8 * baseline_sd, baseline_mean + 8 * baseline_sd, steps)
log_sum <- function(x) max(x) + log(sum(exp(x - max(x))))
log_likelihood <- function(a, n1, c, n2) {
  control <- dbinom(c, n2, plogis(logit), log = TRUE)
  control <- control + dnorm(logit, baseline_mean, baseline_sd, log = TRUE) + log(steps)
  sapply(theta, function(t) log_sum(control + dbinom(a, n1, plogis(logit + t), log = TRUE)))
}
logs <- mapply(log_likelihood, ai, n1i, ci, n2i)
logs <- sweep(logs, 2, apply(logs, 2, max))
likelihood <- exp(logs)
near <- lapply(seq_along(ai), function(i) splinefun(theta, logs[, i], "natural"))

# Nodes of tau; for each, nodes of the mean effect around where it is likely.
v_step <- 0.05
nodes <- seq(0, asinh(if (tau_family == "half_normal") 8 else 200), v_step)
tau <- tau_scale * sinh(nodes)
tau_weight <- v_step * tau_scale * cosh(nodes) * ifelse(nodes == 0, 0.5, 1)
rough <- log((ai + 0.5) / (n1i - ai + 0.5)) - log((ci + 0.5) / (n2i - ci + 0.5))
rough_var <- 1 / (ai + 0.5) + 1 / (n1i - ai + 0.5) + 1 / (ci + 0.5) + 1 / (n2i - ci + 0.5)
w <- 1 / outer(rough_var, tau^2, "+")
width <- 1 / sqrt(1 / mu_sd^2 + colSums(w))
centre <- (mu_mean / mu_sd^2 + colSums(w * rough)) * width^2
reach_of <- seq(-9, 9, 0.1)
z <- seq(-8.5, 8.5, 0.25)
smoothed <- function(j) {
  mu <- centre[j] + width[j] * reach_of
  if (tau[j] > 0.1) return(outer(mu, theta, dnorm_at, tau[j]) %*% likelihood * 0.05)
  at <- outer(mu, tau[j] * z, "+")
  sapply(near, function(f) exp(array(f(at), dim(at))) %*% dnorm(z) * 0.25)
}
dnorm_at <- function(mu, x, sd) dnorm(x, mu, sd)
each <- lapply(seq_along(tau), smoothed)
log_joint <- sapply(seq_along(tau), function(j) {
  mu <- centre[j] + width[j] * reach_of
  rowSums(log(each[[j]])) + dnorm(mu, mu_mean, mu_sd, log = TRUE) +
    log(tau_prior(tau[j]) * tau_weight[j] * width[j] * 0.1)
})
joint <- exp(log_joint - max(log_joint))
joint <- joint / sum(joint)

# Density of the next trial at theta, from the weights of the nodes.
next_density <- function(joint) {
  parts <- sapply(seq_along(tau), function(j) {
    mu <- centre[j] + width[j] * reach_of
    if (tau[j] > 0.1 * width[j]) return(outer(theta, mu, dnorm, tau[j]) %*% joint[, j])
    f <- splinefun(mu, joint[, j] / (width[j] * 0.1))
    at <- outer(theta, tau[j] * z, "-")
    inside <- at > min(mu) & at < max(mu)
    array(ifelse(inside, f(at), 0), dim(at)) %*% dnorm(z) * 0.25
  })
  rowSums(parts)
}
