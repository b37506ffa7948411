# Reference values for the normal-normal hierarchical model, by adaptive quadrature in base R.
# Run from the repository root: Rscript tests/reference/meta_bayes.R
# Reads tests/reference/data/bcg.csv, writes tests/reference/meta_bayes.json.
# Not sampling and not bayesmeta: everything given tau is normal, stats::integrate goes over tau.

library(jsonlite)

bcg <- read.csv("tests/reference/data/bcg.csv")
odds <- function(a, n, c, m) {
  list(
    y = log(a * (m - c) / ((n - a) * c)),
    v = 1 / a + 1 / (n - a) + 1 / c + 1 / (m - c)
  )
}
trials <- list(
  bcg = with(bcg, odds(BCGTB, BCGVacc, NoVaccTB, NoVacc)),
  schools = list(
    y = c(28.39, 7.94, -2.75, 6.82, -0.64, 0.63, 18.01, 12.16),
    v = c(14.9, 10.2, 16.3, 11, 9.4, 11.4, 10.4, 17.6)^2
  ),
  equal = list(y = rep(0.3, 5), v = c(0.1, 0.2, 0.3, 0.2, 0.1)),
  huge_and_tiny = list(y = c(0.2, 1.5), v = c(0.0004, 2)),
  one = list(y = 0.7, v = 0.3)
)
prior_tau <- list(
  half_normal = function(scale) function(tau) 2 * dnorm(tau, 0, scale),
  half_cauchy = function(scale) function(tau) 2 * dcauchy(tau, 0, scale)
)

# Tau on the scale of its angle, so that the long tail of the half-Cauchy has an end.
over_tau <- function(f, scale) {
  g <- function(u) {
    tau <- scale * tan(u)
    sapply(tau, f) * scale / cos(u)^2
  }
  cuts <- c(0, 0.001, 0.01, 0.05, 0.1, 0.2, 0.4, 0.7, 1, 1.2, 1.4, 1.5, 1.55, 1.57, pi / 2)
  sum(mapply(
    function(a, b) integrate(g, a, b, rel.tol = 1e-11, subdivisions = 5000)$value,
    head(cuts, -1), tail(cuts, -1)
  ))
}

analyse <- function(name, family, scale, sd) {
  y <- trials[[name]]$y
  v <- trials[[name]]$v
  given <- function(tau) {
    w <- 1 / (v + tau^2)
    precision <- 1 / sd^2 + sum(w)
    mean <- sum(w * y) / precision
    root <- diag(v + tau^2, length(v)) + sd^2
    logs <- -0.5 * (length(y) * log(2 * pi) + c(determinant(root)$modulus) +
      sum(y * solve(root, y)))
    list(mean = mean, var = 1 / precision, like = exp(logs), w = w)
  }
  density <- prior_tau[[family]](scale)
  total <- over_tau(function(tau) density(tau) * given(tau)$like, scale)
  expect <- function(f) {
    over_tau(function(tau) {
      at <- given(tau)
      density(tau) * at$like * f(tau, at)
    }, scale) / total
  }
  first <- function(tau, at) {
    b <- v[1] / (v[1] + tau^2)
    list(mean = y[1] + b * (at$mean - y[1]), var = b * tau^2 + b^2 * at$var)
  }
  mu_mean <- expect(function(tau, at) at$mean)
  theta_mean <- expect(function(tau, at) first(tau, at)$mean)
  quantile <- function(p, cdf) {
    uniroot(function(x) cdf(x) - p, mu_mean + c(-40, 40) * sqrt(mu_var), tol = 1e-11)$root
  }
  mu_var <- expect(function(tau, at) at$var + (at$mean - mu_mean)^2)
  mu_cdf <- function(x) expect(function(tau, at) pnorm(x, at$mean, sqrt(at$var)))
  next_cdf <- function(x) expect(function(tau, at) pnorm(x, at$mean, sqrt(at$var + tau^2)))
  theta_cdf <- function(x) {
    expect(function(tau, at) with(first(tau, at), pnorm(x, mean, sqrt(var))))
  }
  probs <- c(0.025, 0.5, 0.975)
  list(
    trials = name, family = family, scale = scale, sd = sd,
    y = y, v = v, log_marginal = log(total),
    mu_mean = mu_mean, mu_sd = sqrt(mu_var),
    mu_quantiles = sapply(probs, quantile, cdf = mu_cdf),
    tau_mean = expect(function(tau, at) tau),
    tau_square = expect(function(tau, at) tau^2),
    next_quantiles = sapply(probs, quantile, cdf = next_cdf),
    theta_mean = theta_mean,
    theta_sd = sqrt(expect(function(tau, at) {
      with(first(tau, at), var + (mean - theta_mean)^2)
    })),
    theta_quantiles = sapply(probs, quantile, cdf = theta_cdf),
    mu_above_zero = 1 - mu_cdf(0), next_above_zero = 1 - next_cdf(0)
  )
}

cases <- list(
  analyse("bcg", "half_normal", 0.5, 4), analyse("bcg", "half_cauchy", 0.5, 4),
  analyse("schools", "half_cauchy", 25, 50), analyse("equal", "half_normal", 0.5, 4),
  analyse("huge_and_tiny", "half_normal", 0.5, 4), analyse("one", "half_normal", 1, 2)
)
write_json(
  list(
    made_by = "tests/reference/meta_bayes.R", R = R.version.string,
    jsonlite = as.character(packageVersion("jsonlite")), cases = cases
  ),
  "tests/reference/meta_bayes.json", digits = 15, auto_unbox = TRUE, pretty = TRUE
)
