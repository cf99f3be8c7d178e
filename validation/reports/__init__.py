"""A judgement as people and machines read it: console, page, workbook, JSON, JUnit, SARIF, Markdown."""
