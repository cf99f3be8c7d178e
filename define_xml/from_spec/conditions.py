"""Conditions as where clauses say them: alternatives, each of comparisons with texts that all hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from mappings.distinct import number_text
from mappings.error import MappingError
from mappings.rule import Name
from mappings.where import NUMBER, Check, Comparison, Logic, Node, Where, parse_where

COMPARATORS = {"==": "EQ", "!=": "NE", "in": "IN", "not in": "NOTIN", "<": "LT", "<=": "LE", ">": "GT", ">=": "GE"}
SIGNS = {comparator: sign for sign, comparator in COMPARATORS.items()}
# Define-XML has no word for missing; the Metadata Submission Guidelines compare with an empty value.
MISSING = {"isna": "EQ", "notna": "NE"}
_TESTS = {comparator: test for test, comparator in MISSING.items()}
_EXACT = 15  # digits that a float64 holds whatever they are


@dataclass(frozen=True)
class Compared:
    """A variable (`QSTESTCD`, `DM.COUNTRY`), EQ NE IN NOTIN LT LE GT GE, and values as texts."""

    name: str
    comparator: str
    values: tuple[str, ...]


Clause = tuple[Compared, ...]
IsNumber = Callable[[str], bool]


def clauses(where: Where, place: str) -> tuple[Clause, ...]:
    """The alternatives of a condition; MappingError for what a where clause cannot say."""
    node = where.node
    parts = node.parts if isinstance(node, Logic) and node.sign == "or" else (node,)
    return tuple(tuple(_compared(one, where, place) for one in _conjunction(part)) for part in parts)


def _conjunction(node: Node) -> list[Node]:
    if isinstance(node, Logic) and node.sign == "and":
        return [inner for part in node.parts for inner in _conjunction(part)]
    return [node]


def _compared(node: Node, where: Where, place: str) -> Compared:
    if isinstance(node, Check) and node.test in MISSING:
        return Compared(node.name.text, MISSING[node.test], ("",))
    if isinstance(node, Comparison) and not isinstance(node.right, Name):
        right = node.right if isinstance(node.right, tuple) else (node.right,)
        if right:
            return Compared(node.left.text, COMPARATORS[node.sign], tuple(_word(value) for value in right))
    remedy = "a condition of define.xml is comparisons with values, joined by `and`; `or` stands outermost"
    raise MappingError(place, f"no where clause can say  {where.text}", remedy)


def _word(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return number_text(value) if isinstance(value, float) else str(value)


def where_of(alternatives: Iterable[Clause], number: IsNumber) -> Where:
    """The condition as a rule says it; `number` tells of which variables the values are numbers."""
    return _parsed(" or ".join(" and ".join(_said(one, number) for one in clause) for clause in alternatives))


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Where:
    return parse_where(text)


def comparisons(clause: Clause, number: IsNumber) -> str:
    """One alternative as comparisons alone, a missing value as an empty text."""
    return " and ".join(_compares(one, number) for one in clause)


def _said(one: Compared, number: IsNumber) -> str:
    if one.values == ("",) and one.comparator in _TESTS:
        return f"{one.name}.{_TESTS[one.comparator]}()"
    return _compares(one, number)


def _compares(one: Compared, number: IsNumber) -> str:
    literals = [_literal(value, number(one.name)) for value in one.values]
    right = f"[{', '.join(literals)}]" if one.comparator in {"IN", "NOTIN"} else literals[0]
    return f"{one.name} {SIGNS[one.comparator]} {right}"


def _literal(value: str, number: bool) -> str:
    """A number where the variable is one and the text is a number that computers keep exactly, else a text."""
    if number and NUMBER.fullmatch(value) and sum(sign.isdigit() for sign in value) <= _EXACT:
        return number_text(float(Decimal(value.strip())))
    return json.dumps(value, ensure_ascii=False)


def suffix(alternatives: Iterable[Clause]) -> str:
    """What is meant, as a part of an identifier: the values, with the comparator where it is not plain equality."""
    return "-".join(".".join(_short(one) for one in clause) for clause in alternatives)


def _short(one: Compared) -> str:
    values = "-".join(one.values) or "missing"
    return values if one.comparator in {"EQ", "IN"} and one.values != ("",) else f"{one.comparator}.{values}"
