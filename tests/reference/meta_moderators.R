# Reference values for meta-regression, permutation tests, many meta-analyses at once, leaving
# trials out, groups of trials and influence.
# Run from the repository root: Rscript tests/reference/meta_moderators.R
# Reads tests/reference/data/bcg.csv and ips_any_ce.csv, writes tests/reference/meta_moderators.json.

suppressMessages({
  library(metafor)
  library(jsonlite)
})

tight <- list(threshold = 1e-12, maxiter = 10000, tol = 1e-14)
level <- 95

bcg <- read.csv("tests/reference/data/bcg.csv")
bcg <- escalc("RR", ai = BCGTB, n1i = BCGVacc, ci = NoVaccTB, n2i = NoVacc, data = bcg)
ips <- read.csv("tests/reference/data/ips_any_ce.csv")
ips <- escalc("RR", ai = events, n1i = n, ci = events_control, n2i = n_control, data = ips)
ips$hundreds <- (ips$n + ips$n_control) / 100
ips$large <- as.numeric(ips$hundreds > 1.5)
bcg$north <- as.numeric(bcg$Latitude > 40)

fit <- function(data, mods = ~1, method = "REML", test = "z") {
  suppressWarnings(rma(yi, vi, mods = mods, data = data, method = method, test = test,
                       level = level, control = tight))
}

# Meta-regression ---------------------------------------------------------------------------
regression <- function(data, mods, method, test, at) {
  m <- fit(data, mods, method, test)
  line <- as.data.frame(predict(m, newmods = at))
  list(
    method = method, test = test, coefficients = c(m$beta), std_errors = m$se,
    ci_low = m$ci.lb, ci_high = m$ci.ub, p_values = m$pval, tau2 = m$tau2, i2 = m$I2 / 100,
    r2 = m$R2 / 100, qm = m$QM, qm_df = m$m, qm_p = m$QMp, qe = m$QE, qe_p = m$QEp, k = m$k,
    df = m$k - m$p, covariance = m$vb, at = at, line = line$pred, line_low = line$ci.lb,
    line_high = line$ci.ub
  )
}
methods <- c("DL", "PM", "REML")
tests <- c("z", "knha", "adhoc")
every <- function(data, mods, at) {
  cases <- expand.grid(method = methods, test = tests, stringsAsFactors = FALSE)
  Map(function(method, test) regression(data, mods, method, test, at), cases$method, cases$test)
}
regressions <- list(
  bcg_latitude = every(bcg, ~Latitude, cbind(c(13, 33, 55))),
  bcg_latitude_year = every(bcg, ~Latitude + Year, cbind(c(13, 55), c(1950, 1970))),
  ips_size = every(ips, ~hundreds, cbind(c(0.5, 2))),
  calm_size = every(ips[8:15, ], ~hundreds, cbind(c(0.5, 2)))
)

# Permutation tests -------------------------------------------------------------------------
permuted <- function(data, mods, method, exact = TRUE, iter = 1000) {
  set.seed(20260101)
  m <- fit(data, mods, method, "knha")
  test <- permutest(m, exact = exact, iter = iter, progbar = FALSE)
  list(method = method, k = m$k, p_values = test$pval, joint = test$QMp,
       arrangements = if (exact) test$exact.iter else iter)
}
every_method <- function(data, mods) lapply(methods, function(m) permuted(data, mods, m))
permutations <- list(
  latitude_of_six = every_method(bcg[1:6, ], ~Latitude),
  latitude_year_of_six = every_method(bcg[1:6, ], ~Latitude + Year),
  north_of_eight = every_method(bcg[1:8, ], ~north),
  north_year_of_five = every_method(bcg[3:7, ], ~north + Year)
)
permutations_random <- list(
  bcg_year = permuted(bcg, ~Year, "REML", exact = FALSE, iter = 2000),
  bcg_latitude_year = permuted(bcg, ~Latitude + Year, "DL", exact = FALSE, iter = 2000)
)

# Many at once ------------------------------------------------------------------------------
set.seed(20260102)
drawn <- function(data, replicates) {
  t(replicate(replicates, sample(nrow(data), replace = TRUE)))
}
resampled <- function(data, index) {
  lapply(methods, function(method) {
    fits <- apply(index, 1, function(i) {
      m <- fit(data[i, ], method = method)
      c(m$tau2, m$beta, m$se, m$QE)
    })
    list(method = method, index = index - 1, tau2 = fits[1, ], coefficient = fits[2, ],
         std_error = fits[3, ], q = fits[4, ])
  })
}
many <- list(
  bcg = resampled(bcg, drawn(bcg, 30)),
  ips = resampled(ips, drawn(ips, 30)),
  two = resampled(ips[1:2, ], rbind(1:2)),
  three = resampled(bcg[c(1, 5, 9), ], rbind(1:3))
)

# Leaving out, adding one by one, groups ------------------------------------------------------
pooled <- function(m) {
  list(coefficient = c(m$beta), std_error = m$se, ci_low = m$ci.lb, ci_high = m$ci.ub,
       p_value = m$pval, tau2 = m$tau2)
}
columns <- function(data) {
  list(coefficient = data$estimate, std_error = data$se, ci_low = data$ci.lb,
       ci_high = data$ci.ub, p_value = data$pval, tau2 = data$tau2)
}
left_out <- list(
  bcg_z = columns(leave1out(fit(bcg))),
  bcg_knapp_hartung = columns(leave1out(fit(bcg, test = "knha"))),
  ips_z = columns(leave1out(fit(ips, method = "DL")))
)
by_year <- order(bcg$Year)
cumulated <- list(order = by_year - 1, fits = columns(cumul(fit(bcg), order = bcg$Year)))
groups <- function(data, labels, method, test) {
  parts <- lapply(sort(unique(labels)), function(g) fit(data[labels == g, ], ~1, method, test))
  wald <- lapply(sort(unique(labels)), function(g) fit(data[labels == g, ], ~1, method, "z"))
  between <- rma(sapply(wald, function(m) c(m$beta)), sei = sapply(wald, function(m) m$se),
                 method = "EE")
  common <- fit(data, ~factor(labels), method, test)
  list(
    labels = labels, method = method, test = test, groups = sort(unique(labels)),
    pooled = lapply(parts, pooled),
    q = between$QE, df = between$k - 1, p_value = between$QEp, common_tau2 = common$tau2,
    common_qm = common$QM, common_p = common$QMp
  )
}
third <- ifelse(bcg$Latitude < 20, "south", ifelse(bcg$Latitude > 42, "north", "middle"))
grouped <- list(
  bcg_z = groups(bcg, third, "REML", "z"),
  bcg_knapp_hartung = groups(bcg, third, "PM", "knha"),
  ips_z = groups(ips, ifelse(ips$large == 1, "large", "small"), "DL", "z")
)

# Influence -----------------------------------------------------------------------------------
influences <- function(data, method) {
  found <- influence(fit(data, ~1, method))
  list(
    method = method, rstudent = found$inf$rstudent, dffits = found$inf$dffits,
    cook = found$inf$cook.d, cov_ratio = found$inf$cov.r, tau2_deleted = found$inf$tau2.del,
    qe_deleted = found$inf$QE.del, hat = found$inf$hat, weight = found$inf$weight / 100,
    dfbetas = found$dfbs$intrcpt, influential = found$is.infl
  )
}
influence_of <- list(
  bcg = lapply(methods, function(m) influences(bcg, m)),
  ips = lapply(methods, function(m) influences(ips, m)),
  three = lapply(methods, function(m) influences(bcg[c(1, 5, 9), ], m)),
  two = lapply(methods, function(m) influences(bcg[c(1, 5), ], m))
)

write_json(
  list(
    made_with = list(R = R.version.string, metafor = as.character(packageVersion("metafor"))),
    regressions = lapply(regressions, unname), permutations = permutations,
    permutations_random = permutations_random, many = many, left_out = left_out,
    cumulated = cumulated, grouped = grouped, influence = influence_of
  ),
  "tests/reference/meta_moderators.json",
  auto_unbox = TRUE, digits = 15, na = "null"
)
