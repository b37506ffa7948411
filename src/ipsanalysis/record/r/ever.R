# Whether any period has a yes, of everyone observed to the end or stopped by an event.
count <- tabulate(who[period <= within & yes], nrow(people))
observed <- tabulate(who[period <= within], nrow(people))
known <- observed == within | (end_reason %in% events & until <= within)
value <- ifelse(known, as.numeric(count > 0), NA)
