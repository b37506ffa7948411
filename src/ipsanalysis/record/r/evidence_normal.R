# Given tau all is normal: mean and precision of the mean effect, and likelihood of tau.
y <- as.numeric(effects$yi)
v <- effects$vi
given <- function(tau) {
  w <- 1 / outer(v, tau^2, "+")
  precision <- 1 / mu_sd^2 + colSums(w)
  mean <- (mu_mean / mu_sd^2 + colSums(w * y)) / precision
  squares <- colSums(w * outer(y, mean, "-")^2) + (mu_mean - mean)^2 / mu_sd^2
  list(mean = mean, var = 1 / precision, logs = -(squares - colSums(log(w)) + log(precision)) / 2)
}
top <- max(given(tau_scale * seq(0, 5, 0.01))$logs)
# What is asked for, given tau: normal with this mean and variance.
asked <- function(tau, at) {
  if (what == "next trial") return(list(mean = at$mean, var = at$var + tau^2))
  if (what != "trial") return(at)
  place <- match(trial_wanted, attr(effects$yi, "slab"))
  toward <- v[place] / (v[place] + tau^2)
  list(mean = y[place] + toward * (at$mean - y[place]), var = toward * tau^2 + toward^2 * at$var)
}
# Integrals over tau, on the scale of its angle, so that the long tail has an end.
angles <- c(0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.1, 1.4, 1.55, pi / 2)
over_tau <- function(f, up_to = Inf) {
  inner <- function(angle) {
    tau <- tau_scale * tan(angle)
    at <- given(tau)
    density <- tau_prior(tau) * exp(at$logs - top) * tau_scale / cos(angle)^2
    ifelse(density > 0, density * f(tau, asked(tau, at)), 0)
  }
  ends <- pmin(angles, atan(up_to / tau_scale))
  parts <- which(diff(ends) > 0)
  sum(vapply(parts, function(i) {
    integrate(inner, ends[i], ends[i + 1], rel.tol = 1e-9, subdivisions = 2000)$value
  }, 0))
}
total <- over_tau(function(tau, at) rep(1, length(tau)))
expect <- function(f) over_tau(f) / total
below <- function(x) {
  if (what == "tau") return(over_tau(function(tau, at) rep(1, length(tau)), x) / total)
  expect(function(tau, at) pnorm(x, at$mean, sqrt(at$var)))
}
if (what == "tau") {
  spread <- sqrt(expect(function(tau, at) tau^2) - expect(function(tau, at) tau)^2)
  reach <- c(0, 100 * tau_scale)
} else {
  middle <- expect(function(tau, at) at$mean)
  spread <- sqrt(expect(function(tau, at) at$var + (at$mean - middle)^2))
  reach <- middle + c(-12, 12) * spread
}
