"""Words for exposure: days with a dose, what was given in all and a day, the last dose before a date, single doses."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pandas import Series
from pandas.api.types import is_numeric_dtype

from adam import exact
from adam.algorithms.dates import date_text
from adam.dose_frequency import days_apart, given_within, rates
from adam.exposed import covered, dosing, given, last_covered, spanned
from adam.moments import days, in_seconds
from mappings.error import MappingError, nearest
from mappings.records import Records, renumbered
from mappings.sas_dates import DAY
from sdtm.algorithms.timing import _of_record


def dose_days(starts: Series, ends: Series, *, until: Series | None = None, subject: Series) -> Series:
    """The number of days on which the subject has a dose; a day of several dosing records counts once.

    Starts and ends are days, seconds or complete ISO dates of the dosing records, first and last day included. An
    empty end is the date of `until`. Missing for a subject without dosing records, or with one whose days are not
    known: no complete start, no complete end, an end before its start.

    Example:
        DOSDAYS = 'dose_days(EX.EXSTDTC, EX.EXENDTC, until=TRTEDT)'
    """
    doses = dosing(starts, ends, until, subject)
    return doses.told(covered(doses), doses.unclear)


def total_dose(
    dose: Series | float, starts: Series, ends: Series, *,
    frequency: Series | None = None, until: Series | None = None, subject: Series,
) -> Series:  # fmt: skip
    """What the subject was given in all: each record's dose times the number of doses on its days, summed.

    One dose a day is given unless `frequency` tells otherwise, in terms such as BID, Q8H, QOD, EVERY 2 WEEKS or ONCE;
    one in several days is given on the first of them. Records that overlap are both given. The sum is that of the
    decimal digits collected. Starts, ends and `until` are as in dose_days. Missing for a subject without dosing
    records, or with one of which dose, days or frequency are not known.

    Example:
        CUMDOSE = 'total_dose(EX.EXDOSE, EX.EXSTDTC, EX.EXENDTC, frequency=EX.EXDOSFRQ, until=TRTEDT)'
    """
    doses = dosing(starts, ends, until, subject)
    return doses.told(*given(dose, doses, frequency))


def average_daily_dose(
    dose: Series | float, starts: Series, ends: Series, *, over: Literal["treated", "dosed"] = "treated",
    frequency: Series | None = None, until: Series | None = None, subject: Series,
) -> Series:  # fmt: skip
    """What the subject was given in all, divided by the days from its first dose to its last.

    With over="dosed" only the days with a dose are counted. All else is as in total_dose; the quotient is rounded once.

    Example:
        AVGDD = 'average_daily_dose(EX.EXDOSE, EX.EXSTDTC, EX.EXENDTC, until=TRTEDT)'
    """
    if over not in ("treated", "dosed"):
        raise MappingError("", f"over is {over!r}", 'say  over="treated"  or  over="dosed"')
    doses = dosing(starts, ends, until, subject)
    amount, unknown = given(dose, doses, frequency)
    lasted = spanned(doses) if over == "treated" else covered(doses)
    return exact.quotient(doses.told(amount, unknown), doses.told(lasted, unknown))


def relative_dose_intensity(given: Series, planned: Series, *, subject: Series) -> Series:
    """What was given in percent of what was planned, rounded once; missing where nothing was planned.

    Example:
        RDI = 'relative_dose_intensity(CUMDOSE, PLANDOSE)'
    """
    return exact.exactly(lambda one, all_: 100 * one / all_, _of_record(given, subject), _of_record(planned, subject))


def last_dose(date: Series, starts: Series, ends: Series, *, until: Series | None = None, subject: Series) -> Series:
    """The last day with a dose of the record's subject on or before the date, as a number of days.

    A dose is given on every day of a dosing record. Records whose days are not known take no part. Starts, ends and
    `until` are as in dose_days. (admiral: derive_vars_joined over create_single_dose_dataset)

    Example:
        LDOSEDT = 'last_dose(ASTDT, DOSED.EXSTDTC, DOSED.EXENDTC, until=ADSL.TRTEDT)'
    """
    doses = dosing(starts, ends, until, subject)
    return Series(last_covered(doses, doses.people.codes, days(date)), index=date.index)


def single_doses(table: Records, *, start: str, end: str, frequency: str = "") -> Records:
    """One record for each dose of a dosing record, with the day of the dose as its start and end.

    One dose a day is given unless the column `frequency` tells otherwise, in terms such as BID, Q8H, QOD, EVERY 2 WEEKS
    or ONCE; several on one day are several records. Start and end are days, seconds or complete ISO dates, and stay
    what they are, without time. Dosing records without known days or frequency give none and are counted.
    (admiral: create_single_dose_dataset)

    Example:
        records = 'single_doses(EX, start="EXSTDTC", end="EXENDTC", frequency="EXDOSFRQ")'
    """
    for name in (start, end, *([frequency] if frequency else [])):
        if name not in table.frame.columns:
            raise MappingError("", f"the table has no column {name}", nearest(name, set(table.columns)))
    first, last = days(table.frame[start]), days(table.frame[end])
    rate = rates(table.frame[frequency] if frequency else None, len(first))
    # A single dose needs no end.
    last = np.where((rate == 0) & table.frame[end].isna().to_numpy(), first, last)
    known = ~np.isnan(first) & (last >= first)
    kept = table.keep(known, "no known days of dosing").keep(~np.isnan(rate[known]), "no regular frequency")
    used = known & ~np.isnan(rate)
    first, last, rate = first[used], last[used], rate[used]
    times = given_within(last - first + 1, rate).astype(np.int64)
    row = np.repeat(np.arange(len(times)), times)
    turn = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    frame = renumbered(kept.frame.take(row))
    day = first[row] + np.where(rate[row] >= 1, turn // np.maximum(rate[row], 1), turn * days_apart(rate)[row])
    for name in dict.fromkeys((start, end)):
        frame[name] = _as_collected(Series(day, index=frame.index), kept.frame[name])
    return Records(frame, kept.dropped)


def _as_collected(day: Series, column: Series) -> Series:
    """Days told as the column tells its dates: in ISO 8601, in seconds or in days."""
    if not is_numeric_dtype(column.dtype):
        return date_text(day)
    return day * DAY if in_seconds(column) else day
