"""A define.xml against what lies beside it: the data, the files of its folder, PDFs, and the study's own spec."""
