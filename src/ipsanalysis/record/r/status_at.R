# The status in one period: 1, 0, or NA when that period was not observed.
value <- rep(NA_real_, nrow(people))
value[who[period == at]] <- as.numeric(yes[period == at])
stopped <- is.na(value) & end_reason %in% events & until <= at
if (strategy == "composite") value[stopped] <- 0
