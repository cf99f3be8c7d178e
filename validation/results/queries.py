"""Findings as data queries for those who run the EDC system: who, where, which cell, what is there, the question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from itertools import zip_longest

import numpy as np

from mappings.dataset import Dataset
from validation.conformance.column import column_of
from validation.results.cells import Behind, Cell, Lineage, NoLineage
from validation.results.evidence import identities
from validation.results.findings import Found
from validation.results.keys import Rows, readable
from validation.results.sources import Source, Sources, texts

SUBJECT = "USUBJID"
ASKED = {
    "wrong value": "Please check it and correct it, or confirm it and say why.",
    "missing required": "Please supply it, or say why it cannot be had.",
    "worth a look": "Please confirm that it is right, or correct it.",
}


@dataclass(frozen=True)
class Query:
    """One question about one record. `to` is "site" where a collected cell is behind it, else "sponsor".

    `row` is the line of the form's file, `collected` what stands in its field; both are empty where only the field is
    known. `finding` is the id of the group, `record` that of this record in it: both are the same in every run.
    """

    site: str
    subject: str
    form: str
    field: str
    visit: str
    collected: str
    question: str
    finding: str
    record: str
    to: str
    severity: str
    check: str
    dataset: str
    key: str
    variable: str
    submitted: str
    row: str
    traced: str


COLUMNS = tuple(one.name for one in fields(Query))


def queries(
    found: Iterable[Found],
    datasets: Mapping[str, Dataset],
    lineage: Lineage | None = None,
    *,
    tabulation: Mapping[str, Dataset] | None = None,
    severities: Sequence[str] = ("error", "warning"),
) -> Iterator[Query]:
    """A query for each record of each finding that is grave enough and not waived, in the order of the findings.

    `lineage` tells the raw cells; `tabulation` are the SDTM datasets that analysis datasets were made of. What is
    found of datasets, variables or files as a whole is nobody's cell and no query.
    """
    asked = _Asking(dict(datasets), dict(tabulation or {}), lineage or NoLineage())
    for one in found:
        if one.standing in severities and one.dataset in datasets:
            yield from asked.about(one)


def rows_of(asked: Iterable[Query]) -> Iterator[tuple[str, ...]]:
    """The queries as rows of a table, in the order of COLUMNS."""
    for one in asked:
        yield astuple(one)


class _Asking:
    """What is known of subjects and of sources, once for all findings."""

    def __init__(self, datasets: Mapping[str, Dataset], tabulation: Mapping[str, Dataset], lineage: Lineage) -> None:
        self.datasets, self.tabulation, self.lineage = datasets, tabulation, lineage
        self.sources = Sources(tabulation, datasets)
        self.sites = self._of_subject("SITEID")
        self.numbers = self._of_subject("SUBJID")

    def _of_subject(self, name: str) -> dict[str, str]:
        """A variable of DM or ADSL by subject."""
        every = {**self.tabulation, **self.datasets}
        home = next((every[one] for one in ("DM", "ADSL") if one in every and name in every[one].records), None)
        if home is None or SUBJECT not in home.records:
            return {}
        return dict(zip(texts(home, SUBJECT), texts(home, name), strict=True))

    def about(self, one: Found) -> Iterator[Query]:
        """The queries of a finding; none where its rows are no records."""
        evidence, dataset = one.evidence, self.datasets[one.dataset]
        if evidence.rows is None or evidence.keys.names == ("variable",):
            return
        places = np.flatnonzero(evidence.rows >= 0)
        places = places[np.argsort(evidence.rows[places], kind="stable")]
        rows = evidence.rows[places].tolist()
        visits = texts(dataset, "VISIT" if "VISIT" in dataset.records else "AVISIT", rows)
        known = zip(
            places.tolist(), identities(evidence, places), evidence.keys.subjects(places), evidence.keys.texts(places),
            visits, texts(dataset, "SITEID", rows), self._behind(one, dataset, rows), strict=True,
        )  # fmt: skip
        told = [_dates(dataset, name, evidence.rows[places]) for name in one.variables]
        for place, identity, subject, keys, visit, own, behind in known:
            shown = (str(column[place]) for column in evidence.values)
            values = tuple(dates.get(text, text) for dates, text in zip(told, shown, strict=True))
            cells = _distinct(behind)
            yield Query(
                self.sites.get(subject) or own, self.numbers.get(subject) or subject,
                _said(dict.fromkeys(cell.form for cell in cells)), _said(cell.field for cell in cells), visit,
                _said(cell.value or "" for cell in cells) if any(cell.row for cell in cells) else "",
                question(one, dataset, values), one.id, identity,
                "site" if any(part.collected for part in behind) else "sponsor", one.severity, one.check.id,
                one.dataset, ", ".join(f"{name} {value}" for name, value in keys), _said(one.variables),
                _said(values), _said(dict.fromkeys(str(cell.row) for cell in cells if cell.row)), _traced(cells),
            )  # fmt: skip

    def _behind(self, one: Found, dataset: Dataset, rows: Sequence[int]) -> list[tuple[Behind, ...]]:
        """For each record what is behind each of the finding's variables."""
        found = [self._of_variable(dataset, name, rows) for name in one.variables if name in dataset.records]
        return [tuple(parts) for parts in zip(*found, strict=True)] if found else [()] * len(rows)

    def _of_variable(self, dataset: Dataset, name: str, rows: Sequence[int]) -> list[Behind]:
        if self.tabulation and dataset.name not in self.tabulation:
            traced = [self.sources.of(dataset, name, row) for row in rows]
            return [self._of_source(one) for one in traced]
        if "QNAM" in dataset.records:
            return self._supplemental(dataset, rows)
        return self.lineage.behind(dataset.name, name, rows)

    def _supplemental(self, dataset: Dataset, rows: Sequence[int]) -> list[Behind]:
        """A supplemental qualifier is a variable of its parent."""
        qualifiers, found = texts(dataset, "QNAM", rows), [Behind()] * len(rows)
        for name in dict.fromkeys(qualifiers):
            places = [place for place, one in enumerate(qualifiers) if one == name]
            parent = dataset.name.removeprefix("SUPP")
            told = self.lineage.behind(dataset.name, name, [rows[place] for place in places], parent)
            for place, behind in zip(places, told, strict=True):
                found[place] = behind
        return found

    def _of_source(self, one: Source | None) -> Behind:
        if one is None:
            return Behind()
        return self.lineage.behind(one.dataset, one.variable, [one.row])[0]


def _dates(dataset: Dataset, name: str, rows: Rows) -> dict[str, str]:
    """What numbers of a variable mean that its format calls dates: each as ISO 8601 says it."""
    if name not in dataset.records:
        return {}
    column = column_of(dataset.records[name].iloc[rows])
    said = readable(dataset, name, column)
    return dict(zip(column.cells().tolist(), said.cells().tolist(), strict=True)) if said is not column else {}


def _distinct(behind: Iterable[Behind]) -> list[Cell]:
    return list(dict.fromkeys(cell for part in behind for cell in part.cells))


def _said(words: Iterable[str]) -> str:
    return " | ".join(words)


def _traced(cells: Sequence[Cell]) -> str:
    """How far back a value was followed, honestly."""
    if not cells:
        return "no raw cell"
    return "cell" if all(cell.row for cell in cells) else "column only"


def question(one: Found, dataset: Dataset, values: Sequence[str]) -> str:
    """What is asked, in plain language: what stands there, what is wrong with it, what to do."""
    facts = ", ".join(
        f"{_named(dataset, name)} is {value or 'empty'}"
        for name, value in zip_longest(one.variables, values, fillvalue="")
    )
    # A check of ours says in a few words what is wrong with the value: they go on with the sentence.
    goes_on = bool(facts) and one.words[:2].islower()
    found = f"{facts}: {one.words}" if goes_on else one.words
    expected = one.check.description if one.check.kind in ("check", "promise") else ""
    sentences = ["" if goes_on else facts, found, expected if expected != one.words else "", ASKED[one.triage]]
    return " ".join(_sentence(words) for words in sentences if words)


def _named(dataset: Dataset, name: str) -> str:
    spec = dataset.spec.variable(name)
    return f"{spec.label} ({name})" if spec is not None and spec.label else name


def _sentence(words: str) -> str:
    words = " ".join(words.split())
    return words if words.endswith((".", "?", "!")) else f"{words}."
