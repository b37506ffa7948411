# The trials of the pool. Everything is read as text, so that no value changes its meaning.
table_of <- function(name) {
  read.csv(file.path(folder, paste0(name, ".csv")),
    colClasses = "character", na.strings = "", encoding = "UTF-8", check.names = FALSE
  )
}
chosen <- table_of("chosen")
chosen <- chosen[chosen$pool == pool_wanted, ]
trials <- table_of("comparisons")
trials <- trials[trials$row_id %in% chosen$row_id[chosen$entered == "True"], ]
trials <- trials[order(as.numeric(trials$year), trials$trial_id, method = "radix"), ]
