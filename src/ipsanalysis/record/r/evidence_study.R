# The counts of the study, from its own results.
results <- read.csv(study_results, colClasses = "character", encoding = "UTF-8")
study <- results[results$row_id == study_row, ]
study <- data.frame(
  trial_id = trial_wanted, events = study$n_events, n = study$n,
  events_control = study$n_events_control, n_control = study$n_control
)
