"""Listings of a build: what was imputed, who stands exactly on a cut, and which values another imputation would change.

Read off the rules after the build: the words say what they did by the kernels that did it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from pandas import Series

from adam.cuts import on_cut
from adam.imputing import IMPUTING, alternatives, collected_whole
from mappings.apply import Applied, applied_again
from mappings.bound import RECORDS
from mappings.distinct import as_text, number_text
from mappings.rule import Name
from mappings.spec import DatasetSpec, VariableSpec

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
    return Listings(tuple(imputed), tuple(cuts), tuple(flips))


def imputed_values(applied: Applied, spec: DatasetSpec, variable: VariableSpec) -> Iterator[Imputed]:
    """The records whose date was not collected whole, and yet has a number."""
    rule = variable.rule
    if rule is None or rule.word.text not in IMPUTING:
        return
    source = applied.said(spec.name, variable.name)[0][0]
    built = applied.variables[spec.name][variable.name]
    rows = np.flatnonzero(~collected_whole(source, rule.word.text) & built.notna().to_numpy())
    shown = IMPUTING[rule.word.text](built.iloc[rows])
    words = as_text(source).iloc[rows].astype("object")
    for row, collected, value in zip(rows, words, shown.astype("object"), strict=True):
        said = "" if collected is None or collected != collected else str(collected)
        yield Imputed(spec.name, variable.name, _record(applied, spec, row), said, str(value), rule.text)


def records_on_cut(applied: Applied, spec: DatasetSpec, variable: VariableSpec) -> Iterator[OnCut]:
    """The records that stand exactly on a cut of the variable's rule, where the rule answered."""
    rule = variable.rule
    if rule is None:
        return
    arguments, options = applied.said(spec.name, variable.name)
    mask = on_cut(rule.word.text, arguments, {**options, "subject": applied.variables[spec.name].get("USUBJID")})
    if mask is None:
        return
    answers = applied.variables[spec.name][variable.name]
    columns = {said.text: one for said, one in zip(rule.arguments, arguments, strict=True) if isinstance(said, Name)}
    for row in np.flatnonzero(mask & answers.notna().to_numpy()):
        here = {name: one for name, one in columns.items() if len(one) == len(answers)}
        values = ", ".join(f"{name} {_shown(one, row)}" for name, one in here.items())
        answer = _shown(answers, row)
        yield OnCut(spec.name, variable.name, _record(applied, spec, row), values, answer, rule.text)


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
            if variable.type != "Char" or before[variable.name] is after[variable.name]:
                continue
            old, new = (as_text(one[variable.name]).astype("object") for one in (before, after))
            differ = ~((old == new) | (old.isna() & new.isna())).to_numpy()
            for row in np.flatnonzero(differ):
                record = _record(applied, spec, row)
                yield spec.name, variable.name, record, _shown(old, row), _shown(new, row)


def _ruled(applied: Applied) -> Iterator[tuple[DatasetSpec, VariableSpec]]:
    for spec in applied.bound.study.datasets:
        yield from ((spec, variable) for variable in spec.variables if variable.rule is not None)


def _record(applied: Applied, spec: DatasetSpec, row: Any) -> str:
    """The subject and what names the record: `RESPINE-01-001 AESEQ 3`."""
    built, beside = applied.variables[spec.name], applied.records[spec.name].frame
    columns: Mapping[str, Series] = {**{name: beside[name] for name in beside.columns}, **built}
    sequences = [name for name in columns if len(name) == 5 and name.endswith("SEQ")]
    named = [name for name in (*NAMED, *sequences) if name in columns]
    subject = _shown(columns["USUBJID"], row) if "USUBJID" in columns else ""
    parts = [f"{name} {_shown(columns[name], row)}" for name in dict.fromkeys(named) if columns[name].notna().iloc[row]]
    return "  ".join([subject, *parts]).strip()


def _shown(values: Series, row: Any) -> str:
    value = values.iloc[row]
    if isinstance(value, float):
        return "" if np.isnan(value) else number_text(value)
    return "" if value is None else str(value)


def listings_json(found: Listings) -> bytes:
    """The listings as JSON."""
    return f"{json.dumps(asdict(found), indent=1, ensure_ascii=False)}\n".encode()
