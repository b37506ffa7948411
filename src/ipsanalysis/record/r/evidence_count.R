boxes <- ifelse(chosen$entered == "True", "pooled", chosen$rule)
result <- c(estimate = sum(boxes == box_wanted | box_wanted == "rows"))
