# Covariates as numbers; a missing value becomes the mean of its column over everyone.
x <- mapply(function(name, level) {
  values <- people[[name]]
  numbers <- if (is.na(level)) as.numeric(values) else as.numeric(values == level)
  replace(numbers, is.na(numbers), mean(numbers, na.rm = TRUE))[keep]
}, term_covariate, term_level)
