"""One CRF form as rows of text, its data dictionary entries, and the files they become."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
TYPES = ("text", "integer", "decimal", "date", "code")
DICTIONARY = ("form", "field", "label", "type", "codelist", "page", "note", "form_label", "visit")
# What a form is called on paper, and the visit of one whose rows name none.
TITLES = {
    "adverse_events": "Adverse events", "antibodies": "Anti-HLA antibodies (laboratory)", "consent": "Informed consent",
    "demographics": "Demographics", "deviations": "Protocol deviations", "disposition": "End of study",
    "eligibility": "Eligibility", "examination": "Physical examination", "histology": "Histology report",
    "history": "Medical history", "hla": "HLA typing (laboratory)", "injection": "Injection",
    "medications": "Concomitant medications", "mri": "MRI of the disc (central reading)",
    "odi": "Oswestry Disability Index", "pain_vas": "Pain, visual analogue scale",
    "procedures": "Procedures and treatments", "sae_details": "Serious adverse event", "sf36": "SF-36 health survey",
    "socio": "Social and professional situation", "visits": "Visits", "work": "Work and sick leave",
}
VISITS = dict.fromkeys(("demographics", "consent", "eligibility", "socio", "history"), "SCR")


@dataclass(frozen=True)
class Field:
    """What the data dictionary says of one column."""

    name: str
    label: str
    type: str = "text"
    codelist: str = ""
    page: str = ""
    note: str = ""


@dataclass(frozen=True)
class Form:
    """One CRF form: its columns in order, and its rows (empty text is missing)."""

    name: str
    fields: tuple[Field, ...]
    rows: list[dict[str, str]]


def crf_date(day: date) -> str:
    """A date as the EDC exports it: 05-APR-2019, in any locale."""
    return f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year}"


def csv_text(columns: Sequence[str], rows: Iterable[dict[str, str]]) -> str:
    """Rows as CSV: comma, LF, quotes only where RFC 4180 asks for them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return text.getvalue()


def checked(form: Form) -> Form:
    """The form itself, once its columns and rows agree."""
    names = [field.name for field in form.fields]
    if len(set(names)) != len(names) or any(field.type not in TYPES for field in form.fields):
        raise ValueError(f"{form.name}: a column is described twice, or has an unknown type")
    unknown = {key for row in form.rows for key in row} - set(names)
    if unknown:
        raise ValueError(f"{form.name}: columns without a data dictionary entry: {sorted(unknown)}")
    return form


def dictionary_rows(forms: Iterable[Form]) -> list[dict[str, str]]:
    """The data dictionary: one row per column of every form, each marked as synthetic."""
    rows = []
    for form in forms:
        for field in form.fields:
            note = "; ".join(part for part in ("SYNTHETIC", field.note) if part)
            said = (field.label, field.type, field.codelist, field.page, note)
            values = (form.name, field.name, *said, TITLES[form.name], VISITS.get(form.name, ""))
            rows.append(dict(zip(DICTIONARY, values, strict=True)))
    return rows


def write_text(path: Path, text: str) -> None:
    """The file, whole or not at all: UTF-8, written beside and renamed."""
    beside = path.with_name(path.name + ".part")
    beside.write_bytes(text.encode("utf-8"))
    beside.replace(path)


def write(forms: Sequence[Form], folder: Path) -> None:
    """One CSV per form and `data_dictionary.csv`, in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for form in map(checked, forms):
        write_text(folder / f"{form.name}.csv", csv_text([field.name for field in form.fields], form.rows))
    write_text(folder / "data_dictionary.csv", csv_text(DICTIONARY, dictionary_rows(forms)))
