"""What each adverse event was called, how long it lasted, and how the site rated it."""

from __future__ import annotations

import math
from datetime import date, timedelta
from random import Random

from synthetic.forms import crf_date
from synthetic.safety_events import ONSETS, Event, onsets
from synthetic.safety_onset import month_only
from synthetic.safety_serious import serious_events
from synthetic.spine import Subject
from synthetic.vocabulary import LANGUAGE, Concept, concept, concepts

PANDEMIC, VACCINES = date(2020, 3, 1), date(2021, 1, 15)
RECOVERED, RECOVERING, SEQUELAE, NOT_RECOVERED = "1234"


def adverse_events(subjects: tuple[Subject, ...], seed: int) -> list[Event]:
    """All 488 events with their words and ends, ordered by subject and line."""
    serious = serious_events(subjects, seed)
    events: list[Event] = []
    for arm in ONSETS:
        rng = Random(f"{seed}:events:{arm}")
        own = onsets(subjects, serious, arm, rng)
        had: set[tuple[str, str]] = set()
        for event in own:
            _name(event, had, rng)
            _end(event, rng)
        events += own
    return _numbered(events)


def _numbered(events: list[Event]) -> list[Event]:
    """The events by subject and onset, each with its line in the subject's log."""
    events.sort(key=lambda event: (event.subject.subject, event.start, event.english))
    lines: dict[str, int] = {}
    for event in events:
        lines[event.subject.subject] = event.line = lines.get(event.subject.subject, 0) + 1
    return events


def _name(event: Event, had: set[tuple[str, str]], rng: Random) -> None:
    """Give an event its preferred term and its words; a rare complaint comes once per subject."""
    if event.serious:
        event.concept, number = concept(event.serious.plan["pt"]), int(event.serious.plan["wording"])
    else:
        fit = [one for one in concepts() if _fits(one, event)]
        fresh = [one for one in fit if one.weight > 20 or (event.subject.subject, one.pt) not in had]
        event.concept = rng.choices(fresh or fit, [one.weight for one in fresh or fit])[0]
        number = rng.randrange(len(event.concept.words["en"]))
    had.add((event.subject.subject, event.concept.pt))
    event.english = event.concept.words["en"][number]
    local = event.concept.words[LANGUAGE[event.subject.country]]
    event.verbatim = event.english if rng.random() < 0.2 else local[min(number, len(local) - 1)]


def _fits(one: Concept, event: Event) -> bool:
    """Whether sex, time since the injection, calendar and relatedness allow a term."""
    if one.sex not in ("", event.subject.sex) or (event.related and not one.can_relate):
        return False
    allowed = {
        "any": True,
        "sae": False,
        "early": 0 <= event.day <= 10,
        "covid": event.start >= PANDEMIC,
        "vaccine": event.start >= VACCINES,
    }
    return allowed[one.when]


def _end(event: Event, rng: Random) -> None:
    """The true end of an event; none if it lasted beyond the subject's end of study."""
    assert event.concept is not None
    if event.serious:
        event.end = event.serious.end
        return
    end = event.start + timedelta(days=int(event.concept.days * math.exp(rng.gauss(0.0, 0.6)) * 0.9))
    lasting = event.concept.days >= 30 and rng.random() < 0.15
    event.end = end if end <= event.subject.ended and not lasting else None


def end_written(event: Event, rng: Random) -> str:
    """The end date as the site wrote it: whole, without its day, as a year, or empty."""
    draw = rng.random()
    if event.end is None:
        return ""
    if event.serious or draw > 0.1:
        return crf_date(event.end)
    return month_only(event.end) if draw > 0.02 else f"{event.end.year}"


def ratings(event: Event, rng: Random) -> dict[str, str]:
    """Severity, causality, action and outcome, as codes."""
    plan = event.serious.plan if event.serious else {}
    severity = plan.get("severity") or rng.choices("123", (58, 36, 6))[0]
    drug = severity != "1" or rng.random() < 0.4
    return {
        "severity": severity,
        "related_product": rng.choices("23", (7, 2))[0] if event.related else "1",
        "related_procedure": plan.get("related_procedure") or _procedure(event, rng),
        "action_study": "5",
        "treat_none": "" if drug else "1",
        "treat_drug": "1" if drug else "",
        "treat_nondrug": "1" if plan.get("procedure") or rng.random() < 0.08 else "",
        "outcome": _outcome(event, plan.get("outcome", ""), rng),
    }


def _procedure(event: Event, rng: Random) -> str:
    """Causality of the procedure: likely for complaints at the site of the injection."""
    assert event.concept is not None
    if event.concept.when == "early":
        return rng.choices("234", (2, 3, 3))[0]
    if event.related and event.day <= 30:
        return rng.choices("12", (1, 1))[0]
    return "1"


def _outcome(event: Event, planned: str, rng: Random) -> str:
    """Outcome as a code; an event that goes on has not recovered."""
    if event.end is None:
        lasting = (RECOVERING, NOT_RECOVERED)
        return planned if planned in lasting else rng.choices(lasting, (2, 3))[0]
    return planned if planned in (RECOVERED, SEQUELAE) else rng.choices((RECOVERED, SEQUELAE), (40, 1))[0]
