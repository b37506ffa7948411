trials <- study
