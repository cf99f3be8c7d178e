"""Transport formats: datasets to files and back, one file for each format."""
