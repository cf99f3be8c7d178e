"""Where numbers stand beside the cuts of a rule: below, above, or exactly on them, by the digits collected."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from pandas import Series

from adam.exact import numbers, sign
from adam.spans import Windows
from adam.subjects import Subjects, same_rows
from mappings.date_columns import Mask, Numbers
from mappings.distinct import Codes
from mappings.error import MappingError

# Where -1 (below), 0 (on) and 1 (above) meet what is asked.
SIGNS: dict[str, Callable[[Numbers], Mask]] = {
    "<": lambda found: found < 0,
    "<=": lambda found: found <= 0,
    ">": lambda found: found > 0,
    ">=": lambda found: found >= 0,
    "==": lambda found: found == 0,
    "!=": lambda found: np.abs(found) == 1,
}
_FIGURE = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)"
_HALF = re.compile(rf"\s*(<=|>=|==|<|>|=)?\s*({_FIGURE})\s*", re.ASCII)
_RANGE = re.compile(rf"\s*([\[(])\s*({_FIGURE})\s*,\s*({_FIGURE})\s*([\])])\s*", re.ASCII)
_EXAMPLE = 'for example  {"< 18": "<18", "[18, 65)": "18-64", ">= 65": ">=65"}'
# A bound and its side: a value below, on or above the n-th bound is at place 2n, 2n+1, 2n+2 and so on.
Interval = tuple[float, bool, float, bool]  # low, whether it belongs, high, whether it belongs


def beside(values: Any, record: Series, subject: Series | None) -> Series:
    """A column of another dataset brought to the records; a plain number as one; a column of theirs as it is."""
    if not isinstance(values, Series):
        return Series(np.full(len(record), checked_number(values, "a limit")), index=record.index)
    if same_rows(values.index, record.index):
        return values
    if subject is None:
        raise MappingError("", f"{values.name} is of another dataset, and there are no subjects here", "needs USUBJID")
    return Subjects(subject).here(values)


def checked_number(value: Any, what: str) -> float:
    """The plain number an author wrote; anything else is an error."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise MappingError("", f"{value!r} is no number for {what}", "write a number, for example  -90")
    return float(value)


def stands(value: Series, limit: Any, subject: Series | None = None) -> Numbers:
    """-1, 0, 1 for a value below, exactly on, above the limit (a number or a column); NaN where one is missing."""
    if isinstance(limit, Series):
        return sign(lambda one, other: (one, -other), value, beside(limit, value, subject))
    number = checked_number(limit, "a limit")
    return sign(lambda one: (one, -number), value)


def gains(value: Series, base: Series, least: tuple[float | None, float | None], better: str) -> list[Numbers]:
    """For percent and points, as far as said: -1, 0, 1 for an improvement less than, exactly, more than that.

    A percentage is one of the base's size, and not known (NaN) where the base is 0.
    """
    if better not in {"lower", "higher"}:
        raise MappingError("", f"better={better!r} has no meaning", 'better is "lower" or "higher"')
    if least == (None, None):
        remedy = "for example  improved(AVAL, BASE, percent=20, points=20)"
        raise MappingError("", "no improvement is asked for: neither percent nor points", remedy)
    way = -1 if better == "lower" else 1
    percent, points = (None if one is None else checked_number(one, "an improvement") for one in least)
    found = []
    if percent is not None:
        signs = sign(lambda one, base: (100 * way * one, -100 * way * base, -percent * abs(base)), value, base)
        found.append(np.where(numbers(base) == 0, np.nan, signs))
    if points is not None:
        found.append(sign(lambda one, base: (way * one, -way * base, -points), value, base))
    return found


def interval(text: str) -> Interval:
    """The interval in mathematical writing: `< 18`, `[18, 65)`, `>= 65`, `= 0`."""
    half, range_ = _HALF.fullmatch(text), _RANGE.fullmatch(text)
    if half is not None:
        number = float(half.group(2))
        if half.group(1) in {"<", "<="}:
            return -math.inf, False, number, half.group(1) == "<="
        if half.group(1) in {">", ">="}:
            return number, half.group(1) == ">=", math.inf, False
        return number, True, number, True
    if range_ is None:
        raise MappingError("", f"{text!r} is no interval", _EXAMPLE)
    opening, low, high, closing = range_.groups()
    found = float(low), opening == "[", float(high), closing == "]"
    if Decimal(low) > Decimal(high) or (Decimal(low) == Decimal(high) and not (found[1] and found[3])):
        raise MappingError("", f"nothing lies in the interval {text!r}", _EXAMPLE)
    return found


def intervals(texts: Sequence[str]) -> tuple[list[float], Codes]:
    """The bounds of the intervals in order, and for each place beside them the number of its interval (-1: none).

    A number below all bounds is at place 0, on the first at 1, between the first and second at 2, and so on. Intervals
    that overlap are an error.
    """
    if not texts:
        raise MappingError("", "there is no interval", _EXAMPLE)
    found = [interval(text) for text in texts]
    bounds = sorted({bound for low, _, high, _ in found for bound in (low, high) if math.isfinite(bound)})
    owners = np.full(2 * len(bounds) + 1, -1, dtype=np.int64)
    for number, (low, with_low, high, with_high) in enumerate(found):
        first = 0 if low == -math.inf else 2 * bounds.index(low) + (1 if with_low else 2)
        last = 2 * len(bounds) if high == math.inf else 2 * bounds.index(high) + (1 if with_high else 0)
        taken = owners[first : last + 1]
        if (taken >= 0).any():
            other = texts[int(taken.max())]
            raise MappingError("", f"{other!r} and {texts[number]!r} overlap", "let each number lie in one interval")
        owners[first : last + 1] = number
    return bounds, owners


def places(value: Series, bounds: Sequence[float]) -> Codes:
    """The place of each number beside the bounds (see `intervals`); -1 where it is missing."""
    found = np.zeros(len(value))
    for bound in bounds:
        found += stands(value, bound) + 1
    return np.where(np.isnan(found), -1, found).astype(np.int64)


def on_cut(word: str, arguments: Sequence[Any], options: Mapping[str, Any]) -> Mask | None:
    """The records exactly on a cut of the rule, by the kernels that decide it; None for a word without cuts.

    `arguments` and `options` are those the word was called with. Cuts are the limit of a criterion, the percentage
    and the points of an improvement, the bounds of categories and of a normal range, the ends of a window.
    """
    return CUTS[word](arguments, options) if word in CUTS else None


def _criterion(arguments: Sequence[Any], options: Mapping[str, Any]) -> Mask:
    value, _, limit = _named(("value", "comparison", "limit"), arguments, options)
    return np.asarray(stands(value, limit, options.get("subject")) == 0)


def _improved(arguments: Sequence[Any], options: Mapping[str, Any]) -> Mask:
    value, base = _named(("value", "base"), arguments, options)
    least = options.get("percent"), options.get("points")
    base = beside(base, value, options.get("subject"))
    found = gains(value, base, least, options.get("better", "lower"))
    return _any([one == 0 for one in found])


def _category(arguments: Sequence[Any], options: Mapping[str, Any]) -> Mask:
    value, named = _named(("value", "categories"), arguments, options)
    found = places(value, intervals(list(named))[0])
    return np.asarray((found >= 0) & (found % 2 == 1))


def _range(arguments: Sequence[Any], options: Mapping[str, Any]) -> Mask:
    value, *limits = _named(("value", "low", "high", "lowest", "highest"), arguments, options)
    subject = options.get("subject")
    return _any([stands(value, limit, subject) == 0 for limit in limits if limit is not None])


def _window(arguments: Sequence[Any], options: Mapping[str, Any]) -> Mask:
    day, lows, highs = _named(("day", "lows", "highs"), arguments, options)
    windows = Windows(lows, highs, options.get("windows_by"))
    return windows.at_ends(numbers(day), options.get("by"))


CUTS: dict[str, Callable[[Sequence[Any], Mapping[str, Any]], Mask]] = {
    "criterion": _criterion,
    "improved": _improved,
    "category": _category,
    "range_indicator": _range,
    "window": _window,
}


def _named(names: Sequence[str], arguments: Sequence[Any], options: Mapping[str, Any]) -> list[Any]:
    """The word's first parameters by name, whether they were said by place or by name."""
    return [arguments[at] if at < len(arguments) else options.get(name) for at, name in enumerate(names)]


def _any(masks: Sequence[Mask]) -> Mask:
    found: Mask = np.logical_or.reduce(masks)
    return found
