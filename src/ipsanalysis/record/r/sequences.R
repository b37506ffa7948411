# Distinct states one after the other, of people observed in every month.
sequence <- apply(state, 1, function(s) paste(rle(s[!is.na(s)])$values, collapse = ", "))
whole <- rowSums(is.na(state)) == 0
common <- names(which(table(sequence[whole]) >= at_least))
sequence[!sequence %in% common] <- "other sequences"
sequence[!whole] <- "not observed throughout"
result <- c(estimate = sum(people$arm %in% arms & sequence == sequence_wanted))
