"""Words for the course of a subject through the study: visits and their windows, elements and epochs."""

from __future__ import annotations

from bisect import bisect_right
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from pandas import Series

from mappings.date_columns import measured, orders
from mappings.distinct import Codes, as_text, encoded, factors, groups, number_text, spread, spread_number
from mappings.iso8601 import day_number
from mappings.where import NUMBER

# Private names of a neighbour: a public function here would be a word that rules can say.
from sdtm.algorithms.timing import _microseconds, _of_record, _ranks


def visit_number(
    visit: Series, names: Series, numbers: Series, date: Series, *, subject: Series, unscheduled: tuple[str, ...] = ()
) -> Series:
    """The number of the planned visit; an unscheduled one gets that of the subject's last planned visit and a decimal.

    Planned visits are looked up by name. Any other visit, and those named in `unscheduled`, is unscheduled: the last
    planned visit on or before its day, with .1, .2 ... for the first, second ... distinct day of unscheduled visits
    after it (.01, .02 ... where there are more than nine; numbers of the plan are left out). Before the first planned
    visit counting starts from one less than the plan's lowest number. Records of one day share one number, so that
    datasets with the same days agree. Missing where the visit is missing or the day of an unscheduled one is not known.

    Example:
        VISITNUM = 'visit_number(visit, tv.VISIT_RAW, tv.VISITNUM, visit_date, unscheduled=["UNS"])'
    """
    plan = _plan(names, numbers, unscheduled)
    name = as_text(visit)
    planned = spread_number(lambda text: plan.get(text), name)
    day = spread_number(lambda text, known: None if text is None else day_number(known), name, as_text(date))
    codes, combinations = groups([subject, day, planned])
    extra = _unscheduled_numbers(combinations, tuple(plan.values()))
    answers = [number if number is not None else extra.get((who, on)) for who, on, number in combinations]
    values = np.array([np.nan if number is None else number for number in answers], dtype=np.float64)
    return Series(values[codes], index=name.index)


def visit_name(
    visit: Series, names: Series, labels: Series, number: Series, *, unscheduled: tuple[str, ...] = ()
) -> Series:
    """The label of the planned visit; UNSCHEDULED and the visit number for any other visit that has a number.

    A visit that is not planned and has no number stays as collected.

    Example:
        VISIT = 'visit_name(visit, tv.VISIT_RAW, tv.VISIT, VISITNUM, unscheduled=["UNS"])'
    """
    known = _pairs(as_text(names), as_text(labels))
    planned: dict[str | None, str] = {name: label for name, label in known.items() if name not in unscheduled}

    def called(name: str | None, text: str | None) -> str | None:
        if name in planned:
            return planned[name]
        return name if name is None or text is None else f"UNSCHEDULED {text}"

    return spread(called, as_text(visit), as_text(number))


def visit_in_window(day: Series, lows: Series, highs: Series, numbers: Series) -> Series:
    """The number of the visit whose window, both ends included, holds the study day.

    Missing where no window holds it, or those of several visits do. A window needs both ends.

    Example:
        VISITNUM = 'visit_in_window(LBDY, tv.WINDOW_LOW, tv.WINDOW_HIGH, tv.VISITNUM)'
    """
    columns = [_numbers(column).tolist() for column in (lows, highs, numbers)]
    windows = [window for window in zip(*columns, strict=True) if not np.isnan(window).any()]

    def holder(on: float | None) -> float | None:
        found = {number for low, high, number in windows if on is not None and low <= on <= high}
        return found.pop() if len(found) == 1 else None

    return spread_number(holder, _numbers(day))


def planned_day(number: Series, numbers: Series, days: Series) -> Series:
    """The planned study day of the visit with that number; missing for visits that were not planned.

    Example:
        VISITDY = 'planned_day(VISITNUM, tv.VISITNUM, tv.VISITDY)'
    """
    known = _pairs(_numbers(numbers), _numbers(days))
    return spread_number(lambda value: known.get(value), _numbers(number))


def epoch(date: Series, starts: Series, ends: Series, names: Series, *, subject: Series) -> Series:
    """The epoch of the subject element that holds the date: from the element's start until the next one starts.

    Days are compared, or clocks where both tell them: the day of a transition belongs to the element that begins on
    it. After the end of the last element there is none, nor where a partial date leaves two epochs open. An element
    that has no start, or none with a year, holds nothing.

    Example:
        EPOCH = 'epoch(AESTDTC, SE.SESTDTC, SE.SEENDTC, SE.EPOCH)'
    """
    people = factors(subject)[0]
    rows = _element_rows(starts, subject)
    known = np.full(len(people), -1, dtype=np.int64)  # the element surely begun, then the last that may be
    answer, sure = known.copy(), np.ones(len(people), dtype=bool)
    labels = factors(as_text(names))
    dated, begins, finishes = measured(date), measured(starts), measured(ends)
    for place in range(rows.shape[1]):
        here = rows[people, place]
        order = orders(dated, begins.at(here, subject.index))
        name = np.append(labels[0], -1)[here]
        begun, open_ = (order.same | order.after) & ~order.before, (order.same | order.after) & order.before
        answer, sure = np.where(begun, name, answer), np.where(begun, True, sure & ~(open_ & (name != answer)))
        known = np.where(order.same | order.after, here, known)
    last = known == rows[people, (rows >= 0).sum(axis=1)[people] - 1]
    late = last & orders(dated, finishes.at(known, subject.index)).after
    return encoded(np.where(sure & ~late, answer, -1), labels[1], subject.index)


def element_end(start: Series, last: Series, *, subject: Series) -> Series:
    """The end of each element: the start of the subject's next element; for the last one the subject's last date.

    Elements follow each other by the first moment their start can mean. An element without a start has no end.

    Example:
        SEENDTC = 'element_end(SESTDTC, DM.RFPENDTC)'
    """
    people = factors(subject)[0]
    codes, words = factors(as_text(start))
    order = _by_start(start, people)
    follows = people[order[1:]] == people[order[:-1]]
    ends, end_words = factors(as_text(_of_record(last, subject)))
    answer = np.full(len(codes), -1, dtype=np.int64)
    answer[order] = np.where(ends[order] >= 0, ends[order] + len(words), -1)
    answer[order[:-1][follows]] = codes[order[1:][follows]]
    return encoded(answer, [*words, *end_words], subject.index)


def _plan(names: Series, numbers: Series, unscheduled: tuple[str, ...]) -> dict[str | None, float]:
    known = _pairs(as_text(names), _numbers(numbers))
    return {name: number for name, number in known.items() if name not in unscheduled}


def _number(value: object) -> float | None:
    if isinstance(value, str):
        return float(value) if NUMBER.fullmatch(value) else None
    return value if isinstance(value, float) else None


def _numbers(column: Series) -> Series:
    return spread_number(_number, column)


def _pairs(keys: Series, values: Series) -> dict[Any, Any]:
    """What stands beside each key, at the first place where both are known."""
    _, found = groups([keys, values])
    pairs: dict[Any, Any] = {}
    for key, value in found:
        if key is not None and value is not None:
            pairs.setdefault(key, value)
    return pairs


def _unscheduled_numbers(
    visits: list[tuple[str | None, float | None, float | None]], plan: tuple[float, ...]
) -> dict[tuple[str, float], float]:
    """The number of each subject and day without a planned number."""
    planned: dict[str, list[tuple[float, float]]] = {}
    others: dict[str, set[float]] = {}
    for person, day, number in visits:
        if person is not None and day is not None and number is not None:
            planned.setdefault(person, []).append((day, number))
        elif person is not None and day is not None:
            others.setdefault(person, set()).add(day)
    answers: dict[tuple[str, float], float] = {}
    for person, days in others.items():
        for base, following in _by_base(sorted(planned.get(person, [])), sorted(days), plan).items():
            numbers = _after(base, len(following), plan)
            answers |= {(person, day): number for day, number in zip(following, numbers, strict=True)}
    return answers


def _by_base(
    planned: list[tuple[float, float]], days: list[float], plan: tuple[float, ...]
) -> dict[float, list[float]]:
    """Days by the number of the last planned visit on or before them."""
    before = min(plan, default=1.0) - 1
    found: dict[float, list[float]] = {}
    for day in days:
        place = bisect_right(planned, (day, np.inf))
        found.setdefault(planned[place - 1][1] if place else before, []).append(day)
    return found


def _after(base: float, count: int, plan: tuple[float, ...]) -> list[float]:
    """So many numbers after the base, in tenths or finer, that the plan does not use."""
    used = {number for number in plan if base < number < base + 1}
    start, digits = Decimal(number_text(base)), len(str(count + len(used)))
    numbers = [float(start + Decimal(step).scaleb(-digits)) for step in range(1, count + len(used) + 1)]
    return [number for number in numbers if number not in used][:count]


def _element_rows(starts: Series, subject: Series) -> Codes:
    """For each subject (and none) the rows of its elements in the order of their starts, filled up with -1."""
    people, names = factors(subject)
    if not starts.index.equals(subject.index):
        people = pd.Index(names, dtype="object").get_indexer(starts.index).astype(np.int64)
    order = _by_start(starts, people)
    owners = people[order]
    turn = np.arange(len(order)) - np.searchsorted(owners, owners)
    rows = np.full((len(names) + 1, int(turn.max(initial=0)) + 1), -1, dtype=np.int64)
    rows[owners, turn] = order
    return rows


def _by_start(starts: Series, people: Codes) -> Codes:
    """The rows that have a start and a subject, by subject and the first moment the start can mean."""
    codes, words = factors(as_text(starts))
    ranks = np.append(_ranks(words, lambda found: (_microseconds(found.earliest),)), -1)[codes]
    inside = np.flatnonzero((ranks >= 0) & (people >= 0))
    return inside[np.lexsort((inside, ranks[inside], people[inside]))].astype(np.int64)
