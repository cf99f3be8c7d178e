"""The 18 serious adverse events: which subject had which one, when, and how Tables 4 and 5 class it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from synthetic.spine import Subject
from synthetic.vocabulary import table

CATEGORIES = (
    "Exacerbation of LBP", "Fibromyalgia", "Hip osteoarthritis", "Cervical surgery", "Fracture", "Vagus syndrome",
    "COVID-19", "Breast cancer", "Depression", "Pregnancy", "Caesarean delivery", "Uterus fibroma surgery",
)  # fmt: skip
TYPES = (
    "Hospitalisation for usual care of chronic LBP", "Hospitalisation for event unrelated to chronic LBP",
    "Event related to chronic LBP without hospitalisation", "Event unrelated to chronic LBP without hospitalisation",
    "Death", "Undefined",
)  # fmt: skip


@dataclass(frozen=True)
class Serious:
    """One serious adverse event of one subject; `plan` is its row of data/serious.csv."""

    subject: Subject
    start: date
    end: date | None
    plan: dict[str, str]

    def hospital(self) -> tuple[date, date] | None:
        """Admission and discharge; None if there was no stay."""
        if not self.plan["nights"]:
            return None
        admitted = self.start + timedelta(days=int(self.plan["wait"]))
        return admitted, admitted + timedelta(days=int(self.plan["nights"]))


def serious_events(subjects: tuple[Subject, ...], seed: int) -> tuple[Serious, ...]:
    """Every serious event, in the order of data/serious.csv."""
    rng = Random(f"{seed}:serious")
    plans = table("serious.csv")
    people = _cast(subjects, plans, rng)
    events: list[Serious] = []
    for plan in plans:
        person = people[plan["person"]]
        start = _start(person, plan, rng)
        if plan["pt"] == "Caesarean delivery":
            start = events[-1].start + timedelta(days=int(events[-1].plan["days"]))
        end = start + timedelta(days=int(plan["days"])) if plan["days"] else None
        events.append(Serious(person, start, end if end and end <= person.ended else None, plan))
    return tuple(events)


def _cast(subjects: tuple[Subject, ...], plans: list[dict[str, str]], rng: Random) -> dict[str, Subject]:
    """Who plays each person of the plan: narrow parts first, nobody twice."""
    people: dict[str, Subject] = {}
    for plan in sorted(plans, key=lambda row: (row["sex"] == "", row["not_before"] == "", row["person"])):
        if plan["person"] in people:
            continue
        fit = [one for one in subjects if one not in people.values() and _suits(one, plan)]
        people[plan["person"]] = rng.choice(fit)
    return people


def _suits(subject: Subject, plan: dict[str, str]) -> bool:
    """Whether sex, age, treatment received and follow-up allow the planned event."""
    if subject.received != plan["received"] or subject.injected is None or "M24" not in subject.visits:
        return False
    age = (subject.injected - subject.birth).days / 365.25
    known = plan["sex"] in ("", subject.sex) and int(plan["age_from"]) <= age < int(plan["age_to"])
    late = not plan["not_before"] or _last(subject, plan) > date.fromisoformat(plan["not_before"])
    return known and late and subject.ended >= subject.injected + timedelta(days=690)


def _last(subject: Subject, plan: dict[str, str]) -> date:
    assert subject.injected is not None
    return subject.injected + timedelta(days=int(plan["day_to"]))


def _start(subject: Subject, plan: dict[str, str], rng: Random) -> date:
    """A day of the planned window, not before the planned calendar date."""
    assert subject.injected is not None
    first = subject.injected + timedelta(days=int(plan["day_from"]))
    if plan["not_before"]:
        first = max(first, date.fromisoformat(plan["not_before"]))
    return first + timedelta(days=rng.randrange((_last(subject, plan) - first).days + 1))
