"""Where the values of a test come from: the variables at home, or raw columns, that its records are filled from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from define_xml.describe.possible import Possible, unpivoted
from define_xml.describe.tested import Known, asked_codes
from mappings.bound import Bound
from mappings.rule import Name
from mappings.spec import DatasetSpec, VariableSpec

# Words that hand on one value as it is, or only write it as text: what they are given is where it comes from.
PLAIN = frozenset({"assign", "text", "first_known"})
FAR = 40  # steps from home to home; longer is a circle
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Made:
    """A variable whose rule makes the values.

    Where records are a table turned about, `test` is what was asked, and `turned` the dataset that says so.
    """

    dataset: DatasetSpec
    variable: VariableSpec
    test: str = ""
    turned: str = ""

    @property
    def place(self) -> str:
        """`BOOKLETS.ODIPCT`."""
        return f"{self.dataset.name}.{self.variable.name}"


@dataclass(frozen=True)
class Asked:
    """A column of a raw table that holds the values; `test` and `turned` as for what is made."""

    table: str
    column: str
    test: str = ""
    turned: str = ""

    @property
    def place(self) -> str:
        """`examination.height_cm`."""
        return f"{self.table}.{self.column}"


Source = Made | Asked


@dataclass(frozen=True)
class _Step:
    """A variable of a dataset, or a column of its records, and what is known there of the test and its qualifiers."""

    dataset: str
    column: str
    known: Known
    coded: str
    kind: str = "variable"
    test: str = ""
    turned: str = ""
    far: int = 0


def item_source(possible: Possible, target: Made, coded: str, code: str) -> Source | None:
    """The one thing that the values of a test are filled from; None if there are several, or nobody can say."""
    found = {one.place: one for one in item_sources(possible, target, ((coded, code),))}
    return next(iter(found.values())) if len(found) == 1 else None


def item_sources(possible: Possible, target: Made, pairs: Pairs) -> tuple[Source, ...]:
    """All that the values of a test are filled from; none where the rules do not say it of that test alone.

    `pairs` are the variables, the test's code first, and the values by which the target's dataset tells the test. Only
    copies are followed: the first rule that does more makes the values. Where the code is only another name for what
    was asked, that is followed.
    """
    key = (target.dataset.name, target.variable.name, pairs)
    if key not in possible.sources:
        step = _Step(target.dataset.name, target.variable.name, dict(pairs), pairs[0][0])
        found = list(_walked(possible, step, target))
        lost = any(one is None for one in found)
        possible.sources[key] = () if lost else tuple({(one.place, one.test): one for one in found if one}.values())
    return tuple(one for one in possible.sources[key] if isinstance(one, Made | Asked))


def _walked(possible: Possible, step: _Step, last: Made) -> Iterator[Source | None]:
    """What a step leads to in the end; None for a way that is lost."""
    dataset = possible.bound.study.dataset(step.dataset)
    if dataset is None:
        yield _raw(possible.bound, step, last)
        return
    if step.far > FAR:
        yield None
        return
    for one in _asked(possible, dataset, replace(step, far=step.far + 1)):
        variable = dataset.variable(one.column) if one.kind == "variable" else None
        if variable is None:
            further = _from_records(possible, dataset, one)
            yield from _walked(possible, further, last) if further else (None,)
            continue
        made = Made(dataset, variable, one.test, one.turned)
        copied = _copied(possible.bound, made, one)
        if copied is None:
            yield made
        else:
            yield from _walked(possible, copied, made)


def _raw(bound: Bound, step: _Step, last: Made) -> Source | None:
    """A raw column; in an analysis, which has no forms, the variable that copies it says so itself."""
    if bound.study.floor == "adam":
        return last
    known = step.column in bound.tables.get(step.dataset, ())
    return Asked(step.dataset, step.column, step.test, step.turned) if known else None


def _asked(possible: Possible, dataset: DatasetSpec, step: _Step) -> Iterator[_Step]:
    """The step for each test of a table turned about that bears the known codes; the step itself for other records."""
    turned = unpivoted(possible.bound, dataset)
    if turned is None or turned.test in step.known:
        test = step.known[turned.test] if turned else ""
        yield replace(step, test=test, turned=dataset.name) if turned and test in turned.cells else step
        return
    codes = asked_codes(possible, dataset)
    known = [one for one in step.known if any(one in said for said in codes.values())]
    bearing = [
        test for test, said in codes.items() if known and all(said.get(name) == step.known[name] for name in known)
    ]
    found = bearing if known else list(_listed(possible, dataset, step, codes))
    yield from (replace(step, known={**step.known, **codes[test]}, test=test, turned=dataset.name) for test in found)
    if not known and not found:
        yield step


def _listed(possible: Possible, dataset: DatasetSpec, step: _Step, codes: Mapping[str, Known]) -> Iterator[str]:
    """The tests whose code a table of the study lists: `lookup([measure, disc], [t.measure, t.disc], t.PARAMCD)`."""
    variable = dataset.variable(step.coded)
    rule = variable.rule if variable else None
    first, second, third = (*(rule.arguments if rule else ()), None, None, None)[:3]
    if rule is None or rule.word.text != "lookup" or not isinstance(third, Name):
        return
    asked, keys = (one if isinstance(one, tuple) else (one,) for one in (first, second))
    for name, key in zip(asked, keys, strict=False):
        if isinstance(name, Name) and isinstance(key, Name):
            wanted = possible.listed(key.text, third.text, step.known[step.coded])
            yield from (test for test, said in codes.items() if said.get(name.text) in wanted)


def _copied(bound: Bound, made: Made, step: _Step) -> _Step | None:
    """Where a copying rule leads for that test; None if the rule makes the value."""
    rule = made.variable.rule
    if rule is None or rule.word.text not in PLAIN:
        return None
    names = [name for name in rule.names() if _says(made.dataset, name, step.known)]
    if len(names) != 1 or len(rule.names()) != len(rule.arguments):
        return None
    reference = bound.references.get((made.dataset.name, made.variable.name), {}).get(names[0].text)
    if reference is None or reference.kind not in {"variable", "column"}:
        return None
    return replace(step, dataset=reference.dataset, column=reference.column, kind=reference.kind)


def _says(dataset: DatasetSpec, name: Name, known: Known) -> bool:
    """Whether a name can have a value in the records of that test, by the condition of its variable."""
    said = dataset.variable(name.text)
    if said is None or said.where is None or {one.text for one in said.where.names()} - set(known):
        return True
    row: Any = {one.text: pd.Series([known[one.text]], dtype="object") for one in said.where.names()}
    return bool(said.where.mask(row)[0])


def _from_records(possible: Possible, dataset: DatasetSpec, step: _Step) -> _Step | None:
    """The column of the table or dataset that the records of that test come from."""
    bound, turned = possible.bound, unpivoted(possible.bound, dataset)
    cells = turned.cells.get(step.test, {}) if turned else {}
    known = {called: value for name, value in step.known.items() if (called := _called(dataset, name))}
    further = replace(step, known=known, coded=_called(dataset, step.coded))
    if turned and step.column in cells:
        cell = cells[step.column]
        return _there(bound, turned.table, cell, further) if cell else None
    sources = bound.sources.get(dataset.name, ())
    giving = _giving(possible, sources, further) if further.coded else list(sources)
    return _there(bound, giving[0], step.column, further) if len(giving) == 1 else None


def _giving(possible: Possible, sources: Iterable[str], step: _Step) -> list[str]:
    """The sources that have records of the test: those whose rules name it, else those of which nobody knows."""
    codes = {source: possible.codes(source, step.coded) for source in sources}
    named = [source for source, said in codes.items() if said is not None and step.known[step.coded] in said]
    return named or [source for source, said in codes.items() if said is None]


def _there(bound: Bound, source: str, column: str, step: _Step) -> _Step:
    """The column in a source: a variable of it if it has one of that name."""
    dataset = bound.study.dataset(source)
    kind = "variable" if dataset is None or dataset.variable(column) else "column"
    return replace(step, dataset=source, column=column, kind=kind)


def _called(dataset: DatasetSpec, coded: str) -> str:
    """What the code of the test is called in the records; empty where it is made here, so that they do not have it."""
    variable = dataset.variable(coded)
    if variable is None or variable.rule is None:
        return coded
    names = variable.rule.names() if variable.rule.word.text == "assign" else ()
    return names[0].text if len(names) == 1 else ""
