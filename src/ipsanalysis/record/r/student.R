test <- t.test(y[arm], y[!arm], var.equal = TRUE, conf.level = level)
result <- c(
  estimate = mean(y[arm]) - mean(y[!arm]), std_error = test$stderr,
  ci_low = test$conf.int[1], ci_high = test$conf.int[2], p_value = test$p.value
)
