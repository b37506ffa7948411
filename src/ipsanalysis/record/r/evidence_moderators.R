# Trials that have every moderator. Numbers are taken from their mean, in steps; of groups each has
# a column but that of reference.
own <- trials[match(attr(effects$yi, "slab"), trials$trial_id), ]
known <- rowSums(is.na(own[sources])) == 0
known <- known & !(any(of_country) & own$across_countries == "True")
own <- own[known, ]
effects <- effects[known, ]
columns_of <- function(i) {
  values <- own[[sources[i]]]
  if (is.na(reference[i])) {
    numbers <- as.numeric(values)
    return(matrix((numbers - mean(numbers)) / per[i], dimnames = list(NULL, moderators[i])))
  }
  groups <- setdiff(unique(values), reference[i])
  member <- outer(values, groups, "==") + 0
  colnames(member) <- paste(moderators[i], groups)
  member
}
design <- do.call(cbind, lapply(seq_along(sources), columns_of))
