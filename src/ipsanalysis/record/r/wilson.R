own <- y[people$arm[keep] %in% arms]
share <- mean(own)
limits <- prop.test(sum(own), length(own), conf.level = level, correct = FALSE)$conf.int
result <- c(
  estimate = share, std_error = sqrt(share * (1 - share) / length(own)),
  ci_low = limits[1], ci_high = limits[2]
)
