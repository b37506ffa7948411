# Logistic, quasi-binomial and Poisson models with their HC0 sandwich.
# Run from the root of the repository: Rscript tests/reference/glm.R
suppressMessages({
  library(sandwich)
  library(jsonlite)
})

life <- read.csv("data/raw/life/rossi.csv")
weeks <- as.matrix(life[, paste0("emp", 1:52)])
weeks[is.na(weeks)] <- ""
worked <- rowSums(weeks == "yes")
observed <- rowSums(weeks != "")
life$active <- as.integer(life$fin == "yes")
life$experienced <- as.integer(life$wexp == "yes")
life$weight <- 1 + life$prio %% 3

# R keeps the working weights of the step before the last, so each fit starts once more at its end.
record <- function(fit) {
  fit <- update(fit, start = coef(fit))
  list(coef = unname(coef(fit)), covariance = unname(vcovHC(fit, type = "HC0")),
       bread_inverse = unname(summary(fit)$cov.unscaled))
}
control <- glm.control(epsilon = 1e-14, maxit = 100)
right <- ~ active + age + educ + prio + experienced
fits <- list(
  logistic = glm(update(right, employed ~ .), binomial, control = control,
                 data = cbind(life, employed = as.integer(weeks[, 52] == "yes"))),
  fractional = glm(update(right, share ~ .), quasibinomial, control = control,
                   data = cbind(life, share = worked / 52)),
  rate = glm(update(right, worked ~ . + offset(log(observed))), quasipoisson, control = control,
             data = cbind(life, worked = worked, observed = observed)),
  weighted = glm(update(right, share ~ .), quasibinomial, control = control, weights = weight,
                 data = cbind(life, share = worked / 52))
)
write_json(
  list(software = list(R = R.version.string, sandwich = as.character(packageVersion("sandwich"))),
       fits = lapply(fits, record)),
  "tests/reference/glm.json", auto_unbox = TRUE, digits = 15, pretty = TRUE
)
