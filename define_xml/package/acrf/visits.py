"""Which forms are filled at which visit, as the raw tables show it: for the bookmarks of the annotated CRF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mappings.bound import Bound
from mappings.distinct import as_text, factors
from mappings.lineage import lineage
from mappings.records import Records
from mappings.rule import Name
from mappings.spec import DatasetSpec, VariableSpec

Visits = dict[str, dict[str, None]]


def form_visits(
    bound: Bound, tables: Mapping[str, Records], dictionary: Sequence[Mapping[str, str]] = ()
) -> dict[str, tuple[str, ...]]:
    """For each visit of the plan, in its order, the forms (raw tables) that are filled at it.

    Read off the rules that name visits, `visit_name(visit, tv.visit, tv.VISIT, ...)`, and the rows of the raw tables;
    of a form without a visit in its rows the data dictionary may say it: a column `visit` with codes or names of
    visits, `;` between them. None without such a rule.
    """
    found: Visits = {}
    said = _said(dictionary)
    for dataset in bound.study.datasets:
        for variable in dataset.variables:
            for code, name, column in _plan(bound, tables, dataset, variable):
                forms = found.setdefault(name, {})
                forms.update(dict.fromkeys(table for table in column if _has(tables, table, column[table], code)))
                forms.update(dict.fromkeys(form for form, visits in said.items() if visits & {code, name}))
    return {name: tuple(forms) for name, forms in found.items() if forms}


def _said(dictionary: Sequence[Mapping[str, str]]) -> dict[str, set[str]]:
    """The visits that the dictionary names of each form."""
    found: dict[str, set[str]] = {}
    for row in dictionary:
        found.setdefault(row["form"], set()).update(one.strip() for one in (row.get("visit") or "").split(";"))
    return {form: visits - {""} for form, visits in found.items()}


def _plan(
    bound: Bound, tables: Mapping[str, Records], dataset: DatasetSpec, variable: VariableSpec
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Each visit's code and name, and in which column of which raw tables the code stands."""
    rule = variable.rule
    if rule is None or rule.word.text != "visit_name" or len(rule.arguments) < 3:
        return
    said, codes, names = rule.arguments[:3]
    if not (isinstance(said, Name) and isinstance(codes, Name) and isinstance(names, Name)):
        return
    reference = bound.references.get((dataset.name, variable.name), {}).get(said.text)
    plan = tables.get(codes.text.partition(".")[0])
    if reference is None or plan is None:
        return
    raw = [table for table in lineage(bound, reference) if reference.column in bound.tables.get(table, ())]
    columns = (as_text(plan.frame[one.text.partition(".")[2]]).astype("object") for one in (codes, names))
    for code, name in zip(*columns, strict=True):
        if isinstance(code, str) and isinstance(name, str):
            yield code, name, dict.fromkeys(raw, reference.column)


def _has(tables: Mapping[str, Records], table: str, column: str, code: str) -> bool:
    """Whether the table has a row with that code."""
    return table in tables and code in factors(as_text(tables[table].frame[column]))[1]
