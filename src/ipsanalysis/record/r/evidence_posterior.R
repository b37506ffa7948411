back <- if (what == "tau" || effect == "RD") identity else exp
quantile_of <- function(p) uniroot(function(x) below(x) - p, reach, tol = 1e-10)$root
result <- c(
  estimate = back(quantile_of(0.5)), std_error = spread,
  ci_low = back(quantile_of((1 - level) / 2)), ci_high = back(quantile_of((1 + level) / 2))
)
