"""A judgement as one page that any browser opens from disk."""
