# Whether follow-up ended for the reason; NA for those who left earlier for another.
happened <- end_reason == reason_wanted & until <= within
value <- ifelse(happened, 1, ifelse(until >= within, 0, NA))
