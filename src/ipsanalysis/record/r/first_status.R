# Time to the first yes: event 1, competing event 2, censored 0 at the last period observed.
first <- as.vector(tapply(period[yes], factor(who[yes], seq_len(nrow(people))), min))
happened <- !is.na(first)
time <- ifelse(happened, first, until)
event <- ifelse(happened, 1, ifelse(end_reason %in% competing, 2, 0))
ended_by <- ifelse(happened, "event", end_reason)
