library(boot)
set.seed(1)
difference <- function(d, i) {
  values <- d$y[i]
  group <- d$arm[i]
  mean(values[group]) - mean(values[!group])
}
resampled <- boot(data.frame(y, arm), difference, replicates, strata = arm)
influence <- empinf(resampled, type = "jack") / ave(y, arm, FUN = length)
limits <- boot.ci(resampled, conf = level, type = "bca", L = influence)$bca[4:5]
result <- c(
  estimate = resampled$t0, std_error = sd(resampled$t), ci_low = limits[1], ci_high = limits[2]
)
