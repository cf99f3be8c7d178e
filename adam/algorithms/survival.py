"""Words for time to event: the date of the event or of the censoring, which of them it is, and what its source says."""

from __future__ import annotations

from typing import Any

import numpy as np
from pandas import Series

from adam.outcomes import attribute, outcome, sources
from mappings.distinct import Codes
from mappings.error import MappingError
from sdtm.algorithms.timing import _of_record

Sources = Series | tuple[Series, ...]


def event_date(events: Sources, censors: Sources = (), *, start: Series | None = None, subject: Series) -> Series:
    """The date of the subject's earliest event, else the latest of the censoring dates.

    Events and censors are a column of dates, or several: of other datasets (all the subject's records count; filter
    them by a helper dataset) or of the record itself. Days, seconds or complete ISO dates; the answer is in days
    unless all sources are in seconds. With `start` no date is before it: an earlier one becomes the start.
    (admiral: derive_param_tte)

    Example:
        ADT = 'event_date((DEATHS.ADT, PROGRESSED.ADT), (ADSL.LSTALVDT, ADSL.RANDDT), start=STARTDT)'
        ADT = 'event_date(DERMATOLOGIC.ASTDT, ADSL.RFENDT)'
    """
    begun = None if start is None else _of_record(start, subject)
    won = outcome(sources(events, "events"), sources(censors, "censors"), begun, subject)
    return Series(won.date, index=subject.index)


def event_censor(
    events: Sources, censors: Sources = (), *, codes: tuple[float, ...] | None = None, subject: Series
) -> Series:
    """The number of the censoring reason, 1 for the first source named; 0 where the date is that of an event.

    `codes` gives the censors other numbers. Missing where there is neither event nor censoring date.
    Of censors with the same date the one named first counts.

    Example:
        CNSR = 'event_censor((DEATHS.ADT, PROGRESSED.ADT), (ADSL.LSTALVDT, ADSL.RANDDT))'
        CNSR = 'event_censor(DEATHS.ADT, (ADSL.EOSDT, ADSL.LSTALVDT), codes=(1, 1))'
    """
    happened, ended = sources(events, "events"), sources(censors, "censors")
    numbers = tuple(range(1, len(ended) + 1)) if codes is None else codes
    if not isinstance(numbers, tuple) or len(numbers) != len(ended):
        raise MappingError(
            "", f"{codes!r} for {len(ended)} censors", "say one number for each, for example  codes=(1, 2)"
        )
    won: Codes = outcome(happened, ended, None, subject).source
    table = np.array([*(0.0 for _ in happened), *map(float, numbers), np.nan])
    return Series(table[won], index=subject.index)


def event_value(
    events: Sources, censors: Sources, event_values: Any, censor_values: Any = (), *, subject: Series
) -> Series:
    """What is said of the source that gave the date: a text or number for each source, or a column.

    A column of the same dataset gives the value of the record that won (the first of those of that
    day); a column of the record itself or of another dataset that of the record or subject; None
    is missing. The values are named in the order of their sources.

    Example:
        EVNTDESC = 'event_value(DEATHS.ADT, ADSL.LSTALVDT, "Death", "Last known alive")'
        SRCSEQ = 'event_value((DEATHS.ADT, AES.ASTDT), ADSL.EOSDT, (DEATHS.ASEQ, AES.AESEQ), None)'
    """
    happened, ended = sources(events, "events"), sources(censors, "censors")
    told: list[Any] = []
    for what, columns, values in (("events", happened, event_values), ("censors", ended, censor_values)):
        several = values if isinstance(values, tuple) else (values,)
        if len(several) != len(columns):
            raise MappingError("", f"{len(several)} values for {len(columns)} {what}", "say one for each source")
        told += several
    return attribute(outcome(happened, ended, None, subject), (*happened, *ended), told, subject)
