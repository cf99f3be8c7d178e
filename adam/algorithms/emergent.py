"""Words for what happens on treatment: treatment-emergent events, on-treatment records."""

from __future__ import annotations

import numpy as np
from pandas import Series

from adam.moments import Moments, earlier, moments
from adam.worsening import emergent_in_group, worse_than_begun
from mappings.date_columns import Mask
from mappings.distinct import encoded, factors
from mappings.error import MappingError
from sdtm.algorithms.timing import _of_record


def treatment_emergent(
    start: Series, end: Series | None, first: Series, last: Series | None = None, *, window: float | None = None,
    initial: Series | None = None, intensity: Series | None = None, group: Series | None = None,
    missing: str = "", otherwise: str = "", subject: Series,
) -> Series:  # fmt: skip
    """Y for an event that began on or after the first dose, and not later than so many days after the last dose.

    Without `last`, or where it is missing, there is no upper limit. An event that ended before the first dose, and any
    event of a subject without one, is not emergent: `otherwise`. An event without start date has the answer that
    `missing` says, nothing unless told ("Y" is the cautious one), if it did not end before the first dose.
    An event begun before and not ended before the first dose is emergent too if its `intensity` is above the `initial`
    one. With `group` and `intensity` the lines of a group are one event: a line begun on treatment counts if no line
    of the group began before, or if it is worse than the last of those; and so do all that follow it in the window.
    Dates are days, seconds or complete ISO dates, compared by the second if both sides tell it; the window counts days.
    (admiral: derive_var_trtemfl)

    Example:
        TRTEMFL = 'treatment_emergent(ASTDT, AENDT, ADSL.TRTSDT, ADSL.TRTEDT, window=30)'
        TRTEMFL = 'treatment_emergent(ASTDT, AENDT, TRTSDT, otherwise="N", missing="N")'
        TRTEMFL = 'treatment_emergent(ASTDTM, AENDTM, TRTSDTM, initial=AEITOXGR, intensity=AETOXGR)'
    """
    begun, begin = moments(start), moments(_of_record(first, subject))
    after = _after(begun, last, window or 0, subject) if last is not None or window is None else _no_last()
    if group is None:
        emergent = ~earlier(begun, begin) | worse_than_begun(initial, intensity)
    elif intensity is None or initial is not None:
        remedy = "say  group=AEGRPID, intensity=ATOXGRN"
        raise MappingError("", "a group is judged by the intensity of its lines", remedy)
    else:
        emergent = emergent_in_group(group, intensity, begun, begin, subject=subject)
    possible = begin.known & ~_ended(end, begin)
    return _answers(possible & begun.known & emergent & ~after, possible & ~begun.known, (missing, otherwise), start)


def on_treatment(
    date: Series, first: Series, last: Series | None = None, *, end: Series | None = None, window: float = 0,
    timepoint: Series | None = None, before: str | tuple[str, ...] = (), span: bool = False,
    missing: str = "", otherwise: str = "", subject: Series,
) -> Series:  # fmt: skip
    """Y for a record dated from the first dose to so many days after the last dose, both included.

    Without `last`, or where it is missing, there is no upper limit. On the very date of the first dose a record is not
    on treatment if its `timepoint` is among those named in `before`. With `end` the record is a stretch of time: one
    that ended before the first dose is not on treatment; one that began before it and did not end before it is, if
    `span` is True. A record without date has the answer that `missing` says, nothing unless told.
    Dates are days, seconds or complete ISO dates, compared by the second if both sides tell it; the window counts days.
    (admiral: derive_var_ontrtfl)

    Example:
        ONTRTFL = 'on_treatment(ADT, ADSL.TRTSDT, ADSL.TRTEDT, window=60)'
        ONTRTFL = 'on_treatment(ADT, TRTSDT, TRTEDT, timepoint=ATPT, before="PRE-DOSE")'
        ONTRTFL = 'on_treatment(ASTDT, TRTSDT, TRTEDT, end=AENDT, span=True)'
    """
    if span and end is None:
        raise MappingError("", "a record spans the first dose by its end", "say  end=AENDT")
    if (timepoint is None) != (not before):
        raise MappingError("", "timepoint and before go together", 'say  timepoint=ATPT, before="PRE-DOSE"')
    dated, begin = moments(date), moments(_of_record(first, subject))
    after = _after(dated, last, window, subject) if last is not None or not window else _no_last()
    early, late = earlier(dated, begin), earlier(begin, dated)
    inside = late | (~early & ~_among(timepoint, before, len(date))) | (early & span)
    possible = begin.known & ~_ended(end, begin)
    return _answers(possible & dated.known & inside & ~after, possible & ~dated.known, (missing, otherwise), date)


def _after(begun: Moments, last: Series | None, window: float, subject: Series) -> Mask:
    """Where the day is more than so many days after the last dose."""
    if last is None:
        return np.zeros(len(begun.day), dtype=bool)
    return np.asarray(begun.day > moments(_of_record(last, subject)).day + window)


def _no_last() -> Mask:
    raise MappingError(
        "", "a window is counted from the last dose, and none is named", "say it, for example ADSL.TRTEDT"
    )


def _ended(end: Series | None, begin: Moments) -> Mask:
    return np.zeros(len(begin.day), dtype=bool) if end is None else earlier(moments(end), begin)


def _among(timepoint: Series | None, before: str | tuple[str, ...], count: int) -> Mask:
    if timepoint is None:
        return np.zeros(count, dtype=bool)
    wanted = (before,) if isinstance(before, str) else before
    codes, words = factors(timepoint)
    return np.array([*(word in wanted for word in words), False], dtype=bool)[codes]


def _answers(yes: Mask, unknown: Mask, words: tuple[str, str], like: Series) -> Series:
    """Y, what is said of the unknown, what is said of the others; an empty word is missing."""
    for word in words:
        if not isinstance(word, str):
            raise MappingError("", f"{word!r} is no answer", 'a text, for example "N"; "" leaves it missing')
    codes = np.select([yes, unknown], [0, 1], 2).astype(np.int64)
    return encoded(codes, ["Y", words[0] or None, words[1] or None], like.index)
