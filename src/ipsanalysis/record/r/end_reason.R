# Time to the end of follow-up for the reason: event 1, competing event 2, censored 0.
happened <- end_reason == reason_wanted
time <- until
event <- ifelse(happened, 1, ifelse(end_reason %in% competing, 2, 0))
ended_by <- ifelse(happened, "event", end_reason)
