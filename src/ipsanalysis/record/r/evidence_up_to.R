trials <- trials[seq_len(match(trial_wanted, trials$trial_id)), ]
