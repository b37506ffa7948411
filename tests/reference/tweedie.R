# Reference values for the Tweedie model of an amount with many zeros.
# Run from the repository root: Rscript tests/reference/tweedie.R
# Reads tests/reference/data/nsw_dw445.csv, writes tests/reference/tweedie.json.

suppressMessages({
  library(jsonlite)
  library(sandwich)
  library(statmod)
})

people <- read.csv("tests/reference/data/nsw_dw445.csv")
people$earnings_1974 <- people$re74 / 1000
people$earnings_1975 <- people$re75 / 1000
right <- list(
  covariates = c("treat", "age", "educ", "black", "hisp", "marr", "nodegree", "earnings_1974",
                 "earnings_1975"),
  none = "treat"
)

# Fisher scoring is slow where the link is not canonical: go on from the end until nothing moves.
fitted_model <- function(terms, power) {
  start <- NULL
  for (round in 1:20) {
    fit <- glm(
      reformulate(terms, "re78"), tweedie(var.power = power, link.power = 0), people,
      start = start, control = glm.control(epsilon = 1e-15, maxit = 100)
    )
    start <- coef(fit)
  }
  fit
}

# Influences from the score and the bread of sandwich, those of the covariates added.
standardised <- function(terms, power) {
  fit <- fitted_model(terms, power)
  n <- nrow(people)
  influence <- estfun(fit) %*% bread(fit) / n
  at <- function(a) {
    x <- model.matrix(reformulate(terms), transform(people, treat = a))
    mu <- drop(exp(x %*% coef(fit)))
    list(mean = mean(mu), influence = (mu - mean(mu)) / n + drop(influence %*% colMeans(mu * x)))
  }
  active <- at(1)
  control <- at(0)
  covariance <- vcovHC(fit, type = "HC0")
  error <- function(x) sqrt(sum(x^2))
  list(
    coef = unname(coef(fit)), covariance = unname(covariance),
    mean_active = active$mean, mean_control = control$mean,
    mean_difference = active$mean - control$mean,
    mean_ratio = exp(coef(fit)[["treat"]]),
    error_active = error(active$influence), error_control = error(control$influence),
    error_difference = error(active$influence - control$influence),
    error_ratio = sqrt(covariance["treat", "treat"])
  )
}

version <- function(name) as.character(packageVersion(name))
write_json(
  list(
    made_by = list(R = R.version.string, sandwich = version("sandwich"),
                   statmod = version("statmod")),
    covariates = standardised(right$covariates, 1.5),
    none = standardised(right$none, 1.5),
    covariates_power_1.2 = standardised(right$covariates, 1.2)
  ),
  "tests/reference/tweedie.json", digits = 15, auto_unbox = TRUE, pretty = TRUE
)
