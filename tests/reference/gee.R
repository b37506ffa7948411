# Generalised estimating equations for a repeated yes-or-no status.
# Run from the root of the repository: Rscript tests/reference/gee.R
#
# Writes the SYNTHETIC data tests/reference/data/repeated_status.csv (fixed seed) and the values of
# geepack on them. The corrected covariance (Mancl and DeRouen 2001) comes from brute force: whole
# matrices D, V and H of each cluster, with the inverse of V by solve().
suppressMessages({library(geepack); library(sandwich); library(jsonlite)})

path <- "tests/reference/data/repeated_status.csv"
set.seed(20240229, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
people <- data.frame(person = 1:60, active = rep(0:1, 30), age = round(rnorm(60, 40, 9)),
                     worked = rbinom(60, 1, 0.4))
long <- merge(people, data.frame(time = 0:3))
long <- long[order(long$person, long$time), ]
liable <- rnorm(60, 0, 1.4)[long$person]
long$status <- rbinom(nrow(long), 1, plogis(
  -0.9 + 0.3 * long$time + 0.35 * long$active * long$time + 0.8 * long$worked + liable))
long <- long[runif(nrow(long)) > 0.12 | long$time == 0, c("person", "time", "active", "age", "worked", "status")]
file <- file(path, "wb")
writeLines("# SYNTHETIC: made by tests/reference/gee.R; no person stands behind a row", file)
write.csv(long, file, row.names = FALSE, quote = FALSE)
close(file)
data <- read.csv(path, comment.char = "#")

cells <- function(d) {
  times <- sort(unique(d$time))
  moment <- outer(d$time, times, "==") * 1
  cbind(moment, moment * d$active)
}
correlation <- function(x, y, id, beta) {
  p <- plogis(drop(x %*% beta)); e <- (y - p) / sqrt(p * (1 - p)); products <- numeric(0)
  for (rows in split(seq_along(y), id)) {
    if (length(rows) > 1) products <- c(products, combn(length(rows), 2, function(k) prod(e[rows][k])))
  }
  mean(products) / mean(e^2)
}
cluster <- function(x, y, beta, alpha) {
  p <- plogis(drop(x %*% beta)); half <- diag(sqrt(p * (1 - p)), length(p))
  r <- matrix(alpha, length(p), length(p)); diag(r) <- 1
  list(d = half %*% half %*% x, inverse = solve(half %*% r %*% half), residual = y - p)
}
brute <- function(x, y, id, working) {
  beta <- rep(0, ncol(x)); alpha <- 0; groups <- split(seq_along(y), id)
  for (step in 1:200) {
    if (working == "exchangeable" && step > 5) alpha <- correlation(x, y, id, beta)
    bread <- matrix(0, ncol(x), ncol(x)); score <- rep(0, ncol(x))
    for (rows in groups) {
      k <- cluster(x[rows, , drop = FALSE], y[rows], beta, alpha)
      bread <- bread + t(k$d) %*% k$inverse %*% k$d
      score <- score + drop(t(k$d) %*% k$inverse %*% k$residual)
    }
    move <- solve(bread, score); beta <- beta + move
    if (step > 10 && max(abs(move)) < 1e-13) break
  }
  inverse <- solve(bread)
  influence <- lapply(c(FALSE, TRUE), function(corrected) t(vapply(groups, function(rows) {
    k <- cluster(x[rows, , drop = FALSE], y[rows], beta, alpha)
    leverage <- k$d %*% inverse %*% t(k$d) %*% k$inverse
    residual <- if (corrected) solve(diag(length(rows)) - leverage, k$residual) else k$residual
    drop(inverse %*% t(k$d) %*% k$inverse %*% residual)
  }, numeric(ncol(x)))))
  list(beta = beta, alpha = alpha, influence = influence,
       covariance = lapply(influence, crossprod))
}
# Risks at one time standardised over all people, with the influence of each on their difference.
risks <- function(found, x, id, times, j) {
  first <- x[!duplicated(id), , drop = FALSE]; k <- length(times)
  under <- lapply(c(0, 1), function(arm) {
    z <- first; z[, 1:(2 * k)] <- 0; z[, j] <- 1; z[, k + j] <- arm
    p <- plogis(drop(z %*% found$beta))
    list(mean = mean(p), influence = (p - mean(p)) / length(p) +
           drop(found$influence[[2]] %*% colMeans(p * (1 - p) * z)))
  })
  error <- function(v) sqrt(sum(v^2))
  c(active = under[[2]]$mean, active_error = error(under[[2]]$influence),
    control = under[[1]]$mean, control_error = error(under[[1]]$influence),
    difference = under[[2]]$mean - under[[1]]$mean,
    difference_error = error(under[[2]]$influence - under[[1]]$influence))
}
hotelling <- function(found, k, df) {
  b <- found$beta[(k + 1):(2 * k)]; v <- found$covariance[[2]][(k + 1):(2 * k), (k + 1):(2 * k)]
  f <- drop(b %*% solve(v, b)) * (df - k + 1) / (df * k)
  c(f, pf(f, k, df - k + 1, lower.tail = FALSE))
}
model <- function(d, working, adjusted) {
  x <- cells(d); times <- sort(unique(d$time))
  if (adjusted) x <- cbind(x, d$age, d$worked)
  fit <- function(error) {
    geeglm(d$status ~ x - 1, binomial, id = d$person, corstr = working, std.err = error,
           control = geese.control(epsilon = 1e-12, maxit = 200))
  }
  plain <- fit("san.se"); found <- brute(x, d$status, d$person, working)
  n <- length(unique(d$person)); df <- n - ncol(x)
  step <- fit("j1s")$geese$vbeta.j1s  # has the factor (K - p - scale - correlation) / K
  factor <- (n - ncol(x) - 1 - (working == "exchangeable")) / n
  list(
    coefficient = unname(coef(plain)), std_error = summary(plain)$coefficients[, "Std.err"],
    alpha = if (working == "exchangeable") unname(plain$geese$alpha) else 0,
    brute = list(coefficient = found$beta, alpha = found$alpha,
                 robust = sqrt(diag(found$covariance[[1]])),
                 corrected = sqrt(diag(found$covariance[[2]]))),
    jackknife = sqrt(diag(step) / factor),
    risks = lapply(seq_along(times), function(j) as.list(risks(found, x, d$person, times, j))),
    joint = hotelling(found, length(times), df), df = df,
    t_interval = found$beta[2 * length(times)] + c(-1, 1) * qt(0.975, df) *
      sqrt(found$covariance[[2]][2 * length(times), 2 * length(times)]))
}
one <- data[data$time == 2, ]
logistic <- glm(status ~ active + worked, binomial, one,
                control = glm.control(epsilon = 1e-14, maxit = 50))
few <- data[data$person <= 20 & data$time < 3, ]

write_json(
  list(
    software = list(R = R.version.string, geepack = as.character(packageVersion("geepack")),
                    sandwich = as.character(packageVersion("sandwich"))),
    independence = model(data, "independence", FALSE),
    exchangeable = model(data, "exchangeable", FALSE),
    independence_adjusted = model(data, "independence", TRUE),
    exchangeable_adjusted = model(data, "exchangeable", TRUE),
    few = model(few, "exchangeable", FALSE),
    one_time = list(coefficient = unname(coef(logistic)),
                    hc0 = unname(sqrt(diag(vcovHC(logistic, "HC0")))),
                    hc3 = unname(sqrt(diag(vcovHC(logistic, "HC3")))))
  ),
  "tests/reference/gee.json", auto_unbox = TRUE, digits = 15, pretty = TRUE
)
