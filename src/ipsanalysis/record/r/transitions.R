rows <- people$arm %in% arms
from <- state[rows, -ncol(state), drop = FALSE]
to <- state[rows, -1, drop = FALSE]
followed <- !is.na(from) & !is.na(to) & from == state_wanted
moved <- sum(to[followed] == next_wanted)
result <- c(estimate = if (measure == "n") moved else moved / sum(followed))
