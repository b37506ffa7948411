# Whether any period has a yes, of everyone for whom that is known.
count <- tabulate(who[period <= within & yes], nrow(people))
observed <- tabulate(who[period <= within], nrow(people))
known <- count > 0 | observed == within | (end_reason %in% events & until <= within)
value <- ifelse(known, as.numeric(count > 0), NA)
