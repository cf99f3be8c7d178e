"""Facts about variables as columns of a table: as found in the data, as the standard has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from validation.conformance.column import Column, encoded
from validation.conformance.grouping import firsts, paired
from validation.conformance.joins import Lazy, Makers, carried
from validation.conformance.library import allowed, full_domain, is_custom, published
from validation.conformance.rule import NotRun
from validation.conformance.standards import library
from validation.conformance.table import Study, Table

Facts = dict[str, Any]
_LONGEST: WeakKeyDictionary[Table, dict[str, float]] = WeakKeyDictionary()


def columns_of(facts: Sequence[Facts]) -> Mapping[str, Column]:
    """The facts as columns, a row for each; what is not said of a row has no value there."""
    names = dict.fromkeys(name for one in facts for name in one)
    return {name: _column([one.get(name) for one in facts]) for name in names}


def _column(values: Sequence[Any]) -> Column:
    there = [value for value in values if value is not None and value != ""]
    number = bool(there) and all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in there)
    return encoded([float(value) if number and value not in (None, "") else value for value in values], number=number)


def variables_of(table: Table) -> list[Facts]:
    """What is found of each variable of a dataset: name, place, label, type, length, format."""
    facts = {fact.name: fact for fact in table.variables}
    found = []
    for place, name in enumerate(table.columns, start=1):
        fact = facts.get(name)
        found.append(
            {
                "variable_name": name,
                "variable_order_number": place,
                "variable_label": fact.label if fact else "",
                "variable_size": fact.length if fact else None,
                "variable_data_type": fact.type if fact else "",
                "variable_format": fact.format if fact else "",
            }
        )
    return found


def size_facts(names: Sequence[str], table: Table, study: Study) -> Makers:
    """What makes the columns that tell of values: the longest in bytes, here and in the study, whether any lack."""

    def over(tell: Callable[[str], Any], number: bool) -> Callable[[], Column]:
        return lambda: encoded([tell(name) for name in names], number=number)

    def in_study(name: str) -> float:
        return max((longest(one, name) for one in study.tables.values()), default=0.0)

    return {
        "variable_max_size": over(lambda name: longest(table, name), True),
        "variable_max_size_study": over(in_study, True),
        "variable_is_empty": over(lambda name: bool(table.columns[name].empty.all()), False),
        "variable_has_empty_values": over(lambda name: bool(table.columns[name].empty.any()), False),
    }


def longest(table: Table, name: str) -> float:
    """The length of the longest value in bytes; 0 where there is none."""
    known = _LONGEST.setdefault(table, {})
    if name not in known:
        texts = table.columns[name].texts if name in table.columns else ()
        known[name] = float(max((len(str(text).encode("utf-8")) for text in texts), default=0))
    return known[name]


def library_facts(table: Table, study: Study) -> Mapping[str, Column]:
    """What the standard says of the variables a dataset may have.

    Where we hold no tables of it: names, types and roles as the model has them; asking for more is NotRun.
    """
    held = library(study.standard, study.version)
    custom = is_custom(full_domain(table) or table.name, held)
    known = held.whole_tables or custom or any(one.label for one in held.table(table.domain or table.name))
    variables = published(table, held) if known else allowed(table, held)
    facts: Facts = {
        "library_variable_name": [one.name for one in variables],
        "library_variable_data_type": [one.type for one in variables],
        "library_variable_role": [one.role for one in variables],
        "library_variable_order_number": [float(place) for place, _ in enumerate(variables, start=1)],
    }
    more: Facts = {
        "library_variable_label": [one.label for one in variables],
        "library_variable_core": [one.core or "Perm" for one in variables],
        "library_variable_ccode": [one.codelists[0] if one.codelists else "" for one in variables],
        "library_variable_has_codelist": [bool(one.codelists) for one in variables],
    }

    def refuse(name: str) -> Callable[[], Column]:
        def made() -> Column:
            what = name.removeprefix("library_variable_")
            raise NotRun(
                f"the {what} that {held.words} gives the variables of {table.name} is not among the tables held here "
                "(SDTMIG 3.4 and 3.3 are)"
            )

        return made

    makers = {name: _maker(values) for name, values in facts.items()}
    makers.update({name: _maker(values) if known else refuse(name) for name, values in more.items()})
    return Lazy(makers)


def _maker(values: Sequence[Any]) -> Callable[[], Column]:
    return lambda: _column(values)


def joined(made: Table, by: str, facts: Mapping[str, Column], key: str) -> Table:
    """The table with the facts of the row whose `key` is its `by`; without a value where there is none."""
    keys = facts[key] if key in facts else encoded([])
    ours, theirs = paired([made.columns[by]], [keys], (made.count, len(keys)))
    first = firsts(theirs, int(max(ours.max(initial=-1), theirs.max(initial=-1))) + 1)
    rows = np.where(made.columns[by].empty, -1, first[ours])
    makers, hidden = carried(made.columns)
    names = [name for name in facts if name not in makers]
    return replace(made, columns=Lazy({**makers, **{name: _taken(facts, name, rows) for name in names}}, hidden))


def _taken(facts: Mapping[str, Column], name: str, rows: np.ndarray[Any, np.dtype[np.intp]]) -> Callable[[], Column]:
    return lambda: facts[name].take(rows)
