exposure <- as.numeric(derived[[paste0(derived_outcome, ".exposure")]])
