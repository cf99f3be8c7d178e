"""Partial dates as tables of parts: filled by a rule, counted as SAS counts, kept within bounds; a record at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from pandas import CategoricalDtype, Series

from mappings.date_columns import Mask, Numbers
from mappings.distinct import factors
from mappings.error import MappingError
from mappings.iso8601 import parse_date
from mappings.sas_dates import DAY, EPOCH_DAYS, FIRST_DAY, LAST_DAY, calendar_count, has_no_day, sas_count

# A table of parts has a row by distinct text and these columns; what is not known is NaN.
LEVELS = ("year", "month", "day", "hour", "minute", "second")
DATE_PARTS, ALL_PARTS = 3, len(LEVELS)
# ADaMIG 1.3, 3.1.3: the flags name the highest part that was imputed.
DATE_FLAGS, TIME_FLAGS = ("Y", "M", "D"), ("H", "M", "S")
_DAY = r"(?P<day>0[1-9]|[12]\d|3[01])"
_DATE = re.compile(rf"(?:(?P<month>0[1-9]|1[0-2])-)?{_DAY}", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d):([0-5]\d)", re.ASCII)
# A moment told in full, the places where a part ends, and what parts may be.
_SHAPE, _ENDS = "0000-00-00T00:00:00", (4, 7, 10, 13, 16, 19)
_LOWEST, _HIGHEST = (1, 1, 1, 0, 0, 0), (9999, 12, 31, 23, 59, 59)
_TIMES = {"": "::", "first": "00:00:00", "last": "23:59:59"}


@dataclass(frozen=True)
class Imputation:
    """What a rule says of missing parts: how dates and times are filled, and from which part on."""

    date: str
    time: str
    level: int
    preserve: bool = False

    @property
    def clock(self) -> tuple[float, ...]:
        """Hour, minute and second for those that are missing; NaN if they stay missing."""
        return tuple(float(part) if part else np.nan for part in _TIMES.get(self.time, self.time).split(":"))

    @property
    def month(self) -> float:
        """The month where none is known."""
        found = _DATE.fullmatch(self.date)
        if found:
            return float(found["month"] or "nan")
        return {"first": 1.0, "mid": 6.0, "last": 12.0}[self.date]

    def day(self, month_known: Mask) -> Numbers:
        """The day where none is known; one that a month does not have is its last."""
        found = _DATE.fullmatch(self.date)
        if found:
            return np.full(len(month_known), float(found["day"]))
        # The middle of a month is the 15th, that of a year the 30th of June.
        middle = np.where(month_known, 15.0, 30.0)
        return middle if self.date == "mid" else np.full(len(month_known), {"first": 1, "last": 31}[self.date])


def imputation(impute: str, level: str, time: str = "", *, preserve: bool = False) -> Imputation:
    """The rule that is said; MappingError for one that cannot be followed."""
    found = _DATE.fullmatch(impute)
    if impute not in {"", "first", "mid", "last"} and not found:
        raise MappingError(
            "", f'impute is "{impute}"', 'say "first", "mid", "last", "MM-DD" as "06-15", or "DD" as "15"'
        )
    if time not in _TIMES and not _TIME.fullmatch(time):
        raise MappingError("", f'time is "{time}"', 'say "first", "last" or "HH:MM:SS" as "12:00:00"')
    if level not in LEVELS:
        raise MappingError("", f'level is "{level}"', f"say one of {', '.join(LEVELS)}")
    place = LEVELS.index(level)
    if impute and place >= DATE_PARTS:
        remedy = f'say level="day", or leave impute="{impute}" out'
        raise MappingError("", f'no part of a date is imputed at level="{level}"', remedy)
    if found and not found["month"] and place < LEVELS.index("day"):
        raise MappingError(
            "", f'impute="{impute}" says no month for level="{level}"', f'say "06-{impute}", or level="day"'
        )
    return Imputation(impute, time, place if impute else max(place, DATE_PARTS), preserve)


def parts_of(words: list[Any]) -> tuple[Numbers, Mask]:
    """The parts of each text, and where it holds no date; one row more, of nothing known, for missing texts."""
    table, wrong = np.full((len(words) + 1, ALL_PARTS), np.nan), np.zeros(len(words) + 1, dtype=bool)
    table[:-1], wrong[:-1], plain = _plain_parts(words)
    for place in np.flatnonzero(~plain).tolist():
        found = parse_date(words[place])
        if found is None:
            wrong[place] = bool(words[place].strip())
        else:
            table[place] = [np.nan if part is None else part for part in found.parts]
            table[place, -1] += float(found.fraction or 0)
    return table, wrong


def _plain_parts(words: list[Any]) -> tuple[Numbers, Mask, Mask]:
    """The parts of texts that are digits from the year on, where they make no date, and which texts are such."""
    # A million distinct moments would take half a minute one by one.
    lengths = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
    signs = np.array(words, dtype=f"U{len(_SHAPE)}").view(np.uint32).reshape(len(words), len(_SHAPE))
    shape = np.array([_SHAPE]).view(np.uint32)
    digits = signs - np.uint32(ord("0"))
    fits = np.where(shape == ord("0"), digits <= 9, signs == shape) | (np.arange(len(_SHAPE)) >= lengths[:, None])
    plain = fits.all(axis=1) & np.isin(lengths, _ENDS)
    table = np.full((len(words), ALL_PARTS), np.nan)
    for place, end in enumerate(_ENDS):
        value = digits[:, end - 2] * 10.0 + digits[:, end - 1]
        value = value + (digits[:, 0] * 1000.0 + digits[:, 1] * 100.0 if place == 0 else 0.0)
        table[:, place] = np.where(plain & (lengths >= end), value, np.nan)
    within: Mask = np.asarray(~((table < _LOWEST) | (table > _HIGHEST)).any(axis=1))
    dated = within & ~np.isnan(table[:, 2])
    within[dated] = table[dated, 2] <= _month_length(table[dated, 0], table[dated, 1])
    table[~within] = np.nan
    return table, ~within, plain


def used_parts(parts: Numbers, width: int, preserve: bool) -> Numbers:
    """The parts that count: all that are known with `preserve`, else those before the first that is unknown."""
    known = ~np.isnan(parts[:, :width])
    if not preserve:
        known = np.logical_and.accumulate(known, axis=1)
    return np.where(known, parts[:, :width], np.nan)


def filled(used: Numbers, rule: Imputation) -> tuple[Numbers, Mask]:
    """The parts with those that may be imputed, and where nothing but a bound can tell the year.

    A row in which any part stays unknown is missing as a whole.
    """
    known = ~np.isnan(used)
    gap = np.where(known.all(axis=1), ALL_PARTS, np.argmin(known, axis=1))
    open_year: Mask = ~known.any(axis=1) & np.full(len(used), rule.level == 0)
    parts, allowed = used.copy(), gap >= rule.level
    if rule.date:
        parts[:, 1] = np.where(known[:, 1], used[:, 1], rule.month)
        parts[:, 2] = np.where(known[:, 2], used[:, 2], rule.day(known[:, 1]))
        _fit_days(parts, known)
    for place, value in enumerate(rule.clock[: used.shape[1] - DATE_PARTS], DATE_PARTS):
        parts[:, place] = np.where(known[:, place], used[:, place], value)
    parts[~allowed | np.isnan(parts).any(axis=1)] = np.nan
    return parts, open_year


def _fit_days(parts: Numbers, known: Mask) -> None:
    """Imputed days become days of their month; an imputed month that lacks the collected day gives way to the next."""
    rows = ~np.isnan(parts[:, :DATE_PARTS]).any(axis=1)
    length = np.full(len(parts), 31.0)
    length[rows] = _month_length(parts[rows, 0], parts[rows, 1])
    over = parts[:, 2] > length
    parts[over & ~known[:, 2], 2] = length[over & ~known[:, 2]]
    parts[over & known[:, 2] & ~known[:, 1], 1] += 1


def _months(year: Numbers, month: Numbers) -> np.ndarray[Any, np.dtype[Any]]:
    return ((year - 1970) * 12 + month - 1).astype(np.int64).astype("M8[M]")


def _month_length(year: Numbers, month: Numbers) -> Numbers:
    first = _months(year, month)
    length: Numbers = ((first + 1).astype("M8[D]") - first.astype("M8[D]")).astype(np.float64)
    return length


def counted(parts: Numbers) -> Numbers:
    """Days since 1960-01-01 of rows of three parts, seconds of rows of six; NaN for what SAS cannot count."""
    answer, rows = np.full(len(parts), np.nan), ~np.isnan(parts).any(axis=1)
    whole = parts[rows]
    calendar = _months(whole[:, 0], whole[:, 1]).astype("M8[D]").astype(np.int64) + EPOCH_DAYS
    calendar += whole[:, 2].astype(np.int64) - 1
    count = np.where(has_no_day(calendar), np.nan, sas_count(calendar).astype(np.float64))
    if parts.shape[1] > DATE_PARTS:
        count = count * DAY + whole[:, 3] * 3600 + whole[:, 4] * 60 + whole[:, 5]
    answer[rows] = count
    return answer


def split(count: Numbers, seconds: bool) -> Numbers:
    """The parts of days (three) or seconds (six) since 1960-01-01; NaN where missing or no day of SAS."""
    days = np.floor(count / DAY) if seconds else np.floor(count)
    rows = (days >= FIRST_DAY) & (days <= LAST_DAY)
    table = np.full((len(count), ALL_PARTS if seconds else DATE_PARTS), np.nan)
    day = (calendar_count(days[rows].astype(np.int64)) - EPOCH_DAYS).astype("M8[D]")
    month, year = day.astype("M8[M]"), day.astype("M8[Y]")
    table[rows, 0] = year.astype(np.int64) + 1970
    table[rows, 1] = month.astype(np.int64) % 12 + 1
    table[rows, 2] = (day - month.astype("M8[D]")).astype(np.int64) + 1
    if seconds:
        clock = count[rows] - days[rows] * DAY
        table[rows, 3], table[rows, 4] = clock // 3600, clock // 60 % 60
        table[rows, 5] = np.floor(clock) % 60
    return table


def counts_seconds(values: Series) -> bool:
    """Whether numbers are seconds since 1960-01-01, not days: by their size, or by a name that ends in DTM.

    No day of SAS has a number above 2,936,547 (9999-12-31); that many seconds after 1960 it is 3 February.
    """
    numbers = values.to_numpy(dtype=np.float64)
    return str(values.name or "").endswith("DTM") or bool(((numbers > LAST_DAY) | (numbers < FIRST_DAY)).any())


def as_count(values: Series, seconds: bool, last: bool = False) -> Numbers:
    """Days or seconds of a column of either, or of ISO 8601 texts; what has no time is the day's first or last."""
    if isinstance(values.dtype, CategoricalDtype):
        codes, words = factors(values)
        rule = imputation("", "hour", "last" if last else "first")
        used = used_parts(parts_of(words)[0], ALL_PARTS if seconds else DATE_PARTS, preserve=False)
        return counted(filled(used, rule)[0])[codes]
    numbers = values.to_numpy(dtype=np.float64)
    # Arithmetic would keep the letter of a missing value of SAS.
    numbers = np.where(np.isnan(numbers), np.nan, numbers)
    if counts_seconds(values):
        return numbers if seconds else np.floor(numbers / DAY)
    return numbers * DAY + (DAY - 1 if last else 0) if seconds else numbers


def possible(bound: Numbers, used: Numbers) -> Mask:
    """Where the bound is a day or moment that the parts known of a date allow."""
    parts = split(bound, used.shape[1] > DATE_PARTS)
    return np.asarray(~np.isnan(bound) & (np.isnan(used) | (np.floor(used) == parts)).all(axis=1))


def first_difference(used: Numbers, result: Numbers, places: range) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The first of the places where the result has a part that the source does not tell; -1 if there is none."""
    differs = ~(np.floor(used[:, places]) == result[:, places])
    return np.where(differs.any(axis=1) & ~np.isnan(result[:, 0]), np.argmax(differs, axis=1), -1)
