# Peters' regression: effects on 1 / people, weighted by events x non-events / people of the trial.
# Run from the repository root: Rscript tests/reference/meta_peters.R
# Data: tests/reference/data (see README.md there), and two made-up sets with zero cells.
library(jsonlite)
library(metafor)
bcg <- read.csv("tests/reference/data/bcg.csv")
ips <- read.csv("tests/reference/data/ips_any_ce.csv")
sets <- list(
  bcg = list(a = bcg$BCGTB, n1 = bcg$BCGVacc, c = bcg$NoVaccTB, n2 = bcg$NoVacc),
  ips = list(a = ips$events, n1 = ips$n, c = ips$events_control, n2 = ips$n_control),
  zeros = list(a = c(0, 4, 9, 3, 12), n1 = c(10, 40, 50, 8, 100), c = c(3, 0, 4, 1, 5), n2 = c(12, 38, 49, 9, 99))
)
one <- function(s, measure) {
  e <- escalc(measure, ai = s$a, n1i = s$n1, ci = s$c, n2i = s$n2, add = 1 / 2, to = "only0")
  people <- s$n1 + s$n2
  events <- s$a + s$c
  b <- summary(lm(e$yi ~ I(1 / people), weights = events * (people - events) / people))
  t <- b$coefficients
  limits <- t[1, 1] + c(-1, 1) * qt(0.975, b$df[2]) * t[1, 2]
  list(slope = t[2, 1], slope_error = t[2, 2], statistic = t[2, 3], p_value = t[2, 4], df = b$df[2],
       limit = t[1, 1], limit_low = limits[1], limit_high = limits[2])
}
write_json(
  list(
    software = list(R = R.version.string, metafor = as.character(packageVersion("metafor"))),
    sets = lapply(sets, function(s) c(s, lapply(c(RR = "RR", OR = "OR", RD = "RD"), function(m) one(s, m))))
  ),
  "tests/reference/meta_peters.json", auto_unbox = TRUE, digits = I(15)
)
