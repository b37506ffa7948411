# Intercept, arm and covariates; those that are combinations of the others are left out.
design <- cbind(1, arm, x)
decomposed <- qr(design)
design <- design[, sort(decomposed$pivot[seq_len(decomposed$rank)]), drop = FALSE]
assigned_to <- function(a) {
  assigned <- design
  assigned[, 2] <- a
  assigned
}
tight <- glm.control(epsilon = 1e-14, maxit = 100)
