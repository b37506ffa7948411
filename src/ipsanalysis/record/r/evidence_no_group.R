in_pool <- trials$trial_id %in% attr(effects$yi, "slab")
result <- c(estimate = sum(in_pool & is.na(trials[[group_by]])))
