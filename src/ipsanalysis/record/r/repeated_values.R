# The status of each person at each time; a person not observed counts as no where so assumed.
seen <- vapply(derived_columns, function(name) {
  value <- as.numeric(derived[[name]])
  unobserved <- is.na(value) & startsWith(derived[[paste0(name, ".reason")]], "not observed")
  recorded <- derived[[paste0(name, ".recorded")]]
  if (assumed_no) {
    value[unobserved] <- 0
    if (!is.null(recorded)) value[unobserved & !is.na(recorded)] <- 1
  }
  value
}, numeric(nrow(people)))
keep <- rep(TRUE, nrow(people))
