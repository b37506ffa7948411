# Events and people of both arms.
ai <- as.numeric(trials$events)
n1i <- as.numeric(trials$n)
ci <- as.numeric(trials$events_control)
n2i <- as.numeric(trials$n_control)
