# Probabilities from a density at equal steps: its logarithm at finer steps by a spline, and the
# integral of that by Simpson.
fine <- seq(x[1], x[length(x)], length.out = 10 * (length(x) - 1) + 1)
middles <- (head(fine, -1) + tail(fine, -1)) / 2
log_of <- splinefun(x, log(pmax(density, max(density) * 1e-300)))
scaled <- if (what == "tau") function(v) abs(tau_scale * sinh(v)) else identity
pieces_of <- function(f) {
  g <- function(at) exp(log_of(at)) * f(at)
  (g(head(fine, -1)) + 4 * g(middles) + g(tail(fine, -1))) / 6
}
pieces <- pieces_of(function(at) 1)
expect <- function(f) sum(pieces_of(f)) / sum(pieces)
spread <- sqrt(expect(function(at) scaled(at)^2) - expect(scaled)^2)
below_at <- splinefun(fine, c(0, cumsum(pieces)) / sum(pieces))
below <- if (what == "tau") function(tau) 2 * below_at(asinh(tau / tau_scale)) - 1 else below_at
reach <- range(scaled(fine))
