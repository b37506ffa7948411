# Reference values for amounts with many zeros: Student's t and the continuous two-part models.
# Run from the repository root: Rscript tests/reference/two_part_continuous.R
# Reads tests/reference/data/nsw_dw445.csv, writes tests/reference/two_part_continuous.json.

suppressMessages(library(jsonlite))

people <- read.csv("tests/reference/data/nsw_dw445.csv")
people$earnings_1974 <- people$re74 / 1000
people$earnings_1975 <- people$re75 / 1000
right <- list(
  covariates = c("treat", "age", "educ", "black", "hisp", "marr", "nodegree", "earnings_1974",
                 "earnings_1975"),
  none = "treat"
)

t_test <- function(equal) {
  result <- with(people, t.test(re78[treat == 1], re78[treat == 0], var.equal = equal))
  list(
    estimate = unname(result$estimate[1] - result$estimate[2]), std_error = result$stderr,
    ci_low = result$conf.int[1], ci_high = result$conf.int[2], p_value = result$p.value
  )
}

# Means, and standard errors of means and difference from the stacked estimating equations:
# A is the mean derivative of all equations, found numerically, and B their mean square.
central <- function(f, theta) {
  sapply(seq_along(theta), function(j) {
    h <- 1e-5 * max(1, abs(theta[j]))
    step <- replace(numeric(length(theta)), j, h)
    (8 * (f(theta + step) - f(theta - step)) - (f(theta + 2 * step) - f(theta - 2 * step))) /
      (12 * h)
  })
}
stacked <- function(equations, theta) {
  stopifnot(max(abs(colMeans(equations(theta)))) < 1e-5)
  a <- -central(function(t) colMeans(equations(t)), theta)
  b <- crossprod(equations(theta)) / nrow(people)
  variance <- solve(a, t(solve(a, b, tol = 1e-30)), tol = 1e-30) / nrow(people)
  means <- theta[1:2]
  list(
    mean_active = means[1], mean_control = means[2], mean_difference = means[1] - means[2],
    error_active = sqrt(variance[1, 1]), error_control = sqrt(variance[2, 2]),
    error_difference = sqrt(variance[1, 1] + variance[2, 2] - 2 * variance[1, 2])
  )
}
tight <- glm.control(epsilon = 1e-14, maxit = 200)
assigned <- function(fit, a) predict(fit, transform(people, treat = a), type = "response")
matrices <- function(terms) {
  at <- function(a) model.matrix(reformulate(terms), transform(people, treat = a))
  list(x = at(people$treat), active = at(1), control = at(0))
}
y <- people$re78
above <- y > 0

gamma <- function(terms) {
  any_amount <- glm(reformulate(terms, "I(re78 > 0)"), binomial, people, control = tight)
  # Fisher scoring is slow where the link is not canonical: go on until nothing moves.
  start <- NULL
  for (round in 1:20) {
    amount <- glm(
      reformulate(terms, "re78"), Gamma(link = "log"), people, subset = above, control = tight,
      start = start
    )
    start <- coef(amount)
  }
  marginal <- function(a) mean(assigned(any_amount, a) * assigned(amount, a))
  m <- matrices(terms)
  p <- ncol(m$x)
  equations <- function(theta) {
    alpha <- theta[2 + 1:p]
    beta <- theta[2 + p + 1:p]
    mean_at <- function(x) drop(plogis(x %*% alpha) * exp(x %*% beta))
    mu <- drop(exp(m$x %*% beta))
    cbind(
      mean_at(m$active) - theta[1], mean_at(m$control) - theta[2],
      drop(above - plogis(m$x %*% alpha)) * m$x, above * (y - mu) / mu * m$x
    )
  }
  stacked(equations, unname(c(marginal(1), marginal(0), coef(any_amount), coef(amount))))
}

# Smearing factors by arm: Manning 1998, J Health Econ 17:283-295.
lognormal <- function(terms) {
  any_amount <- glm(reformulate(terms, "I(re78 > 0)"), binomial, people, control = tight)
  amount <- lm(reformulate(terms, "log(re78)"), people, subset = above)
  smearing <- tapply(exp(resid(amount)), people$treat[above], mean)
  marginal <- function(a) {
    mean(assigned(any_amount, a) * exp(assigned(amount, a)) * smearing[[as.character(a)]])
  }
  m <- matrices(terms)
  p <- ncol(m$x)
  log_y <- ifelse(above, log(pmax(y, 1e-300)), 0)
  equations <- function(theta) {
    alpha <- theta[4 + 1:p]
    beta <- theta[4 + p + 1:p]
    mean_at <- function(x, s) drop(plogis(x %*% alpha) * exp(x %*% beta)) * s
    residual <- above * (log_y - drop(m$x %*% beta))
    cbind(
      mean_at(m$active, theta[3]) - theta[1], mean_at(m$control, theta[4]) - theta[2],
      above * (people$treat == 1) * (exp(residual) - theta[3]),
      above * (people$treat == 0) * (exp(residual) - theta[4]),
      drop(above - plogis(m$x %*% alpha)) * m$x, residual * m$x
    )
  }
  theta <- c(marginal(1), marginal(0), smearing[["1"]], smearing[["0"]], coef(any_amount),
             coef(amount))
  c(stacked(equations, unname(theta)),
    list(smearing_active = smearing[["1"]], smearing_control = smearing[["0"]]))
}

write_json(
  list(
    made_by = list(R = R.version.string),
    student = t_test(TRUE), welch = t_test(FALSE),
    gamma = lapply(right, gamma), lognormal = lapply(right, lognormal)
  ),
  "tests/reference/two_part_continuous.json", digits = 15, auto_unbox = TRUE, pretty = TRUE
)
