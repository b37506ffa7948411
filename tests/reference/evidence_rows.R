# The shipped meta-analysis by R: rows chosen from the file by this script's own code, pooled by
# metafor, and its Bayesian results by sums over grids.
# Run from the root of the repository: Rscript tests/reference/evidence_rows.R
#
# Reads data/raw/evidence/{ips_rcts,coding,epl_2008}.csv and the released results of the two twins,
# writes tests/reference/evidence_rows.json. metafor's iterations stop early by default; here they
# run to 1e-13. Numbers are centred at their mean over the trials of a regression.
suppressMessages({library(metafor); library(jsonlite); library(statmod)})
options(warn = -1)
invisible(Sys.setlocale("LC_COLLATE", "C"))
glmer <- list(glmerCtrl = list(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9, maxfun = 1e5)))
control <- list(threshold = 1e-13, tol = 1e-13, maxiter = 100000, tau2.max = 1e4)

# The rows of each pool --------------------------------------------------------------------------
file <- read.csv("data/raw/evidence/ips_rcts.csv", fileEncoding = "UTF-8")
known <- !is.na(file$n_ips) & !is.na(file$events_ips) & !is.na(file$n_control) &
  !is.na(file$events_control)
basis <- sub("[^a-z_].*$", "", file$count_basis)
one_a_trial <- function(take) {
  d <- file[known & take, ]
  d <- d[order(d$trial_id, d$ma_primary != "yes", -d$follow_up_months), ]
  d <- d[!duplicated(d$trial_id), ]
  d[order(d$year, d$trial_id), ]
}
yes <- file$ma_primary == "yes"
any_job <- file$outcome_class == "any_ce"
pools <- list(
  any_ce = one_a_trial(yes & any_job),
  any_or_point = one_a_trial(yes & file$outcome_class %in% c("any_ce", "point_ce")),
  all_classes = one_a_trial(file$ma_primary %in% c("yes", "sensitivity") & file$outcome_class %in%
    c("any_ce", "point_ce", "steady_ce", "ce_or_education")),
  # Two rows that the file calls unique have counts that are not: see the plan.
  counts_sure = one_a_trial(yes & any_job & file$verified %in% c("fulltext", "abstract") &
    basis %in% c("printed", "derived_unique", "reconstructed_unique") &
    !(file$row_id %in% c("R18", "R20"))),
  eighteen_months = one_a_trial(yes & any_job & file$follow_up_months >= 18)
)

# Pooling ----------------------------------------------------------------------------------------
fit <- function(yi, vi, ...) rma(yi, vi, ..., control = control)
effects <- function(d, measure) {
  escalc(measure, ai = events_ips, n1i = n_ips, ci = events_control, n2i = n_control, data = d)
}
numbers <- function(m) {
  list(coefficient = c(m$beta), std_error = m$se, ci_low = m$ci.lb, ci_high = m$ci.ub,
       p_value = m$pval)
}
spread <- function(m) {
  limits <- confint(m, control = list(tol = 1e-13, maxiter = 100000, tau2.max = 1e6))$random
  list(tau2 = limits[1, ], i2 = limits[3, ] / 100, h2 = limits[4, ], q = m$QE, q_p = m$QEp)
}
predicted <- function(m) {
  p <- if (m$test == "z") predict(m, pi.type = "riley") else predict(m)
  c(p$pi.lb, p$pi.ub)
}
pooled <- function(d, measure) {
  e <- effects(d, measure)
  counts <- list(ai = d$events_ips, n1i = d$n_ips, ci = d$events_control, n2i = d$n_control)
  fits <- list("common effect and Wald z" = numbers(fit(e$yi, e$vi, method = "EE")))
  spreads <- list(); limits <- list()
  for (method in c("DL", "PM", "REML")) {
    name <- c(DL = "DerSimonian-Laird", PM = "Paule-Mandel", REML = "REML")[[method]]
    for (test in c("z", "adhoc")) {
      m <- fit(e$yi, e$vi, method = method, test = test)
      words <- paste(name, "and", if (test == "z") "Wald z" else "Knapp-Hartung")
      fits[[words]] <- numbers(m)
      if (method == "REML") limits[[words]] <- predicted(m)
    }
    spreads[[name]] <- spread(fit(e$yi, e$vi, method = method))
  }
  fits[["Mantel-Haenszel"]] <- numbers(do.call(rma.mh, c(list(measure = measure), counts)))
  if (measure == "OR") {
    fits[["Peto odds ratio"]] <- numbers(do.call(rma.peto, counts))
    fits[["binomial-normal mixed model"]] <- numbers(do.call(rma.glmm, c(
      list(measure = "OR", model = "UM.FS", nAGQ = 15, control = glmer), counts)))
  }
  weights <- unname(weights(fit(e$yi, e$vi))) / 100
  list(yi = c(e$yi), vi = c(e$vi), fits = fits, spread = spreads, prediction = limits,
       weights = weights)
}
measures <- list(any_ce = c("RR", "OR", "RD"))
of_pool <- function(name) {
  d <- pools[[name]]
  asked <- if (name %in% names(measures)) measures[[name]] else "RR"
  list(trials = d$trial_id, row_ids = d$row_id, people = sum(d$n_ips + d$n_control),
       counts = list(n = d$n_ips, n_events = d$events_ips, n_control = d$n_control,
                     n_events_control = d$events_control),
       months = d$follow_up_months,
       measures = sapply(asked, function(m) pooled(d, m), simplify = FALSE))
}

# What single trials do ----------------------------------------------------------------------------
d <- pools$any_ce
e <- effects(d, "RR")
main <- rma(yi, vi, data = e, slab = d$trial_id, control = control)
left <- leave1out(main)
added <- cumul(main)
moved <- influence(main)
several <- list(
  left_out = list(coefficient = left$estimate, std_error = left$se, ci_low = left$ci.lb,
                  ci_high = left$ci.ub, p_value = left$pval, tau2 = left$tau2),
  cumulative = list(trials = d$trial_id, year = d$year, coefficient = added$estimate,
                    std_error = added$se, ci_low = added$ci.lb, ci_high = added$ci.ub),
  influence = list(hat_value = moved$inf$hat, cook_distance = moved$inf$cook.d,
                   dfbetas = moved$dfbs$intrcpt, dffits = moved$inf$dffits,
                   studentised_residual = moved$inf$rstudent, covariance_ratio = moved$inf$cov.r,
                   deleted_tau2 = moved$inf$tau2.del, deleted_q = moved$inf$QE.del,
                   influential = moved$is.infl)
)
set.seed(20260101)
resampled <- replicate(3000, {
  i <- sample(nrow(e), replace = TRUE)
  c(rma(e$yi[i], e$vi[i], method = "REML", control = list(maxiter = 1000, stepadj = 0.5))$beta)
})
several$bootstrap <- list(replicates = 3000, limits = unname(quantile(resampled, c(0.025, 0.975))),
                          sd = sd(resampled))

# Small trials ------------------------------------------------------------------------------------
asymmetry <- function(line) {
  slope <- coef(summary(line))[2, ]
  list(slope = slope[[1]], std_error = slope[[2]], p_value = slope[[4]],
       limit = unname(c(coef(line)[1], confint(line)[1, ])))
}
people <- d$n_ips + d$n_control
happened <- d$events_ips + d$events_control
egger <- regtest(e$yi, e$vi, model = "lm", predictor = "sei")$fit
# regtest weights by 1 / variance; Peters et al. (2006) by events x people without it / people.
peters <- lm(c(e$yi) ~ I(1 / people), weights = happened * (people - happened) / people)
filled <- trimfill(main, control = control)
selected <- selmodel(rma(yi, vi, data = e, method = "ML", control = control), type = "stepfun",
                     steps = 0.025, alternative = "greater", control = list(reltol = 1e-14))
small <- list(
  egger_test = asymmetry(egger), peters_test = asymmetry(peters),
  filled = list(k0 = filled$k0, side = filled$side, pooled = numbers(filled)),
  selection = list(pooled = numbers(selected), tau2 = selected$tau2, weight = selected$delta[2],
                   statistic = selected$LRT, p_value = selected$LRTp)
)

# Groups and moderators ----------------------------------------------------------------------------
coding <- read.csv("data/raw/evidence/coding.csv", fileEncoding = "UTF-8", na.strings = c("NA", ""))
epl <- read.csv("data/raw/evidence/epl_2008.csv")
coded <- coding[match(d$trial_id, coding$trial_id), ]
laws <- epl[match(d$country, epl$country), ]
split_by <- function(labels) {
  none <- is.na(labels)
  out <- d[none, ]
  e <- e[!none, ]
  labels <- labels[!none]
  parts <- lapply(split(seq_along(labels), labels), function(i) {
    if (length(i) > 1) return(fit(e$yi[i], e$vi[i]))
    fit(e$yi[i], e$vi[i], method = "EE")
  })
  means <- sapply(parts, function(m) c(m$beta)); errors <- sapply(parts, function(m) m$se)
  between <- rma(means, errors^2, method = "EE")
  columns <- model.matrix(~ factor(labels))[, -1, drop = FALSE]
  together <- fit(e$yi, e$vi, mods = columns)
  list(groups = names(parts), fits = unname(lapply(parts, numbers)),
       k = unname(sapply(parts, function(m) m$k)),
       tau2 = unname(sapply(parts, function(m) m$tau2)),
       q = between$QE, q_p = between$QEp, wald = together$QM, wald_p = together$QMp,
       left_out = I(out$trial_id))
}
groups <- list(region = split_by(coded$region),
               population_group = split_by(coded$population_group),
               comparator_group = split_by(coded$comparator_group),
               verified = split_by(d$verified))

numeric <- list(year = list(d$year, 10), follow_up = list(d$follow_up_months, 12),
                protection = list(laws$epl_regular_2008, 1),
                temporary = list(laws$epl_temporary_2008, 1))
grouped <- list(region = list(coded$region, "europe"),
                population = list(coded$population_group, "severe_mental_illness"),
                comparator = list(coded$comparator_group, "vocational_rehabilitation"))
of_countries <- c("protection", "temporary")
# The joint test refitted without each trial in turn; where a group is then empty there is none.
without_one <- function(yi, vi, mods, trials) {
  p_values <- sapply(seq_along(trials), function(i) {
    rest <- mods[-i, , drop = FALSE]
    if (qr(cbind(1, rest))$rank <= ncol(rest)) return(NA)
    fit(yi[-i], vi[-i], mods = rest, test = "adhoc")$QMp
  })
  most <- which.max(p_values)
  list(trial = trials[most], p_value = p_values[most],
       f = fit(yi[-most], vi[-most], mods = mods[-most, , drop = FALSE], test = "adhoc")$QM,
       each = p_values)
}
regression <- function(asked, iterations = 0) {
  keep <- rep(TRUE, nrow(d))
  for (name in intersect(asked, names(numeric))) {
    values <- numeric[[name]][[1]]
    if (name %in% of_countries) values[grepl("/", d$country, fixed = TRUE)] <- NA
    keep <- keep & !is.na(values)
  }
  for (name in intersect(asked, names(grouped))) keep <- keep & !is.na(grouped[[name]][[1]])
  columns <- list()
  for (name in asked) {
    if (name %in% names(numeric)) {
      x <- numeric[[name]][[1]][keep]
      columns[[name]] <- (x - mean(x)) / numeric[[name]][[2]]
    } else {
      x <- grouped[[name]][[1]][keep]
      for (level in sort(setdiff(unique(x), grouped[[name]][[2]])))
        columns[[paste(name, level)]] <- as.numeric(x == level)
    }
  }
  mods <- do.call(cbind, columns)
  m <- fit(e$yi[keep], e$vi[keep], mods = mods, test = "adhoc")
  found <- list(moderators = asked, coefficients = I(names(columns)), fits = numbers(m), k = m$k,
                left_out = I(d$trial_id[!keep]), tau2 = m$tau2, i2 = m$I2 / 100, r2 = m$R2 / 100,
                f = m$QM, f_p = m$QMp, q = m$QE, q_p = m$QEp,
                without_one = without_one(e$yi[keep], e$vi[keep], mods, d$trial_id[keep]))
  if (length(asked) == 1 && asked %in% names(numeric)) {
    x <- numeric[[asked]][[1]][keep]
    at <- seq(min(x), max(x), length.out = 41)
    p <- predict(m, newmods = cbind((at - mean(x)) / numeric[[asked]][[2]]))
    found$line <- list(at = at, mean = p$pred, low = p$ci.lb, high = p$ci.ub)
  }
  if (iterations) {
    set.seed(20260101)
    # Far fewer digits than above: only the order of the statistics counts.
    plain <- rma(e$yi[keep], e$vi[keep], mods = mods, test = "knha",
                 control = list(maxiter = 1000, stepadj = 0.5))
    t <- permutest(plain, exact = FALSE, iter = iterations, progbar = FALSE)
    found$permutation <- list(iterations = iterations, p_values = t$pval, joint = t$QMp)
  }
  found
}
regressions <- list(
  regression("year", 1500), regression("follow_up"), regression("region", 1500),
  regression("population"), regression("comparator", 1500), regression("protection", 1500),
  regression("temporary"), regression(c("year", "comparator")),
  regression(c("year", "protection"), 1500)
)

# The slip ------------------------------------------------------------------------------------------
w <- pools$any_or_point
wrong <- escalc("RR", ai = events_ips, bi = n_ips, ci = events_control, di = n_control, data = w)
slip <- numbers(fit(wrong$yi, wrong$vi))

# Priors: sums over grids ----------------------------------------------------------------------------
quantile_of <- function(x, density, p) {
  total <- cumsum(density) / sum(density)
  approx(total, x + (x[2] - x[1]) / 2, p)$y
}
summary_of <- function(x, density) {
  density <- density / sum(density)
  mean <- sum(x * density)
  list(median = quantile_of(x, density, 0.5), low = quantile_of(x, density, 0.025), high = quantile_of(x, density, 0.975),
       sd = sqrt(sum(density * (x - mean)^2)))
}
taus <- seq(0.0025, 4, by = 0.005)
mus <- seq(-0.5, 3.5, by = 0.005)
log_prior_tau <- list("half-normal 0.5" = dnorm(taus, 0, 0.5, log = TRUE),
                      "half-cauchy 0.5" = dcauchy(taus, 0, 0.5, log = TRUE))
normalised <- function(logs) { w <- exp(logs - max(logs)); w / sum(w) }
normal_normal <- function(prior) {
  logs <- sapply(taus, function(tau) {
    rowSums(sapply(seq_along(e$yi), function(i) {
      dnorm(e$yi[i], mus, sqrt(e$vi[i] + tau^2), log = TRUE)
    })) + dnorm(mus, 0, 2, log = TRUE)
  })
  weight <- normalised(sweep(logs, 2, log_prior_tau[[prior]], "+"))
  mean <- summary_of(mus, rowSums(weight))
  list(mean = mean, tau = summary_of(taus, colSums(weight)),
       above = sum(rowSums(weight)[mus > 0]))
}

# Binomial model. The likelihood of a log odds ratio with the control logit integrated out:
thetas <- seq(-8, 10, by = 0.01)
logit <- seq(-9, 7, by = 0.01)
likelihood <- function(a, n1, c, n2) {
  controls <- 0.01 * dnorm(logit, -1, 1.5) * dbinom(c, n2, plogis(logit))
  sapply(thetas, function(theta) sum(controls * dbinom(a, n1, plogis(logit + theta))))
}
odds_mus <- seq(-0.5, 4, by = 0.01)
odds_taus <- seq(0.01, 3, by = 0.02)
inner <- gauss.quad.prob(61, "normal")
binomial_normal <- function(rows) {
  logs <- matrix(0, length(odds_mus), length(odds_taus))
  for (i in seq_len(nrow(rows))) {
    own <- likelihood(rows$events_ips[i], rows$n_ips[i], rows$events_control[i], rows$n_control[i])
    smooth <- splinefun(thetas, log(pmax(own, 1e-300)))
    for (j in seq_along(odds_taus)) {
      at <- outer(odds_mus, odds_taus[j] * inner$nodes, "+")
      inside <- pmin(pmax(at, -8), 10)
      logs[, j] <- logs[, j] + log(c(matrix(exp(smooth(inside)), nrow(at)) %*% inner$weights))
    }
  }
  logs <- logs + dnorm(odds_mus, 0, 2, log = TRUE)
  normalised(sweep(logs, 2, dnorm(odds_taus, 0, 0.5, log = TRUE), "+"))
}
next_trial <- function(weight) {
  Reduce("+", lapply(seq_along(odds_taus), function(j) {
    c(sapply(thetas, function(x) sum(weight[, j] * dnorm(x, odds_mus, odds_taus[j]))))
  }))
}
headline <- binomial_normal(pools$any_ce)
bayes <- list(
  normal = list("half-normal 0.5" = normal_normal("half-normal 0.5"),
                "half-cauchy 0.5" = normal_normal("half-cauchy 0.5")),
  binomial = list(mean = summary_of(odds_mus, rowSums(headline)),
                  tau = summary_of(odds_taus, colSums(headline)),
                  following = summary_of(thetas, next_trial(headline)))
)

# Studies of this project, each among the trials without its own published row ----------------------
twin <- function(study, key, rows, own) {
  results <- read.csv(file.path("results/released", study, "1.0/results.csv"))
  row <- results[results$row_id == key, ]
  others <- rows[rows$trial_id != own, ]
  counts <- list(events_ips = row$n_events, n_ips = row$n, events_control = row$n_events_control,
                 n_control = row$n_control)
  crude <- lapply(c(risk_ratio = "RR", odds_ratio = "OR"), function(m) {
    s <- summary(effects(as.data.frame(counts), m)); c(s$yi, s$sei, s$ci.lb, s$ci.ub)
  })
  prior <- next_trial(binomial_normal(others)); prior <- prior / sum(prior)
  vague <- dnorm(thetas, 0, 2); vague <- vague / sum(vague)
  data <- likelihood(row$n_events, row$n, row$n_events_control, row$n_control)
  analysed <- lapply(c(0, 0.2, 0.5, 1), function(w) {
    density <- ((1 - w) * prior + w * vague) * data
    zero <- density[which.min(abs(thetas))] / 2
    c(list(weight = w, above = (sum(density[thetas > 1e-9]) + zero) / sum(density),
           vague = w * sum(vague * data) / sum(density)), summary_of(thetas, density))
  })
  list(study = study, counts = counts, others = nrow(others), crude = crude, analysed = analysed)
}
twins <- list(
  twin("ipsinpain", paste0("employment/worked_12/all_randomised/observed/month_12/",
    "ips_minus_interdisciplinary/risk_difference/newcombe-hybrid-score"), pools$any_ce, "IPS_PAIN"),
  twin("ipsnorway", paste0("employment/working_18/all_randomised/composite/observed/month_18/",
    "ips_minus_usual_care/risk_difference/newcombe-hybrid-score"), pools$any_or_point,
    "IPS_NORWAY")
)

write_json(list(
  made_with = list(R = R.version.string, metafor = as.character(packageVersion("metafor")),
                   lme4 = as.character(packageVersion("lme4")),
                   statmod = as.character(packageVersion("statmod"))),
  pools = sapply(names(pools), of_pool, simplify = FALSE), several = several, small = small,
  groups = groups, regressions = regressions, slip = slip, bayes = bayes, twins = twins
), "tests/reference/evidence_rows.json", auto_unbox = TRUE, digits = 15, na = "null")
