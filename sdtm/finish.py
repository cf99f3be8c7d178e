"""Built variables made ready to leave the house: sequence proven, supplemented, sorted, typed, measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from mappings.apply import Applied
from mappings.catalog import load_standard
from mappings.complete import SUBJECT
from mappings.dataset import Dataset
from mappings.distinct import as_text, encoded, factors, number_text, spread_number
from mappings.records import taken
from mappings.rule import Name
from mappings.spec import DatasetSpec, StudySpec, VariableSpec
from mappings.trace import origin


@dataclass(frozen=True)
class Unfit:
    """Values that a variable's type cannot hold, with their count: kept in the report, missing in the dataset."""

    dataset: str
    variable: str
    value: str
    count: int


@dataclass(frozen=True)
class Finished:
    """The datasets in order, records with the same key, and values that did not fit their type."""

    datasets: tuple[Dataset, ...]
    repeated: Mapping[str, int]
    unfit: tuple[Unfit, ...]
    provenance: Mapping[str, DataFrame]


def finish(applied: Applied) -> Finished:
    """Every submitted dataset and its supplemental qualifiers, sorted, typed and measured."""
    study = applied.bound.study
    typed: list[tuple[DatasetSpec, DataFrame]] = []
    repeated: dict[str, int] = {}
    unfit: list[Unfit] = []
    for spec in study.datasets:
        unfit.extend(unread_numbers(applied, spec))
        if not spec.submit:
            continue
        frame = in_key_order(applied.frame(spec.name), spec)
        supplemental = supplement(spec, frame, study, applied)
        typed.append((spec, type_columns(spec, frame, unfit)))
        repeated[spec.name] = repeated_keys(typed[-1][1], spec)
        if supplemental is not None:
            typed.append(supplemental)
    longest = longest_used(typed)
    datasets = tuple(measured(spec, frame, longest) for spec, frame in typed)
    provenance = {spec.name: frame[[name for name in frame.columns if name.startswith("#")]] for spec, frame in typed}
    return Finished(datasets, repeated, tuple(unfit), provenance)


def in_key_order(frame: DataFrame, spec: DatasetSpec) -> DataFrame:
    """The records in the order of their keys, ties as they came; missing comes first, as SAS sorts."""
    keys = [frame[key] for key in spec.keys if key in frame.columns]
    if not keys or not len(frame):
        return frame
    order = np.lexsort([ranked(key) for key in reversed(keys)])
    return frame if (order[1:] > order[:-1]).all() else frame.iloc[order].reset_index(drop=True)


def ranked(column: Series) -> np.ndarray:
    """The place of each value in the order of all values: numbers by size, text by code point, missing first."""
    codes, values = factors(column)
    order = sorted(range(len(values)), key=lambda place: values[place])
    rank = np.empty(len(values) + 1, dtype=np.int64)
    rank[order] = np.arange(1, len(values) + 1)
    rank[-1] = 0
    return rank[codes]


def repeated_keys(frame: DataFrame, spec: DatasetSpec) -> int:
    """How many records share their key with an earlier one; a key that is missing altogether is shared too."""
    keys = [key for key in spec.keys if key in frame.columns]
    if not keys:
        return 0
    ranks = DataFrame({key: ranked(frame[key]) for key in keys})
    return int(ranks.duplicated().sum())


def supplement(
    spec: DatasetSpec, frame: DataFrame, study: StudySpec, applied: Applied
) -> tuple[DatasetSpec, DataFrame] | None:
    """The supplemental qualifiers of a dataset: a record for each value of each supplemental variable."""
    wanted = [variable for variable in spec.variables if variable.supplemental and variable.submit]
    values = [factors(without_padding(as_text(frame[variable.name]))) for variable in wanted]
    filled = [np.flatnonzero(codes >= 0) for codes, _ in values]
    if not sum(map(len, filled)):
        return None
    which = np.repeat(np.arange(len(wanted)), [len(rows) for rows in filled])
    rows = np.concatenate(filled)
    starts = np.cumsum([0, *(len(words) for _, words in values)])
    words = np.concatenate([codes[own] + start for (codes, _), own, start in zip(values, filled, starts, strict=False)])
    # By subject and parent record, and for each parent in the order of the spec.
    order = np.lexsort([which, rows, ranked(frame[SUBJECT])[rows]])
    rows, which, words = rows[order], which[order], words[order]
    supplemental, index = _supplemental_spec(spec, study), pd.RangeIndex(len(rows))

    def of_variable(said: Callable[[VariableSpec], str]) -> Series:
        return encoded(which, [said(variable) or None for variable in wanted], index)

    sequence = f"{spec.domain}SEQ" if f"{spec.domain}SEQ" in frame.columns else None
    nothing = encoded(np.full(len(rows), -1), [], index)
    columns = {
        "STUDYID": taken(frame["STUDYID"], rows, index),
        "RDOMAIN": of_variable(lambda _: spec.domain),
        SUBJECT: taken(frame[SUBJECT], rows, index),
        "IDVAR": of_variable(lambda _: sequence or ""),
        "IDVARVAL": as_text(taken(frame[sequence], rows, index)) if sequence else nothing,
        "QNAM": of_variable(lambda variable: variable.name),
        "QLABEL": of_variable(lambda variable: variable.label),
        "QVAL": encoded(words, [word for _, own in values for word in own], index),
        "QORIG": of_variable(lambda variable: origin(applied.bound, spec, variable)),
        "QEVAL": of_variable(lambda variable: variable.evaluator),
    }
    hidden = {name: taken(frame[name], rows, index) for name in frame.columns if name.startswith("#")}
    return supplemental, DataFrame({**{one.name: columns[one.name] for one in supplemental.variables}, **hidden})


def _supplemental_spec(spec: DatasetSpec, study: StudySpec) -> DatasetSpec:
    from mappings.datasets import standard_values

    reference = next(ref for ref in study.standards if ref.name == "SDTMIG")
    published = load_standard(reference.name, reference.version).supplemental(spec.name)
    variables = [VariableSpec(**standard_values(one), name=one.name, place=spec.place) for one in published.variables]
    return DatasetSpec(
        name=published.name, label=published.label, domain=spec.domain, class_name=published.class_name,
        structure=published.structure, keys=published.keys, variables=tuple(variables), place=spec.place,
    )  # fmt: skip


def type_columns(spec: DatasetSpec, frame: DataFrame, unfit: list[Unfit]) -> DataFrame:
    """The variables that are submitted in the dataset itself, text as text and numbers as numbers."""
    kept = [variable for variable in spec.variables if variable.submit and not variable.supplemental]
    columns = {variable.name: _typed(spec, variable, frame[variable.name], unfit) for variable in kept}
    hidden = {name: frame[name] for name in frame.columns if name.startswith("#")}
    return DataFrame({**columns, **hidden}, index=frame.index)


def _typed(spec: DatasetSpec, variable: VariableSpec, values: Series, unfit: list[Unfit]) -> Series:
    if variable.type == "Char":
        return without_padding(as_text(values))
    if not isinstance(values.dtype, pd.CategoricalDtype):
        return values
    numbers = spread_number(_number, values)
    lost = values[values.notna() & numbers.isna()].astype("object").value_counts(sort=False)
    unfit.extend(Unfit(spec.name, variable.name, str(word), int(count)) for word, count in sorted(lost.items()))
    return numbers


def _number(text: str | None) -> float | None:
    from mappings.where import NUMBER

    return float(text) if text is not None and NUMBER.fullmatch(text) else None


def without_padding(values: Series) -> Series:
    """The text without blanks at its end, which a transport file cannot tell from padding; nothing else is missing."""
    codes, words = factors(values)
    if all(word and not word.endswith(" ") for word in words):
        return values
    return encoded(codes, [word.rstrip(" ") or None for word in words], values.index)


def unread_numbers(applied: Applied, spec: DatasetSpec) -> Iterator[Unfit]:
    """Text that `number` could not read: missing in the dataset, and therefore told."""
    for variable in spec.variables:
        first = variable.rule.arguments[0] if variable.rule and variable.rule.arguments else None
        if variable.rule is None or variable.rule.word.text != "number" or not isinstance(first, Name):
            continue
        source = applied.column(spec.name, variable.name, first)
        lost = source[source.notna() & applied.variables[spec.name][variable.name].isna()]
        counts = as_text(lost).astype("object").value_counts(sort=False)
        yield from (Unfit(spec.name, variable.name, str(word), int(count)) for word, count in sorted(counts.items()))


def longest_used(typed: list[tuple[DatasetSpec, DataFrame]]) -> dict[str, int]:
    """The longest value of each character variable over all datasets; supplemental ones by dataset.

    FDA's conformance guide wants one length for a variable in all datasets of a study, SUPP-- apart.
    """
    longest: dict[str, int] = {}
    for spec, frame in typed:
        for variable in spec.variables:
            if variable.name in frame.columns and variable.type == "Char":
                key = length_key(spec, variable)
                longest[key] = max(longest.get(key, 1), bytes_used(frame[variable.name]))
    return longest


def length_key(spec: DatasetSpec, variable: VariableSpec) -> str:
    """The name under which a variable's length is shared."""
    return f"{spec.name}.{variable.name}" if spec.name.startswith("SUPP") else variable.name


def bytes_used(values: Series) -> int:
    """The bytes of the longest value that occurs."""
    codes, words = factors(values)
    used = np.unique(codes[codes >= 0])
    return max((len(words[code].encode()) for code in used), default=0)


def measured(spec: DatasetSpec, frame: DataFrame, longest: Mapping[str, int]) -> Dataset:
    """The dataset with lengths and data types as its values need them, where the spec does not say them."""
    variables = [
        _measured(spec, variable, frame[variable.name], longest)
        for variable in spec.variables
        if variable.name in frame.columns
    ]
    said = spec.model_copy(update={"variables": tuple(variables)})
    return Dataset(said, frame[[variable.name for variable in variables]])


def _measured(spec: DatasetSpec, variable: VariableSpec, values: Series, longest: Mapping[str, int]) -> VariableSpec:
    if variable.type == "Char":
        return variable.model_copy(update={"length": variable.length or longest[length_key(spec, variable)]})
    update: dict[str, object] = {"length": variable.length or 8}
    if variable.data_type in {"float", "integer"}:
        _, numbers = factors(values)
        digits = max((len(number_text(number).partition(".")[2]) for number in numbers), default=0)
        update |= {"data_type": "float" if digits else "integer", "digits": variable.digits or digits or None}
    return variable.model_copy(update=update)
