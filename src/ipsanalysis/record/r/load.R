# The canonical tables. Everything is read as text, so that no value changes its meaning.
table_of <- function(name) {
  read.csv(file.path(folder, paste0(name, ".csv")),
    colClasses = "character", na.strings = "", encoding = "UTF-8", check.names = FALSE
  )
}
people <- table_of("participants")
ends <- table_of("follow_up")
ends <- ends[match(people$person, ends$person), ]
until <- as.numeric(ends$observed_until)
end_reason <- ends$end_reason
active <- people$arm == active_arm
