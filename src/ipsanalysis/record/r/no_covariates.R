x <- matrix(0, sum(keep), 0)
