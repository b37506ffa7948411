"""Trial analysis from raw data to every table, figure and number."""
