"""The tables that rules about variables, datasets, values or the study are asked of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from validation.conformance import operations
from validation.conformance.column import Column, encoded
from validation.conformance.define import dataset_facts, define_of, variable_facts
from validation.conformance.facts import Facts, columns_of, joined, library_facts, size_facts, variables_of
from validation.conformance.grouping import Rows, stacked
from validation.conformance.joins import Lazy, Makers, Refused
from validation.conformance.operations.study import facts_of
from validation.conformance.rule import ConformanceRule, NotApplicable, NotRun
from validation.conformance.scope import in_scope
from validation.conformance.table import Study, Table
from validation.conformance.whole import unsplit

# How many cells of records a table of values holds at most: a dataset with more is asked variables at a time.
CELLS = 4_000_000


def tables(rule: ConformanceRule, study: Study) -> Iterator[Table]:
    """What the rule is asked of; `rows` are the positions to print where rows are not those of the table itself.

    A rule about variables has a row for each variable of a dataset; about datasets, one row; about values, one for
    each value of each variable; about the presence of domains, one for the study, with the file of each dataset.
    """
    if rule.rule_type == "Domain Presence Check":
        yield from _presence(rule, study)
        return
    if rule.rule_type in _OF_STUDY:
        yield from _OF_STUDY[rule.rule_type](rule, study)
        return
    build = _OF_DATASET.get(rule.rule_type)
    if build is None:
        raise NotRun(f"rules of the type {rule.rule_type} are not known here; known are {', '.join(_KNOWN)}")
    if "Define" in rule.rule_type:
        define_of(study)
    for table in study.tables.values():
        if not in_scope(rule, table, study):
            yield from _built(build, table, study)


def _built(build: Callable[[Table, Study], Iterator[Table]], table: Table, study: Study) -> Iterator[Table]:
    """The dataset's tables; where there can be none, one that says why when it is asked: other datasets have theirs."""
    try:
        yield from build(table, study)
    except (NotApplicable, NotRun) as reason:
        yield replace(table, columns=Refused(reason), count=1, rows=None)


def _as_rows(table: Table, facts: Sequence[Facts]) -> Table:
    """A table of facts about a dataset, a row for each."""
    return replace(table, columns=columns_of(facts), count=len(facts), rows=None)


def _variables(table: Table, study: Study) -> Iterator[Table]:
    yield _sized(_as_rows(table, variables_of(table)), table, study)


def _sized(made: Table, table: Table, study: Study) -> Table:
    """The table of variables, with what is computed from values when it is asked for."""
    names = [fact.name for fact in variables_of_table(table)]
    return replace(made, columns=Lazy({**_makers(made.columns), **size_facts(names, table, study)}))


def variables_of_table(table: Table) -> list[Any]:
    """The variables of a table, in its order."""
    facts = {fact.name: fact for fact in table.variables}
    return [facts[name] for name in table.columns if name in facts]


def _makers(columns: Mapping[str, Column]) -> Makers:
    return {name: _maker(columns, name) for name in columns}


def _maker(columns: Mapping[str, Column], name: str) -> Callable[[], Column]:
    return lambda: columns[name]


def _variables_and_library(table: Table, study: Study) -> Iterator[Table]:
    for made in _variables(table, study):
        yield joined(made, "variable_name", library_facts(table, study), "library_variable_name")


def _variables_and_define(table: Table, study: Study) -> Iterator[Table]:
    for made in _variables(table, study):
        yield joined(made, "variable_name", _define_columns(table, study), "define_variable_name")


def _variables_define_and_library(table: Table, study: Study) -> Iterator[Table]:
    for made in _variables_and_define(table, study):
        yield joined(made, "variable_name", library_facts(table, study), "library_variable_name")


def _define_columns(table: Table, study: Study) -> Mapping[str, Column]:
    return columns_of(variable_facts(table, study))


def _defined_and_library(table: Table, study: Study) -> Iterator[Table]:
    made = _as_rows(table, variable_facts(table, study))
    yield joined(made, "define_variable_name", library_facts(table, study), "library_variable_name")


def _datasets(table: Table, study: Study) -> Iterator[Table]:
    yield _as_rows(table, [facts_of(table, study)])


def _values(table: Table, study: Study) -> Iterator[Table]:
    """The values of a dataset one below the other, variable by variable; `rows` are their records."""
    names = list(table.columns)
    step = max(1, CELLS // max(1, table.count))
    for start in range(0, len(names), step):
        some = names[start : start + step]
        records = np.tile(np.arange(table.count), len(some))
        makers: Makers = {
            "row_number": _numbers(records),
            "variable_name": _repeated(some, table.count),
            "variable_value": _stack(table, some),
        }
        yield replace(table, columns=Lazy(makers), count=len(records), rows=table.own(records))


def _numbers(records: Rows) -> Callable[[], Column]:
    """The numbers of records, from 1."""

    def made() -> Column:
        values = np.array([float(one) for one in range(1, int(records.max(initial=-1)) + 2)], dtype=object)
        return Column(records.astype(np.int32), values, number=True)

    return made


def _repeated(values: Sequence[Any], times: int) -> Callable[[], Column]:
    """A column with each value so many times."""
    return lambda: encoded(values, number=_are_numbers(values)).take(np.repeat(np.arange(len(values)), times))


def _are_numbers(values: Sequence[Any]) -> bool:
    said = [one for one in values if one is not None]
    return bool(said) and all(isinstance(one, float) for one in said)


def _stack(table: Table, names: Sequence[str]) -> Callable[[], Column]:
    return lambda: stacked([table.columns[name] for name in names], [table.count] * len(names))


def _values_and_variables(table: Table, study: Study) -> Iterator[Table]:
    facts = columns_of(variables_of(table))
    for made in _values(table, study):
        whole = joined(made, "variable_name", {name: facts[name] for name in facts}, "variable_name")
        lengths = whole.columns

        def length(columns: Mapping[str, Column] = lengths) -> Column:
            return Column(columns["variable_value"].codes, columns["variable_value"].texts).mapped(
                lambda value: float(len(str(value))), number=True
            )

        yield replace(whole, columns=Lazy({**_makers(whole.columns), "variable_value_length": length}))


def _values_and_dataset(table: Table, study: Study) -> Iterator[Table]:
    facts = facts_of(table, study)
    for made in _values(table, study):
        every = {name: _repeated([value], made.count) for name, value in facts.items()}
        yield replace(made, columns=Lazy({**every, **_makers(made.columns)}))


def _values_and_library(table: Table, study: Study) -> Iterator[Table]:
    for made in _values(table, study):
        yield joined(made, "variable_name", library_facts(table, study), "library_variable_name")


def _values_and_define(table: Table, study: Study) -> Iterator[Table]:
    for made in _values(table, study):
        yield joined(made, "variable_name", _define_columns(table, study), "define_variable_name")


def _contents_and_define(table: Table, study: Study) -> Iterator[Table]:
    """The records themselves, with what is known and said of the dataset beside each."""
    define = define_of(study)
    said = next((one for one in dataset_facts(define) if one["define_dataset_name"] == table.name), {})
    facts = {**facts_of(table, study), **said}
    every = {name: _repeated([value], table.count) for name, value in facts.items()}
    yield replace(table, columns=Lazy({**every, **_makers(table.columns)}))


def _datasets_and_define(rule: ConformanceRule, study: Study) -> Iterator[Table]:
    """All datasets in scope beside what define.xml says of them; those it alone has stand below."""
    inside = [table for table in study.tables.values() if not in_scope(rule, table, study)]
    said = {one["define_dataset_name"]: one for one in dataset_facts(define_of(study))}
    for table in inside:
        yield _as_rows(table, [{**facts_of(table, study), **said.get(table.name, {})}])
    for name, facts in said.items():
        if name not in study.tables:
            yield Table(name, columns_of([facts]), 1, label=facts["define_dataset_label"])


def _presence_and_define(rule: ConformanceRule, study: Study) -> Iterator[Table]:
    """Each dataset of define.xml, with its file if it is there."""
    files = {unsplit(table): table.file for table in study.tables.values()}
    facts = [
        {**one, "domain": name if name in files else "", "filename": files.get(name, "")}
        for one in dataset_facts(define_of(study))
        for name in [one["define_dataset_name"]]
    ]
    yield Table("", columns_of(facts), len(facts))


def _presence(rule: ConformanceRule, study: Study) -> Iterator[Table]:
    """One row: the file of each dataset under the dataset's name; one for each answer of the rule's operations."""
    files: dict[str, Any] = {unsplit(table): table.file for table in study.tables.values()}
    inside = [table for table in study.tables.values() if not in_scope(rule, table, study)]
    if not rule.operations:
        if inside or not study.tables:
            yield Table("", columns_of([files]), 1)
        return
    told: list[dict[str, Any]] = []
    for table in inside:
        found = operations.answers(rule, Table("", {}, 1, table.domain), study, table)
        if found not in told:
            told.append(found)
            yield Table("", columns_of([{**files, **found}]), 1, domain=table.domain)


_OF_DATASET: Mapping[str, Callable[[Table, Study], Iterator[Table]]] = {
    "Variable Metadata Check": _variables,
    "Variable Metadata Check against Library Metadata": _variables_and_library,
    "Variable Metadata Check against Define XML": _variables_and_define,
    "Variable Metadata Check against Define XML and Library Metadata": _variables_define_and_library,
    "Define Item Metadata Check": _defined_and_library,
    "Define Item Metadata Check against Library Metadata": _defined_and_library,
    "Dataset Metadata Check": _datasets,
    "Dataset Contents Check against Define XML": _contents_and_define,
    "Value Check with Variable Metadata": _values_and_variables,
    "Value Check with Dataset Metadata": _values_and_dataset,
    "Value Check against Library Metadata": _values_and_library,
    "Value Check against Define XML Variable": _values_and_define,
}
_OF_STUDY: Mapping[str, Callable[[ConformanceRule, Study], Iterator[Table]]] = {
    "Dataset Metadata Check against Define XML": _datasets_and_define,
    "Domain Presence Check against Define XML": _presence_and_define,
}
_KNOWN = ("Record Data", "Domain Presence Check", *_OF_DATASET, *_OF_STUDY)
