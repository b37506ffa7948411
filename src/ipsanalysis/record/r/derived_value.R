value <- as.numeric(derived[[derived_column]])
left_because_of <- derived[[paste0(derived_column, ".reason")]]
