"""The key of a record, in words and as a number: what it is known by wherever it stands in its file."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mappings.dataset import Dataset
from mappings.sas_dates import calendar_kind, from_sas
from validation.conformance.column import Column, column_of, encoded

Marks = NDArray[np.uint64]
Rows = NDArray[np.intp]

SUBJECTS = ("USUBJID", "SUBJID", "POOLID")
# Whom a record is about comes first in its key; every record of a study has the same STUDYID and DOMAIN.
_ABOUT = ("USUBJID", "POOLID", "SPDEVID")
_COMMON = frozenset({"STUDYID", "DOMAIN"})
# SDTMIG 3.4, 7 and 8, and 5: datasets that have no --SEQ, or are not about subjects.
_OWN = {
    "DM": ("USUBJID",),
    "ADSL": ("USUBJID",),
    "SE": ("USUBJID", "ETCD", "SESTDTC"),
    "SV": ("USUBJID", "VISITNUM", "SVSTDTC"),
    "SM": ("USUBJID", "MIDS"),
    "CO": ("USUBJID", "COSEQ"),
    "RELREC": ("RDOMAIN", "USUBJID", "IDVAR", "IDVARVAL", "RELID"),
    "RELSUB": ("USUBJID", "POOLID", "RSUBJID", "SREL"),
    "RELSPEC": ("USUBJID", "REFID"),
    "RELREF": ("USUBJID", "REFID"),
    "POOLDEF": ("POOLID", "USUBJID"),
    "TA": ("ARMCD", "TAETORD"),
    "TE": ("ETCD",),
    "TV": ("VISITNUM", "ARMCD"),
    "TI": ("IETESTCD", "TIVERS"),
    "TD": ("TDORDER",),
    "TM": ("MIDSTYPE",),
    "TS": ("TSPARMCD", "TSSEQ"),
    "TX": ("SETCD", "TXPARMCD", "TXSEQ"),
    "DI": ("SPDEVID", "DIPARMCD", "DISEQ"),
    "OI": ("NHOID", "OIPARMCD", "OISEQ"),
}
_SUPPLEMENTAL = ("USUBJID", "RDOMAIN", "IDVAR", "IDVARVAL", "QNAM")
# A number of a record in its dataset moves with every insertion: what was analysed, when, and how stays.
_ANALYSED = (
    "PARAMCD", "AVISITN", "AVISIT", "ADTM", "ADT", "ASTDTM", "ASTDT", "ATPTN", "ATPT", "BASETYPE", "DTYPE",
)  # fmt: skip
_SEQUENCE = re.compile(r"[A-Z][A-Z0-9]SEQ")


@dataclass(frozen=True, eq=False)
class Keyed:
    """Records as their keys tell them: names of variables, and for each its values in these records.

    `shown` more variables than `identifying` help to find a record; only those identify it.
    """

    count: int
    names: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    identifying: int = 0
    subject: Column | None = None

    def take(self, places: NDArray[Any]) -> Keyed:
        """The keys of these of the records."""
        columns = tuple(one.take(places) for one in self.columns)
        subject = None if self.subject is None else self.subject.take(places)
        return replace(self, count=len(places), columns=columns, subject=subject)

    def texts(self, places: NDArray[Any]) -> list[tuple[tuple[str, str], ...]]:
        """For each of these records its key in words: `(("USUBJID", "01-001"), ("AESEQ", "3"))`, nothing missing."""
        cells = [column.cells(places) for column in self.columns]
        return [
            tuple((name, text) for name, text in zip(self.names, record, strict=True) if text)
            for record in (zip(*cells, strict=True) if cells else [()] * len(places))
        ]

    def subjects(self, places: NDArray[Any]) -> list[str]:
        """For each of these records the subject it is about, "" where it is about none."""
        return [""] * len(places) if self.subject is None else [str(one) for one in self.subject.cells(places)]

    def marks(self, seed: int) -> Marks:
        """For each record a number made of its key and the seed alone; equal keys have equal numbers."""
        found = np.full(self.count, seed, dtype=np.uint64)
        for column in self.columns[: self.identifying]:
            found = mixed(found, hashed(column))
        return found


def key_names(dataset: Dataset, said: Sequence[str] = ()) -> tuple[str, ...]:
    """The variables that tell a record of the dataset from all others.

    Those said (by define.xml), else those of its spec, else what records of its kind are known by; as far as the
    records have them, without what all records of a study share. None if nothing is known.
    """
    there = frozenset(str(name) for name in dataset.records.columns)
    for names in (said, dataset.spec.keys, _natural(dataset.name, dataset.spec.domain, there)):
        own = tuple(name for name in names if name in there and name not in _COMMON)
        if own:
            return own
    return tuple(name for name in _ABOUT if name in there)


def _natural(name: str, domain: str, there: Collection[str]) -> tuple[str, ...]:
    """What records of this kind are known by."""
    if name in _OWN:
        return _OWN[name]
    if "QNAM" in there and "RDOMAIN" in there:
        return _SUPPLEMENTAL
    about = tuple(one for one in _ABOUT if one in there)
    if "PARAMCD" in there:
        return (*about, *(one for one in _ANALYSED if one in there))
    if domain in _OWN:
        return _OWN[domain]
    return (*about, *sequences(name, domain, there)[:1])


def sequences(name: str, domain: str, there: Collection[str]) -> tuple[str, ...]:
    """The variables that number the records of a subject: its own --SEQ, ASEQ, or that of another domain it kept."""
    own = [f"{prefix}SEQ" for prefix in (domain, name[:2]) if prefix]
    others = sorted(one for one in there if _SEQUENCE.fullmatch(one))
    # The sequence of the SDTM record that an analysis record kept outlasts its own.
    return tuple(dict.fromkeys(one for one in (*own, *others, "ASEQ") if one in there))


def keyed(dataset: Dataset | None, rows: Rows, said: Sequence[str] = ()) -> Keyed:
    """The keys of the records at these positions (from 0; -1 is a record nobody knows); only they are looked at."""
    if dataset is None or not len(dataset.records.columns):
        return Keyed(len(rows))
    there = frozenset(str(name) for name in dataset.records.columns)
    rows = np.where(rows < len(dataset.records), rows, -1)
    names = key_names(dataset, said)
    more = () if any(name.endswith("SEQ") for name in names) else sequences(dataset.name, dataset.spec.domain, there)
    columns = tuple(column_at(dataset, name, rows) for name in (*names, *more[:1]))
    subject = next((name for name in SUBJECTS if name in there), "")
    about = column_at(dataset, subject, rows) if subject else None
    return Keyed(len(rows), (*names, *more[:1]), columns, len(names), about)


def named(word: str, names: NDArray[np.object_]) -> Keyed:
    """The keys of what is known by a name alone, as the variables of a dataset are."""
    return Keyed(len(names), (word,), (encoded(names.tolist()),), 1)


def column_at(dataset: Dataset, name: str, rows: Rows) -> Column:
    """A variable's values in the records at these positions, missing at -1; dates and times as ISO 8601 says them."""
    known = np.flatnonzero(rows >= 0)
    column = readable(dataset, name, column_of(dataset.records[name].iloc[rows[known]]))
    if len(known) == len(rows):
        return column
    places = np.full(len(rows), -1, dtype=np.intp)
    places[known] = np.arange(len(known))
    return column.take(places)


def readable(dataset: Dataset, name: str, column: Column) -> Column:
    """The column, numbers that the variable's format calls dates or times of a day as ISO 8601 says them."""
    variable = dataset.spec.variable(name)
    kind = calendar_kind(variable.format) if variable is not None and column.number else ""
    if kind not in ("date", "datetime"):
        return column
    numbers = np.array(list(column.values), dtype=np.float64)
    days = from_sas(numbers, kind)
    # One that no calendar has leaves the others what they are.
    every = [days] if days is not None else [from_sas(numbers[[place]], kind) for place in range(len(numbers))]
    told = [text for one in every for text in _iso(one, kind)]
    return encoded([text or str(number) for text, number in zip(told, column.texts, strict=True)]).take(column.codes)


def _iso(days: NDArray[Any] | None, kind: str) -> list[str]:
    """Days or moments as ISO 8601 says them; "" for what is none."""
    if days is None:
        return [""]
    told = np.datetime_as_string(days, unit="D" if kind == "date" else "s").tolist()
    return ["" if one == "NaT" else str(one) for one in told]


def mark(*texts: str) -> int:
    """A number of 64 bits made of these texts: the same on any machine, in any run."""
    return int.from_bytes(blake2b("\x1f".join(texts).encode("utf-8", "surrogatepass"), digest_size=8).digest())


def hashed(column: Column) -> Marks:
    """For each record a number made of its value; a missing value has its own."""
    used = np.unique(column.codes)
    marks = np.zeros(len(column.values) + 1, dtype=np.uint64)
    texts = column.texts
    for code in used.tolist():
        marks[code] = mark("", str(texts[code])) if code >= 0 else mark("missing")
    return marks[column.codes]


def hashed_texts(texts: NDArray[np.object_]) -> Marks:
    """For each text a number made of it; each distinct text is looked at once."""
    marks: dict[object, int] = {}
    for text in texts.tolist():
        if text not in marks:
            marks[text] = mark("", str(text))
    return np.fromiter((marks[text] for text in texts.tolist()), dtype=np.uint64, count=len(texts))


def mixed(marks: Marks, more: Marks) -> Marks:
    """One number of two, in that order; no bit of either is without weight."""
    found = (marks ^ (marks >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9) + more
    found = (found ^ (found >> np.uint64(32))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(found ^ (found >> np.uint64(30)), dtype=np.uint64)
