"""Parquet, for who analyses in Python or R: what is said of the data lies in the schema."""
