"""The untidiness planted in the forms, as a Markdown table with a count and one example of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from synthetic.forms import MONTHS, Form

Row = dict[str, str]
UNTOLD = "not named"


@dataclass(frozen=True)
class Oddity:
    """One kind of untidiness: where it stands, which rows have it, and whether naming a subject keeps the blind."""

    what: str
    form: str
    column: str
    planted: Callable[[Row], bool]
    named: bool = True


def _dated(text: str) -> tuple[int, int, int] | None:
    """A complete date as year, month, day."""
    if len(text) != 11 or text.startswith("UN"):
        return None
    return int(text[7:]), MONTHS.index(text[3:6]), int(text[:2])


def _reversed(row: Row) -> bool:
    """Whether a line ends before it starts."""
    start, end = _dated(row["start_date"]), _dated(row["end_date"])
    return start is not None and end is not None and end < start


def _month(text: str) -> bool:
    """Whether the day alone is unknown."""
    return text.startswith("UN-") and "UNK" not in text


def _partly(form: str, first: str) -> Callable[[Row], bool]:
    """Whether a filled month 12 booklet has an empty item; the items begin with a prefix."""
    return lambda row: (
        row["visit"] == "M12"
        and row[f"{form}_done"] == "1"
        and not all(row.get(key) for key in row if key.startswith(first) and key != f"{form}_done")
    )


ODDITIES = (
    Oddity("one person under two subject numbers", "demographics", "previous_subject",
           lambda row: bool(row["previous_subject"])),
    Oddity("birth date without its day", "demographics", "birth_date", lambda row: _month(row["birth_date"])),
    Oddity("year of birth alone", "demographics", "birth_date", lambda row: len(row["birth_date"]) == 4),
    Oddity("start without its day", "adverse_events", "start_date", lambda row: _month(row["start_date"])),
    Oddity("start without day and month", "adverse_events", "start_date", lambda row: "UN-UNK" in row["start_date"]),
    Oddity("start as a year alone", "adverse_events", "start_date", lambda row: len(row["start_date"]) == 4),
    Oddity("start unknown, empty", "adverse_events", "start_date", lambda row: not row["start_date"]),
    Oddity("end before the start (year typed wrong)", "adverse_events", "end_date", _reversed),
    Oddity("value outside its code list", "adverse_events", "outcome", lambda row: row["outcome"] == "9"),
    Oddity("corrected record: earlier version kept", "adverse_events", "record_status",
           lambda row: row["record_status"] == "2"),
    Oddity("corrected record: earlier version kept", "medications", "record_status",
           lambda row: row["record_status"] == "2"),
    Oddity("corrected record: earlier version kept", "pain_vas", "record_status",
           lambda row: row["record_status"] == "2"),
    Oddity("unscheduled visit", "visits", "visit", lambda row: row["visit"] == "UNS"),
    Oddity("missed visit: a row without a date", "visits", "visit_date", lambda row: row["visit_status"] == "2"),
    Oddity("treated other than allocated; the arm is not said", "deviations", "category",
           lambda row: row["category"] == "1"),
    Oddity("allocated and not injected", "deviations", "category", lambda row: row["category"] == "3", named=False),
    Oddity("unblinded before the end", "deviations", "category", lambda row: row["category"] == "2", named=False),
    Oddity("no pain at day 0: screening is the baseline", "pain_vas", "vas_mm",
           lambda row: row["visit"] == "D0" and row["vas_done"] == "0"),
    Oddity("pain not assessed at a later visit", "pain_vas", "vas_mm",
           lambda row: row["visit"] != "D0" and row["vas_done"] == "0", named=False),
    Oddity("booklet filled at screening, not at day 0", "odi", "visit", lambda row: row["visit"] == "SCR"),
    Oddity("booklet not filled at an attended visit", "odi", "odi_done", lambda row: row["odi_done"] == "0",
           named=False),
    Oddity("booklet not filled at an attended visit", "sf36", "sf36_done", lambda row: row["sf36_done"] == "0",
           named=False),
    Oddity("unanswered sections at month 12", "odi", "odi_1 to odi_10", _partly("odi", "odi_")),
    Oddity("unanswered items at month 12", "sf36", "sf_1 to sf_11d", _partly("sf36", "sf_")),
    Oddity("unanswered criterion of a randomised subject", "eligibility", "exc_13",
           lambda row: row["eligible"] == "1" and not row["exc_13"]),
    Oddity("unanswered question", "socio", "smoking", lambda row: not row["smoking"]),
    Oddity("decimal comma, site 05 alone", "examination", "weight_kg", lambda row: "," in row["weight_kg"]),
    Oddity("decimal comma, site 05 alone", "mri", "t2_nucleus_central", lambda row: "," in row["t2_nucleus_central"]),
    Oddity("decimal comma, site 05 alone", "injection", "volume_ml", lambda row: "," in row["volume_ml"]),
    Oddity("images withdrawn: leave the row out", "mri", "imaging_consent", lambda row: row["imaging_consent"] == "0"),
    Oddity("scan planned and not done", "procedures", "done", lambda row: row["done"] == "0"),
    Oddity("NA is a value, not missing", "hla", "batch", lambda row: row["batch"] == "NA"),
    Oddity("NA is a value, not missing", "antibodies", "bead_panel", lambda row: row.get("bead_panel") == "NA"),
    Oddity("leading zeros are part of the text", "injection", "kit_number",
           lambda row: row["kit_number"].startswith("0")),
    Oddity("a text that looks like a number (2.0)", "consent", "consent_version",
           lambda row: row["consent_version"].endswith(".0")),
    Oddity("accents, in the language of the site", "adverse_events", "term", lambda row: not row["term"].isascii()),
)  # fmt: skip


def table(forms: Sequence[Form]) -> str:
    """The Markdown table: untidiness, form and column, number of rows, first example."""
    rows = {form.name: form.rows for form in forms}
    lines = ["| untidiness | form.column | rows | example |", "|---|---|---|---|"]
    for odd in ODDITIES:
        found = [row for row in rows[odd.form] if odd.planted(row)]
        lines.append(_line(odd.what, f"{odd.form}.{odd.column}", found, odd.named))
    for name, own in rows.items():
        twins = [row for row, following in pairwise(own) if row == following]
        if twins:
            lines.append(_line("exact duplicate of the row before", name, twins, True))
    return "\n".join(lines) + "\n"


def _line(what: str, where: str, found: Sequence[Row], named: bool) -> str:
    """One row of the table."""
    if not found:
        raise ValueError(f"{where}: no row has the planted untidiness '{what}'; change the seed")
    return f"| {what} | {where} | {len(found)} | {_place(found[0]) if named else UNTOLD} |"


def _place(row: Row) -> str:
    """Where a row stands: subject, and visit and line where the form has them; for a cell bank its name."""
    words = {"subject": "", "visit": "", "line": "line ", "batch": "batch ", "previous_subject": "after "}
    return " ".join(f"{word}{row[key]}" for key, word in words.items() if row.get(key))
