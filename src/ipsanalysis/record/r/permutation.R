set.seed(1)
difference <- function(group) mean(y[group]) - mean(y[!group])
observed <- difference(arm)
shuffled <- replicate(replicates, abs(difference(sample(arm))))
result <- c(
  estimate = observed,
  p_value = (1 + sum(shuffled >= abs(observed) - 1e-9)) / (1 + replicates)
)
