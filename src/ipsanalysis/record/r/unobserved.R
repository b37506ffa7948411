# What the row assumes of people not observed; a yes already recorded stays a yes.
unobserved <- is.na(value) & startsWith(left_because_of, "not observed")
value[unobserved] <- ifelse(active, assumed_active, assumed_control)[unobserved]
recorded <- derived[[paste0(derived_column, ".recorded")]]
if (!is.null(recorded)) value[unobserved & !is.na(recorded)] <- 1
