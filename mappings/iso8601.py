"""Dates as SDTM writes them: partial, never guessed; parse, compare, subtract, read from declared formats."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import ClassVar, Literal

from mappings.date_formats import part_readers

# SDTMIG 3.4, 4.4.1 and 4.4.2: parts left off at the right, a single `-` for a part missing before a known one.
TIME = r"T(\d\d|-)(?::(\d\d|-)(?::(\d\d|-)(\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?"
DATE = re.compile(rf"(\d{{4}}|-)(?:-(\d\d|-)(?:-(\d\d|-)(?:{TIME})?)?)?", re.ASCII)
# ISO 8601-1, 5.5.2: a fraction in the smallest unit only; weeks stand alone.
AMOUNT = r"\d+(?:\.\d+(?=.\Z))?"
DAYS, CLOCK = ("".join(f"(?:{AMOUNT}{unit})?" for unit in units) for units in ("YMD", "HMS"))
DURATION = re.compile(rf"-?P(?=.)(?:{AMOUNT}W|{DAYS}(?:T(?=.){CLOCK})?)", re.ASCII)
Order = Literal[-1, 0, 1]


@dataclass(frozen=True)
class PartialDate:
    """A date with the parts that are known; None is unknown. Its text is ISO 8601 as SDTM writes it."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    fraction: str = ""
    zone: str = ""

    @cached_property
    def parts(self) -> tuple[int | None, ...]:
        """Year, month, day, hour, minute, second."""
        return (self.year, self.month, self.day, self.hour, self.minute, self.second)

    @cached_property
    def known(self) -> tuple[int, ...]:
        """The parts from the year on, up to the first that is unknown."""
        count = (*self.parts, None).index(None)
        return tuple(part for part in self.parts[:count] if part is not None)

    @property
    def complete(self) -> bool:
        """Year, month and day are known."""
        return len(self.known) >= 3

    @property
    def valid(self) -> bool:
        """Some day of the calendar and some moment of the day fit; 24:00 is none, nor is a year 0."""
        year, month, day, *clock = self.parts
        if year == 0 or (month is not None and not 1 <= month <= 12):
            return False
        # Without a year 29 February may be meant; without a month the 31st may be.
        last = 31 if month is None else monthrange(2000 if year is None else year, month)[1]
        fits = all(part is None or part < end for part, end in zip(clock, (24, 60, 60), strict=True))
        return fits and (day is None or 1 <= day <= last) and abs(_offset(self.zone)) <= 14 * 60

    @cached_property
    def earliest(self) -> datetime | None:
        """The first moment it can mean, as the clock on the wall shows it; None without a year."""
        if self.year is None:
            return None
        parts = [low if part is None else part for part, low in zip(self.parts[1:], (1, 1, 0, 0, 0), strict=True)]
        return _moment(self.year, *parts, self.fraction[1:7].ljust(6, "0"))

    @cached_property
    def latest(self) -> datetime | None:
        """The last moment it can mean, to the microsecond; None without a year."""
        if self.year is None:
            return None
        month = self.month or 12
        tops = (monthrange(self.year, month)[1], 23, 59, 59)
        parts = [top if part is None else part for part, top in zip(self.parts[2:], tops, strict=True)]
        return _moment(self.year, month, *parts, self.fraction[1:7].ljust(6, "9"))

    @property
    def without_time(self) -> PartialDate:
        """The same date, no time."""
        return PartialDate(self.year, self.month, self.day)

    def __str__(self) -> str:
        timed = any(part is not None for part in self.parts[3:])
        day = _joined(self.parts[:3], "-", whole=timed)
        fraction = "" if self.second is None else self.fraction
        return f"{day}T{_joined(self.parts[3:], ':')}{fraction}{self.zone}" if timed else day


@dataclass(frozen=True)
class Interval:
    """From one date to another: a stretch of time, or the bounds of an uncertain date."""

    start: PartialDate
    end: PartialDate
    known: ClassVar[tuple[int, ...]] = ()
    complete: ClassVar[bool] = False
    zone: ClassVar[str] = ""

    @property
    def earliest(self) -> datetime | None:
        """The first moment it can mean."""
        return self.start.earliest

    @property
    def latest(self) -> datetime | None:
        """The last moment it can mean."""
        return self.end.latest

    def __str__(self) -> str:
        return f"{self.start}/{self.end}"


Dated = PartialDate | Interval


def _moment(*parts: int | str) -> datetime:
    year, month, day, hour, minute, second, micro = (int(part) for part in parts)
    return datetime(year, month, day, hour, minute, second, micro)


def _joined(parts: Sequence[int | None], sign: str, whole: bool = False) -> str:
    count = len(parts) if whole else max((place for place, part in enumerate(parts, 1) if part is not None), default=0)
    first = 4 if sign == "-" else 2
    return sign.join(
        "-" if part is None else f"{part:0{2 if place else first}d}" for place, part in enumerate(parts[:count])
    )


def _offset(zone: str) -> int:
    """Minutes ahead of UTC; minutes over 59 are told by an offset no zone has."""
    if zone in {"", "Z"}:
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[4:]) if int(zone[4:]) <= 59 else 24 * 60
    return -minutes if zone[0] == "-" else minutes


@lru_cache(maxsize=1 << 16)
def parse_date(text: str) -> PartialDate | None:
    """The date in a text that is ISO 8601 as SDTM uses it, partial or not; None for anything else."""
    match = DATE.fullmatch(text)
    if match is None:
        return None
    *parts, fraction, zone = match.groups()
    year, month, day, hour, minute, second = (None if part in {None, "-"} else int(part) for part in parts)
    found = PartialDate(year, month, day, hour, minute, second, fraction or "", zone or "")
    # One way to write each date: no `-` at the end, no fraction or zone without the time it belongs to.
    return found if found.valid and str(found) == text else None


@lru_cache(maxsize=1 << 16)
def parse(text: str) -> Dated | None:
    """The date, or the interval of two dates in order, that a text holds; None for anything else."""
    left, slash, right = text.partition("/")
    start, end = parse_date(left), parse_date(right)
    if not slash or start is None or end is None:
        return None if slash else start
    return None if compare(start, end) == "after" else Interval(start, end)


def is_duration(text: str) -> bool:
    """True for a duration such as P1Y2M, P3W, -PT90M or PT0.5H."""
    return DURATION.fullmatch(text) is not None


def is_iso8601(text: str) -> bool:
    """True for a date, partial or not, a duration, or an interval of them, as SDTM accepts them."""
    if parse(text) is not None or is_duration(text):
        return True
    left, _, right = text.partition("/")
    if is_duration(left):
        return parse_date(right) is not None
    return is_duration(right) and parse_date(left) is not None


def possible_orders(left: Dated, right: Dated) -> frozenset[Order]:
    """How left may stand to right: before -1, same 0, after 1; at the precision both have.

    Two complete dates are compared by day, or by the clock as far as both tell it. Unknown parts leave every order
    open that some possible day allows.
    """
    agree = _zones_agree(left, right)
    shiftable = bool(left.zone and right.zone) and _tells_minute(left) and _tells_minute(right)
    if left.complete and right.complete and (agree or shiftable):
        one, other = (left.known, right.known) if agree else (_utc(left), _utc(right))
        size = min(len(one), len(other))
        return frozenset({-1 if one[:size] < other[:size] else 1 if one[:size] > other[:size] else 0})
    moments = (left.earliest, left.latest, right.earliest, right.latest)
    bounds = [moment.toordinal() for moment in moments if moment]
    if len(bounds) < 4:
        return frozenset({-1, 0, 1})
    # A clock of an unknown zone may be a day off.
    low, high, start, end = bounds if agree else (bounds[0] - 1, bounds[1] + 1, *bounds[2:])
    possible: dict[Order, bool] = {-1: low < end, 0: low <= end and start <= high, 1: high > start}
    return frozenset(order for order, allowed in possible.items() if allowed)


@lru_cache(maxsize=1 << 16)
def compare(left: Dated | str | None, right: Dated | str | None) -> Literal["before", "after"] | None:
    """`before` or `after` when that is certain, else None: same, open, missing, or no date at all."""
    one = parse(left) if isinstance(left, str) else left
    other = parse(right) if isinstance(right, str) else right
    orders = frozenset() if one is None or other is None else possible_orders(one, other)
    return "before" if orders == {-1} else "after" if orders == {1} else None


def day_number(text: str | None) -> int | None:
    """The day of a date whose day is fully known, counted from 0001-01-01 as day 1; else None."""
    found = None if text is None else parse_date(text)
    return date(*found.known[:3]).toordinal() if found is not None and found.complete else None


def days_between(start: str | None, end: str | None) -> int | None:
    """Days from start to end when both days are fully known, as written (zones aside); else None."""
    first, last = day_number(start), day_number(end)
    return None if first is None or last is None else last - first


def clock_between(start: str | None, end: str | None) -> timedelta | None:
    """Time from start to end, to the second or minute both tell; None where either tells no minute."""
    first, last = (None if text is None else parse_date(text) for text in (start, end))
    if first is None or last is None or not (_tells_minute(first) and _tells_minute(last)):
        return None
    if bool(first.zone) != bool(last.zone):
        return None
    size = min(len(first.known), len(last.known))
    (minutes, *seconds), (others, *rest) = (_utc(found)[: size - 4] for found in (first, last))
    return timedelta(minutes=others - minutes, seconds=sum(rest) - sum(seconds))


def _zones_agree(left: Dated, right: Dated) -> bool:
    return left.zone == right.zone or len(left.known) <= 3 or len(right.known) <= 3


def _tells_minute(found: Dated) -> bool:
    return len(found.known) > 4


def _utc(found: Dated) -> tuple[int, ...]:
    """Minutes since day 0 by the clock of UTC, and the seconds if they are known."""
    year, month, day, hour, minute, *second = found.known
    return (date(year, month, day).toordinal() * 1440 + hour * 60 + minute - _offset(found.zone), *second)


def date_reader(formats: Sequence[str]) -> Callable[[str], str | None]:
    """A function text -> ISO 8601 text: empty where nothing is known, None where no declared format gives one answer.

    A format is made of YYYY YY[1930] MMM MM DD hh mm ss AM/PM and separators; YY[1930] says that 30 is 1930 and 29 is
    2029. UN, UNK, UNKN, XX, ?? or blanks stand for an unknown part; the time, the day, or day and month may be left
    off. A text that fits in two ways with two answers has none: no day is guessed. A format of a time alone gives
    `-----T10:30`. Raises MappingError for a format that cannot be read.
    """
    return _date_reader(tuple(formats))


# The same formats read many columns, and the same dates stand in many of them.
@lru_cache(maxsize=64)
def _date_reader(formats: tuple[str, ...]) -> Callable[[str], str | None]:
    readers = [reader for text in formats for reader in part_readers(text)]

    @lru_cache(maxsize=1 << 16)
    def read(text: str) -> str | None:
        found = [parts for parts in (reader(text.strip()) for reader in readers) if parts is not None]
        dates = {PartialDate(**parts) for parts in found}  # type: ignore[arg-type]
        answers = {str(answer) for answer in dates if answer.valid}
        return answers.pop() if len(answers) == 1 else None

    return read
