"""Analysis: SDTM datasets -> ADaM datasets."""
