"""The words an ADaM mapping may say, beside those of tabulation."""
