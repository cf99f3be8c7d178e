"""Listings of a build: what was imputed, who stands exactly on a cut, and which values another imputation would change.

Read off the rules after the build: the words say what they did by the kernels that did it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from pandas import Series

from adam.cuts import CUTS
from adam.imputing import IMPUTING, alternatives, collected, collected_whole
from mappings.apply import Applied, Steps, applied_again
from mappings.bound import RECORDS
from mappings.date_columns import Mask
from mappings.distinct import Codes, as_text, factors
from mappings.rule import Name
from mappings.spec import DatasetSpec, VariableSpec

JOINT = ",\n"
NUMBERS = re.compile(r"(\d+)")
# The ends of windows are no thresholds: why a record was not chosen is told by `window_reason`.
THRESHOLDS = frozenset(CUTS) - {"window"}
NAMED = ("PARAMCD", "AVISIT", "ASEQ")  # what names a record beside its subject, where the dataset has it


@dataclass(frozen=True)
class Imputed:
    """A date of which a part was not collected: what was, what stands for it, and by which rule."""

    dataset: str
    variable: str
    record: str
    collected: str
    value: str
    rule: str


@dataclass(frozen=True)
class OnCut:
    """A record that stands exactly on a cut of a rule: the values it was judged by, and the answer."""

    dataset: str
    variable: str
    record: str
    values: str
    answer: str
    rule: str


@dataclass(frozen=True)
class Flip:
    """A value that another imputation of the same date would change."""

    dataset: str
    variable: str
    record: str
    value: str
    otherwise: str
    imputed: str
    rule: str
    instead: str


@dataclass(frozen=True)
class Listings:
    """The three listings of a build."""

    imputed: tuple[Imputed, ...]
    on_cut: tuple[OnCut, ...]
    flips: tuple[Flip, ...]


def listings(applied: Applied) -> Listings:
    """What a build imputed, who is exactly on a cut, and what would flip under another imputation."""
    imputed = [one for spec, variable in _ruled(applied) for one in imputed_values(applied, spec, variable)]
    cuts = [one for spec, variable in _ruled(applied) for one in records_on_cut(applied, spec, variable)]
    changed = sorted({(one.dataset, one.variable) for one in imputed})
    flips = [one for node in changed for one in flipped(applied, *node)]
    return Listings(
        tuple(sorted(imputed, key=_place)), tuple(sorted(cuts, key=_place)), tuple(sorted(flips, key=_place))
    )


def summary(found: Listings) -> str:
    """The listings in one line."""
    counts = [
        _counted(len(found.imputed), "date imputed", "dates imputed"),
        _counted(len(found.on_cut), "value exactly on a cut", "values exactly on a cut"),
        _counted(len(found.flips), "that another imputation would change", "that another imputation would change"),
    ]
    return f"listings.json: {', '.join(counts)}"


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"


def _place(entry: Imputed | OnCut | Flip) -> tuple[str, ...]:
    """Where an entry stands, whatever the order of the records: numbers in a record's name by size."""
    record = NUMBERS.sub(lambda number: number[0].zfill(10), entry.record)
    return entry.dataset, entry.variable, record, *vars(entry).values()


def imputed_values(applied: Applied, spec: DatasetSpec, variable: VariableSpec) -> Iterator[Imputed]:
    """The records whose date was not collected whole, and yet has a number."""
    rule = variable.rule
    if rule is None or rule.word.text not in IMPUTING:
        return
    source = collected(applied, spec.name, variable.name)
    built = applied.variables[spec.name][variable.name]
    rows = np.flatnonzero(~collected_whole(source, rule.word.text) & built.notna().to_numpy())
    every = np.arange(len(rows))
    values = _shown(IMPUTING[rule.word.text](built.iloc[rows]), every)
    for record, said, value in zip(_records(applied, spec, rows), _shown(source, rows), values, strict=True):
        yield Imputed(spec.name, variable.name, record, said, value, rule.text)


def records_on_cut(applied: Applied, spec: DatasetSpec, variable: VariableSpec) -> Iterator[OnCut]:
    """The records that stand exactly on a cut of the variable's rule, where the rule answered."""
    rule = variable.rule
    if rule is None or rule.word.text not in THRESHOLDS:  # what a rule was given takes long to gather
        return
    arguments, options = applied.said(spec.name, variable.name)
    mask = CUTS[rule.word.text](arguments, {**options, "subject": Steps(applied).subject(spec.name)})
    answers = applied.variables[spec.name][variable.name]
    rows = np.flatnonzero(mask & answers.notna().to_numpy())
    # Of this dataset; a column of a table of windows may be as long by chance.
    references = applied.bound.references[spec.name, variable.name]
    here = {
        said.text: one
        for said, one in zip(rule.arguments, arguments, strict=True)
        if isinstance(said, Name) and references[said.text].kind in {"variable", "column"}
    }
    columns = [[f"{name} {word}" for word in _shown(one, rows)] for name, one in here.items()]
    values = map(", ".join, zip(*columns, strict=True)) if columns else [""] * len(rows)
    for record, value, answer in zip(_records(applied, spec, rows), values, _shown(answers, rows), strict=True):
        yield OnCut(spec.name, variable.name, record, value, answer, rule.text)


def flipped(applied: Applied, dataset: str, variable: str) -> Iterator[Flip]:
    """The text values of submitted datasets that change when the date is imputed otherwise."""
    study = applied.bound.study
    spec = study.dataset(dataset)
    target = spec.variable(variable) if spec else None
    if spec is None or target is None or target.rule is None:
        return
    for rule, instead in alternatives(target.rule):
        said = target.model_copy(update={"rule": rule})
        variables = tuple(said if one.name == variable else one for one in spec.variables)
        changed = spec.model_copy(update={"variables": variables})
        datasets = tuple(changed if one.name == dataset else one for one in study.datasets)
        other = applied_again(applied, study.model_copy(update={"datasets": datasets}), {(dataset, variable)})
        for one in _differences(applied, other):
            yield Flip(*one, imputed=f"{dataset}.{variable}", rule=target.rule.text, instead=instead)


def _differences(applied: Applied, other: Applied) -> Iterator[tuple[str, str, str, str, str]]:
    for spec in applied.bound.study.datasets:
        if not spec.submit:
            continue
        before, after = applied.variables[spec.name], other.variables[spec.name]
        count, counted = (len(one.records[spec.name].frame) for one in (applied, other))
        if count != counted:
            yield spec.name, RECORDS, "all records", str(count), str(counted)
            continue
        for variable in spec.variables:
            delivered = variable.submit and variable.type == "Char"
            if not delivered or before[variable.name] is after[variable.name]:
                continue
            old, new = as_text(before[variable.name]), as_text(after[variable.name])
            rows = np.flatnonzero(_differing(old, new))
            told = zip(_records(applied, spec, rows), _shown(old, rows), _shown(new, rows), strict=True)
            yield from ((spec.name, variable.name, *one) for one in told)


def _differing(one: Series, other: Series) -> Mask:
    """Where two columns of text say another thing; missing is like missing."""
    codes, words = factors(one)
    others, known = factors(other)
    places = {word: place for place, word in enumerate(words)}
    turn = np.array([*(places.get(word, len(words)) for word in known), -1], dtype=np.int64)
    return np.asarray(codes != turn[others])


def _ruled(applied: Applied) -> Iterator[tuple[DatasetSpec, VariableSpec]]:
    for spec in applied.bound.study.datasets:
        yield from ((spec, variable) for variable in spec.variables if variable.rule is not None)


def _records(applied: Applied, spec: DatasetSpec, rows: Codes) -> list[str]:
    """For each of these rows the subject and what names the record: `RESPINE-01-001  AESEQ 3`."""
    built, beside = applied.variables[spec.name], applied.records[spec.name].frame
    names = dict.fromkeys([*beside.columns, *built])
    sequences = [name for name in names if len(name) == 5 and name.endswith("SEQ")]
    named = [name for name in dict.fromkeys(["USUBJID", *NAMED, *sequences]) if name in names]
    parts: list[list[str]] = []
    for name in named:
        words = _shown(built[name] if name in built else beside[name], rows)
        parts.append(words if name == "USUBJID" else [f"{name} {word}" if word else "" for word in words])
    return ["  ".join(filter(None, record)) for record in zip(*parts, strict=True)] if parts else [""] * len(rows)


def _shown(values: Series, rows: Codes) -> list[str]:
    """The values of these rows as people write them; empty where there is none."""
    codes, words = factors(as_text(values.iloc[rows]))
    shown = [*words, ""]
    return [shown[code] for code in codes.tolist()]


def listings_json(found: Listings) -> bytes:
    """The listings as JSON, a line for each entry."""
    whole = (f'"{name}": [{_lines(entries)}]' for name, entries in vars(found).items())
    return f"{{\n{JOINT.join(whole)}\n}}\n".encode()


def _lines(entries: Sequence[object]) -> str:
    said = json.JSONEncoder(ensure_ascii=False)
    lines = JOINT.join(said.encode(vars(one)) for one in entries)
    return f"\n{lines}\n" if lines else ""
