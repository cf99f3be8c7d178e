"""The list of planted untidiness beside the raw forms is true: counts and examples, read from the forms alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache

import pytest

from tests.synthetic.published_safety import days
from tests.synthetic.reader import STUDY, Row, committed

DATES = {
    "birth date without its day": ("birth_date", r"UN-[A-Z]{3}-\d{4}"),
    "year of birth alone": ("birth_date", r"\d{4}"),
    "start without its day": ("start_date", r"UN-(?!UNK)[A-Z]{3}-\d{4}"),
    "start without day and month": ("start_date", r"UN-UNK-\d{4}"),
    "start as a year alone": ("start_date", r"\d{4}"),
    "start unknown, empty": ("start_date", r""),
}
VALUES = {
    "unscheduled visit": {"visit": "UNS"},
    "corrected record: earlier version kept": {"record_status": "2"},
    "missed visit: a row without a date": {"visit_date": "", "visit_status": "2"},
    "treated other than allocated; the arm is not said": {"category": "1"},
    "allocated and not injected": {"category": "3"},
    "unblinded before the end": {"category": "2"},
    "no pain at day 0: screening is the baseline": {"visit": "D0", "vas_mm": ""},
    "booklet filled at screening, not at day 0": {"visit": "SCR"},
    "unanswered criterion of a randomised subject": {"eligible": "1", "exc_13": ""},
    "unanswered question": {"smoking": ""},
    "images withdrawn: leave the row out": {"imaging_consent": "0"},
    "scan planned and not done": {"done": "0", "start_date": ""},
}
Line = tuple[str, str, int, str]


@cache
def lines() -> list[Line]:
    """The rows of the table: untidiness, form.column, number of rows, example."""
    text = (STUDY / "raw" / "README.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| (.+?) \| ([a-z_0-9]+(?:\.[^|]+)?) \| (\d+) \| (.+?) \|$", text, re.MULTILINE)
    return [(what, where, int(count), example) for what, where, count, example in found]


def place(row: Row) -> str:
    """Where a row stands, as the table writes it."""
    words = (("subject", ""), ("visit", ""), ("line", "line "), ("batch", "batch "), ("previous_subject", "after "))
    return " ".join(word + row[key] for key, word in words if row.get(key))


def planted(what: str, where: str) -> list[Row]:
    """The rows of a form that have an untidiness."""
    form, _, column = where.partition(".")
    rows = committed().form(form)
    if what in DATES:
        field, pattern = DATES[what]
        return [row for row in rows if re.fullmatch(pattern, row[field])]
    if what in VALUES:
        return [row for row in rows if VALUES[what].items() <= row.items()]
    if what.startswith("exact duplicate"):
        times = Counter(tuple(row.values()) for row in rows)
        return [row for row in {place(row): row for row in rows}.values() if times[tuple(row.values())] == 2]
    return [row for row in rows if OTHERS[what](row, column)]


def reversed_dates(row: Row, _: str) -> bool:
    """Whether a line ends before it starts, whatever the unknown days are."""
    start, end = days(row["start_date"]), days(row["end_date"])
    return bool(start and end and end[1] < start[0])


def incomplete(row: Row, columns: str) -> bool:
    """Whether a filled booklet of month 12 lacks an item."""
    form = "odi" if columns.startswith("odi") else "sf36"
    items = [value for key, value in row.items() if re.fullmatch(r"odi_\d+|sf_\d+[a-j]?", key)]
    return row["visit"] == "M12" and row[f"{form}_done"] == "1" and "" in items


OTHERS: dict[str, Callable[[Row, str], bool]] = {
    "one person under two subject numbers": lambda row, column: row[column] != "",
    "end before the start (year typed wrong)": reversed_dates,
    "value outside its code list": lambda row, column: row[column] not in "123456",
    "pain not assessed at a later visit": lambda row, column: row["visit"] != "D0" and not row[column],
    "booklet not filled at an attended visit": lambda row, column: row[column] == "0",
    "unanswered sections at month 12": incomplete,
    "unanswered items at month 12": incomplete,
    "decimal comma, site 05 alone": lambda row, column: "," in row[column] and row["subject"].startswith("05"),
    "NA is a value, not missing": lambda row, column: row[column] == "NA",
    "leading zeros are part of the text": lambda row, column: row[column][0] == "0",
    "a text that looks like a number (2.0)": lambda row, column: row[column] in ("1.0", "2.0", "3.0"),
    "accents, in the language of the site": lambda row, column: re.search(r"[^\x00-\x7f]", row[column]) is not None,
}


def test_the_list_covers_every_kind() -> None:
    assert {what for what, *_ in lines()} == {*DATES, *VALUES, *OTHERS, "exact duplicate of the row before"}
    assert len(lines()) == 38


@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line[1]}: {line[0]}")
def test_counts_and_examples_are_those_of_the_forms(line: Line) -> None:
    what, where, count, example = line
    rows = planted(what, where)
    assert len(rows) == count > 0
    assert example in (place(rows[0]), "not named")


def test_unnamed_are_those_the_publication_would_tell() -> None:
    unnamed = [where for _, where, _, example in lines() if example == "not named"]
    wanted = ["deviations.category"] * 2 + ["pain_vas.vas_mm", "odi.odi_done", "sf36.sf36_done"]
    assert unnamed == wanted
