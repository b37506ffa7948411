fit <- rma.mh(
  measure = effect, ai = ai, n1i = n1i, ci = ci, n2i = n2i, level = 100 * level
)
