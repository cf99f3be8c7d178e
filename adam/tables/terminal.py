"""The tables of a Markdown page as a terminal shows them: columns aligned, no marks of emphasis."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

RULE = re.compile(r"\|( ?:?-+:? ?\|)+")
EMPHASIS = re.compile(r"\*\*|(?<!\S)\*(?=\S)|(?<=\S)\*(?!\S)")
IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")


def aligned(page: str) -> str:
    """The page with each table's columns under each other; images, which a terminal cannot show, left out."""
    lines = [line for line in page.splitlines() if not IMAGE.fullmatch(line.strip())]
    parts = (_table(list(own)) if tabular else _text(own) for tabular, own in groupby(lines, _is_row))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line for part in parts for line in part)).strip("\n")


def _is_row(line: str) -> bool:
    return line.startswith("|")


def _text(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield EMPHASIS.sub("", line.lstrip("#").strip() if line.startswith("#") else line)


def _table(lines: Sequence[str]) -> Iterator[str]:
    rows = [_cells(line) for line in lines if not RULE.fullmatch(line)]
    widths = [max(len(row[place]) for row in rows if place < len(row)) for place in range(max(map(len, rows)))]
    for number, row in enumerate(rows):
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()
        if number == 0:
            yield "  ".join("-" * width for width in widths)


def _cells(line: str) -> list[str]:
    return [EMPHASIS.sub("", cell.strip()).replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
