# Effects, Wald intervals and p-values of 2 x 2 tables, for the audit of printed numbers.
# Run from the repository root: Rscript tests/reference/audit_tables.R
# Tables: printed or reconstructed counts of IPS trials, and hard cases (arms of 1 person, no
# events, all events, arms of equal size with ties). Tables with a zero among their four counts also
# with 0.5 added to all four.
suppressMessages({
  library(metafor)
  library(jsonlite)
})

tables <- matrix(c(
  22, 46, 3, 37,
  85, 156, 43, 156,
  32, 46, 13, 45,
  32, 42, 12, 43,
  8, 18, 2, 19,
  72, 162, 62, 164,
  11, 22, 1, 23,
  5, 10, 1, 10,
  3, 40, 5, 40,
  1, 1, 0, 1,
  0, 12, 4, 15,
  0, 10, 0, 12,
  10, 10, 12, 12,
  5, 20, 0, 22,
  0, 10, 0, 10,
  5, 10, 0, 10,
  0, 10, 3, 10,
  10, 10, 5, 10,
  10, 10, 0, 12
), ncol = 4, byrow = TRUE)

wald <- function(a, n, c, m, measure) {
  if (measure != "RD" && (a == 0 || c == 0)) return(NULL)
  if (measure == "OR" && (a == n || c == m)) return(NULL)
  if (a %in% c(0, n) && c %in% c(0, m)) return(NULL)
  e <- escalc(measure = measure, ai = a, n1i = n, ci = c, n2i = m, add = 0)
  s <- summary(e, digits = 15)
  out <- c(s$yi, s$ci.lb, s$ci.ub)
  if (measure == "RD") 100 * out else exp(out)
}

half <- function(a, n, c, m, measure) {
  if (all(c(a, n - a, c, m - c) > 0)) return(NULL)
  e <- escalc(measure = measure, ai = a, n1i = n, ci = c, n2i = m, add = 1/2, to = "only0",
              drop00 = FALSE)
  s <- summary(e, digits = 15)
  out <- c(s$yi, s$ci.lb, s$ci.ub)
  if (measure == "RD") 100 * out else exp(out)
}

mid_p <- function(a, n, c, m) {
  k <- a + c
  x <- max(0, k - m):min(n, k)
  if (length(x) == 1) return(1)
  d <- dhyper(x, n, m, k)
  here <- d[x == a]
  less <- d < here * (1 - 1e-7)
  tied <- !less & d <= here * (1 + 1e-7)
  sum(d[less]) + sum(d[tied]) / 2
}

one <- function(t) {
  a <- t[1]; n <- t[2]; c <- t[3]; m <- t[4]
  square <- matrix(c(a, n - a, c, m - c), 2)
  none <- a + c == 0 || a + c == n + m
  chi <- if (none) 0 else unname(suppressWarnings(chisq.test(square, correct = FALSE)$statistic))
  yates <- if (none) 0 else unname(suppressWarnings(chisq.test(square)$statistic))
  total <- n + m
  p <- function(x) pchisq(x, 1, lower.tail = FALSE)
  list(
    table = t,
    risk_ratio = wald(a, n, c, m, "RR"),
    odds_ratio = wald(a, n, c, m, "OR"),
    risk_difference = wald(a, n, c, m, "RD"),
    half = list(
      risk_ratio = half(a, n, c, m, "RR"),
      odds_ratio = half(a, n, c, m, "OR"),
      risk_difference = half(a, n, c, m, "RD")
    ),
    chi_squared = c(chi, chi * (total - 1) / total, yates),
    pearson = p(chi), n_minus_1 = p(chi * (total - 1) / total), yates = p(yates),
    fisher = min(fisher.test(square)$p.value, 1), mid_p = mid_p(a, n, c, m)
  )
}

write_json(list(
  made_by = paste("Rscript tests/reference/audit_tables.R,", R.version.string, ", metafor",
                  as.character(packageVersion("metafor"))),
  tables = lapply(seq_len(nrow(tables)), function(i) one(tables[i, ]))
), "tests/reference/audit_tables.json", digits = 15, auto_unbox = TRUE, null = "null", pretty = TRUE)
