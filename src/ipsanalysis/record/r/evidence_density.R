# Probabilities from a density at equal steps: its logarithm at finer steps by a spline, and the
# integral of a spline of that.
fine <- seq(x[1], x[length(x)], length.out = 10 * length(x))
log_of <- splinefun(x, log(pmax(density, max(density) * 1e-300)))
density <- exp(log_of(fine))
f <- splinefun(fine, density)
middles <- (head(fine, -1) + tail(fine, -1)) / 2
pieces <- (head(density, -1) + 4 * f(middles) + tail(density, -1)) / 6
below_at <- splinefun(fine, c(0, cumsum(pieces)) / sum(pieces))
scaled <- if (what == "tau") tau_scale * sinh(fine) else fine
share <- density * ifelse(fine == 0 & what == "tau", 0.5, 1)
spread <- sqrt(sum(scaled^2 * share) / sum(share) - (sum(scaled * share) / sum(share))^2)
below <- function(value) below_at(if (what == "tau") asinh(value / tau_scale) else value)
reach <- range(scaled)
