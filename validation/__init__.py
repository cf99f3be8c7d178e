"""Judgement: datasets and what is said of them -> findings."""
