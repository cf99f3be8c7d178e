"""The printed cells of the safety, context and laboratory forms, and the dates of the export as ranges of days."""

from __future__ import annotations

import csv
from calendar import monthrange
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
ARMS = ("BM-MSC", "SHAM")
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
Cell = tuple[str, str, str, str]


def published(*topics: str) -> dict[Cell, str]:
    """The printed cells of some topics."""
    with (HERE / "published_safety.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["topic"] in topics]
    return {(row["topic"], row["item"], row["arm"], row["statistic"]): row["printed"] for row in rows}


def days(text: str) -> tuple[date, date] | None:
    """First and last day a date of the export may mean."""
    *_, year = text.split("-")
    if not text:
        return None
    if text.count("-") == 0 or "UNK" in text:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    day, month, _ = text.split("-")
    number = MONTHS.index(month) + 1
    last = monthrange(int(year), number)[1]
    if day == "UN":
        return date(int(year), number, 1), date(int(year), number, last)
    return date(int(year), number, int(day)), date(int(year), number, int(day))


def whole(text: str) -> date:
    """A complete date."""
    span = days(text)
    assert span
    assert span[0] == span[1]
    return span[0]
