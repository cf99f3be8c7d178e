"""The submission package: the papers that stand beside the datasets."""
