# Each trial left out in turn; the joint test whose p-value is largest.
each <- lapply(seq_len(nrow(effects)), function(i) {
  rest <- design[-i, , drop = FALSE]
  one <- try(rma(yi, vi,
    mods = rest, data = effects[-i, ], method = "REML", test = "adhoc", control = tight
  ), silent = TRUE)
  if (inherits(one, "try-error")) c(NA, NA) else c(one$QM, one$QMp)
})
largest <- which.max(vapply(each, function(one) one[2], 0))
result <- c(estimate = each[[largest]][1], p_value = each[[largest]][2])
