# Fisher's one-sided p-values order the tables; the largest probability of a table at least as
# extreme over all common risks is the p-value of a side.
side <- function(lower) {
  fisher <- outer(0:n1, 0:n0, function(i, j) {
    if (lower) phyper(i, n1, n0, i + j) else phyper(i - 1, n1, n0, i + j, lower.tail = FALSE)
  })
  here <- fisher[x1 + 1, x0 + 1]
  region <- fisher <= here * (1 + 1e-9)
  size <- function(p) sum(dbinom(0:n1, n1, p) * (region %*% dbinom(0:n0, n0, p)))
  tails <- 10^-seq(2, 5, 0.05)
  grid <- sort(unique(c(seq(0.0025, 0.9975, length.out = 400), tails, 1 - tails)))
  sizes <- vapply(grid, size, numeric(1))
  top <- which.max(sizes)
  near <- grid[c(max(top - 1, 1), min(top + 1, length(grid)))]
  best <- optimize(size, near, maximum = TRUE, tol = 1e-10)$objective
  c(here, max(sizes[top], best))
}
sides <- list(side(TRUE), side(FALSE))
smaller <- sides[[which.min(c(sides[[1]][2], sides[[2]][2]))]]
result <- c(estimate = smaller[1], p_value = min(1, 2 * smaller[2]))
