# Exact proportions, risk differences within strata, and Cox's model with strata.
# Run from the root of the repository: Rscript tests/reference/stratified.R
#
# The restricted maximum likelihood estimates come from the likelihood itself (the zero of its
# derivative), and the limits of the score interval from uniroot. The continuity-free test is
# stats::mantelhaen.test.
suppressMessages({library(survival); library(jsonlite)})

# Columns: events and people of the active arm, events and people of the control arm.
table4 <- function(...) matrix(c(...), ncol = 4, byrow = TRUE)
tables <- list(
  lu_2008 = table4(1, 15, 3, 5,  3, 10, 4, 10,  2, 25, 18, 35),
  # Bickel, Hammel and O'Connell (1975), Science 187:398: admissions to Berkeley, women v men.
  berkeley = table4(89, 108, 512, 825,  17, 25, 353, 560,  202, 593, 120, 325,
                    131, 375, 138, 417,  94, 393, 53, 191,  24, 341, 22, 373),
  one_stratum = table4(36, 154, 12, 77),
  zero_cells = table4(0, 8, 3, 9,  0, 5, 0, 6,  4, 4, 2, 7),
  no_events_in_a_stratum = table4(0, 12, 0, 10,  5, 12, 2, 11),
  pairs = table4(1, 1, 0, 1,  1, 1, 0, 1,  0, 1, 1, 1,  1, 1, 1, 1,  0, 1, 0, 1,  1, 1, 0, 1),
  nearly_all = table4(29, 30, 28, 30,  14, 14, 11, 12),
  nobody = table4(0, 30, 0, 30,  0, 4, 0, 5)
)
levels <- c(0.95, 0.8)
root <- function(f, from, to) uniroot(f, c(from, to), tol = 1e-15, maxiter = 10000)$root
over <- function(count, by) if (count == 0) 0 else count / by

restricted <- function(d, t) {
  slope <- function(p) {
    over(t[1], p + d) - over(t[2] - t[1], 1 - p - d) + over(t[3], p) - over(t[4] - t[3], 1 - p)
  }
  low <- max(0, -d); high <- min(1, 1 - d); gap <- 1e-14 * (high - low)
  if (slope(low + gap) <= 0) return(low)
  if (slope(high - gap) >= 0) return(high)
  root(slope, low + gap, high - gap)
}
weights <- function(tables) tables[, 2] * tables[, 4] / (tables[, 2] + tables[, 4])
difference <- function(tables) {
  weighted.mean(tables[, 1] / tables[, 2] - tables[, 3] / tables[, 4], weights(tables))
}
score <- function(d, tables) {
  top <- bottom <- 0
  for (i in seq_len(nrow(tables))) {
    t <- tables[i, ]; n <- t[2] + t[4]; w <- t[2] * t[4] / n
    p <- restricted(d, t)
    top <- top + w * (t[1] / t[2] - t[3] / t[4] - d)
    bottom <- bottom + w^2 * ((p + d) * (1 - p - d) / t[2] + p * (1 - p) / t[4]) * n / (n - 1)
  }
  top^2 / bottom
}
score_limits <- function(tables, level) {
  centre <- difference(tables)
  vapply(c(-1, 1), function(end) {
    root(function(d) score(d, tables) - qchisq(level, 1),
         centre + sign(end - centre) * 1e-7, end - sign(end - centre) * 1e-9)
  }, numeric(1))
}
# Sato (1989) as SAS prints it: the active arm is row 1, the event column 1.
sato <- function(tables) {
  d <- difference(tables); p <- q <- 0
  for (i in seq_len(nrow(tables))) {
    n11 <- tables[i, 1]; n1 <- tables[i, 2]; n21 <- tables[i, 3]; n2 <- tables[i, 4]; n <- n1 + n2
    p <- p + (n1^2 * n21 - n2^2 * n11 + n1 * n2 * (n2 - n1) / 2) / n^2
    q <- q + (n11 * (n2 - n21) + n21 * (n1 - n11)) / (2 * n)
  }
  sqrt((d * p + q) / sum(weights(tables))^2)
}
test <- function(tables) {
  cells <- function(t) matrix(c(t[1], t[3], t[2] - t[1], t[4] - t[3]), 2)
  if (nrow(tables) == 1) {  # mantelhaen.test needs two strata: the chi-squared test times (N-1)/N
    n <- sum(tables[c(2, 4)])
    chi2 <- unname(chisq.test(cells(tables[1, ]), correct = FALSE)$statistic) * (n - 1) / n
    return(c(chi2, pchisq(chi2, 1, lower.tail = FALSE)))
  }
  found <- mantelhaen.test(array(apply(tables, 1, cells), c(2, 2, nrow(tables))), correct = FALSE)
  c(unname(found$statistic), found$p.value)
}
record <- function(tables) {
  list(tables = tables, difference = difference(tables), sato = sato(tables), test = test(tables),
       limits = lapply(levels, function(level) c(level, score_limits(tables, level))))
}

# The example of tern's test of prop_diff_cmh, whose expected values come from SAS PROC FREQ.
tern <- local({
  set.seed(2, kind = "Mersenne-Twister")
  event <- sample(c(TRUE, FALSE), 100, TRUE)
  arm <- sample(c("Placebo", "Treatment"), 100, TRUE)
  stratum <- interaction(sample(c("a", "b"), 100, TRUE), sample(c("x", "y", "z"), 100, TRUE))
  list(values = as.integer(event), active = as.integer(arm == "Treatment"),
       strata = as.integer(stratum), level = 0.9, error = 0.1081, limits = c(-0.3154, 0.04),
       source = "insightsengineering/tern, tests/testthat/test-prop_diff.R (SAS PROC FREQ)")
})
lu <- list(difference = -0.37857, limits = c(-0.5381, -0.1962),
           source = "Lu (2008), in tern's tests and PharmaSUG 2025 SA-198")

exact <- coxph.control(eps = 1e-13, iter.max = 100, toler.chol = 1e-14)
model <- function(time, event, x, strata) {
  fit <- coxph(Surv(time, event) ~ x + strata(strata), control = exact)
  zph <- cox.zph(fit, terms = FALSE)$table
  list(coefficient = unname(coef(fit)), std_error = unname(sqrt(diag(fit$var))),
       zph_chisq = unname(zph[, 1]), zph_p = unname(zph[, 3]))
}
read <- function(name) read.csv(file.path("tests/reference/data", name))
veteran <- read("veteran.csv"); pbc <- read("pbc.csv"); lung <- read("lung.csv")
lung <- lung[!is.na(lung$ph.ecog), ]
cox <- list(
  crossed = model(veteran$time, veteran$status, as.matrix(veteran[, c("trt", "karno", "age")]),
                  interaction(veteran$celltype, veteran$prior)),
  stratum_without_events = model(
    veteran$time, veteran$status * (veteran$celltype != "adeno"),
    as.matrix(veteran[, c("trt", "karno")]), veteran$celltype),
  one_arm_strata = model(pbc$time, as.integer(pbc$status == 2), as.matrix(2 - pbc$trt),
                         ifelse(pbc$time > 3500, 10 + pbc$trt, pbc$time %% 3)),
  stratum_of_one = model(lung$time, lung$status - 1, as.matrix(lung[, c("sex", "age")]), lung$ph.ecog)
)

proportions <- list(c(0, 10), c(10, 10), c(0, 1), c(1, 1), c(7, 34), c(92, 216), c(1, 100000),
                    c(99999, 100000))
write_json(
  list(
    software = list(R = R.version.string, survival = as.character(packageVersion("survival"))),
    proportions = lapply(proportions, function(x) lapply(levels, function(level) {
      c(x, level, as.numeric(binom.test(x[1], x[2], conf.level = level)$conf.int))
    })),
    tables = lapply(tables[names(tables) != "nobody"], record),
    nobody = list(tables = tables$nobody, limits = lapply(levels, function(level) {
      c(level, score_limits(tables$nobody, level))
    })),
    tern = tern, lu = lu, cox = cox
  ),
  "tests/reference/stratified.json", auto_unbox = TRUE, digits = 15, pretty = TRUE
)
