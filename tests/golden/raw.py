"""The raw export read a second time, by csv and dictionaries alone, nothing of the house: what a build is judged by."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

STUDY = Path(__file__).parents[2] / "mappings" / "respine"
UNBLINDING = (STUDY / "randomisation.csv", STUDY / "injection_unblinded.csv")
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
VISITS = {  # tables/tv.csv, typed again: number, name, planned day
    "SCR": ("1", "SCREENING", ""),
    "D0": ("2", "DAY 0", "1"),
    "W1": ("3", "WEEK 1", "8"),
    "M1": ("4", "MONTH 1", "31"),
    "M3": ("5", "MONTH 3", "92"),
    "M6": ("6", "MONTH 6", "184"),
    "M9": ("7", "MONTH 9", "275"),
    "M12": ("8", "MONTH 12", "366"),
    "M24": ("9", "MONTH 24", "732"),
}
Row = dict[str, str]
Record = dict[str, str]


@cache
def form(name: str) -> tuple[Row, ...]:
    """The rows of a form as they stand; of rows that are the same in every cell the first alone."""
    return tuple(dict(cells) for cells in dict.fromkeys(tuple(row.items()) for row in read(f"raw/{name}.csv")))


def read(path: str) -> list[Row]:
    """Every row of a file of the study."""
    with (STUDY / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def apart(name: str) -> dict[str, Row]:
    """The row of each subject in a file that the blinded build does not read."""
    return {row["subject"]: row for row in read(f"{name}.csv")}


def usubjid(subject: str) -> str:
    """The person: the number, for the one person who was screened twice the second number."""
    return f"RESPINE-{'03-011' if subject == '03-006' else subject}"


def iso(text: str, clock: str = "") -> str:
    """DD-MMM-YYYY, parts of it unknown or a year alone, as ISO 8601."""
    day, month, year = text.split("-") if "-" in text else ("UN", "UNK", text)
    known = year
    if month != "UNK":
        known += f"-{MONTHS.index(month) + 1:02}" + ("" if day == "UN" else f"-{day}")
    return known + (f"T{clock}" if clock and len(known) == 10 else "")


def days(text: str) -> tuple[date, date]:
    """The first and the last day an ISO 8601 text can mean."""
    year, month, day = (*(int(part) for part in text[:10].split("-")), 0, 0)[:3]
    first = date(year, month or 1, day or 1)
    if day:
        return first, first
    following = date(year + 1, 1, 1) if not month else date(year + month // 12, month % 12 + 1, 1)
    return first, following - timedelta(days=1)


def study_day(text: str, start: str) -> str:
    """Days since the start, which is day 1; empty unless both are whole days."""
    if len(text) < 10 or len(start) < 10:
        return ""
    distance = (date.fromisoformat(text[:10]) - date.fromisoformat(start[:10])).days
    return str(distance + 1 if distance >= 0 else distance)


@dataclass(frozen=True)
class Person:
    """What the dates of a record are judged by."""

    consents: tuple[str, ...]
    injected: str
    followed: str
    last: str

    def epoch(self, text: str) -> str:
        """The epoch on which every day that the text can mean agrees."""
        if not text:
            return ""
        first, final = days(text)
        found = {self._epoch(first + timedelta(days=more)) for more in range((final - first).days + 1)}
        return found.pop() if len(found) == 1 else ""

    def _epoch(self, day: date) -> str:
        if day > date.fromisoformat(self.last):
            return ""
        starts = [(self.followed, "FOLLOW-UP"), (self.injected, "TREATMENT"), (min(self.consents), "SCREENING")]
        return next((name for start, name in starts if start and day >= date.fromisoformat(start[:10])), "")


@cache
def people() -> dict[str, Person]:
    """Every person by USUBJID."""
    consents: dict[str, list[str]] = {}
    for row in form("demographics"):
        consents.setdefault(usubjid(row["subject"]), []).append(iso(row["consent_date"]))
    injected = {usubjid(row["subject"]): iso(row["visit_date"], row["injection_time"]) for row in form("injection")}
    contacts: dict[str, str] = {}
    for row in form("visits"):
        if row["visit"] not in {"SCR", "D0"} and row["visit_date"] and usubjid(row["subject"]) in injected:
            name, day = usubjid(row["subject"]), iso(row["visit_date"])
            contacts[name] = min(contacts.get(name, day), day)
    last = {usubjid(row["subject"]): iso(row["end_date"]) for row in form("disposition")}
    for row in (*form("mri"), *form("examination")):
        day = iso(row.get("scan_date") or row["visit_date"])
        last[usubjid(row["subject"])] = max(last[usubjid(row["subject"])], day)
    return {
        name: Person(tuple(dates), injected.get(name, ""), contacts.get(name, ""), last[name])
        for name, dates in consents.items()
    }


def visit(row: Row, rows: Iterable[Row]) -> tuple[str, str, str]:
    """Number, name and planned day; an unscheduled visit follows the last planned one on or before its day."""
    if row["visit"] in VISITS:
        return VISITS[row["visit"]]
    mine = [other for other in rows if other["subject"] == row["subject"] and other["visit_date"]]
    before = [
        other for other in mine if other["visit"] in VISITS and iso(other["visit_date"]) <= iso(row["visit_date"])
    ]
    number = VISITS[max(before, key=lambda other: iso(other["visit_date"]))["visit"]][0]
    return f"{number}.1", f"UNSCHEDULED {number}.1", ""


def plain(text: str) -> str:
    """The text without its accents."""
    text = text.replace("ß", "ss").replace("œ", "oe").replace("\u2019", "'")
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def number(text: str) -> str:
    """A collected number with a point, without zeros that say nothing."""
    text = text.replace(",", ".")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def numbered(records: list[Record], domain: str, keys: tuple[str, ...]) -> list[Record]:
    """The records in the order of their keys, numbered within each subject; a missing key comes first."""

    def place(record: Record) -> tuple[tuple[float, str], ...]:
        cells = [record.get(key, "") for key in ("USUBJID", *keys)]
        names = ("USUBJID", *keys)
        return tuple(
            (float(cell or -1), "") if name == "VISITNUM" else (0.0, cell)
            for name, cell in zip(names, cells, strict=True)
        )

    ordered = sorted(records, key=place)
    counts: dict[str, int] = {}
    for record in ordered:
        counts[record["USUBJID"]] = counts.get(record["USUBJID"], 0) + 1
        record[f"{domain}SEQ"] = str(counts[record["USUBJID"]])
    return [{name: value for name, value in record.items() if value} for record in ordered]
