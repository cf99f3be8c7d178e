"""Conditions of value level as text and tree, and what describing a value asks of those who know the origins."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Protocol

from mappings.spec import DatasetSpec, VariableSpec
from mappings.statement import OriginSpec
from mappings.where import Where, conjunction, parse_where

Pair = tuple[str, str | float]


class Words(Protocol):
    """Who can say where a variable or a raw column comes from, in the words of define.xml."""

    def variable(self, dataset: DatasetSpec, variable: VariableSpec) -> VariableSpec:
        """The variable with its origins, its method and its comment; of any dataset of the study, at home or not."""
        ...

    def column(self, table: str, column: str) -> tuple[OriginSpec, ...]:
        """The origin of a raw column, with the pages of the form that show it."""
        ...


def literal(value: str | float) -> str:
    """A constant as a condition writes it: text in double quotes, numbers as people write them."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def all_equal(pairs: Iterable[Pair]) -> Where:
    """The condition that each of these variables has that value: `ISTESTCD == "ALAB" and ISTSTOPO == "SCREEN"`."""
    return parse_where(" and ".join(f"{name} == {literal(value)}" for name, value in pairs))


def named(where: Where) -> str:
    """A name for the item of a condition: the constants it asks for, `DISPOSITION EVENT` or `ALAB.SCREEN`."""
    parts = [part.right for part in conjunction(where, where.text)]
    several = [part if isinstance(part, tuple) else (part,) for part in parts]
    return ".".join("_".join(str(one) for one in constants) for constants in several)
