# Run from the repository root: Rscript tests/reference/survival.R
# Writes tests/reference/survival.json. Needs R packages survival and jsonlite.
suppressMessages({library(survival); library(jsonlite)})
read <- function(name) read.csv(file.path("tests/reference/data", name))
exact <- coxph.control(eps = 1e-13, iter.max = 100, toler.chol = 1e-14)

curve <- function(time, event) {
  fit <- survfit(Surv(time, event == 1) ~ 1, conf.type = "log-log")
  q <- quantile(fit, 0.5)
  list(time = fit$time, at_risk = fit$n.risk, events = fit$n.event, censored = fit$n.censor,
       survival = fit$surv, std_error = summary(fit, censored = TRUE)$std.err,
       ci_low = fit$lower, ci_high = fit$upper,
       median = c(q$quantile, q$lower, q$upper))
}
restricted <- function(time, event, tau) {
  fit <- survfit(Surv(time, event == 1) ~ 1)
  tab <- summary(fit, rmean = tau)$table
  list(tau = tau, mean = tab[["rmean"]], std_error = tab[["se(rmean)"]])
}
incidence <- function(time, event) {
  fit <- survfit(Surv(time, factor(event, 0:2)) ~ 1, conf.type = "log-log")
  list(time = fit$time, value = fit$pstate[, 2:3], std_error = fit$std.err[, 2:3],
       ci_low = fit$lower[, 2:3], ci_high = fit$upper[, 2:3])
}
test <- function(fit) c(fit$chisq, pchisq(fit$chisq, 1, lower.tail = FALSE))
model <- function(time, event, x, strata = NULL) {
  x <- as.matrix(x)
  fit <- if (is.null(strata)) coxph(Surv(time, event == 1) ~ x, control = exact)
         else coxph(Surv(time, event == 1) ~ x + strata(strata), control = exact)
  s <- summary(fit); zph <- cox.zph(fit, terms = FALSE)$table
  list(names = colnames(x), coefficient = unname(coef(fit)), std_error = unname(sqrt(diag(fit$var))),
       p = unname(s$coefficients[, 5]), hazard_ratio = unname(s$conf.int[, 1]),
       ci_low = unname(s$conf.int[, 3]), ci_high = unname(s$conf.int[, 4]),
       zph_chisq = unname(zph[, 1]), zph_p = unname(zph[, 3]))
}

lung <- read("lung.csv"); lung$event <- lung$status - 1; lung$female <- lung$sex - 1
veteran <- read("veteran.csv"); ties <- read("ten_person_ties.csv")
mgus <- read("mgus2.csv"); waltons <- read("waltons.csv")
pbc <- read("pbc.csv"); pbc$event <- as.integer(pbc$status == 2); pbc$years <- pbc$time / 365.25
rossi <- read.csv("data/raw/life/rossi.csv")
job <- as.matrix(rossi[, paste0("emp", 1:52)]) == "yes"
first <- apply(job, 1, function(x) if (any(x)) which(x)[1] else NA)
rossi$job_time <- ifelse(is.na(first), rossi$week, first)
rossi$job_event <- ifelse(is.na(first), 2L * rossi$arrest, 1L)
rossi$active <- as.integer(rossi$fin == "yes")
rossi_x <- with(rossi, cbind(fin = active, age = age, race = race != "black", wexp = wexp == "yes",
                             mar = mar != "married", paro = paro == "yes", prio = prio))
complete <- lung[!is.na(lung$ph.ecog), ]
veteran_x <- model.matrix(~ trt + celltype + karno + age, veteran)[, -1]

out <- list(
  made_with = list(R = R.version.string, survival = as.character(packageVersion("survival"))),
  kaplan_meier = list(
    ties = curve(ties$time, ties$event),
    ties_active = curve(ties$time[ties$group == 1], ties$event[ties$group == 1]),
    lung_male = curve(lung$time[lung$sex == 1], lung$event[lung$sex == 1]),
    lung_female = curve(lung$time[lung$sex == 2], lung$event[lung$sex == 2]),
    veteran = curve(veteran$time, veteran$status),
    waltons_active = curve(waltons$time[waltons$group == 1], waltons$event[waltons$group == 1]),
    life_job_active = curve(rossi$job_time[rossi$active == 1], rossi$job_event[rossi$active == 1]),
    life_job_control = curve(rossi$job_time[rossi$active == 0], rossi$job_event[rossi$active == 0])),
  median = lapply(list(flat = list(c(1, 2, 3, 4), c(1, 1, 0, 1)), flat_end = list(1:4, c(1, 1, 0, 0)),
                       all_at_once = list(c(1, 1), c(1, 1)), last_flat = list(c(1, 1), c(0, 1))),
                  function(d) { q <- quantile(survfit(Surv(d[[1]], d[[2]]) ~ 1, conf.type = "log-log"), 0.5)
                                list(time = d[[1]], event = d[[2]], value = c(q$quantile, q$lower, q$upper)) }),
  incidence = list(
    ties = incidence(ties$time, ties$event),
    mgus = incidence(mgus$time, mgus$event),
    life_active = incidence(rossi$job_time[rossi$active == 1], rossi$job_event[rossi$active == 1]),
    life_control = incidence(rossi$job_time[rossi$active == 0], rossi$job_event[rossi$active == 0])),
  logrank = list(
    ties = test(survdiff(Surv(time, event == 1) ~ group, ties)),
    ties_stratified = test(survdiff(Surv(time, event == 1) ~ group + strata(stratum), ties)),
    lung = test(survdiff(Surv(time, event) ~ sex, lung)),
    lung_stratified = test(survdiff(Surv(time, event) ~ sex + strata(ph.ecog), complete)),
    veteran = test(survdiff(Surv(time, status) ~ trt, veteran)),
    life = test(survdiff(Surv(job_time, job_event == 1) ~ active, rossi)),
    life_stratified = test(survdiff(Surv(job_time, job_event == 1) ~ active + strata(wexp), rossi))),
  cox = list(
    ties = model(ties$time, ties$event, ties[, c("group", "x")]),
    ties_stratified = model(ties$time, ties$event, ties[, c("group", "x")], ties$stratum),
    lung = model(complete$time, complete$event, complete[, c("female", "age", "ph.ecog")]),
    lung_stratified = model(complete$time, complete$event, complete[, c("female", "age")], complete$ph.ecog),
    veteran = model(veteran$time, veteran$status, veteran_x),
    veteran_stratified = model(veteran$time, veteran$status, veteran[, c("trt", "karno")], veteran$celltype),
    mgus = model(mgus$time, mgus$event, mgus[, "male", drop = FALSE]),
    life_job = model(rossi$job_time, rossi$job_event, rossi[, "active", drop = FALSE]),
    life_arrest = model(rossi$week, rossi$arrest, rossi_x),
    life_arrest_stratified = model(rossi$week, rossi$arrest, rossi_x[, c("fin", "age", "prio")], rossi$race)),
  limit = local({  # no events where z is 1: z runs off, karno stays at its limit
    d <- veteran; d$z <- as.integer(d$status == 0 & d$trt == 1)
    fit <- suppressWarnings(coxph(Surv(time, status) ~ z + karno, d, control = exact))
    list(z = d$z, coefficient = coef(fit)[[2]], std_error = sqrt(fit$var[2, 2])) }),
  limit_in_stratum = local({  # events at both values of z, but monotone in each stratum
    d <- complete; d$s <- seq_len(nrow(d)) %% 2; d$z <- d$s * (d$event == 1 | d$female == 1)
    fit <- suppressWarnings(coxph(Surv(time, event) ~ z + age + strata(s), d, control = exact))
    list(s = d$s, z = d$z, coefficient = coef(fit)[[2]], std_error = sqrt(fit$var[2, 2])) }),
  rmst = list(
    lung_male = restricted(lung$time[lung$sex == 1], lung$event[lung$sex == 1], 365),
    lung_female = restricted(lung$time[lung$sex == 2], lung$event[lung$sex == 2], 365),
    waltons_active = restricted(waltons$time[waltons$group == 1], waltons$event[waltons$group == 1], 10),
    waltons_beyond = restricted(waltons$time[waltons$group == 1], waltons$event[waltons$group == 1], 100),
    life_job_active = restricted(rossi$job_time[rossi$active == 1], rossi$job_event[rossi$active == 1], 52),
    life_job_control = restricted(rossi$job_time[rossi$active == 0], rossi$job_event[rossi$active == 0], 52),
    pbc_active = restricted(pbc$years[pbc$trt == 1], pbc$event[pbc$trt == 1], 10),
    pbc_control = restricted(pbc$years[pbc$trt == 2], pbc$event[pbc$trt == 2], 10)),
  risk_table = local({
    s <- summary(survfit(Surv(lung$time, lung$event) ~ 1), times = c(0, 5, 180, 186, 365, 2000), extend = TRUE)
    list(time = s$time, at_risk = s$n.risk, events = cumsum(s$n.event), censored = cumsum(s$n.censor)) }))
writeLines(toJSON(out, digits = 15, auto_unbox = TRUE, na = "null", matrix = "columnmajor"),
           "tests/reference/survival.json")
