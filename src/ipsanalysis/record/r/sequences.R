# Distinct states one after the other, of people with a month observed.
sequence <- apply(state, 1, function(s) paste(rle(s[!is.na(s)])$values, collapse = ", "))
seen <- sequence != ""
common <- names(which(table(sequence[seen]) >= at_least))
sequence[!sequence %in% common] <- "other sequences"
result <- c(estimate = sum(seen & people$arm %in% arms & sequence == sequence_wanted))
