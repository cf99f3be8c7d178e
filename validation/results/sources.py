"""The records that analysis values were made of, as far as the analysis datasets say so themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from mappings.dataset import Dataset
from validation.conformance.column import column_of

SUBJECT = "USUBJID"
DEPTH = 4  # analysis datasets between a value and the tabulation
# What analysis variables are made of, where the source has no variable of their name (-- stands for its domain).
MADE_OF = {
    "AVAL": ("--ORRES", "--STRESN"), "AVALC": ("--ORRES", "--STRESC"), "ADT": ("--DTC", "--STDTC"),
    "ADTM": ("--DTC", "--STDTC"), "ASTDT": ("--STDTC",), "ASTDTM": ("--STDTC",), "AENDT": ("--ENDTC",),
    "AENDTM": ("--ENDTC",), "ASEV": ("--SEV",), "AREL": ("--REL",), "PARAMCD": ("--TESTCD",), "PARAM": ("--TEST",),
    "AVISIT": ("VISIT",), "AVISITN": ("VISITNUM",),
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """A variable of a record of another dataset, by position."""

    dataset: str
    row: int
    variable: str


@dataclass
class Sources:
    """The datasets of a tabulation and its analysis by name, and the records found in them so far."""

    tabulation: Mapping[str, Dataset]
    analysis: Mapping[str, Dataset]
    _places: dict[tuple[str, str], dict[tuple[str, str], int]] = field(default_factory=dict)
    _cells: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def of(self, dataset: Dataset, variable: str, row: int) -> Source | None:
        """The tabulation's record and variable that a value of an analysis dataset comes from; None if unsaid.

        As SRCDOM, SRCSEQ and SRCVAR say, through other analysis datasets too; else by a --SEQ that was kept; else a
        variable of the same name in DM.
        """
        here = Source(dataset.name, row, variable)
        for _ in range(DEPTH):
            found = next(self._steps(self.analysis[here.dataset], here), None)
            if found is None or found.dataset in self.tabulation:
                return found
            here = found
        return None

    def _steps(self, dataset: Dataset, here: Source) -> Iterator[Source]:
        subject = self.text(dataset, SUBJECT, here.row)
        domain, number = self.text(dataset, "SRCDOM", here.row), self.text(dataset, "SRCSEQ", here.row)
        if domain:
            said = self.text(dataset, "SRCVAR", here.row) if here.variable in ("AVAL", "AVALC") else ""
            name = "ASEQ" if domain in self.analysis else f"{domain}SEQ"
            yield from self._found(domain, name, (subject, number), said or here.variable)
        for domain in sorted(self.tabulation):
            number = self.text(dataset, f"{domain}SEQ", here.row)
            if number:
                yield from self._found(domain, f"{domain}SEQ", (subject, number), here.variable)
        yield from self._found("DM", "", (subject, ""), here.variable)

    def _found(self, name: str, sequence: str, wanted: tuple[str, str], variable: str) -> Iterator[Source]:
        """The record of a dataset that has this subject and sequence number, if it has the variable too."""
        dataset = self.tabulation.get(name) or self.analysis.get(name)
        if dataset is None:
            return
        row = self._rows(dataset, sequence).get(wanted)
        names = (variable, *(one.replace("--", dataset.spec.domain or name) for one in MADE_OF.get(variable, ())))
        own = next((one for one in names if one in dataset.records), "")
        if row is not None and own:
            yield Source(name, row, own)

    def _rows(self, dataset: Dataset, sequence: str) -> dict[tuple[str, str], int]:
        """The position of each subject and sequence number; one that is there twice points nowhere."""
        key = (dataset.name, sequence)
        if key not in self._places:
            names = [SUBJECT, sequence] if sequence else [SUBJECT]
            known: dict[tuple[str, str], int] = {}
            if all(name in dataset.records for name in names):
                subjects = self._column(dataset, SUBJECT)
                numbers = self._column(dataset, sequence) if sequence else [""] * len(subjects)
                pairs = list(zip(subjects, numbers, strict=True))
                known = {pair: place for place, pair in enumerate(pairs)}
                if len(known) < len(pairs):
                    twice = {pair for place, pair in enumerate(pairs) if known[pair] != place}
                    known = {pair: place for pair, place in known.items() if pair not in twice}
            self._places[key] = known
        return self._places[key]

    def text(self, dataset: Dataset, name: str, row: int) -> str:
        """A value as text, "" where it is missing or there is no such variable."""
        if name not in dataset.records or not 0 <= row < len(dataset.records):
            return ""
        return self._column(dataset, name)[row]

    def _column(self, dataset: Dataset, name: str) -> list[str]:
        key = (dataset.name, name)
        if key not in self._cells:
            self._cells[key] = texts(dataset, name)
        return self._cells[key]


def texts(dataset: Dataset, name: str, rows: Sequence[int] | None = None) -> list[str]:
    """A variable's values as text, "" where one is missing; of all records or of these."""
    if name not in dataset.records:
        return [""] * (len(dataset.records) if rows is None else len(rows))
    values = dataset.records[name] if rows is None else dataset.records[name].iloc[np.asarray(rows, dtype=np.intp)]
    return [str(one) for one in column_of(values).cells()]
