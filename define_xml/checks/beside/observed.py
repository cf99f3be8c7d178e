"""What the data hold, beside what a define.xml says of them: facts of datasets, variables and value-level items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest

import numpy as np

from define_xml.checks.beside.held import Held, Matched, Part, matched
from define_xml.checks.beside.kinds import Numbers
from define_xml.checks.beside.selection import parts
from define_xml.checks.beside.values import permitted
from define_xml.document.metadata import Define
from mappings.dataset import Dataset
from mappings.sas_dates import calendar_kind, from_sas

# Of one variable so many values are kept.
VALUES = 200


@dataclass(frozen=True)
class ValuesObserved:
    """What one variable holds, in all records of its dataset, or in those that a value-level item is said of.

    `least` and `greatest` are texts (numbers as we write them, dates of SAS as dates), empty where nothing is filled;
    `longest` is in bytes; `values` are the most frequent ones with their counts (all of them while there are at most
    `VALUES`); `unpermitted` are values that the codelist does not have, with their counts.
    """

    records: int = 0
    filled: int = 0
    distinct: int = 0
    numeric: bool = False
    longest: int = 0
    decimals: int = 0
    least: str = ""
    greatest: str = ""
    values: tuple[tuple[str, int], ...] = ()
    permitted: int | None = None  # terms of the codelist; None without one (or with a dictionary)
    used: int = 0  # how many of them the data use
    unpermitted: tuple[tuple[str, int], ...] = ()

    @property
    def capped(self) -> bool:
        """There are more values than `values` tells."""
        return self.distinct > len(self.values)

    @property
    def percent(self) -> float:
        """How much of the records is filled, 0 to 100; 0 where there are no records."""
        return 100 * self.filled / self.records if self.records else 0.0


@dataclass(frozen=True)
class DatasetObserved:
    """What one dataset holds: `variables` by name, value-level `items` by variable and ItemOID.

    `undescribed` are variables of the file that define.xml does not describe.
    """

    name: str
    records: int
    file: str = ""
    variables: Mapping[str, ValuesObserved] = field(default_factory=dict)
    items: Mapping[tuple[str, str], ValuesObserved] = field(default_factory=dict)
    undescribed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Observed:
    """What the datasets hold, by the name that define.xml gives them (ItemGroupDef Name); absent ones are left out.

    `unnamed` are datasets that define.xml does not name.
    """

    datasets: Mapping[str, DatasetObserved] = field(default_factory=dict)
    unnamed: tuple[str, ...] = ()

    def variable(self, dataset: str, name: str) -> ValuesObserved | None:
        """What a variable holds, if there are data of it."""
        found = self.datasets.get(dataset)
        return found.variables.get(name) if found else None

    def item(self, dataset: str, variable: str, oid: str) -> ValuesObserved | None:
        """What a variable holds in the records of a value-level item, if there are data of it."""
        found = self.datasets.get(dataset)
        return found.items.get((variable, oid)) if found else None


def observed(define: Define, datasets: Iterable[Dataset]) -> Observed:
    """What these datasets, built or read, hold of what the define (in the form of 2.1) describes."""
    return observed_of(matched(define, datasets))


def observed_of(data: Matched) -> Observed:
    """What the datasets hold that were matched already."""
    found = {held.name: _dataset(held, data) for held in data}
    return Observed(found, tuple(dataset.name for dataset in data.unnamed))


def _dataset(held: Held, data: Matched) -> DatasetObserved:
    variables: dict[str, ValuesObserved] = {}
    items: dict[tuple[str, str], ValuesObserved] = {}
    for part in parts(held, data):
        if part.mask is None:
            variables[part.name] = _values(part)
        else:
            items[part.name, part.ref.item_oid or ""] = _values(part)
    named = {item.name for _, item in held.variables}
    others = tuple(one.name for one in held.dataset.spec.variables if one.name not in named)
    file = held.dataset.file.name if held.dataset.file else ""
    return DatasetObserved(held.name, held.records, file, variables, items, others)


def _values(part: Part) -> ValuesObserved:
    codelist = part.codelist
    terms = permitted(part) if codelist is not None and codelist.external is None else None
    unpermitted = [one for one in part.used if one[1] not in terms] if terms is not None else []
    least, greatest = _ends(part)
    return ValuesObserved(
        records=part.records,
        filled=part.filled,
        distinct=len(part.places),
        numeric=part.column.numeric,
        longest=part.longest,
        decimals=int(part.column.digits[1][part.places].max(initial=0)),
        least=least,
        greatest=greatest,
        values=_frequent(part.used),
        permitted=len(terms) if terms is not None else None,
        used=len(part.places) - len(unpermitted) if terms is not None else 0,
        unpermitted=_frequent(unpermitted),
    )


def _frequent(used: Sequence[tuple[int, str, int]]) -> tuple[tuple[str, int], ...]:
    """The most frequent values with their counts; of equally frequent ones the first by letters."""
    found = nsmallest(VALUES, ((-count, word) for _, word, count in used))
    return tuple((word, -count) for count, word in found)


def _ends(part: Part) -> tuple[str, str]:
    """The least and the greatest value: by size where all are numbers, else by letters."""
    column, places = part.column, part.places
    if not len(places):
        return "", ""
    if column.numbers is not None:
        sizes = np.array(column.numbers)[places]
        ends = [int(places[sizes.argmin()]), int(places[sizes.argmax()])]
        dates = _dates(part, np.array(column.numbers)[ends])
        return dates or (column.words[ends[0]], column.words[ends[1]])
    words = [word for _, word, _ in part.used]
    if column.fits("float")[places].all():
        return min(words, key=float), max(words, key=float)
    return min(words), max(words)


def _dates(part: Part, ends: Numbers) -> tuple[str, str] | None:
    """Two numbers as the dates or moments that the variable's format shows; None where it shows none."""
    variable = part.held.dataset.spec.variable(part.name)
    kind = calendar_kind(part.item.display_format or (variable.format if variable else ""))
    found = from_sas(ends, kind) if kind in {"date", "datetime"} else None
    if found is None:
        return None
    first, last = np.datetime_as_string(found, unit="D" if kind == "date" else "s").tolist()
    return first, last
