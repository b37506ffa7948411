test <- t.test(numbers, conf.level = level)
result <- c(
  estimate = unname(test$estimate), std_error = test$stderr,
  ci_low = test$conf.int[1], ci_high = test$conf.int[2]
)
