"""Dosing records of each subject as stretches of whole days: which days they cover, and what was given on them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from pandas import Series

from adam import exact
from adam.dose_frequency import given_within, rates
from adam.moments import days
from adam.subjects import Subjects, check_together, outermost, same_rows, totals
from mappings.date_columns import Mask, Numbers
from mappings.distinct import Codes
from mappings.records import positions, taken


@dataclass(frozen=True)
class Dosing:
    """The dosing records of the subjects: whose, and first and last SAS day (last before first: no day at all).

    `unclear` marks those whose days are not known: no start, an open or partial end, an end before the start.
    """

    people: Subjects
    starts: Series
    person: Codes
    first: Numbers
    last: Numbers
    unclear: Mask

    def told(self, figures: Numbers, unknown: Mask) -> Series:
        """The figure of each subject for its records; missing where one of its dosing records is unknown."""
        count = len(self.people.names)
        lost = np.bincount(self.person[unknown & (self.person >= 0)], minlength=count) > 0
        some = np.bincount(self.person[self.person >= 0], minlength=count) > 0
        return self.people.numbers(np.where(some & ~lost, figures, np.nan))

    @property
    def days(self) -> Numbers:
        """How many days each record covers."""
        return np.maximum(self.last - self.first + 1, 0)


def dosing(starts: Series, ends: Series, until: Series | None, subject: Series) -> Dosing:
    """The dosing records; an end that is empty is that of `until`, the subject's or the record's own."""
    check_together(starts, ends)
    people = Subjects(subject)
    person, first, last, open_end = people.of_rows(starts), days(starts), days(ends), ends.isna().to_numpy()
    doses = Dosing(people, starts, person, first, last, np.isnan(first) | np.isnan(last) | (first > last))
    if until is None:
        return doses
    last = np.where(open_end, days(beside(until, doses)), last)
    # One that began after the bound has no day; one that ended before its start is not understood.
    return replace(doses, last=last, unclear=np.isnan(first) | np.isnan(last) | (~open_end & (first > last)))


def beside(value: Series | float, doses: Dosing) -> Series:
    """The value beside each of the dosing records: their own column, that of their subject, or a constant."""
    rows, people = doses.starts, doses.people
    if not isinstance(value, Series):
        return Series(np.full(len(rows), float(value)), index=rows.index)
    if same_rows(value.index, rows.index):
        return value
    if same_rows(value.index, people.index):
        place = outermost(people.codes, [])
    else:
        place = positions(value.index, Series(people.names))
    return taken(value, np.append(place, -1)[doses.person], rows.index)


def covered(doses: Dosing) -> Numbers:
    """The number of days on which each subject has a dose: a day of two records counts once."""
    order, line = _in_line(doses)
    person = doses.person[order]
    first, last = (values[order] + line.place(person) for values in (doses.first, doses.last))
    reached = np.append(-np.inf, np.maximum.accumulate(last))[: len(order)]
    new = np.maximum(last - np.maximum(first, reached + 1) + 1, 0)
    return np.asarray(np.bincount(person, new, minlength=len(doses.people.names)), dtype=np.float64)


def spanned(doses: Dosing) -> Numbers:
    """The number of days from each subject's first day with a dose to its last, gaps and all."""
    count = len(doses.people.names)
    first, last = np.full(count, np.inf), np.full(count, -np.inf)
    used = _in_line(doses)[0]
    np.minimum.at(first, doses.person[used], doses.first[used])
    np.maximum.at(last, doses.person[used], doses.last[used])
    return np.where(last >= first, last - first + 1, 0)


def given(dose: Series | float, doses: Dosing, frequency: Series | None) -> tuple[Numbers, Mask]:
    """What each subject was given in all, exact on the decimal digits, and the records of which that is not known."""
    rate = rates(None if frequency is None else beside(frequency, doses), len(doses.first))
    times = given_within(doses.days, rate)
    amounts = exact.product(beside(dose, doses), Series(times, index=doses.starts.index))
    found = amounts.to_numpy(dtype=np.float64)
    return totals(doses.person, found, len(doses.people.names)), doses.unclear | np.isnan(found)


def last_covered(doses: Dosing, person: Codes, day: Numbers) -> Numbers:
    """For each person and day the last day, up to that one, with a dose; NaN where there is none."""
    order, line = _in_line(doses)
    owner = doses.person[order]
    asked = np.clip(day, line.low - 1, line.high) + line.place(person)
    place = np.searchsorted(doses.first[order] + line.place(owner), asked, side="right") - 1
    there = (place >= 0) & ~np.isnan(day) & (person >= 0)
    there &= np.append(owner, -1)[place] == person
    reached = np.maximum.accumulate(doses.last[order] + line.place(owner))
    last = np.append(reached, np.nan)[np.where(there, place, -1)] - line.place(person)
    return np.where(there, np.minimum(day, last), np.nan)


@dataclass(frozen=True)
class _Line:
    """One line of days on which those of each subject lie far from those of any other."""

    low: float
    high: float

    def place(self, person: Codes) -> Numbers:
        """How far the subject's days are moved."""
        return np.asarray(person * (self.high - self.low + 3), dtype=np.float64)


def _in_line(doses: Dosing) -> tuple[Codes, _Line]:
    """The records that cover a day, by subject and start, and the line they lie on."""
    used = np.flatnonzero(~doses.unclear & (doses.person >= 0) & (doses.last >= doses.first))
    order = used[np.lexsort((doses.first[used], doses.person[used]))]
    return order, _Line(doses.first[used].min(initial=0), doses.last[used].max(initial=0))
