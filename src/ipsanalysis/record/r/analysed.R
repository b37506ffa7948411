# Who is analysed.
keep <- !is.na(value)
if (above_zero) keep <- keep & value > 0
y <- value[keep]
arm <- active[keep]
