trials <- trials[trials[[group_by]] == group_wanted, ]
