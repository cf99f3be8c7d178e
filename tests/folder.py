"""A small study folder for tests, written file by file, and its build."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mappings.spec import StudySpec

STUDY = """
[study]
id = "MINI"
cutoff = "2020-12-31"

[standards]
SDTMIG = "3.4"

[terminology]
SDTM = "2025-03-28"

[variables]
USUBJID = 'joined("MINI", subject, separator="-")'

[tables."*"]
dates = ["DD-MMM-YYYY"]
"""
DM = """
records = 'rows(people)'

[variables]
SUBJID = 'assign(subject)'
SITEID = 'part(subject, "-", 1)'
SEX = 'assign(sex)'
COUNTRY = 'constant("FRA")'
RFSTDTC = 'iso8601(treated)'
"""
AE = """
records = 'rows(events)'
keys = ["STUDYID", "USUBJID", "AETERM", "AESTDTC"]

[variables]
AETERM = 'assign(term)'
AEDECOD = 'assign(term)'
AESTDTC = 'iso8601(started)'
"""
TERMS = """codelist,term,decode,collected
SEX,F,,2
SEX,M,,1
"""
PEOPLE = """subject,sex,treated
01-001,1,05-JAN-2019
01-002,2,UN-FEB-2019
"""
EVENTS = """subject,term,started
01-001,Headache,05-JAN-2019
01-001,Cough,04-JAN-2019
01-002,Fever,UN-UNK-2019
"""
MINI: Mapping[str, str] = {
    "study.toml": STUDY,
    "sdtm/dm.toml": DM,
    "sdtm/ae.toml": AE,
    "terminology.csv": TERMS,
    "raw/people.csv": PEOPLE,
    "raw/events.csv": EVENTS,
}


def write_study(folder: Path, changed: Mapping[str, str | bytes | None] | None = None) -> Path:
    """The folder, holding the small study with some files changed (None: left out)."""
    for name, content in {**MINI, **(changed or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is not None:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def records(build: object, name: str) -> list[dict[str, object]]:
    """The records of a built dataset as plain rows, missing as None."""
    dataset = next(one for one in build.datasets if one.name == name)  # type: ignore[attr-defined]
    frame = dataset.records.astype("object").where(dataset.records.notna(), None)
    return [dict(row) for row in frame.to_dict("records")]


def spec(folder: Path) -> StudySpec:
    """The study as said."""
    from mappings.study import load_study

    return load_study(folder)
