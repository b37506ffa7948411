# Effects of trials, heterogeneity and pooling by R metafor.
# Run from the root of the repository: Rscript tests/reference/meta_pooling.R
#
# bcg.csv: 13 trials of the BCG vaccine (Colditz et al. 1994, JAMA 271:698), the table BCG of R
# package HSAUR (GPL-2) and the counts of metadat::dat.bcg; BCGVacc and NoVacc are people, not
# people without the event. ips_any_ce.csv: people with a competitive job within follow-up in 20
# published trials of Individual Placement and Support. The other tables are made up.
#
# metafor's iterations stop early by default; here they run to 1e-13. Its KH prediction interval has
# k - 1 df, the one beside Wald is that of Higgins et al. 2009 with k - 2 (pi.type = "riley").
suppressMessages({library(metafor); library(jsonlite)})
options(warn = -1)

read <- function(name) read.csv(file.path("tests/reference/data", name))
bcg <- read("bcg.csv"); ips <- read("ips_any_ce.csv")
# Columns: events and people of the active arm, events and people of the control arm.
table4 <- function(...) matrix(c(...), ncol = 4, byrow = TRUE)
tables <- list(
  bcg = unname(as.matrix(bcg[, c("BCGTB", "BCGVacc", "NoVaccTB", "NoVacc")])),
  ips = unname(as.matrix(ips[, c("events", "n", "events_control", "n_control")])),
  one_trial = table4(19, 36, 7, 18),
  two_trials = table4(19, 36, 7, 18,  22, 46, 3, 37),
  two_that_agree = table4(19, 36, 7, 18,  40, 80, 22, 60),
  zero_in_one_arm = table4(0, 20, 5, 22,  6, 30, 0, 28,  9, 40, 4, 41,  11, 30, 5, 33),
  zero_in_both_arms = table4(0, 20, 0, 22,  6, 30, 2, 28,  9, 40, 4, 41),
  everybody_in_both_arms = table4(12, 12, 10, 10,  6, 30, 2, 28,  25, 40, 14, 41),
  everybody_in_one_arm = table4(12, 12, 7, 10,  6, 30, 2, 28,  25, 40, 14, 41),
  all_kinds_of_zeros = table4(0, 9, 0, 11,  7, 7, 8, 8,  0, 5, 3, 6,  4, 4, 2, 7,  5, 12, 2, 11,
                              0, 6, 6, 6,  3, 3, 0, 4,  1, 1, 0, 1),
  tau2_at_zero = table4(10, 50, 5, 50,  21, 100, 11, 100,  9, 40, 4, 40,  32, 150, 15, 150),
  same_ratio = table4(10, 50, 5, 50,  20, 100, 10, 100,  30, 150, 15, 150),
  arms_of_one = table4(1, 1, 0, 1,  0, 1, 1, 1,  1, 1, 0, 1,  1, 1, 1, 1),
  nobody = table4(0, 30, 0, 30,  0, 4, 0, 5),
  everybody = table4(30, 30, 20, 20,  4, 4, 5, 5),
  none_among_controls = table4(3, 30, 0, 30,  1, 14, 0, 15),
  large_and_opposite = table4(120, 5000, 60, 5100,  40, 2000, 90, 2100,  15, 400, 14, 380)
)
measures <- c(risk_ratio = "RR", odds_ratio = "OR", risk_difference = "RD")
methods <- c("DL", "PM", "REML")
control <- list(threshold = 1e-13, tol = 1e-13, maxiter = 100000, tau2.max = 1e4)

fit <- function(yi, vi, ...) rma(yi, vi, ..., control = control)
numbers <- function(m) {
  list(coefficient = c(m$beta), std_error = m$se, ci_low = m$ci.lb, ci_high = m$ci.ub,
       statistic = m$zval, p_value = m$pval, tau2 = m$tau2,
       weights = if (m$test == "z") I(unname(weights(m)) / 100))
}
prediction <- function(m) {
  p <- if (m$test == "z") predict(m, pi.type = "riley") else predict(m)
  c(p$pi.lb, p$pi.ub)
}
profiled <- function(m, level) {
  if (m$k == m$p) return(NULL)
  x <- confint(m, level = level, control = list(tol = 1e-13, maxiter = 100000, tau2.max = 1e6))$random
  list(tau2 = unname(x[1, 2:3]), i2 = unname(x[3, 2:3]) / 100, h2 = unname(x[4, 2:3]))
}
spread <- function(m, level) {
  list(q = m$QE, df = m$k - m$p, p_value = m$QEp, tau2 = m$tau2, i2 = m$I2 / 100, h2 = m$H2,
       limits = profiled(m, level))
}
fits <- function(yi, vi, level) {
  random <- expand.grid(method = methods, test = c("z", "knha", "adhoc"), stringsAsFactors = FALSE)
  list(
    level = level, common = numbers(fit(yi, vi, method = "EE", level = level)),
    random = lapply(seq_len(nrow(random)), function(i) {
      m <- fit(yi, vi, method = random$method[i], test = random$test[i], level = level)
      c(as.list(random[i, ]), numbers(m), list(prediction = prediction(m)))
    }),
    heterogeneity = lapply(methods, function(method) {
      c(method = method, spread(fit(yi, vi, method = method), level))
    })
  )
}
effects <- function(t, measure) {
  escalc(measure, ai = t[, 1], n1i = t[, 2], ci = t[, 3], n2i = t[, 4], to = "only0",
         drop00 = measure != "RD")
}
mantel_haenszel <- function(t, measure, level) {
  m <- rma.mh(measure = measure, ai = t[, 1], n1i = t[, 2], ci = t[, 3], n2i = t[, 4], level = level)
  list(coefficient = c(m$beta), std_error = m$se, p_value = m$pval, ci_low = m$ci.lb,
       ci_high = m$ci.ub, level = level)
}
peto <- function(t, level) {
  m <- try(rma.peto(ai = t[, 1], n1i = t[, 2], ci = t[, 3], n2i = t[, 4], level = level),
           silent = TRUE)
  if (inherits(m, "try-error")) return(NULL)
  list(coefficient = c(m$beta), std_error = m$se, p_value = m$pval, ci_low = m$ci.lb,
       ci_high = m$ci.ub, level = level, q = m$QE, df = m$k.yi - 1, q_p_value = m$QEp)
}
of_measure <- function(t, measure, levels) {
  e <- effects(t, measure); yi <- as.numeric(e$yi); vi <- as.numeric(e$vi); has <- !is.na(yi)
  list(yi = I(yi), vi = I(vi),
       fits = if (any(has)) lapply(levels, function(l) fits(yi[has], vi[has], l)) else list(),
       mantel_haenszel = lapply(levels, function(l) mantel_haenszel(t, measure, l)))
}

# Two maxima of the restricted likelihood: metafor's scoring run from near each.
maxima <- function(yi, vi, starts) {
  at <- lapply(starts, function(start) {
    m <- rma(yi, vi, control = c(control, list(tau2.init = start, ll0check = FALSE)))
    list(tau2 = m$tau2, log_likelihood = c(logLik(m)))
  })
  list(yi = yi, vi = vi, maxima = at, default = rma(yi, vi, control = control)$tau2)
}
groups <- data.frame(mean = c(12.1, 3.4, -2, 55, 8, 8, 1),  sd = c(4, 2.2, 0.7, 30, 0, 1, 2),
                     n = c(30, 12, 151, 2, 5, 1, 2),
                     mean_control = c(10.5, 3.9, -2.4, 20, 7, 6, 3),
                     sd_control = c(5.1, 1.7, 0.9, 25, 2, 3, 1), n_control = c(28, 15, 149, 2, 9, 12, 3))
continuous <- function(measure) {
  e <- escalc(measure, m1i = groups$mean, sd1i = groups$sd, n1i = groups$n,
              m2i = groups$mean_control, sd2i = groups$sd_control, n2i = groups$n_control)
  list(yi = as.numeric(e$yi), vi = as.numeric(e$vi), fits = list(fits(e$yi, e$vi, 0.95)))
}

with_bcg <- effects(tables$bcg, "RR")
design <- cbind(1, bcg$Latitude, bcg$Year - 1948)
moderated <- function(columns, method) {
  m <- fit(with_bcg$yi, with_bcg$vi, mods = design[, columns, drop = FALSE], intercept = FALSE,
           method = method)
  c(method = method, list(design = design[, columns, drop = FALSE]), spread(m, 0.95))
}
write_json(
  list(
    software = list(R = R.version.string, metafor = as.character(packageVersion("metafor"))),
    tables = lapply(tables, function(t) {
      levels <- if (nrow(t) == 20) c(0.95, 0.8) else 0.95
      list(counts = t, measures = lapply(measures, function(m) of_measure(t, m, levels)),
           peto = lapply(levels, function(l) peto(t, l)))
    }),
    corrections = lapply(c(0.25, 1), function(add) lapply(measures, function(m) {
      t <- tables$all_kinds_of_zeros
      e <- escalc(m, ai = t[, 1], n1i = t[, 2], ci = t[, 3], n2i = t[, 4], add = add,
                  to = "only0", drop00 = m != "RD")
      list(correction = add, yi = as.numeric(e$yi), vi = as.numeric(e$vi))
    })),
    groups = groups,
    continuous = list(mean_difference = continuous("MD"),
                      standardised_mean_difference = continuous("SMD")),
    moderated = lapply(list(1:2, 1:3), function(columns) {
      lapply(methods, function(method) moderated(columns, method))
    }),
    two_maxima = list(
      maxima(c(0.38, -0.37, 5.45, -0.05, -0.03), c(0.015, 1.233, 2.258, 0.002, 0.002), c(0.05, 2)),
      maxima(c(3.03, 0.31, 0.08), c(0.983, 0.003, 0.001), c(0.05, 1.5)),
      maxima(c(-0.72, 1.96, -1.17), c(0.003, 1.473, 0.179), c(0, 1))
    )
  ),
  "tests/reference/meta_pooling.json", auto_unbox = TRUE, digits = I(15), na = "null", null = "null",
  pretty = FALSE
)
