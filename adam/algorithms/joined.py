"""Words for conditions over time: the subject's record before, after or around a date, and whether there is one."""

from __future__ import annotations

from typing import Any

import numpy as np
from pandas import Series

from adam.subjects import Subjects, check_together, flagged, held, listed, numbers
from adam.timeline import Timeline, last_reaching
from mappings.error import MappingError
from mappings.records import taken


def value_before(date: Series, dates: Series, values: Series, *, inclusive: bool = True, subject: Series) -> Series:
    """The value on the subject's latest record on or before the date.

    inclusive=False leaves out records of the date itself. All dates are days, or all are seconds. Of records of the
    same date the last is taken; records without a date take no part. (admiral: derive_vars_joined, mode "last")

    Example:
        LDOSEDTM = 'value_before(ASTDTM, DOSED.AENDTM, DOSED.AENDTM)'
    """
    check_together(dates, values)
    people = Subjects(subject)
    moments = numbers(people.here(date), "value_before")
    timeline = Timeline(people.of_rows(dates), numbers(dates, "value_before"))
    stop = timeline.place(people.codes, moments, "right" if inclusive else "left")
    there = (stop > timeline.begin(people.codes)) & (people.codes >= 0) & ~np.isnan(moments)
    return taken(values, timeline.rows_at(stop - 1, there), people.index)


def value_after(date: Series, dates: Series, values: Series, *, inclusive: bool = True, subject: Series) -> Series:
    """The value on the subject's earliest record on or after the date.

    inclusive=False leaves out records of the date itself. All dates are days, or all are seconds. Of records of the
    same date the first is taken; records without a date take no part. (admiral: derive_vars_joined, mode "first")

    Example:
        NEXTDT = 'value_after(ADT, VISITS.ADT, VISITS.ADT, inclusive=False)'
    """
    check_together(dates, values)
    people = Subjects(subject)
    moments = numbers(people.here(date), "value_after")
    timeline = Timeline(people.of_rows(dates), numbers(dates, "value_after"))
    start = timeline.place(people.codes, moments, "left" if inclusive else "right")
    there = (start < timeline.begin(people.codes + 1)) & (people.codes >= 0) & ~np.isnan(moments)
    return taken(values, timeline.rows_at(start, there), people.index)


def value_during(date: Series, starts: Series, ends: Series, values: Series, *, subject: Series) -> Series:
    """The value on the subject's record whose time from start to end, both included, holds the date.

    A record without an end goes on; one without a start holds nothing. Of several the one that started last is taken,
    of equal starts the last record. All dates are days, or all are seconds. (admiral: derive_vars_joined with
    filter_join)

    Example:
        DOSEON = 'value_during(ASTDT, DOSED.ASTDT, DOSED.AENDT, DOSED.EXDOSE)'
    """
    check_together(starts, ends, values)
    people = Subjects(subject)
    moments = numbers(people.here(date), "value_during")
    timeline = Timeline(people.of_rows(starts), numbers(starts, "value_during"))
    until = numbers(ends, "value_during")[timeline.rows]
    last = timeline.place(people.codes, moments, "right") - 1
    known = (people.codes >= 0) & ~np.isnan(moments)
    found = last_reaching(np.where(np.isnan(until), np.inf, until), np.where(known, last, -1), moments)
    there = known & (found >= timeline.begin(people.codes))
    return taken(values, timeline.rows_at(found, there), people.index)


def joined_flag(
    date: Series, dates: Series, *, within_days: float | None = None, first_day: float | None = None,
    last_day: float | None = None, at_least: int = 1, among: Any = None, otherwise: str = "", subject: Series,
) -> Series:  # fmt: skip
    """Y where the subject has a record (or `at_least` so many) dated near the record's date; else missing.

    within_days=3 counts dates up to 3 days before and after. first_day and last_day count from the record's date: -7
    and -1 is the week before it, first_day=28 any day from the 28th after it. Without any of them every dated record
    counts. `among` names columns of the dataset of `dates`: records count where each has a value, and a flag there
    says neither N, NA nor U. Dates are days. A date of this dataset counts the record itself, if its day does.
    (admiral: derive_var_joined_exist_flag, filter_joined)

    Example:
        CONFFL = 'joined_flag(ADT, ADT, first_day=28, among=CRIT1FL)'
        RELFL = 'joined_flag(ASTDT, ADCM.ASTDT, first_day=0, last_day=7, otherwise="N")'
    """
    low, high = _stretch(within_days, first_day, last_day, at_least)
    columns = listed(among, "among")
    check_together(dates, *columns)
    people = Subjects(subject)
    days = numbers(people.here(date), "joined_flag")
    timeline = Timeline(people.of_rows(dates), numbers(dates, "joined_flag"), held(columns, len(dates)))
    stop = timeline.place(people.codes, days + high, "right")
    start = timeline.place(people.codes, days + low, "left")
    mask = (stop - start >= at_least) & (people.codes >= 0) & ~np.isnan(days)
    return flagged(mask, people.index, otherwise=otherwise)


def _stretch(within: Any, first: Any, last: Any, at_least: Any) -> tuple[float, float]:
    """The first and last day, counted from the record's date."""
    if within is not None and (first is not None or last is not None):
        raise MappingError("", "within_days says both ends already", "say within_days, or first_day and last_day")
    for said in (within, first, last, at_least):
        if said is not None and (isinstance(said, bool) or not isinstance(said, int | float) or said != said):
            raise MappingError("", f"{said!r} is no number", "for example  within_days=7, at_least=2")
    if (within is not None and within < 0) or at_least < 1 or at_least != int(at_least):
        problem = f"within_days={within}, at_least={at_least}: nothing or everything would be near"
        raise MappingError("", problem, "within_days is 0 or more, at_least a whole number from 1 on")
    low = -within if within is not None else -np.inf if first is None else first
    high = within if within is not None else np.inf if last is None else last
    if low > high:
        raise MappingError("", f"first_day={low} is later than last_day={high}", "exchange them")
    return float(low), float(high)
