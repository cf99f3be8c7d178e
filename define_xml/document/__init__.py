"""A define.xml as Python values: one frozen class for each element, in the standard's own names."""
