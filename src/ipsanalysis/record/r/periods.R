periods <- table_of("person_periods")
who <- match(periods$person, people$person)
period <- as.numeric(periods$period)
yes <- toupper(periods[[column]]) == "TRUE"
