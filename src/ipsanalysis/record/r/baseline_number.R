numbers <- as.numeric(known)
