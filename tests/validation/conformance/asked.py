"""Asks one condition of a small table that is written down as it looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from validation.conformance.check import Masks, holds
from validation.conformance.column import encoded
from validation.conformance.rule import Condition
from validation.conformance.table import Study, Table


def table(columns: Mapping[str, Sequence[Any]], name: str = "AE", domain: str = "AE", **more: Any) -> Table:
    """The table of these columns; one of numbers (and None) has numbers."""
    made = {}
    for word, values in columns.items():
        number = any(isinstance(one, (int, float)) for one in values)
        made[word] = encoded([float(one) if isinstance(one, (int, float)) else one for one in values], number=number)
    count = len(next(iter(columns.values()))) if columns else 0
    return Table(name, made, count, domain=domain, **more)


def asked(
    columns: Mapping[str, Sequence[Any]], operator: str, name: str = "T", value: Any = None, **options: Any
) -> str:
    """For each record Y or - : whether the condition is true of it."""
    given = options.pop("answers", {})
    one = table(columns)
    found = holds(Condition(operator, name, value, options), one, Study({"AE": one}), given, Masks())
    return ("Y" if found else "-") * one.count if isinstance(found, bool) else "".join("Y" if w else "-" for w in found)
