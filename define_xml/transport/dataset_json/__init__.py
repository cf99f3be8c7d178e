"""Dataset-JSON 1.1: one document, lines (NDJSON), and lines compressed (DSJC)."""
