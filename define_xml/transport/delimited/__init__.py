"""CSV for eyes, and the description that lies beside it."""
