tau_prior <- function(tau) {
  if (tau_family == "half_normal") 2 * dnorm(tau, 0, tau_scale) else 2 * dcauchy(tau, 0, tau_scale)
}
