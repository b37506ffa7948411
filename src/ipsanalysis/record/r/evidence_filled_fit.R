fit <- rma(c(filled$yi), filled$vi, method = "REML", level = 100 * level, control = tight)
