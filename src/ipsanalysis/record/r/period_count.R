# The number of periods with a yes, of everyone whose number is known.
value <- tabulate(who[period <= within & yes], nrow(people))
exposure <- tabulate(who[period <= within], nrow(people))
known <- exposure == within | (end_reason %in% events & until <= within)
value[!known] <- NA
