library(geepack)
# Times at which an arm has nobody, or the status of all or of none, are left out of the model.
mixed <- function(status) length(unique(status[!is.na(status)])) == 2
used <- which(apply(seen, 2, function(s) mixed(s[active]) && mixed(s[!active])))
long <- expand.grid(moment = seq_along(used), person = seq_len(nrow(people)))
long$status <- seen[cbind(long$person, used[long$moment])]
long <- long[!is.na(long$status), ]
cells <- outer(long$moment, seq_along(used), "==") * 1
design <- cbind(cells, cells * active[long$person], x[long$person, , drop = FALSE])
decomposed <- qr(design)
design <- design[, sort(decomposed$pivot[seq_len(decomposed$rank)]), drop = FALSE]
fit <- geeglm(long$status ~ 0 + design, family = binomial, id = long$person, corstr = working,
  control = geese.control(epsilon = 1e-13, maxit = 500)
)
b <- unname(coef(fit))
alpha <- if (working == "exchangeable") unname(fit$geese$alpha) else 0
# The influence of each person, residuals corrected as by Mancl and DeRouen.
pieces <- lapply(split(seq_along(long$status), long$person), function(rows) {
  p <- plogis(drop(design[rows, , drop = FALSE] %*% b))
  root <- diag(sqrt(p * (1 - p)), length(p))
  r <- matrix(alpha, length(p), length(p))
  diag(r) <- 1
  gradient <- root %*% root %*% design[rows, , drop = FALSE]
  weighted <- t(gradient) %*% solve(root %*% r %*% root)
  list(gradient = gradient, weighted = weighted, residual = long$status[rows] - p)
})
inverse <- solve(Reduce(`+`, lapply(pieces, function(k) k$weighted %*% k$gradient)))
influence <- t(vapply(pieces, function(k) {
  leverage <- k$gradient %*% inverse %*% k$weighted
  drop(inverse %*% k$weighted %*% solve(diag(length(k$residual)) - leverage, k$residual))
}, numeric(ncol(design))))
times <- length(used)
degrees <- nrow(influence) - ncol(design)
t_value <- function(level) qt((1 + level) / 2, degrees)
two_sided <- function(b, se) 2 * pt(-abs(b) / se, degrees)
