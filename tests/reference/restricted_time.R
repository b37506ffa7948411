# Run from the repository root: Rscript tests/reference/restricted_time.R
# Writes tests/reference/restricted_time.json. Needs R packages survival and jsonlite.
# Mean time in the state of the event of interest, up to tau, and its standard error; the time
# without the event is tau minus it.
suppressMessages({library(survival); library(jsonlite)})
read <- function(name) read.csv(file.path("tests/reference/data", name))

one_arm <- function(time, event, tau) {
  # The standard error is only given when the influence of each person is kept.
  fit <- survfit(Surv(time, factor(event, 0:2)) ~ 1, influence = TRUE)
  unname(summary(fit, rmean = tau)$table["1", c("rmean", "se(rmean)")])
}
time_in_state <- function(time, event, group, tau) {
  arms <- sapply(0:1, function(g) one_arm(time[group == g], event[group == g], tau))
  list(tau = tau, mean = arms[1, ], std_error = arms[2, ])
}
with_data <- function(time, event, group, tau) {
  c(list(time = time, event = event, group = group), time_in_state(time, event, group, tau))
}

ties <- read("ten_person_ties.csv")
mgus <- read("mgus2.csv")
rossi <- read.csv("data/raw/life/rossi.csv")
job <- as.matrix(rossi[, paste0("emp", 1:52)]) == "yes"
first <- apply(job, 1, function(x) if (any(x)) which(x)[1] else NA)
time <- ifelse(is.na(first), rossi$week, first)
event <- ifelse(is.na(first), 2L * rossi$arrest, 1L)

small <- list(
  time = c(1, 1, 2, 2, 2, 3, 4, 4, 6,  1, 1, 1, 2, 2, 3, 3, 3, 3, 4, 5, 5, 5, 7),
  event = c(1, 2, 1, 0, 1, 2, 1, 0, 0,  0, 1, 2, 2, 1, 1, 1, 2, 0, 2, 1, 1, 0, 0),
  group = rep(c(1, 0), c(9, 14)))
known <- list(  # nobody remains free of an event, and tau lies beyond the last time
  time = c(1, 2, 2, 4, 1, 3, 3), event = c(1, 2, 0, 1, 2, 1, 2), group = c(1, 1, 1, 1, 0, 0, 0))

out <- list(
  made_with = list(R = R.version.string, survival = as.character(packageVersion("survival"))),
  order_of_arms = c("control", "active"),
  life = time_in_state(time, event, as.integer(rossi$fin == "yes"), 52),
  mgus = time_in_state(mgus$time, mgus$event, mgus$male, 240),
  ties = time_in_state(ties$time, ties$event, ties$group, 4.5),
  small = with_data(small$time, small$event, small$group, 5.5),
  small_at_an_event = with_data(small$time, small$event, small$group, 4),
  known_beyond = with_data(known$time, known$event, known$group, 6))
writeLines(toJSON(out, digits = 15, auto_unbox = TRUE), "tests/reference/restricted_time.json")
