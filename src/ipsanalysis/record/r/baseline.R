values <- people[[covariate]][people$arm %in% arms]
known <- values[!is.na(values)]
