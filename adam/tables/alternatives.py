"""A condition of ours as Define-XML can say it: alternatives, each of comparisons that must all hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import Any

from mappings.distinct import number_text
from mappings.rule import Name
from mappings.where import Check, Comparison, Logic, Node, parse_where

COMPARATORS = {"==": "EQ", "!=": "NE", ">": "GT", "<": "LT", ">=": "GE", "<=": "LE", "in": "IN", "not in": "NOTIN"}
OPPOSITE = {"EQ": "NE", "NE": "EQ", "IN": "NOTIN", "NOTIN": "IN"}
MOST = 32  # a condition of more alternatives is better said in words


@dataclass(frozen=True)
class Asked:
    """One comparison with values; an empty value stands for a missing one."""

    variable: str
    comparator: str
    values: tuple[str, ...]


Alternative = tuple[Asked, ...]


class Unsaid(Exception):
    """A condition that Define-XML's comparators cannot say."""


def alternatives(texts: Iterable[str], place: str) -> tuple[Alternative, ...]:
    """The alternatives of several conditions that all hold; one empty alternative where nothing is asked.

    Raises Unsaid for `startswith` and its like, for a comparison of two variables, and for `not` before an order.
    """
    parts = [_alternatives(parse_where(text, place).node, True) for text in texts if text]
    return _merged(_all(parts))


def either(choices: Sequence[tuple[Alternative, ...]], rest: tuple[Alternative, ...]) -> tuple[Alternative, ...]:
    """The alternatives of which one of the choices holds and the rest holds too."""
    return _merged(_all([rest, [one for choice in choices for one in choice]])) if choices else rest


def _all(parts: Sequence[Sequence[Alternative]]) -> list[Alternative]:
    """Every way in which all parts hold."""
    if prod(map(len, parts)) > MOST:
        raise Unsaid(f"more than {MOST} alternatives")
    return [tuple(dict.fromkeys(test for one in chosen for test in one)) for chosen in product(*parts)]


def _alternatives(node: Node, positive: bool) -> list[Alternative]:
    if isinstance(node, Logic):
        if node.sign == "not":
            return _alternatives(node.parts[0], not positive)
        parts = [_alternatives(part, positive) for part in node.parts]
        # Not (a and b) is not a, or not b.
        return _all(parts) if (node.sign == "and") == positive else [one for part in parts for one in part]
    return [(_turned(_test(node), positive),)]


def _test(node: Comparison | Check) -> Asked:
    if isinstance(node, Check):
        if node.test not in {"isna", "notna"}:
            raise Unsaid(f".{node.test}()")
        return Asked(node.name.text, "EQ" if node.test == "isna" else "NE", ("",))
    if isinstance(node.right, Name):
        raise Unsaid(f"{node.left.text} beside {node.right.text}")
    wanted = node.right if isinstance(node.right, tuple) else (node.right,)
    return Asked(node.left.text, COMPARATORS[node.sign], tuple(map(_text, wanted)))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else number_text(float(value))


def _turned(test: Asked, positive: bool) -> Asked:
    if positive:
        return test
    # A missing value is neither below 5 nor not below it: such a `not` cannot be turned around.
    if test.comparator not in OPPOSITE:
        raise Unsaid(f"not {test.variable} {test.comparator}")
    return replace(test, comparator=OPPOSITE[test.comparator])


def _merged(found: Sequence[Alternative]) -> tuple[Alternative, ...]:
    """Alternatives that differ in the value of one variable alone are one, with a list of values."""
    kept: list[Alternative] = []
    for one in found:
        for place, other in enumerate(kept):
            both = next(_together(other, one), None)
            if both is not None:
                kept[place] = both
                break
        else:
            kept.append(one)
    return tuple(kept) if len(kept) == len(found) else _merged(kept)


def _together(one: Alternative, other: Alternative) -> Iterator[Alternative]:
    if one == other:
        yield one
    if len(one) != len(other):
        return
    apart = [place for place, (mine, theirs) in enumerate(zip(one, other, strict=True)) if mine != theirs]
    if len(apart) == 1:
        mine, theirs = one[apart[0]], other[apart[0]]
        if mine.variable == theirs.variable and {mine.comparator, theirs.comparator} <= {"EQ", "IN"}:
            both = replace(mine, comparator="IN", values=tuple(dict.fromkeys((*mine.values, *theirs.values))))
            yield (*one[: apart[0]], both, *one[apart[0] + 1 :])
