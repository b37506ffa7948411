# Mixed logistic model, Egger, Peters, trim and fill and step selection by R metafor and lme4.
# Run from the root of the repository: Rscript tests/reference/meta_small_study.R
#
# bcg.csv and ips_any_ce.csv as in meta_pooling.R; the other tables and effects are made up.
# rma.glmm fits by lme4 with nAGQ nodes; 7, 15 and 25 (the most lme4 has) are recorded, which agree
# to 4 digits or more. lme4 differentiates numerically, so the same likelihood is maximised once
# more here: integrals by the trapezoidal rule with 3,601 nodes, Newton steps on derivatives by
# numDeriv (Richardson) until they are below 1e-8.
# selmodel's optimisers stop early; three in turn start each where the one before ended.
suppressMessages({library(metafor); library(lme4); library(numDeriv); library(jsonlite)})
options(warn = -1)

read <- function(name) read.csv(file.path("tests/reference/data", name))
bcg <- read("bcg.csv"); ips <- read("ips_any_ce.csv")
table4 <- function(...) matrix(c(...), ncol = 4, byrow = TRUE)
tables <- list(
  bcg = unname(as.matrix(bcg[, c("BCGTB", "BCGVacc", "NoVaccTB", "NoVacc")])),
  ips = unname(as.matrix(ips[, c("events", "n", "events_control", "n_control")])),
  two_trials = table4(19, 36, 7, 18,  22, 46, 3, 37),
  zero_in_one_arm = table4(0, 20, 5, 22,  6, 30, 0, 28,  9, 40, 4, 41,  11, 30, 5, 33),
  zero_in_both_arms = table4(0, 20, 0, 22,  6, 30, 2, 28,  9, 40, 4, 41,  2, 44, 9, 40),
  everybody_in_one_arm = table4(12, 12, 7, 10,  6, 30, 2, 28,  25, 40, 5, 41,  9, 30, 12, 29),
  all_of_one_none_of_other = table4(5, 5, 0, 4,  6, 30, 2, 28,  10, 40, 14, 41,  9, 30, 3, 29),
  tau2_at_zero = table4(10, 50, 5, 50,  21, 100, 11, 100,  9, 40, 4, 40,  32, 150, 15, 150)
)
level <- 0.95
control <- list(threshold = 1e-13, tol = 1e-13, maxiter = 100000, tau2.max = 1e4)

# Mixed logistic model
by_glmer <- function(t, nodes) {
  tight <- list(glmerCtrl = list(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9, maxfun = 1e5)))
  m <- rma.glmm(measure = "OR", ai = t[, 1], n1i = t[, 2], ci = t[, 3], n2i = t[, 4],
                model = "UM.FS", nAGQ = nodes, control = tight, level = level)
  list(nodes = nodes, coefficient = c(m$beta), std_error = m$se, tau2 = m$tau2, ci_low = m$ci.lb,
       ci_high = m$ci.ub, p_value = m$pval)
}
nodes <- seq(-9, 9, length.out = 3601)
log_weights <- dnorm(nodes, log = TRUE) + log(nodes[2] - nodes[1])
log_likelihood <- function(par, t) {
  tau <- par[2]
  logs <- sapply(seq_len(nrow(t)), function(i) {
    u <- par[1] + tau * nodes; level <- par[2 + i]
    l <- dbinom(t[i, 1], t[i, 2], plogis(level + u / 2), log = TRUE) +
      dbinom(t[i, 3], t[i, 4], plogis(level - u / 2), log = TRUE) + log_weights
    max(l) + log(sum(exp(l - max(l))))
  })
  sum(logs)
}
by_trapezoid <- function(t, start) {
  level <- qlogis((t[, 1] + t[, 3] + 0.5) / (t[, 2] + t[, 4] + 1))
  f <- function(par) log_likelihood(par, t)
  par <- c(start$coefficient, sqrt(start$tau2), level)
  par <- nlminb(par, function(p) -f(p), control = list(eval.max = 1e4, iter.max = 1e4))$par
  for (i in 1:6) {
    g <- grad(f, par); h <- hessian(f, par)
    if (max(abs(g)) < 1e-8) break
    par <- par - solve(h, g)
  }
  list(coefficient = par[1], std_error = sqrt(solve(-h)[1, 1]), tau2 = par[2]^2, log_likelihood = f(par),
       largest_slope = max(abs(g)))
}
# Without variance between trials the model is a logistic regression.
by_glm <- function(t) {
  long <- data.frame(y = c(t[, 1], t[, 3]), n = c(t[, 2], t[, 4]), trial = factor(rep(seq_len(nrow(t)), 2)),
                     active = rep(1:0, each = nrow(t)))
  long$half <- long$active - 0.5
  m <- glm(cbind(y, n - y) ~ 0 + active + trial, binomial, long, control = list(epsilon = 1e-14, maxit = 100))
  mixed <- glmer(cbind(y, n - y) ~ 0 + active + trial + (0 + half | trial), long, binomial, nAGQ = 25,
                 control = glmerControl("bobyqa", optCtrl = list(rhoend = 1e-9, maxfun = 1e5)))
  list(coefficient = unname(coef(m)["active"]), std_error = summary(m)$coefficients["active", 2],
       log_likelihood = c(logLik(m)), glmer_tau2 = VarCorr(mixed)[[1]][1],
       glmer_coefficient = unname(fixef(mixed)["active"]))
}
mixed <- lapply(tables, function(t) {
  informative <- t[t[, 1] + t[, 3] > 0 & t[, 1] + t[, 3] < t[, 2] + t[, 4], , drop = FALSE]
  fits <- lapply(c(7, 15, 25), function(nodes) by_glmer(t, nodes))
  at_zero <- fits[[3]]$tau2 < 1e-8
  list(counts = t, glmm = fits,
       exact = if (at_zero) NULL else by_trapezoid(informative, fits[[3]]),
       without_variance = if (at_zero) by_glm(informative) else NULL)
})

# Effects with all that is made of them
log_ratio <- function(t, measure) {
  e <- escalc(measure, ai = t[, 1], n1i = t[, 2], ci = t[, 3], n2i = t[, 4], to = "only0", drop00 = TRUE)
  list(yi = as.numeric(e$yi), vi = as.numeric(e$vi), n = t[, 2] + t[, 4])
}
effects <- list(
  bcg_rr = log_ratio(tables$bcg, "RR"), bcg_or = log_ratio(tables$bcg, "OR"),
  ips_rr = log_ratio(tables$ips, "RR"), ips_or = log_ratio(tables$ips, "OR"),
  zeros_or = log_ratio(tables$zero_in_one_arm, "OR"),
  # Small trials with large effects only; trials that agree; a few far out on the left.
  small_are_large = list(yi = c(0.20, 0.31, 0.15, 0.48, 0.62, 0.71, 0.95, 1.10, 1.32, 0.88, 0.55, 0.10),
                         vi = c(0.010, 0.015, 0.012, 0.040, 0.060, 0.090, 0.160, 0.220, 0.310, 0.120, 0.080, 0.020),
                         n = c(400, 310, 350, 120, 90, 60, 30, 24, 18, 44, 70, 210)),
  agree = list(yi = c(0.42, 0.35, 0.51, 0.30, 0.47, 0.15, 0.60, 0.05), vi = c(0.03, 0.05, 0.04, 0.08, 0.02, 0.09, 0.05, 0.06),
               n = c(130, 88, 101, 47, 190, 41, 80, 66)),
  far_left = list(yi = c(-2.9, -2.2, -1.7, -0.4, -0.35, -0.28, -0.45, -0.31, -0.5, -0.2),
                  vi = c(0.7, 0.5, 0.4, 0.02, 0.03, 0.02, 0.04, 0.03, 0.09, 0.05),
                  n = c(12, 18, 20, 330, 250, 340, 160, 240, 80, 140)),
  three = list(yi = c(0.9, 0.2, 0.5), vi = c(0.3, 0.02, 0.1), n = c(30, 400, 90))
)
regression <- function(e) {
  r <- regtest(e$yi, e$vi, ni = e$n, model = "lm", predictor = "sei", level = 100 * level)
  b <- summary(r$fit)$coefficients
  list(slope = b[2, 1], slope_error = b[2, 2], intercept_error = b[1, 2], statistic = r$zval, df = r$ddf, p_value = r$pval,
       limit = unname(r$est), limit_low = unname(r$ci.lb), limit_high = unname(r$ci.ub))
}
# trimfill refits with the test "z" unless told.
filled <- function(e) {
  ways <- expand.grid(estimator = c("L0", "R0"), side = c("auto", "left", "right"),
                      fit = c("REML_z", "REML_adhoc", "DL_z", "EE_z"), stringsAsFactors = FALSE)
  lapply(seq_len(nrow(ways)), function(i) {
    w <- ways[i, ]; how <- strsplit(w$fit, "_")[[1]]
    x <- rma(e$yi, e$vi, method = how[1], test = how[2], control = control)
    f <- try(trimfill(x, side = if (w$side != "auto") w$side, estimator = w$estimator, test = how[2], control = control), silent = TRUE)
    if (inherits(f, "try-error")) return(c(as.list(w), list(failed = TRUE)))
    c(as.list(w), list(failed = FALSE, k0 = f$k0, found = f$side, filled_yi = I(c(f$yi)[f$fill]), filled_vi = I(f$vi[f$fill]),
         coefficient = c(f$beta), std_error = f$se, ci_low = f$ci.lb, ci_high = f$ci.ub, p_value = f$pval, tau2 = f$tau2))
  })
}
selected <- function(e, alternative, step, method = "ML") {
  x <- rma(e$yi, e$vi, method = method, control = control)
  fit <- function(...) selmodel(x, type = "stepfun", steps = step, alternative = alternative, ...)
  s <- fit()
  for (optimizer in c("nlminb", "BFGS", "Nelder-Mead")) {
    start <- list(optimizer = optimizer, beta.init = c(s$beta), tau2.init = max(s$tau2, 1e-8), delta.init = c(1, s$delta[2]),
                  delta.max = 1e4, hessianCtrl = list(r = 6, d = 0.01))
    if (optimizer != "nlminb") start <- c(start, reltol = 1e-15, maxit = 1e4)
    s <- fit(control = start)
  }
  list(alternative = alternative, step = step, coefficient = c(s$beta), std_error = s$se, ci_low = s$ci.lb, ci_high = s$ci.ub,
       p_value = s$pval, tau2 = s$tau2, weight = s$delta[2], weight_error = s$se.delta[2], weight_low = s$ci.lb.delta[2],
       weight_high = s$ci.ub.delta[2], weight_p = s$pval.delta[2], lr_statistic = s$LRT, lr_p = s$LRTp)
}
# Where tau2 is 0 metafor's errors come from a one-sided difference; those given tau2 = 0 are taken.
of_selection <- function(e) {
  ways <- list(list("greater", 0.025), list("less", 0.025), list("greater", 0.1), list("greater", 0.5))
  Filter(Negate(is.null), lapply(ways, function(w) {
    p <- pnorm(e$yi / sqrt(e$vi), lower.tail = w[[1]] == "less")
    if (length(unique(p <= w[[2]])) == 1 || length(p) < 3) return(NULL)
    s <- selected(e, w[[1]], w[[2]])
    if (s$tau2 < 1e-6) {
      given <- selected(e, w[[1]], w[[2]], "EE")
      given[c("lr_statistic", "lr_p")] <- s[c("lr_statistic", "lr_p")]
      s <- given
    }
    s
  }))
}
# Here L0 turns between 0 and 1 missing trials for ever.
turning <- list(yi = c(5.3, 2.0, 2.2, 0.5), vi = c(5.218, 15.057, 0.025, 1.378))
turning$message <- tryCatch(
  trimfill(rma(turning$yi, turning$vi, method = "DL"), side = "left", estimator = "L0"),
  error = conditionMessage
)
write_json(
  list(
    turning = turning,
    software = list(R = R.version.string, metafor = as.character(packageVersion("metafor")),
                    lme4 = as.character(packageVersion("lme4")), numDeriv = as.character(packageVersion("numDeriv"))),
    mixed = mixed,
    effects = lapply(effects, function(e) {
      c(e, list(egger = regression(e), trim_and_fill = filled(e),
                selection = of_selection(e)))
    })
  ),
  "tests/reference/meta_small_study.json", auto_unbox = TRUE, digits = I(15), na = "null", null = "null",
  pretty = FALSE
)
