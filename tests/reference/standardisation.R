# Standardised risks (g-computation) of the LIFE experiment with their M-estimation variance.
# Run from the root of the repository: Rscript tests/reference/standardisation.R
suppressMessages({
  library(sandwich)
  library(jsonlite)
})

life <- read.csv("data/raw/life/rossi.csv")
life$active <- as.integer(life$fin == "yes")
life$experienced <- as.integer(life$wexp == "yes")

standardise <- function(event, covariates) {
  data <- cbind(life, event = event)
  fit <- glm(reformulate(c("active", covariates), "event"), binomial, data,
             control = glm.control(epsilon = 1e-14, maxit = 100))
  fit <- update(fit, start = coef(fit))
  risk <- influence <- list()
  for (arm in c(1, 0)) {
    assigned <- transform(data, active = arm)
    x <- model.matrix(delete.response(terms(fit)), assigned)
    p <- predict(fit, assigned, type = "response")
    gradient <- colMeans(p * (1 - p) * x)
    name <- as.character(arm)
    risk[[name]] <- mean(p)
    influence[[name]] <- p - mean(p) + drop(estfun(fit) %*% bread(fit) %*% gradient)
  }
  error <- function(values) sqrt(sum(values^2)) / length(values)
  list(
    risk_active = risk[["1"]], risk_active_error = error(influence[["1"]]),
    risk_control = risk[["0"]], risk_control_error = error(influence[["0"]]),
    difference = risk[["1"]] - risk[["0"]],
    difference_error = error(influence[["1"]] - influence[["0"]]),
    ratio = risk[["1"]] / risk[["0"]],
    log_ratio_error = error(influence[["1"]] / risk[["1"]] - influence[["0"]] / risk[["0"]])
  )
}

adjusted <- c("age", "educ", "prio", "experienced")
week <- function(k) as.integer(life[[paste0("emp", k)]] %in% "yes")
write_json(
  list(
    software = list(R = R.version.string, sandwich = as.character(packageVersion("sandwich"))),
    week_52 = standardise(week(52), adjusted), week_26 = standardise(week(26), adjusted),
    arrested = standardise(life$arrest, adjusted), unadjusted = standardise(week(52), character(0))
  ),
  "tests/reference/standardisation.json", auto_unbox = TRUE, digits = 15, pretty = TRUE
)
