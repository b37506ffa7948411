wilson <- function(x, n) prop.test(x, n, conf.level = level, correct = FALSE)$conf.int
p <- x1 / n1
q <- x0 / n0
own <- wilson(x1, n1)
other <- wilson(x0, n0)
result <- c(
  estimate = p - q, std_error = unpooled,
  ci_low = p - q - sqrt((p - own[1])^2 + (other[2] - q)^2),
  ci_high = p - q + sqrt((own[2] - p)^2 + (q - other[1])^2)
)
