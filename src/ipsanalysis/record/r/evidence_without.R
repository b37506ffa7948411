trials <- trials[trials$trial_id != left_out, ]
