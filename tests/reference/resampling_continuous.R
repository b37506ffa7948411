# Reference values for resampling of amounts that hardly two people share.
# Run from the repository root: Rscript tests/reference/resampling_continuous.R
# Reads tests/reference/data/nsw_dw445.csv, writes tests/reference/resampling_continuous.json.

suppressMessages({
  library(boot)
  library(jsonlite)
})

people <- read.csv("tests/reference/data/nsw_dw445.csv")
# The first 30 people of each arm, and everybody.
first <- ave(people$treat, people$treat, FUN = seq_along) <= 30
samples <- list(first_sixty = people[first, ], everybody = people)

difference <- function(d, i) {
  y <- d$re78[i]
  g <- d$treat[i]
  mean(y[g == 1]) - mean(y[g == 0])
}
resampled <- function(d, replicates = 20000) {
  set.seed(20240609)
  b <- boot(d, difference, replicates, strata = d$treat)
  influence <- empinf(b, type = "jack") / ave(d$re78, d$treat, FUN = length)
  limits <- boot.ci(b, conf = 0.95, type = "bca", L = influence)$bca[1, 4:5]
  observed <- abs(difference(d, seq_len(nrow(d))))
  far <- replicate(replicates, {
    g <- sample(d$treat)
    abs(mean(d$re78[g == 1]) - mean(d$re78[g == 0])) >= observed - 1e-9
  })
  list(
    n = nrow(d), distinct = length(unique(d$re78)), replicates = replicates,
    estimate = b$t0, std_error = sd(b$t), ci_low = limits[1], ci_high = limits[2],
    permutation_p = mean(far)
  )
}

write_json(
  c(list(made_by = list(R = R.version.string, boot = as.character(packageVersion("boot")))),
    lapply(samples, resampled)),
  "tests/reference/resampling_continuous.json", digits = 15, auto_unbox = TRUE, pretty = TRUE
)
