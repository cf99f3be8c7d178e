"""Words for dates of analysis: numbers from ISO 8601, missing parts imputed and flagged, days and durations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pandas import Series

from adam import exact
from adam.partial_dates import (
    ALL_PARTS,
    DATE_FLAGS,
    DATE_PARTS,
    TIME_FLAGS,
    Imputation,
    as_count,
    counted,
    filled,
    first_difference,
    imputation,
    parts_of,
    possible,
    split,
    used_parts,
)
from mappings.date_columns import Numbers
from mappings.distinct import Codes, as_text, encoded, factors
from mappings.error import MappingError
from mappings.sas_dates import DAY
from sdtm.algorithms.timing import _of_record

# How many days, or seconds, a unit has; admiral's months and years.
_DAYS = {"days": 1.0, "weeks": 7.0, "months": 30.4375, "years": 365.25}
_SECONDS = {"hours": 3600.0, "minutes": 60.0, "seconds": 1.0}


def date(
    source: Series,
    *,
    impute: str = "",
    level: str = "day",
    minimum: Any = None,
    maximum: Any = None,
    preserve: bool = False,
    subject: Series | None = None,
) -> Series:
    """The collected date as a number, days since 1960-01-01, its missing parts imputed as the rule says.

    Without `impute` only a date whose day is known has a number. `impute` is "first", "mid" (the 15th, of a year
    30 June), "last", "MM-DD" or "DD"; `level` is the highest part that may be imputed: "day", "month" (2019 too) or
    "year" (missing dates too, by a bound alone). A day that the month lacks becomes its last.
    An imputed date is never before `minimum` nor after `maximum` (a column, dotted or not, or a tuple of them: days,
    seconds or ISO 8601), as far as the bound is itself a day the partial date may mean. No known part ever changes,
    except that a day without its month (2019---07) is only kept with preserve=True. Texts that are no dates, and
    intervals, are missing. admiral: derive_vars_dt.

    Example:
        ASTDT = 'date(AESTDTC, impute="first", level="month", minimum=ADSL.TRTSDT)'
        DTHDT = 'date(DM.DTHDTC)'
    """
    rule = imputation(impute, level, preserve=preserve)
    return _counted(source, rule, DATE_PARTS, _Bounds(minimum, maximum, subject))


def datetime(
    source: Series,
    *,
    impute: str = "",
    level: str = "day",
    time: str = "",
    minimum: Any = None,
    maximum: Any = None,
    preserve: bool = False,
    subject: Series | None = None,
) -> Series:
    """The collected moment as a number, seconds since 1960-01-01, its missing parts imputed as the rule says.

    Missing parts of the date are filled as by `date`, those of the time by `time`: "first" (00:00:00), "last"
    (23:59:59) or "HH:MM:SS"; without `time` only a date with a time to the second has a number. `level` may also be
    "hour", "minute" or "second", the highest part of the time that may be imputed. A bound in days is the first second
    of the minimum, the last of the maximum. A zone is left aside. admiral: derive_vars_dtm.

    Example:
        ASTDTM = 'datetime(AESTDTC, impute="first", level="month", time="first", minimum=ADSL.TRTSDTM)'
    """
    rule = imputation(impute, level, time, preserve=preserve)
    return _counted(source, rule, ALL_PARTS, _Bounds(minimum, maximum, subject))


def date_flag(source: Series, result: Series, *, subject: Series | None = None) -> Series:
    """The highest part of the date that was imputed: Y (year), M (month) or D (day); missing if none was.

    It is what the result (days or seconds) has and the source does not tell, whatever rule or bound gave it.
    admiral: compute_dtf.

    Example:
        ASTDTF = 'date_flag(AESTDTC, ASTDT)'
    """
    return _flag(source, result, subject, DATE_FLAGS)


def time_flag(source: Series, result: Series, *, seconds: bool = True, subject: Series | None = None) -> Series:
    """The highest part of the time that was imputed: H (hour), M (minute) or S (second); missing if none was.

    With seconds=False seconds that were never collected need no flag. admiral: compute_tmf.

    Example:
        ASTTMF = 'time_flag(AESTDTC, ASTDTM)'
    """
    return _flag(source, result, subject, TIME_FLAGS if seconds else TIME_FLAGS[:2])


def date_of(moment: Series) -> Series:
    """The date of a moment: days since 1960-01-01 of seconds since then.

    admiral: derive_vars_dtm_to_dt.

    Example:
        TRTSDT = 'date_of(TRTSDTM)'
    """
    return Series(np.floor(exact.numbers(moment) / DAY), index=moment.index)


def time_of(moment: Series) -> Series:
    """The time of a moment: seconds since midnight.

    admiral: derive_vars_dtm_to_tm.

    Example:
        ASTTM = 'time_of(ASTDTM)'
    """
    seconds = exact.numbers(moment)
    return Series(seconds - np.floor(seconds / DAY) * DAY, index=moment.index)


def date_text(days: Series) -> Series:
    """The date as ISO 8601 text, of days since 1960-01-01; missing for a number that is no day.

    Example:
        RFENDTC = 'date_text(TRTEDT)'
    """
    codes, values = factors(Series(exact.numbers(days), index=days.index))
    numbers = np.array(values, dtype=np.float64)
    parts = split(np.where(numbers == np.floor(numbers), numbers, np.nan), seconds=False)
    shown = [None if np.isnan(year) else f"{year:04.0f}-{month:02.0f}-{day:02.0f}" for year, month, day in parts]
    return encoded(codes, shown, days.index)


def analysis_day(date: Series, start: Series, *, subject: Series | None = None) -> Series:
    """The day of the date counted from the start: 1 is the start itself, -1 the day before; there is no day 0.

    Both are dates or moments as numbers (of moments the day counts). admiral: derive_vars_dy.

    Example:
        ASTDY = 'analysis_day(ASTDT, ADSL.TRTSDT)'
    """
    # SDTMIG 3.4, 4.4.4: there is no day 0.
    days = _days(date, subject) - _days(start, subject)
    return Series(days + (days >= 0), index=_index(date, subject))


def elapsed(
    start: Series, end: Series, *, unit: str = "days", inclusive: bool | str = True, subject: Series | None = None
) -> Series:
    """The time from start to end in `unit`; in days both of them count, so that one day is 1, not 0.

    Units are days, weeks (7 days), months (30.4375) and years (365.25), all of whole days; hours, minutes and seconds
    are from moment to moment, a date being its midnight. With inclusive=False, and where the end is before the start,
    no day is added; with inclusive="always" it is added there too (end - start + 1). admiral: derive_vars_duration.

    Example:
        ADURN = 'elapsed(ASTDT, AENDT)'
        TRTDURM = 'elapsed(TRTSDT, TRTEDT, unit="months")'
    """
    if unit not in {**_DAYS, **_SECONDS}:
        raise MappingError("", f'unit is "{unit}"', f"say one of {', '.join([*_DAYS, *_SECONDS])}")
    if inclusive not in (True, False, "always"):
        raise MappingError("", f"inclusive is {inclusive!r}", 'say True, False or "always"')
    index = _index(start, subject)
    if unit in _SECONDS:
        first, last = (as_count(_here(column, subject), seconds=True) for column in (start, end))
        return Series((last - first) / _SECONDS[unit], index=index)
    days = _days(end, subject) - _days(start, subject)
    added = days >= 0 if inclusive is True else np.full(len(days), inclusive == "always")
    return Series((days + added) / _DAYS[unit], index=index)


@dataclass(frozen=True)
class _Bounds:
    """The columns an imputed date is not before, and those it is not after."""

    minimum: Any
    maximum: Any
    subject: Series | None

    def kept(self, count: Numbers, used: Numbers, rows: Codes, seconds: bool) -> Numbers:
        """The days or seconds of those records, each moved to the bounds that its known parts allow."""
        for said, last in ((self.minimum, False), (self.maximum, True)):
            for column in _columns(said, "maximum" if last else "minimum"):
                bound = as_count(_here(column, self.subject), seconds, last)[rows]
                nearer = np.minimum(count, bound) if last else np.maximum(count, bound)
                count = np.where(possible(bound, used), nearer, count)
        return count


def _counted(source: Series, rule: Imputation, width: int, bounds: _Bounds) -> Series:
    """Days (three parts) or seconds (six) of the texts, filled by the rule and kept within the bounds."""
    _check_years(rule, bounds)
    seconds = width > DATE_PARTS
    codes, words = factors(as_text(_here(source, bounds.subject)))
    parts, wrong = parts_of(words)
    used = used_parts(parts, width, rule.preserve)
    full, open_year = filled(used, rule)
    count = counted(full)
    # Where not even the year is known the bound alone decides: nothing lies before the first day there may be.
    count[open_year & ~wrong & (bool(rule.time) or not seconds)] = -np.inf if rule.date == "first" else np.inf
    answer, imputed = count[codes], np.isnan(used).any(axis=1) & ~np.isnan(count)
    rows = np.flatnonzero(imputed[codes])
    answer[rows] = bounds.kept(answer[rows], used[codes[rows]], rows, seconds)
    return Series(np.where(np.isfinite(answer), answer, np.nan), index=_index(source, bounds.subject))


def _check_years(rule: Imputation, bounds: _Bounds) -> None:
    """A year is imputed by a bound on the side from which dates are imputed, or not at all."""
    if rule.date and rule.level == 0:
        bound = {"first": bounds.minimum, "last": bounds.maximum}.get(rule.date)
        if bound is None:
            remedy = 'say impute="first" with a minimum, impute="last" with a maximum, or level="month"'
            raise MappingError("", 'level="year" takes the year from a bound, and there is none on that side', remedy)


def _columns(said: Any, option: str) -> tuple[Series, ...]:
    """The columns of a bound."""
    columns = () if said is None else said if isinstance(said, tuple) else (said,)
    for column in columns:
        if not isinstance(column, Series):
            raise MappingError("", f"{option} wants a column, not {column!r}", f"name it: {option}=ADSL.TRTSDT")
    return columns


def _flag(source: Series, result: Series, subject: Series | None, flags: tuple[str, ...]) -> Series:
    """The flag of the first part the result has and the source does not tell."""
    timed = flags[0] not in DATE_FLAGS
    start = DATE_PARTS if timed else 0
    codes, words = factors(as_text(_here(source, subject)))
    told = used_parts(parts_of(words)[0], ALL_PARTS, preserve=True)[codes]
    found = split(as_count(_here(result, subject), seconds=timed), seconds=timed)
    places = first_difference(told, found, range(start, start + len(flags)))
    return encoded(places, list(flags), _index(source, subject))


def _here(column: Series, subject: Series | None) -> Series:
    return column if subject is None else _of_record(column, subject)


def _index(column: Series, subject: Series | None) -> pd.Index:
    return column.index if subject is None else subject.index


def _days(column: Series, subject: Series | None) -> Numbers:
    return as_count(_here(column, subject), seconds=False)
