"""Reviewers guides: content as papers, and papers as DOCX and PDF."""
