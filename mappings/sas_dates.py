"""Dates as SAS counts them, days or seconds since 1960: what its formats say of numbers, and the way there and back."""

from __future__ import annotations

import datetime as clock
import re
from typing import Any, Literal

import numpy as np
import pandas as pd
from pandas import Series

from mappings.error import InputError

Calendar = Literal["date", "datetime", "time", ""]
Array = np.ndarray[Any, np.dtype[Any]]

_SEPARATED = {"DDMMYY": "BCDNPS", "MMDDYY": "BCDNPS", "YYMMDD": "BCDNPS", "MMYY": "CDNPS", "YYMM": "CDNPS",
              "YYQ": "CDNPS", "YYQR": "CDNPS"}  # fmt: skip
# SAS formats by what their numbers count: days since 1960-01-01.
_DATES = """
    DATE DAY DOWNAME JULDAY JULIAN MINGUO MONNAME MONTH MONYY NENGO HDATE HEBDATE PDJULG PDJULI QTR QTRR WEEKDATE
    WEEKDATX WEEKDAY WEEKU WEEKV WEEKW WORDDATE WORDDATX YEAR YYMON YYQZ B8601DA E8601DA IS8601DA
    NLDATE NLDATEL NLDATEM NLDATEMD NLDATEMDL NLDATEMDM NLDATEMDS NLDATEMN NLDATES NLDATEW NLDATEWN NLDATEYM NLDATEYML
    NLDATEYMM NLDATEYMS NLDATEYQ NLDATEYQL NLDATEYQM NLDATEYQS NLDATEYR NLDATEYW
"""
# Seconds since 1960-01-01T00:00:00.
_DATETIMES = """
    DATETIME DATEAMPM DTDATE DTMONYY DTWKDATX DTYEAR DTYYQC MDYAMPM
    B8601DN B8601DT B8601DX B8601DZ B8601LX E8601DN E8601DT E8601DX E8601DZ E8601LX IS8601DN IS8601DT IS8601DZ
    NLDATM NLDATMAP NLDATMDT NLDATML NLDATMM NLDATMMD NLDATMMDL NLDATMMDM NLDATMMDS NLDATMMN NLDATMS NLDATMTM NLDATMTZ
    NLDATMW NLDATMWN NLDATMWZ NLDATMYM NLDATMYML NLDATMYMM NLDATMYMS NLDATMYQ NLDATMYQL NLDATMYQM NLDATMYQS NLDATMYR
    NLDATMYW NLDATMZ
"""
# Seconds: of a clock, or of a stretch of time. TOD shows the clock of datetimes too, and cannot tell which it has.
_TIMES = """
    TIME TIMEAMPM HHMM HOUR MMSS TOD B8601LZ B8601TM B8601TX B8601TZ E8601LZ E8601TM E8601TX E8601TZ IS8601LZ IS8601TM
    IS8601TZ NLTIMAP NLTIME
"""
# EURDFDE and its like, with the language for EUR.
_LANGUAGES = """
    AFR CAT CRO CSY DAN DES DEU ENG ESP EUR FIN FRA FRS HUN ITA MAC NLD NOR POL PTG RUS SLO SVE
"""
_LOCAL_DATES = ("DD", "DE", "DN", "DWN", "MN", "MY", "WDX", "WKX")
FAMILIES: dict[str, Calendar] = {
    **dict.fromkeys(_DATES.split(), "date"),
    **dict.fromkeys((name + mark for name, marks in _SEPARATED.items() for mark in ("", *marks)), "date"),
    **dict.fromkeys(_DATETIMES.split(), "datetime"),
    **dict.fromkeys(_TIMES.split(), "time"),
    **dict.fromkeys((f"{language}DF{name}" for language in _LANGUAGES.split() for name in _LOCAL_DATES), "date"),
    **dict.fromkeys((f"{language}DFDT" for language in _LANGUAGES.split()), "datetime"),
}
_FAMILY = re.compile(r"([A-Z0-9_]*[A-Z_])\d*\.?\d*", re.IGNORECASE | re.ASCII)

# Days between the first of 1960, where SAS begins, and of 1970, where everybody else does.
EPOCH_DAYS = 3653
DAY = 86_400
MICRO = 1_000_000
# SAS knows dates from 1582-01-01, Python up to 9999-12-31.
FIRST_DAY, LAST_DAY = -138_061, 2_936_547
# To SAS the years 4000 and 8000 are no leap years: days of the calendar that it does not count.
_NO_DAYS = np.array([(clock.date(year, 2, 29) - clock.date(1960, 1, 1)).days for year in (4000, 8000)])
_LONGEST = 1e12
# Of each kind of column: how many of its units are a second.
UNITS = {"s": 1, "ms": 1_000, "us": MICRO, "ns": 1_000 * MICRO}
_MOMENTS = (clock.date, np.datetime64)
_STRETCHES = (clock.time, clock.timedelta, np.timedelta64)


def calendar_kind(format_: str) -> Calendar:
    """What numbers of that SAS format count: `date` (days), `datetime` or `time` (seconds), or nothing of the kind."""
    found = _FAMILY.fullmatch(format_.strip())
    return FAMILIES.get(found[1].upper(), "") if found else ""


def calendar_count(count: Array, size: int = 1) -> Array:
    """What SAS counts since 1960-01-01 as the calendar counts it; integers, so many a day as `size` says."""
    days, rest = np.divmod(count, size)
    # The second day that is left out makes the number of all later ones smaller, once more.
    return np.asarray((days + np.searchsorted(_NO_DAYS - [0, 1], days, side="right")) * size + rest)


def sas_count(count: Array, size: int = 1) -> Array:
    """What the calendar counts since 1960-01-01 as SAS counts it; the inverse of `calendar_count`."""
    days, rest = np.divmod(count, size)
    return np.asarray((days - np.searchsorted(_NO_DAYS, days)) * size + rest)


def is_left_out(count: Array, size: int = 1) -> Array:
    """Which of the calendar's moments are of 29 February of 4000 or 8000, days that SAS does not count."""
    return np.isin(np.floor_divide(count, size), _NO_DAYS)


def has_no_day(count: Array, size: int = 1) -> Array:
    """Which of the calendar's moments SAS has no number for: before 1582, after 9999, 29 February of 4000 and 8000."""
    days = np.floor_divide(count, size)
    return is_left_out(days) | (days < FIRST_DAY) | (days > LAST_DAY + len(_NO_DAYS))


def micro_count(seconds: Array) -> Array:
    """Seconds as whole microseconds, the nearest."""
    # Taken apart first: the fraction of a second is exact, and so is its number of microseconds.
    whole = np.floor(seconds)
    return np.asarray(whole.astype(np.int64) * MICRO + np.rint((seconds - whole) * MICRO).astype(np.int64))


def from_sas(values: Array, kind: Calendar) -> Array | None:
    """SAS numbers as datetime64[s], datetime64[us] or timedelta64[us], to the microsecond; None if one is no such."""
    missing = np.isnan(values)
    known = np.where(missing, 0.0, values)
    size = DAY if kind == "datetime" else 1
    low, high = (-_LONGEST, _LONGEST) if kind == "time" else (FIRST_DAY * size, (LAST_DAY + 1) * size)
    if not ((known >= low) & (known < high)).all():
        return None
    whole = np.floor(known)
    if kind == "date":
        days = calendar_count(whole.astype(np.int64))
        return _marked((days - EPOCH_DAYS) * DAY, missing, "M8[s]") if (whole == known).all() else None
    count = micro_count(known)
    if kind == "time":
        return _marked(count, missing, "m8[us]")
    return _marked(calendar_count(count, DAY * MICRO) - EPOCH_DAYS * DAY * MICRO, missing, "M8[us]")


def _marked(count: Array, missing: Array, dtype: str) -> Array:
    moments = count.astype(np.int64).view(dtype)
    moments[missing] = np.array("NaT", dtype=dtype)
    return moments


def holds_moments(column: Series) -> bool:
    """Whether the column holds dates, moments or times instead of numbers."""
    if column.dtype == object:
        return isinstance(_first(column), (*_MOMENTS, *_STRETCHES))
    return getattr(column.dtype, "kind", "") in "mM" or _arrow_moments(column)


def to_sas(place: str, column: Series, format_: str, before: int = 0) -> Array:
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
    unit = UNITS[np.datetime_data(values.dtype)[0]]
    missing = np.isnat(values)
    count = np.where(missing, 0, values.view(np.int64))
    days, rest = np.divmod(count, DAY * unit)
    if values.dtype.kind == "M":
        days = days + EPOCH_DAYS
        _refuse(place, before, column, _wrong_moments(kind, days, rest))
        days = sas_count(days)
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


def _wrong_moments(kind: Calendar, days: Array, rest: Array) -> tuple[Array, str]:
    """Which moments cannot be numbers of that kind, and what they are."""
    if kind == "time":
        return days != 0, "bears a day, and the format counts the time of a day"
    beyond = has_no_day(days)
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
    if column.dtype != object and (getattr(column.dtype, "tz", None) is not None or "tz=" in str(column.dtype)):
        row = int(np.argmax(column.notna().to_numpy()))
        raise _zoned(place, before + row + 1, column.iloc[row])
    if column.dtype == object or _arrow_moments(column):
        return _objects(place, column, before)
    return column.to_numpy()


def _arrow_moments(column: Series) -> bool:
    if not isinstance(column.dtype, pd.ArrowDtype):
        return False
    return str(column.dtype.pyarrow_dtype).startswith(("date", "time", "duration"))


def _zoned(place: str, record: int, value: object) -> InputError:
    remedy = "say it as local time, dt.tz_localize(None), or as UTC, dt.tz_convert(None); a text keeps the zone"
    return InputError(f"{place}  record {record}", f"{value} bears a zone, and SAS numbers know none", remedy)


def _first(column: Series) -> Any:
    """The first value that is not missing; None if there is none."""
    there = column.notna().to_numpy()
    return column.iloc[int(np.argmax(there))] if there.any() else None


def _objects(place: str, column: Series, before: int) -> Array:
    """Python's dates and moments as datetime64, its times and stretches as timedelta64."""
    kinds, dtype = (_MOMENTS, "M8[us]") if isinstance(_first(column), _MOMENTS) else (_STRETCHES, "m8[us]")
    found, values = np.full(len(column), np.array("NaT", dtype=dtype)), column.tolist()
    for row in np.flatnonzero(column.notna().to_numpy()).tolist():
        value, spot = values[row], f"{place}  record {before + row + 1}"
        if not isinstance(value, kinds):
            problem = f"{value!r} is of another kind than the dates or times before it"
            raise InputError(spot, problem, "make them all of one kind by a rule")
        if getattr(value, "tzinfo", None) is not None:
            raise _zoned(place, before + row + 1, value)
        found[row] = _stretch(value)
        if _finer(value, found[row]):
            problem = f"{value} has a fraction of a second that a double does not hold"
            raise InputError(spot, problem, "round it to microseconds by a rule")
    return found


def _stretch(value: Any) -> Any:
    if not isinstance(value, clock.time):
        return value
    return clock.timedelta(0, value.hour * 3600 + value.minute * 60 + value.second, value.microsecond)


def _finer(value: Any, micro: Any) -> bool:
    """Whether it has nanoseconds."""
    if isinstance(value, np.datetime64 | np.timedelta64):
        return bool(micro != value)
    return getattr(value, "nanosecond", 0) != 0 or getattr(value, "nanoseconds", 0) != 0
