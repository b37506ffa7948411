# The last day of a month, counted from the day of randomisation; without dates the period itself.
month_end <- function(month) {
  if (months_by == "period") return(rep(month, nrow(people)))
  day <- as.Date(people$randomised)
  own <- as.Date(format(day, "%Y-%m-01"))
  shifted <- function(by) {
    parts <- as.POSIXlt(own, tz = "UTC")
    parts$mon <- parts$mon + by
    as.Date(parts)
  }
  last <- shifted(month + 1) - 1
  if (months_by == "anniversary") last <- pmin(shifted(month) + (day - own), last)
  as.numeric(last - day)
}
spells <- table_of("job_spells")
periods <- table_of("person_periods")
# Whether a state held on at least one day of a month; NA where that was not recorded.
held <- function(k, month) {
  if (state_tables[k] == "person_periods") {
    rows <- periods[as.numeric(periods$period) == month, ]
    return(toupper(rows[[state_columns[k]]])[match(people$person, rows$person)] == "TRUE")
  }
  own <- spells[spells$kind %in% strsplit(state_kinds[k], ",")[[1]], ]
  who <- match(own$person, people$person)
  hit <- as.numeric(own$start) <= month_end(month)[who] &
    pmin(as.numeric(own$end), until[who]) > month_end(month - 1)[who]
  seq_len(nrow(people)) %in% who[hit]
}
# The first of the plan's states that held; NA after the last month observed to its end.
state <- vapply(seq_len(months), function(month) {
  found <- rep("otherwise", nrow(people))
  for (k in rev(seq_along(state_ids))) found <- ifelse(held(k, month), state_ids[k], found)
  ifelse(month_end(month) <= until, found, NA)
}, character(nrow(people)))
