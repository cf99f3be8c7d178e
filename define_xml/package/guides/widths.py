"""Widths of a table's columns, from what stands in them."""

from __future__ import annotations

import re

from define_xml.package.guides.inline import words
from define_xml.package.guides.paper import Grid

_BROKEN = re.compile(r"\s+")
_SEEN = 400  # rows looked at; the rest of a long table is like them


def shares(grid: Grid) -> tuple[float, ...]:
    """A share of the page for each column, together 1: as the grid says, else as its words need.

    A column is never narrower than its longest word (up to 18 letters), and grows with the length of its texts.
    """
    if len(grid.widths) == len(grid.headings) and sum(grid.widths) > 0 and min(grid.widths) > 0:
        return tuple(one / sum(grid.widths) for one in grid.widths)
    needed = [_needed(grid, column) for column in range(len(grid.headings))]
    return tuple(one / sum(needed) for one in needed)


def _needed(grid: Grid, column: int) -> float:
    """Letters a column asks for: its longest word, and as much of its longest text as is reasonable."""
    texts = [row[column] for row in grid.rows[:_SEEN] if column < len(row)]
    texts = [words(one) for one in texts] if grid.marked else texts
    told = [grid.headings[column], *texts]
    longest = max(len(word) for text in told for word in _BROKEN.split(text))
    lengths = sorted(len(one) for one in texts) or [0]
    usual = lengths[len(lengths) * 9 // 10]  # a few long texts do not make a column wide
    return 3.0 + max(min(longest, 18), min(usual, 46) * 0.8)
