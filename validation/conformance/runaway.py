"""Regular expressions that may try without end: a repeat of nothing but repeats, as (a+)+."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

_parser: Any = import_module("re._parser")  # what Python itself reads expressions with
MANY = 10  # a repeat that may go on for longer


def runs_away(pattern: str) -> bool:
    """Whether the expression repeats what repeats itself, with nothing between that must be there.

    Such an expression takes twice the time for each letter more; a value of 40 letters is enough to wait for years.
    re.error where it is no expression.
    """
    re.compile(pattern)
    return any(_tries(one) for one in _parser.parse(pattern))


def _tries(item: Any) -> bool:
    """Whether an item of an expression, or one in it, is such a repeat."""
    if _repeats(item) and any(_loose(list(part)) for part in _branches(item[1][2])):
        return True
    return any(_tries(one) for part in _inside(item) for one in part)


def _repeats(item: Any) -> bool:
    return str(item[0]) in {"MAX_REPEAT", "MIN_REPEAT"} and item[1][1] > MANY


def _loose(items: list[Any]) -> bool:
    """Whether a repeat stands there, and nothing else that must be there."""
    bare = [one for item in items for one in _bare(item)]
    repeats = [one for one in bare if _repeats(one) and _parser.SubPattern(_parser.State(), [one]).getwidth()[1] > 0]
    return any(all(_least(other) == 0 for other in bare if other is not one) for one in repeats)


def _bare(item: Any) -> list[Any]:
    """The items of a group, as if it had no brackets."""
    if str(item[0]) != "SUBPATTERN":
        return [item]
    return [one for inner in item[1][3] for one in _bare(inner)]


def _least(item: Any) -> int:
    """The fewest letters that an item takes."""
    return int(_parser.SubPattern(_parser.State(), [item]).getwidth()[0])


def _branches(pattern: Any) -> list[Any]:
    """The alternatives of a pattern; itself where it has none."""
    items = list(pattern)
    bare = [one for item in items for one in _bare(item)]
    return list(bare[0][1][1]) if len(bare) == 1 and str(bare[0][0]) == "BRANCH" else [bare]


def _inside(item: Any) -> list[Any]:
    """The patterns that an item holds."""
    kind, said = str(item[0]), item[1]
    if kind in {"MAX_REPEAT", "MIN_REPEAT"}:
        return [said[2]]
    if kind == "SUBPATTERN":
        return [said[3]]
    if kind == "BRANCH":
        return list(said[1])
    return [said[1]] if kind in {"ASSERT", "ASSERT_NOT"} else []
