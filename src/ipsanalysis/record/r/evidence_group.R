trials <- trials[which(trials[[group_by]] == group_wanted), ]
