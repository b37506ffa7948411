# Reference values for the estimators of an amount of work.
# Run from the repository root: Rscript tests/reference/amount.R
# Reads data/raw/life/rossi.csv, writes tests/reference/amount.json.

suppressMessages({
  library(boot)
  library(jsonlite)
})

life <- read.csv("data/raw/life/rossi.csv")
weeks <- rowSums(life[, paste0("emp", 1:52)] == "yes")
arm <- as.integer(life$fin == "yes")
work_experience <- as.integer(life$wexp == "yes")

t_test <- function(result, estimate) {
  list(
    estimate = estimate, std_error = result$stderr, df = unname(result$parameter),
    ci_low = result$conf.int[1], ci_high = result$conf.int[2], p_value = result$p.value
  )
}
welch <- function(active, control, level) {
  result <- t.test(active, control, conf.level = level)
  t_test(result, unname(result$estimate[1] - result$estimate[2]))
}

# Hours of two arms of unlike size, with fractions and ties.
hours <- c(0, 0, 12.5, 20, 37.5, 40, 7.25, 0, 0, 0, 18, 37.5, 3.5)
hours_arm <- c(1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0)

one_sample <- t.test(weeks[arm == 1])

# Standardised differences: Yang and Dalton 2012 with the sign of the covariances mended.
smd_mean <- function(x, g) {
  (mean(x[g == 1]) - mean(x[g == 0])) / sqrt((var(x[g == 1]) + var(x[g == 0])) / 2)
}
smd_share <- function(x, g) {
  p <- mean(x[g == 1]); q <- mean(x[g == 0])
  (p - q) / sqrt((p * (1 - p) + q * (1 - q)) / 2)
}
smd_categories <- function(x, g) {
  p <- prop.table(table(factor(x)[g == 1]))[-1]
  q <- prop.table(table(factor(x)[g == 0]))[-1]
  covariance <- (diag(p) - outer(p, p) + diag(q) - outer(q, q)) / 2
  sqrt(drop(t(p - q) %*% solve(covariance) %*% (p - q)))
}

# Bootstrap. The jackknife values of empinf() are not divided by the size of the stratum, which
# Davison and Hinkley (1997, section 5.3.2) require; with arms of one size it makes no difference.
difference <- function(d, i) {
  y <- d$y[i]; g <- d$g[i]
  mean(y[g == 1]) - mean(y[g == 0])
}
set.seed(20240601)
small <- data.frame(y = c(0, 0, 3, 9, 14, 22, 40, 1, 0, 0, 2, 5), g = rep(c(1, 0), c(7, 5)))
small_boot <- boot(small, difference, 999, strata = small$g)
small_influence <- empinf(small_boot, type = "jack") / ave(small$y, small$g, FUN = length)
limits <- function(b, level, influence) {
  suppressWarnings(boot.ci(b, conf = level, type = "bca", L = influence))$bca[1, 4:5]
}
life_boot <- boot(data.frame(y = weeks, g = arm), difference, 20000, strata = arm)
life_influence <- empinf(life_boot, type = "jack")

# Permutation: every way to deal the small data, and 20,000 shuffles of LIFE.
deals <- combn(nrow(small), sum(small$g))
spread <- apply(deals, 2, function(i) abs(mean(small$y[i]) - mean(small$y[-i])))
exact_p <- mean(spread >= abs(difference(small, seq_len(nrow(small)))) - 1e-9)
shuffled <- replicate(20000, {
  g <- sample(arm)
  abs(sum(weeks[g == 1]) - sum(weeks[g == 0]))
})
life_p <- mean(shuffled >= abs(sum(weeks[arm == 1]) - sum(weeks[arm == 0])))

# Two-part model.
tight <- glm.control(epsilon = 1e-14, maxit = 100)
people <- data.frame(
  y = weeks, g = arm, age = life$age, educ = life$educ, prio = life$prio, wexp = work_experience
)
two_part <- function(right) {
  any_work <- glm(reformulate(right, "I(y > 0)"), binomial, people, control = tight)
  amount <- glm(
    reformulate(right, "I(y / 52)"), quasibinomial, people,
    subset = y > 0, control = tight
  )
  marginal <- function(a) {
    new <- transform(people, g = a)
    mean(predict(any_work, new, "response") * 52 * predict(amount, new, "response"))
  }
  list(mean_active = marginal(1), mean_control = marginal(0))
}

# Quasi-Poisson.
wald <- function(fit, term) {
  row <- summary(fit)$coefficients[term, ]
  half <- qt(0.975, fit$df.residual) * row[2]
  list(
    estimate = unname(exp(row[1])), std_error = unname(row[2]), p_value = unname(row[4]),
    ci_low = unname(exp(row[1] - half)), ci_high = unname(exp(row[1] + half))
  )
}
ratio <- glm(weeks ~ arm + offset(log(life$week)), quasipoisson, control = tight)
rates <- glm(weeks ~ 0 + factor(arm) + offset(log(life$week)), quasipoisson, control = tight)

reference <- list(
  made_by = list(R = R.version.string, boot = as.character(packageVersion("boot"))),
  hours = list(values = hours, group = hours_arm),
  mean = list(weeks_active = t_test(one_sample, unname(one_sample$estimate))),
  welch = list(
    weeks = welch(weeks[arm == 1], weeks[arm == 0], 0.95),
    hours = welch(hours[hours_arm == 1], hours[hours_arm == 0], 0.9)
  ),
  standardised = list(
    age = smd_mean(life$age, arm),
    hours = smd_mean(hours, hours_arm),
    wexp = smd_share(work_experience, arm),
    educ = smd_categories(life$educ, arm)
  ),
  bootstrap = list(
    values = small$y, group = small$g,
    indices = boot.array(small_boot, indices = TRUE) - 1,
    limits_90 = limits(small_boot, 0.9, small_influence),
    limits_95 = limits(small_boot, 0.95, small_influence),
    limits_999 = limits(small_boot, 0.999, small_influence),
    limits_95_undivided = limits(small_boot, 0.95, empinf(small_boot, type = "jack"))
  ),
  bootstrap_life = list(
    replicates = life_boot$R, std_error = sd(life_boot$t),
    limits_95 = limits(life_boot, 0.95, life_influence)
  ),
  permutation = list(exact_p = exact_p, life_replicates = 20000, life_p = life_p),
  two_part = list(
    covariates = two_part(c("g", "age", "educ", "prio", "wexp")),
    none = two_part("g")
  ),
  rate = list(
    ratio = wald(ratio, "arm"),
    rate_active = wald(rates, "factor(arm)1"),
    rate_control = wald(rates, "factor(arm)0"),
    dispersion = summary(ratio)$dispersion
  )
)
write_json(reference, "tests/reference/amount.json", digits = 15, auto_unbox = TRUE)
