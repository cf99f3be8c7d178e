"""Words for where a date lies: in which period of its subject, in which interval of a table."""

from __future__ import annotations

from typing import Any

import numpy as np
from pandas import Series

from adam.moments import SAS_BEGINS, days, earlier, moments
from adam.outcomes import chosen
from adam.spans import Windows
from mappings.date_columns import Numbers, possible_days
from mappings.distinct import as_text, encoded, factors, text
from mappings.error import MappingError
from mappings.sas_dates import DAY
from sdtm.algorithms.timing import _of_record

Bounds = tuple[Series, ...]


def period_value(date: Series, starts: Bounds, ends: Bounds, values: tuple[Any, ...], *, subject: Series) -> Series:
    """The value of the subject's period that holds the date, first and last day included.

    Starts, ends and values are named in the same order, one for each period; a value is a number, a text or a column.
    A missing end leaves the period open, a missing start means that the subject has no such period. Where several
    periods hold the date, the one that began last counts; of those that began together the first named.
    Dates are days, seconds or complete ISO dates, compared by the second if both sides tell it.
    (admiral: create_period_dataset and derive_vars_joined)

    Example:
        APERIOD = 'period_value(ASTDT, (ADSL.AP01SDT, ADSL.AP02SDT), (ADSL.AP01EDT, ADSL.AP02EDT), (1, 2))'
        TRTA = 'period_value(ASTDT, (AP01SDT, AP02SDT), (AP01EDT, AP02EDT), (TRT01A, TRT02A))'
    """
    if not isinstance(starts, tuple) or not isinstance(ends, tuple) or not isinstance(values, tuple):
        raise MappingError("", "starts, ends and values are lists", "for example  (AP01SDT, AP02SDT)")
    if not starts or not len(starts) == len(ends) == len(values):
        told = f"{len(starts)} starts, {len(ends)} ends and {len(values)} values"
        raise MappingError("", told, "name one of each for every period, in the same order")
    when, which = moments(date), np.full(len(date), -1, dtype=np.int64)
    began = np.full(len(date), -np.inf)
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        opened, closed = moments(_of_record(start, subject)), moments(_of_record(end, subject))
        holds = when.known & opened.known & ~earlier(when, opened) & ~earlier(closed, when)
        since = opened.day * DAY if opened.second is None else opened.second
        later = holds & (since > began)
        which, began = np.where(later, place, which), np.where(later, since, began)
    return chosen(which, [_column(value, subject) for value in values], subject)


def interval_label(
    source: Series, start: Series, lows: Series, highs: Series, labels: Series, *, subject: Series
) -> Series:
    """The label of the interval that holds every day the date may mean, counted in days from the subject's start.

    The start itself is day 0, the day before is -1. Lows and highs are days of a table of the study, both included;
    an empty one leaves the interval open. A partial date whose possible days lie in several intervals, or in none,
    has no label; nor has a date without a year, or a subject without a complete start. The date is ISO 8601, partial
    or not, or a number of days or seconds.

    Example:
        AEPERIOD = 'interval_label(AESTDTC, ADSL.TRTSDT, onset.low, onset.high, onset.label)'
    """
    if len(labels) != len(lows):
        raise MappingError("", "the labels are of another table than the days", "name columns of one table")
    windows, origin = Windows(lows, highs), days(_of_record(start, subject))
    earliest, latest = (windows.rows(possible - origin) for possible in _possible(source))
    # The intervals share no day: one that holds the first and the last holds all between.
    named, words = factors(as_text(labels))
    row = np.where(earliest == latest, earliest, -1)
    return encoded(np.append(named, -1)[row], words, source.index)


def _column(value: Any, subject: Series) -> Any:
    return _of_record(value, subject) if isinstance(value, Series) else value


def _possible(source: Series) -> tuple[Numbers, Numbers]:
    """First and last SAS day that each date may mean."""
    if source.dtype.kind in "fiu":
        return days(source), days(source)
    first, last = possible_days(text(source))
    return first - SAS_BEGINS, last - SAS_BEGINS
