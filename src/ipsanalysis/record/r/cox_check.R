check <- cox.zph(fit, transform = "km", terms = FALSE)$table
row <- if (term == 0) nrow(check) else term
result <- c(estimate = check[row, "chisq"], p_value = check[row, "p"])
