"""Words for analysis windows: which one holds a day, how far it is from the target, which record is taken and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pandas import Series

from adam.exact import exactly, numbers
from adam.spans import Windows, plain_numbers
from adam.subjects import Key, Subjects, flagged, given, group_codes, held, key, listed, outermost
from mappings.date_columns import Mask
from mappings.distinct import Codes, encoded, groups, number_text
from mappings.error import MappingError
from mappings.records import taken
from mappings.spec import VariableSpec

TIES = {"later": "last", "earlier": "first"}


def window(
    day: Series, lows: Series, highs: Series, labels: Series, *, by: Series | None = None,
    windows_by: Series | None = None, target: VariableSpec | None,
) -> Series:  # fmt: skip
    """The label of the analysis window that holds the day, from the rows of a table; a number for a numeric variable.

    Both ends belong to a window, an empty end is open; windows that overlap are an error. With `by` and `windows_by` a
    window holds only for records of its value, and a row without one for all values that have no rows of their own.
    Missing outside every window. (admiral leaves windows to the programmer: #375)

    Example:
        AVISIT = 'window(ADY, windows.low, windows.high, windows.label)'
        AWTARGET = 'window(ADY, windows.low, windows.high, windows.target, by=PARAMCD, windows_by=windows.paramcd)'
    """
    if by is None and windows_by is not None:
        raise MappingError("", "windows_by is said without by", "for example  by=PARAMCD")
    if len(labels) != len(lows):
        raise MappingError("", "the columns of the windows are of two tables", "name columns of one table")
    if target is not None and target.type == "Num":
        labels = Series(plain_numbers(labels, "a label of the windows"), index=labels.index, dtype="float64")
    rows = Windows(lows, highs, windows_by).rows(numbers(day), by)
    return taken(labels, rows, day.index)


def window_distance(day: Series, target: Series, *, day_zero: bool = False) -> Series:
    """The days between the day and the target day of its window, never below 0; missing where one is not known.

    There is no day 0: from day -1 to day 1 is one day, unless day_zero=True says that the days count a day 0.

    Example:
        AWTDIFF = 'window_distance(ADY, AWTARGET)'
    """
    # ADaMIG 1.3, 3.3.5: AWTDIFF is adjusted where day and target have different signs.
    days, targets = numbers(day), numbers(target)
    crossed = Series(0.0 if day_zero else (np.sign(days) * np.sign(targets) < 0).astype(np.float64), index=day.index)
    return exactly(lambda one, other, step: abs(one - other) - step, day, target, crossed)


def window_choice(
    distance: Series, day: Series, *order: Series, by: Any, among: Any = None, value: Series | None = None,
    tie: str = "later", subject: Series,
) -> Series:  # fmt: skip
    """Y on the one record of each subject and window (the columns of `by`) that is analysed; else missing.

    It is the nearest to the target. Of two as far the later one is taken, or tie="earlier"; of one day the last
    (first) in the order of the columns named, else the last (first) record. Only records count that have a day, a
    distance, a value in `value` if that is said, and in each column of `among` a value that is not N, NA or U.

    Example:
        ANL01FL = 'window_choice(AWTDIFF, ADY, QSSEQ, by=[PARAMCD, AVISIT], value=AVAL)'
    """
    contest = _contest((distance, day, *order), by, (among, value), tie, subject)
    mask = np.zeros(len(day), dtype=bool)
    mask[contest.winner[contest.candidate]] = True
    return flagged(mask, day.index)


def window_reason(
    distance: Series, day: Series, *order: Series, by: Any, window: Series | None = None, among: Any = None,
    value: Series | None = None, tie: str = "later", subject: Series,
) -> Series:  # fmt: skip
    """Why the record was not chosen for its window by `window_choice` with the same arguments; missing if it was.

    `window` is the label of the window. The reasons: no day; outside every window; no target; no value; not among the
    candidates; farther from the target: 5 days against 2; as far; the later one is taken; same day; the last by QSSEQ
    is taken; same day; last record taken.

    Example:
        WHYNOT = 'window_reason(AWTDIFF, ADY, QSSEQ, by=[PARAMCD, AVISIT], window=AVISIT, value=AVAL)'
    """
    contest = _contest((distance, day, *order), by, (among, value), tie, subject)
    reasons = [("no subject", subject.isna().to_numpy()), ("no day", np.isnan(contest.keys[1].ranks))]
    reasons.append(("outside every window", ~given(distance if window is None else window)))
    reasons.append(("no target", np.isnan(contest.keys[0].ranks)))
    if value is not None:
        reasons.append(("no value", ~given(value)))
    reasons.append(("not among the candidates", ~contest.candidate))
    codes, words = contest.lost(order)
    for text, holds in reversed(reasons):
        codes[holds] = len(words)
        words.append(text)
    return encoded(codes, words, day.index)


@dataclass(frozen=True)
class _Contest:
    """The candidates, the record that won against each of them (-1: not a candidate), and the keys that decided."""

    candidate: Mask
    winner: Codes
    keys: Sequence[Key]
    tie: str

    def lost(self, order: Sequence[Series]) -> tuple[Codes, list[str | None]]:
        """For each candidate that did not win the code of the reason, and the reasons."""
        last = TIES[self.tie]
        codes = np.full(len(self.winner), -1, dtype=np.int64)
        rows = np.flatnonzero(self.candidate & (self.winner != np.arange(len(self.winner))))
        words: list[str | None] = [f"same day; {last} record taken", f"as far; the {self.tie} one is taken"]
        words += [f"same day; the {last} by {column.name or 'the order'} is taken" for column in order]
        codes[rows] = 0
        for place, one in reversed(list(enumerate(self.keys[1:], start=1))):
            codes[rows[self._differs(one, rows)]] = place
        farther = rows[self._differs(self.keys[0], rows)]
        ranks = self.keys[0].ranks
        pairs, found = groups([Series(ranks[farther]), Series(ranks[self.winner[farther]])])
        codes[farther] = pairs + len(words)
        told = {days: number_text(days) for pair in found for days in pair}
        farther_by = (f"{told[own]} {'day' if own == 1 else 'days'} against {told[best]}" for own, best in found)
        return codes, [*words, *(f"farther from the target: {text}" for text in farther_by)]

    def _differs(self, one: Key, rows: Codes) -> Mask:
        own, best = one.ranks[rows], one.ranks[self.winner[rows]]
        return np.asarray((own != best) & ~(np.isnan(own) & np.isnan(best)))


def _contest(
    columns: Sequence[Series], by: Any, wanted: tuple[Any, Series | None], tie: str, subject: Series
) -> _Contest:
    if tie not in TIES:
        raise MappingError("", f"tie={tie!r} has no meaning", 'tie is "later" or "earlier"')
    people = Subjects(subject)
    group = group_codes([subject, *(people.here(column) for column in listed(by, "by"))])
    distance, day, *order = columns
    known = [Key(numbers(distance)), Key(numbers(day))]
    candidate = subject.notna().to_numpy() & ~np.isnan(known[0].ranks) & ~np.isnan(known[1].ranks)
    among, value = wanted
    candidate &= held([people.here(column) for column in listed(among, "among")], len(subject))
    if value is not None:
        candidate &= given(value)
    keys = [*known, *(key(people.here(column)) for column in order)]
    last = tie == "later"
    # The nearest comes first either way; the last of the others where ties go to the later.
    turned = [Key(known[0].ranks, falling=last), *keys[1:]]
    best = outermost(group, turned, candidate, last=last)
    winner = np.where(candidate, best[group] if len(best) else -1, -1)
    return _Contest(candidate, winner, keys, tie)
