share <- mean(y)
limits <- binom.test(sum(y), length(y), conf.level = level)$conf.int
result <- c(
  estimate = share, std_error = sqrt(share * (1 - share) / length(y)),
  ci_low = limits[1], ci_high = limits[2]
)
