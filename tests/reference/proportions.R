# One and two proportions: score intervals, Fisher mid-p, Boschloo's test.
# Run from the root of the repository: Rscript tests/reference/proportions.R
#
# The restricted maximum likelihood estimates come from the likelihood itself (its derivative for
# the difference and the ratio, glm with an offset for the odds ratio), not from closed forms.
suppressMessages(library(jsonlite))

tables <- list(
  life_week_52 = c(92, 216, 74, 216), life_week_26 = c(104, 216, 90, 216),
  life_ever = c(181, 216, 179, 216), life_week_26_at_liberty = c(104, 194, 90, 187),
  life_week_52_at_liberty = c(92, 168, 74, 154), life_arrested = c(48, 216, 66, 216),
  camis = c(36, 154, 12, 77), perondi_2004 = c(7, 34, 1, 34), ritland_2007 = c(0, 16, 15, 72),
  lampasona_2013 = c(9, 13, 4, 14), full_cell = c(20, 20, 5, 20), no_events = c(0, 30, 0, 30),
  all_events = c(30, 30, 30, 30), no_control_events = c(3, 40, 0, 20), opposite = c(0, 5, 5, 5),
  one_each = c(1, 1, 0, 1), mehta_2003 = c(7, 15, 12, 15), rare = c(1, 150, 6, 200)
)
levels <- c(0.95, 0.8)

root <- function(f, from, to) uniroot(f, c(from, to), tol = 1e-14, maxiter = 10000)$root
over <- function(count, by) if (count == 0) 0 else count / by
decreasing_zero <- function(slope, low, high) {
  gap <- 1e-14 * (high - low)
  if (slope(low + gap) <= 0) return(low)
  if (slope(high - gap) >= 0) return(high)
  root(slope, low + gap, high - gap)
}

statistic <- list(
  risk_difference = function(d, x1, n1, x0, n0) {
    slope <- function(p) over(x1, p + d) - over(n1 - x1, 1 - p - d) + over(x0, p) - over(n0 - x0, 1 - p)
    p <- decreasing_zero(slope, max(0, -d), min(1, 1 - d))
    (x1 / n1 - x0 / n0 - d)^2 / ((p + d) * (1 - p - d) / n1 + p * (1 - p) / n0)
  },
  risk_ratio = function(log_ratio, x1, n1, x0, n0) {
    r <- exp(log_ratio)
    slope <- function(p) over(x1, p) - over(n1 - x1, 1 - r * p) * r + over(x0, p) - over(n0 - x0, 1 - p)
    p <- decreasing_zero(slope, 0, min(1, 1 / r))
    (x1 / n1 - r * x0 / n0)^2 / (r * p * (1 - r * p) / n1 + r^2 * p * (1 - p) / n0)
  },
  odds_ratio = function(log_ratio, x1, n1, x0, n0) {
    off <- function(b) n1 * plogis(b + log_ratio) + n0 * plogis(b) - x1 - x0
    b <- root(off, -60, 60)
    information <- c(n1, n0) * dlogis(c(b + log_ratio, b))
    (x1 * plogis(-b - log_ratio) - (n1 - x1) * plogis(b + log_ratio))^2 * sum(1 / information)
  }
)

limits <- function(measure, table, centre, ends, level) {
  n <- sum(table[c(2, 4)])
  critical <- qchisq(level, 1) * n / (n - 1)
  excess <- function(value) {
    do.call(statistic[[measure]], c(list(value), as.list(table))) - critical
  }
  vapply(ends, function(end) {
    if (centre == end) return(end)
    root(excess, centre + sign(end - centre) * 1e-7, end - sign(end - centre) * 1e-9)
  }, numeric(1))
}

ratio_scale <- function(logs, far) exp(ifelse(abs(logs) >= far, sign(logs) * Inf, logs))

score_intervals <- function(table, level) {
  x1 <- table[1]; n1 <- table[2]; x0 <- table[3]; n0 <- table[4]
  far <- 15
  out <- list(risk_difference = limits("risk_difference", table, x1 / n1 - x0 / n0, c(-1, 1), level))
  ratio <- x1 / n1 / (x0 / n0)
  if (!is.nan(ratio)) {
    centre <- min(max(log(ratio), -far), far)
    out$risk_ratio <- ratio_scale(limits("risk_ratio", table, centre, c(-far, far), level), far)
  }
  odds <- x1 * (n0 - x0) / (x0 * (n1 - x1))
  if (!is.nan(odds)) {
    centre <- min(max(log(odds), -far), far)
    out$odds_ratio <- ratio_scale(limits("odds_ratio", table, centre, c(-far, far), level), far)
  }
  out
}

wilson <- function(x, n, level) {
  as.numeric(suppressWarnings(prop.test(x, n, correct = FALSE, conf.level = level))$conf.int)
}

newcombe <- function(table, level) {
  p1 <- table[1] / table[2]; p0 <- table[3] / table[4]
  a <- wilson(table[1], table[2], level); b <- wilson(table[3], table[4], level)
  p1 - p0 + c(-sqrt((p1 - a[1])^2 + (b[2] - p0)^2), sqrt((a[2] - p1)^2 + (p0 - b[1])^2))
}

fisher_mid_p <- function(table) {
  x <- table[1] + table[3]
  possible <- max(0, x - table[4]):min(table[2], x)
  d <- dhyper(possible, table[2], table[4], x)
  here <- dhyper(table[1], table[2], table[4], x)
  tied <- abs(d / here - 1) < 1e-7
  if (length(possible) == 1) return(1)
  sum(d[d < here & !tied]) + sum(d[tied]) / 2
}

boschloo <- function(table) {
  n1 <- table[2]; n0 <- table[4]
  side <- function(lower) {
    fisher <- outer(0:n1, 0:n0, function(i, j) {
      if (lower) phyper(i, n1, n0, i + j) else phyper(i - 1, n1, n0, i + j, lower.tail = FALSE)
    })
    region <- fisher <= fisher[table[1] + 1, table[3] + 1] * (1 + 1e-9)
    size <- function(p) sum(outer(dbinom(0:n1, n1, p), dbinom(0:n0, n0, p)) * region)
    grid <- sort(unique(c(seq(0.0025, 0.9975, length.out = 400), 10^-seq(2, 5, 0.05), 1 - 10^-seq(2, 5, 0.05))))
    sizes <- vapply(grid, size, numeric(1))
    top <- which.max(sizes)
    near <- grid[c(max(top - 1, 1), min(top + 1, length(grid)))]
    max(sizes[top], optimize(size, near, maximum = TRUE, tol = 1e-10)$objective)
  }
  min(1, 2 * min(side(TRUE), side(FALSE)))
}

score_p <- function(table) {
  n <- sum(table[c(2, 4)]); x <- sum(table[c(1, 3)])
  if (x %in% c(0, n)) return(1)
  chi2 <- suppressWarnings(prop.test(table[c(1, 3)], table[c(2, 4)], correct = FALSE))$statistic
  pchisq(unname(chi2) * (n - 1) / n, 1, lower.tail = FALSE)
}

record <- function(table) {
  intervals <- lapply(levels, function(level) {
    c(list(level = level, wilson = wilson(table[1], table[2], level),
           newcombe = newcombe(table, level)), score_intervals(table, level))
  })
  list(table = table, intervals = intervals, score_p = score_p(table),
       fisher_mid_p = fisher_mid_p(table), boschloo = boschloo(table))
}

camis <- "CAMIS, R/ci_for_2indep_prop (psiaims.github.io/CAMIS)"
flc <- "Fagerland, Lydersen and Laake (2017), Statistical Analysis of Contingency Tables, chapter 4; R package contingencytables"
published <- function(method, table, low, high, digits, source) {
  list(method = method, table = table, low = low, high = high, digits = digits, source = source)
}
printed <- list(
  published("newcombe", tables$camis, -0.036142, 0.175125, 6, camis),
  published("risk_difference", tables$camis, -0.036065, 0.177495, 6, camis),
  published("risk_ratio", tables$camis, 0.848245, 2.73225, 5, camis),
  published("newcombe", tables$perondi_2004, 0.0189, 0.3404, 4, flc),
  published("risk_difference", tables$ritland_2007, -0.3164, -0.0056, 4, flc),
  published("risk_ratio", tables$perondi_2004, 1.2086, 43.0330, 4, flc),
  published("odds_ratio", tables$lampasona_2013, 1.0934, 28.9419, 4, flc)
)
printed_p <- list(
  list(method = "fisher_mid_p", table = tables$ritland_2007, p = 0.04466, digits = 5, source = flc),
  list(method = "half_boschloo", table = tables$mehta_2003, p = 0.0341, digits = 4, source = paste(
    "Mehta and Senchaudhuri (2003), Conditional versus unconditional exact tests, one-sided;",
    "Barnard's and Boschloo's rejection regions coincide here"))
)

write_json(
  list(software = list(R = R.version.string), printed = printed,
       printed_p = printed_p, tables = lapply(tables, record)),
  "tests/reference/proportions.json", auto_unbox = TRUE, digits = 15, pretty = TRUE
)
