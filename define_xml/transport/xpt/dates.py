"""Dates, moments and times as the numbers SAS counts: days or seconds since 1960, exact or refused."""

from __future__ import annotations

import datetime as clock
from typing import Any

import numpy as np
import pandas as pd
from pandas import Series

from define_xml.transport.xpt.ibm import Floats
from define_xml.transport.xpt.words import Array, is_missing
from mappings.error import InputError
from mappings.frame import DAY, EPOCH_DAYS, calendar_kind

# SAS counts from 1960 on, and knows dates from 1582; Python up to 9999.
_BEGIN = clock.date(1960, 1, 1)
FIRST_DAY, LAST_DAY = (clock.date(1582, 1, 1) - _BEGIN).days, (clock.date.max - _BEGIN).days
# To SAS the years 4000 and 8000 are no leap years: 9999-12-31 is its day 2,936,547.
_NO_DAYS = np.array([(clock.date(year, 2, 29) - _BEGIN).days for year in (4000, 8000)])
# Of each kind of column: how many of its units are a second.
_UNITS = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_MOMENTS = (clock.date, np.datetime64)
_STRETCHES = (clock.time, clock.timedelta, np.timedelta64)


def is_calendar(column: Series) -> bool:
    """Whether the column holds dates, moments or times instead of numbers."""
    if column.dtype == object:
        first = next((value for value in column.tolist() if not is_missing(value)), None)
        return isinstance(first, (*_MOMENTS, *_STRETCHES))
    return getattr(column.dtype, "kind", "") in "mM" or _arrow_calendar(column)


def sas_numbers(place: str, column: Series, format_: str, before: int) -> Floats:
    """Days since 1960-01-01 for a format of dates, seconds for one of moments or times; missing is NaN.

    A fraction of a second is kept if the nearest double gives it back. InputError (records count from `before` + 1)
    for a moment with a zone, for what the format does not count, and for dates outside 1582 to 9999.
    """
    kind = calendar_kind(format_)
    if not kind:
        said = f"the format {format_} counts no" if format_ else "there is no format that counts"
        remedy = "say format DATE9., DATETIME20. or TIME8., or make them numbers by a rule"
        raise InputError(place, f"dates or times, and {said} days or seconds", remedy)
    values = _plain(place, column, before)
    unit = _UNITS[np.datetime_data(values.dtype)[0]]
    missing = np.isnat(values)
    count = np.where(missing, 0, values.view(np.int64))
    days, rest = np.divmod(count, DAY * unit)
    if values.dtype.kind == "M":
        _refuse(place, before, column, _wrong_moments(kind, days + EPOCH_DAYS, rest))
        days = days + EPOCH_DAYS
        days -= np.searchsorted(_NO_DAYS, days)
    elif kind != "time":
        _refuse(place, before, column, (~missing, f"is a time, and the format {format_} counts dates"))
    if kind == "date":
        return np.where(missing, np.nan, days.astype(np.float64))
    seconds, part = np.divmod(rest, unit)
    whole = (days * DAY + seconds).astype(np.float64)
    found = whole + part / unit
    lost = (np.floor(found) != whole) | (np.rint((found - whole) * unit) != part)
    _refuse(place, before, column, (lost & ~missing, "has a fraction of a second that a double does not hold"))
    return np.where(missing, np.nan, found)


def _wrong_moments(kind: str, days: Array, rest: Array) -> tuple[Array, str]:
    """Which moments cannot be numbers of that kind, and what they are."""
    if kind == "time":
        return days != 0, "bears a day, and the format counts the time of a day"
    beyond = (days < FIRST_DAY) | (days > LAST_DAY) | np.isin(days, _NO_DAYS)
    if kind == "date" and not beyond.any():
        return rest != 0, "bears a time, and the format counts days"
    return beyond, "is no day of the years that SAS knows, 1582 to 9999"


def _refuse(place: str, before: int, column: Series, wrong: tuple[Array, str]) -> None:
    which, problem = wrong
    which = which & column.notna().to_numpy()
    if which.any():
        row = int(np.argmax(which))
        remedy = "choose another format, or mend it by a rule"
        raise InputError(f"{place}  record {before + row + 1}", f"{column.iloc[row]} {problem}", remedy)


def _plain(place: str, column: Series, before: int) -> Array:
    """The column as datetime64 or timedelta64 of numpy."""
    if column.dtype == object:
        return _objects(place, column.tolist(), before)
    if getattr(column.dtype, "tz", None) is not None or "tz=" in str(column.dtype):
        row = int(np.argmax(column.notna().to_numpy()))
        raise _zoned(place, before + row + 1, column.iloc[row])
    if _arrow_calendar(column):
        return _objects(place, column.tolist(), before)
    return column.to_numpy()


def _arrow_calendar(column: Series) -> bool:
    if not isinstance(column.dtype, pd.ArrowDtype):
        return False
    return str(column.dtype.pyarrow_dtype).startswith(("date", "time", "duration"))


def _zoned(place: str, record: int, value: object) -> InputError:
    remedy = "say it as local time, dt.tz_localize(None), or as UTC, dt.tz_convert(None); a text keeps the zone"
    return InputError(f"{place}  record {record}", f"{value} bears a zone, and SAS numbers know none", remedy)


def _objects(place: str, values: list[Any], before: int) -> Array:
    """Python's dates and moments as datetime64, its times and stretches as timedelta64."""
    first = next((value for value in values if not is_missing(value)), None)
    kinds, dtype = (_MOMENTS, "M8[us]") if isinstance(first, _MOMENTS) else (_STRETCHES, "m8[us]")
    found: list[Any] = []
    for record, value in enumerate(values, before + 1):
        if not is_missing(value) and not isinstance(value, kinds):
            problem = f"{value!r} is of another kind than the dates or times before it"
            raise InputError(f"{place}  record {record}", problem, "make them all of one kind by a rule")
        if getattr(value, "tzinfo", None) is not None:
            raise _zoned(place, record, value)
        micro = np.array(None if is_missing(value) else _stretch(value), dtype=dtype)
        if _finer(value, micro):
            problem = f"{value} has a fraction of a second that a double does not hold"
            raise InputError(f"{place}  record {record}", problem, "round it to microseconds by a rule")
        found.append(micro)
    return np.array(found, dtype=dtype)


def _stretch(value: Any) -> Any:
    if not isinstance(value, clock.time):
        return value
    return clock.timedelta(0, value.hour * 3600 + value.minute * 60 + value.second, value.microsecond)


def _finer(value: Any, micro: Array) -> bool:
    """Whether it has nanoseconds."""
    if isinstance(value, np.datetime64 | np.timedelta64):
        return not np.isnat(value) and bool(micro != value)
    return getattr(value, "nanosecond", 0) != 0 or getattr(value, "nanoseconds", 0) != 0
