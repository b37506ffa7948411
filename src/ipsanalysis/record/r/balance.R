values <- people[[covariate]]
known <- !is.na(values)
own <- values[known & active]
other <- values[known & !active]
