"""Who had an adverse event and when: 488 of them, so that counts and onset periods are the published ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from synthetic.forms import crf_date
from synthetic.safety_onset import LAST_DAY, month_only, period_of, period_of_day, period_window
from synthetic.safety_serious import Serious
from synthetic.spine import Subject
from synthetic.vocabulary import Concept

T = TypeVar("T")
UNPLACED = ""
ONSETS = {
    "BM-MSC": {"BASELINE": 9, "M0": 49, "M1": 28, "M3": 44, "M6": 53, "M12": 74, UNPLACED: 15},
    "SHAM": {"BASELINE": 10, "M0": 48, "M1": 29, "M3": 33, "M6": 39, "M12": 40, UNPLACED: 17},
}
AFFECTED = {"BM-MSC": 43, "SHAM": 41}
RELATED = {"BM-MSC": (20, 17), "SHAM": (24, 9)}


@dataclass
class Event:
    """One adverse event; `start` is the true day, `written` what the site wrote for it."""

    subject: Subject
    start: date
    written: str
    serious: Serious | None = None
    related: bool = False
    concept: Concept | None = None
    english: str = ""
    verbatim: str = ""
    end: date | None = None
    line: int = 0

    @property
    def injected(self) -> date:
        """The day of the injection; every subject with events had one."""
        assert self.subject.injected is not None
        return self.subject.injected

    @property
    def day(self) -> int:
        """Days since the injection, negative before it."""
        return (self.start - self.injected).days

    @property
    def placed(self) -> bool:
        """Whether the onset as written lies in one onset period."""
        return period_of(self.written, self.injected) is not None


def onsets(subjects: Sequence[Subject], serious: Sequence[Serious], arm: str, rng: Random) -> list[Event]:
    """The events of an arm as treated, with onset and relatedness, not yet named."""
    events = [Event(one.subject, one.start, crf_date(one.start), one) for one in serious if one.subject.received == arm]
    left = Counter(ONSETS[arm])
    left.subtract(period_of_day(event.start, event.injected) for event in events)
    ill = list({event.subject.subject: event.subject for event in events}.values())
    known = {one.subject for one in ill}
    rest = [one for one in subjects if one.received == arm and one.subject not in known]
    chosen = rng.sample(rest, AFFECTED[arm] - len(ill))
    for subject in chosen:
        name = _drawn([(name, count) for name, count in left.items() if _days(subject, name)], rng)
        left[name] -= 1
        events.append(_onset(subject, name, left[name], rng))
    weights = [0.12 + min(rng.gammavariate(0.9, 1.0), 2.6) for _ in (*ill, *chosen)]
    for name, count in left.items():
        fit = [(one, weight * _days(one, name)) for one, weight in zip((*ill, *chosen), weights, strict=True)]
        events += [_onset(_drawn(fit, rng), name, number, rng) for number in range(count)]
    _relate(events, arm, rng)
    return events


def _drawn(weighted: Sequence[tuple[T, float]], rng: Random) -> T:
    """One of the things, by weight."""
    return rng.choices([thing for thing, _ in weighted], [weight for _, weight in weighted])[0]


def _span(subject: Subject, name: str) -> tuple[date, date] | None:
    """First and last day a subject may have an event of a period."""
    assert subject.injected is not None
    first = subject.consent
    if name != UNPLACED:
        return period_window(name, first, subject.injected, subject.ended)
    return first, min(subject.ended, subject.injected + timedelta(days=LAST_DAY))


def _days(subject: Subject, name: str) -> int:
    """How many days of a period a subject was in the study."""
    span = _span(subject, name)
    return (span[1] - span[0]).days + 1 if span else 0


def _onset(subject: Subject, name: str, number: int, rng: Random) -> Event:
    """An event somewhere in a period, or one whose date as written fits no single period."""
    span = _span(subject, name)
    assert span is not None
    while True:
        days = (span[1] - span[0]).days + 1
        day = span[0] + timedelta(days=_early(days, rng) if name == "M0" else rng.randrange(days))
        event = Event(subject, day, crf_date(day))
        if name == UNPLACED:
            event.written = _vague(day, number)
        elif rng.random() < 0.12:
            event.written = month_only(day)
        if event.placed != (name == UNPLACED):
            return event


def _early(days: int, rng: Random) -> int:
    """A day of the first month, more often one of the first days."""
    return min(int(rng.expovariate(1 / 9)), days - 1)


def _vague(day: date, number: int) -> str:
    """A date with little in it: nothing, a year, a year with unknown month, or a month."""
    if number == 0:
        return ""
    return (f"{day.year}", f"UN-UNK-{day.year}", month_only(day))[number % 3]


def _relate(events: list[Event], arm: str, rng: Random) -> None:
    """Mark the events held to be related to the study product: so many events, so many subjects."""
    count, people = RELATED[arm]
    own: dict[str, list[Event]] = {}
    for event in sorted(events, key=lambda event: event.start):
        if event.day >= 0 and event.placed and not event.serious:
            own.setdefault(event.subject.subject, []).append(event)
    ranked = sorted(own, key=lambda subject: (-_capacity(own[subject], count, people), own[subject][0].day, subject))
    chosen = [own[subject] for subject in ranked[:people]]
    for events_of_one in chosen:
        events_of_one[0].related = True
    more = [event for events_of_one in chosen for event in events_of_one[1:]]
    for event in sorted(more, key=lambda event: (event.day, event.subject.subject))[: count - people]:
        event.related = True


def _capacity(events: Sequence[Event], count: int, people: int) -> int:
    """How many early events a subject can give, up to what is asked of one subject."""
    return min(len([event for event in events if event.day <= 92]), max(1, 3 * (count // people) - 2))
