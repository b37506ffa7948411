numbers <- y[people$arm[keep] %in% arms]
