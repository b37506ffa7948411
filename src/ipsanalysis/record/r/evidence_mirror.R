place <- which(filled$fill)[as.numeric(sub("filled ", "", trial_wanted))]
result <- c(estimate = back(c(filled$yi)[place]), std_error = sqrt(filled$vi[place]))
