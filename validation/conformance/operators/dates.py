"""Operators about ISO 8601 dates, times and durations: valid, complete, earlier, later."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from validation.conformance.column import Mask
from validation.conformance.operators.on import On
from validation.conformance.operators.pairs import compared

_DATE = r"(-?\d{4}|-)(?:--?(1[0-2]|0[1-9]|-))?(?:--?(3[01]|0[1-9]|[12]\d|-))?"
_TIME = r"T(2[0-3]|[01]\d|-)(?::([0-5]\d|-)(?::([0-5]\d|-)?(?:\.(\d+))?)?)?(Z|[+-](?:2[0-3]|[01]\d):[0-5]\d)?"
_MOMENT = re.compile(f"(?:{_DATE}(?:{_TIME})?(?:/{_DATE}(?:{_TIME})?)?|-{{4,8}}{_TIME})$")
_STRICT = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d)(?:\.\d{1,6})?)?)?(?:Z|[+-]\d\d:\d\d)?)?)?)?$"
)
_UNSURE = ("/", "--", "-:")
_PARTS = ("year", "month", "day", "hour", "minute", "second", "microsecond")
_FIRST = (1970, 1, 1, 0, 0, 0, 0)
_DURATION = re.compile(
    r"(-?)P(?!$)(?:(\d+(?:[.,]\d*)?Y)?,?(\d+(?:[.,]\d*)?M)?,?(\d+(?:[.,]\d*)?D)?,?"
    r"(T(?=\d)(\d+(?:[.,]\d*)?H)?,?(\d+(?:[.,]\d*)?M)?,?(\d+(?:[.,]\d*)?S)?)?|(\d+(?:[.,]\d*)?W))$"
)


@dataclass(frozen=True)
class Moment:
    """A point in time as far as it is known: the time in UTC, and how many of its parts are said (1: the year)."""

    when: datetime
    known: int


@lru_cache(maxsize=200_000)
def moment(value: Any) -> Moment | None:
    """The moment a text says; None where it is no date, or its year is not known."""
    if not is_date(value):
        return None
    found = _MOMENT.match(value)
    parts = _parts(found) if found else []
    known = next((place for place, part in enumerate(parts) if part is None), len(parts))
    if not known:
        return None
    filled = [part if part is not None else first for part, first in zip(parts, _FIRST, strict=True)]
    try:
        when = _at(filled)
    except ValueError:
        return None
    return Moment(when - _offset(found, value), known)


@lru_cache(maxsize=200_000)
def is_date(value: Any) -> bool:
    """Whether a text is an ISO 8601 date or date-time, whole or in part; an interval of two is one."""
    if not isinstance(value, str) or _MOMENT.match(value) is None:
        return False
    if any(mark in value for mark in _UNSURE):
        return True
    found = _STRICT.match(value)
    return found is not None and _on_calendar([int(part) for part in found.groups() if part])


@lru_cache(maxsize=200_000)
def is_complete(value: Any) -> bool:
    """Whether a text says a date to the day, with or without a time."""
    if not isinstance(value, str):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=50_000)
def is_duration(value: Any, signed: bool = True) -> bool:
    """Whether a text is an ISO 8601 duration; only its smallest part may have decimals, a minus only if `signed`."""
    found = _DURATION.match(str(value))
    if found is None or (found[1] and not signed):
        return False
    if found[5] and not any(found.group(6, 7, 8)):
        return False
    parts = [part for part in found.group(2, 3, 9, 4, 6, 7, 8) if part]
    return not any("." in part or "," in part for part in parts[:-1])


def invalid_date(on: On) -> Mask:
    """Where the value is no ISO 8601 date; a missing one is none."""
    return on.target.where(lambda one: not is_date(one), missing=True)


def invalid_duration(on: On) -> Mask:
    """Where the value is no ISO 8601 duration; `negative: false` refuses a minus; a missing value is none."""
    signed = on.option("negative") is not False
    return on.target.where(lambda one: not is_duration(one, signed), missing=True)


def is_complete_date(on: On) -> Mask:
    """Where the date is known to the day."""
    return on.target.where(is_complete)


def is_incomplete_date(on: On) -> Mask:
    """Where the date is not known to the day, or missing."""
    return ~is_complete_date(on)


def date_equal_to(on: On) -> Mask:
    """Where both are dates of the same precision, and the same."""
    return _dates(on, operator.eq)


def date_not_equal_to(on: On) -> Mask:
    """Where both are dates, and differ in precision or in value."""
    return _dates(on, operator.ne)


def date_less_than(on: On) -> Mask:
    """Where the date is earlier, as far as both are known."""
    return _dates(on, operator.lt)


def date_less_than_or_equal_to(on: On) -> Mask:
    """Where the date is not later, as far as both are known."""
    return _dates(on, operator.le)


def date_greater_than(on: On) -> Mask:
    """Where the date is later, as far as both are known."""
    return _dates(on, operator.gt)


def date_greater_than_or_equal_to(on: On) -> Mask:
    """Where the date is not earlier, as far as both are known."""
    return _dates(on, operator.ge)


def _dates(on: On, test: Callable[[Any, Any], bool]) -> Mask:
    """The test of two dates, at the precision of the coarser or of one part (`date_component`)."""
    component = on.option("date_component")
    if component in _PARTS:
        return compared(on, lambda left, right: _by_part(left, right, str(component), test))
    exact = component != "auto" and test in (operator.eq, operator.ne)
    return compared(on, lambda left, right: _by_date(left, right, test, exact))


def _by_part(left: Any, right: Any, part: str, test: Callable[[Any, Any], bool]) -> bool:
    """The test of one part of two dates."""
    one, two = moment(left), moment(right)
    return one is not None and two is not None and test(getattr(one.when, part), getattr(two.when, part))


def _by_date(left: Any, right: Any, test: Callable[[Any, Any], bool], exact: bool) -> bool:
    """The test of two dates as far as both are known; `exact` ones of another precision are not equal."""
    one, two = moment(left), moment(right)
    if one is None or two is None:
        return False
    if exact and one.known != two.known:
        return test is operator.ne
    known = min(one.known, two.known)
    return bool(test(_cut(one.when, known), _cut(two.when, known)))


def _cut(when: datetime, known: int) -> tuple[int, ...]:
    """The first parts of a date."""
    return tuple(getattr(when, part) for part in _PARTS[:known])


def _parts(found: re.Match[str]) -> list[int | None]:
    """Year to microsecond, None where one is not said; of an interval its beginning, else its end."""
    said = found.groups()
    own, end, alone = said[:7], said[8:15], (None, None, None, *said[16:20])
    first: list[Any] = [one or two or three for one, two, three in zip(own, end, alone, strict=True)]
    if first[-1]:
        first[-1] = f"{first[-1]:0<6}"[:6]
    return [None if part in (None, "-", "") else int(part) for part in first]


def _offset(found: re.Match[str] | None, value: str) -> timedelta:
    """How far the time of a whole date is ahead of UTC."""
    zone = found.group(8) if found and not any(mark in value for mark in _UNSURE) else None
    if not zone or zone == "Z":
        return timedelta()
    ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
    return -ahead if zone[0] == "-" else ahead


def _at(parts: Sequence[int]) -> datetime:
    """The time of seven parts; ValueError where the calendar has none."""
    year, month, day, hour, minute, second, fraction = parts
    return datetime(year, month, day, hour, minute, second, fraction)


def _on_calendar(parts: list[int]) -> bool:
    """Whether there is such a day and time."""
    try:
        _at([*parts, *_FIRST[len(parts) :]])
    except ValueError:
        return False
    return True
