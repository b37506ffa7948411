of_headline <- trials$trial_id %in% attr(effects$yi, "slab")
several <- any(of_country) & trials$across_countries == "True"
lacking <- rowSums(is.na(trials[sources])) > 0
why <- ifelse(several, "across_countries", ifelse(lacking, "no_value", "in the regression"))
result <- c(estimate = sum(why[of_headline] == box_wanted))
