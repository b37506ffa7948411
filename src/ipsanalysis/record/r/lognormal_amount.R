# Least squares of the logarithm; the mean of exp(residual) in an arm takes it back (smearing).
log_amount <- log(y[any])
b <- qr.coef(qr(part), log_amount)
residual <- drop(log_amount - part %*% b)
of_b <- matrix(0, length(y), ncol(design))
of_b[any, ] <- (residual * part) %*% solve(crossprod(part))
average <- function(a) {
  assigned <- assigned_to(a)
  own <- arm[any] == (a == 1)
  back <- mean(exp(residual[own]))
  of_back <- -drop(of_b %*% colMeans((exp(residual) * part)[own, , drop = FALSE]))
  of_back[any] <- of_back[any] + own * (exp(residual) - back) / sum(own)
  p <- chance(assigned)
  expected <- p * exp(drop(assigned %*% b)) * back
  list(mean = mean(expected), influence = (expected - mean(expected)) / length(y) +
    drop(of_whether %*% colMeans(expected * (1 - p) * assigned)) +
    drop(of_b %*% colMeans(expected * assigned)) + of_back * mean(expected) / back)
}
