# Covariates as numbers; a missing value becomes the mean of its column.
x <- mapply(function(name, level) {
  values <- people[[name]][keep]
  numbers <- if (is.na(level)) as.numeric(values) else as.numeric(values == level)
  replace(numbers, is.na(numbers), mean(numbers, na.rm = TRUE))
}, term_covariate, term_level)
