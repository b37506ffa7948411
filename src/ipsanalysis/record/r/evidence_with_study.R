trials <- rbind(trials[names(study)], study)
