# Egger: on the standard error, weighted by 1 / variance. Peters: on 1 / people, weighted by events
# times people without the event over people.
place <- match(attr(effects$yi, "slab"), trials$trial_id)
people <- (n1i + n2i)[place]
happened <- (ai + ci)[place]
by_error <- size_wanted == "error"
size <- if (by_error) sqrt(effects$vi) else 1 / people
weight <- if (by_error) 1 / effects$vi else happened * (people - happened) / people
line <- lm(as.numeric(effects$yi) ~ size, weights = weight)
numbers <- summary(line)$coefficients
wide <- qt((1 + level) / 2, line$df.residual)
of_slope <- measure != "effect_at_infinite_size"
back <- if (of_slope) identity else back
numbers <- numbers[1 + of_slope, ]
ends <- numbers[[1]] + c(-1, 1) * wide * numbers[[2]]
result <- c(
  estimate = back(numbers[[1]]), std_error = numbers[[2]], ci_low = back(ends[1]),
  ci_high = back(ends[2]), p_value = numbers[[4]]
)
