time <- as.numeric(derived[[paste0(derived_outcome, ".time")]])
event <- as.numeric(derived[[paste0(derived_outcome, ".event")]])
ended_by <- derived[[paste0(derived_outcome, ".reason")]]
