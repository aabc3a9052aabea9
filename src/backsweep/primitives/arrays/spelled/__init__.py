"""NumPy's functions as they are spelled, by subject, written in the rows of this table."""
