"""The questionnaire forms: pain VAS, Oswestry disability index and SF-36."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from synthetic.efficacy_scores import Key, Scores, scores
from synthetic.efficacy_sf36 import answers
from synthetic.efficacy_sf36_items import NAMES, Answers
from synthetic.efficacy_targets import FOLLOW_UP
from synthetic.forms import Field, Form, crf_date
from synthetic.spine import Subject

SECTIONS = (
    *("Pain intensity", "Personal care", "Lifting", "Walking", "Sitting"),
    *("Standing", "Sleeping", "Sex life", "Social life", "Travelling"),
)
SECTION_WEIGHTS = (14, 6, 13, 8, 13, 13, 8, 8, 9, 8)
DONE = "0=No;1=Yes"
NOT_DONE_REASON = "1=Subject refused;2=Forgotten;3=Too much pain"
ROLE = "1=Investigator;2=Study nurse;3=Data entry clerk"
SF36_CODES = {
    "1": "1=Excellent;2=Very good;3=Good;4=Fair;5=Poor",
    "2": "1=Much better;2=Somewhat better;3=About the same;4=Somewhat worse;5=Much worse",
    "3": "1=Limited a lot;2=Limited a little;3=Not limited",
    "4": "1=Yes;2=No",
    "5": "1=Yes;2=No",
    "6": "1=Not at all;2=Slightly;3=Moderately;4=Quite a bit;5=Extremely",
    "7": "1=None;2=Very mild;3=Mild;4=Moderate;5=Severe;6=Very severe",
    "8": "1=Not at all;2=A little bit;3=Moderately;4=Quite a bit;5=Extremely",
    "9": "1=All the time;2=Most of the time;3=A good bit;4=Some of the time;5=A little;6=None of the time",
    "10": "1=All the time;2=Most of the time;3=Some of the time;4=A little;5=None of the time",
    "11": "1=Definitely true;2=Mostly true;3=Don't know;4=Mostly false;5=Definitely false",
}
SF36_TOPICS = {
    "1": "General health",
    "2": "Health compared with a year ago",
    "3": "Activity limited",
    "4": "Work, physical health",
    "5": "Work, emotional problems",
    "6": "Social activities, extent",
    "7": "Bodily pain",
    "8": "Pain interfering with work",
    "9": "Past four weeks",
    "10": "Social activities, time",
    "11": "How true",
}


def forms(subjects: Sequence[Subject], seed: int) -> list[Form]:
    """The forms pain_vas, odi and sf36."""
    found = scores(subjects, seed)
    filled = answers(subjects, found, seed)
    kept = [subject for subject in subjects if subject.arm]
    early = _completed_at_screening(kept, found, Random(f"{seed}:efficacy:early"))
    return [
        pain_vas(subjects, found, seed),
        odi(kept, found, early, seed),
        sf36(kept, filled, early),
    ]


def _completed_at_screening(kept: Sequence[Subject], found: Scores, rng: Random) -> set[str]:
    """The subjects whose baseline booklets were filled at screening: no day 0, and five others."""
    chosen = rng.sample([subject.subject for subject in kept if subject.full_analysis], 5)
    return set(chosen) | {subject.subject for subject in kept if not subject.injected}


def _key(subject: Subject, visit: str, early: set[str]) -> Key | None:
    """Where the values of a visit are kept: BASE for the visit that gave the baseline."""
    baseline = "SCR" if subject.subject in early else "D0"
    if visit == baseline:
        return subject.subject, "BASE"
    return (subject.subject, visit) if visit in FOLLOW_UP else None


def _visit_fields(page: str) -> tuple[Field, ...]:
    """The columns every visit form begins with."""
    visits = "SCR, D0, W1, M1, M3, M6, M9, M12, M24; UNS is an unscheduled visit"
    return (
        Field("subject", "Subject number", "text", "", page, "site dash number; leading zeros are part of it"),
        Field("visit", "Visit", "text", "", page, visits),
        Field("visit_date", "Date of visit", "date", "", page),
    )


def _start(subject: Subject, visit: str) -> dict[str, str]:
    """The first columns of a row."""
    return {"subject": subject.subject, "visit": visit, "visit_date": crf_date(subject.visits[visit])}


def pain_vas(subjects: Sequence[Subject], found: Scores, seed: int) -> Form:
    """Pain on a 100 mm line: screening, day 0, follow-up and unscheduled visits."""
    rng = Random(f"{seed}:efficacy:pain")
    able = [s.subject for s in subjects if s.full_analysis and found.vas[s.subject, "BASE"] >= 40]
    no_day_0 = set(rng.sample(able, 2)) | {s.subject for s in subjects if s.arm and not s.injected}
    rows: list[dict[str, str]] = []
    for subject in subjects:
        for visit in sorted(subject.visits, key=subject.visits.__getitem__):
            if visit in ("W1", "M9"):
                continue
            value = _vas(subject, visit, found, no_day_0, rng)
            row = _start(subject, visit) | {"vas_done": "0" if value is None else "1"}
            row["vas_mm"] = "" if value is None else str(value)
            row["vas_not_done_reason"] = "2" if value is None else ""
            row |= {"record_status": "1", "entered_by_role": str(rng.choice((2, 2, 3)))}
            rows.append(row)
    _correct(rows, [s.subject for s in subjects if s.full_analysis and "M6" in s.visits], rng)
    done_note = "two subjects have no day 0 value (baseline is screening), one at month 3 and one at month 6 no value"
    fields = (
        *_visit_fields("12"),
        Field("vas_done", "Was pain assessed?", "code", DONE, "12", done_note),
        Field("vas_mm", "Pain, visual analogue scale (mm)", "integer", "", "12", "whole millimetres, 0 to 100"),
        Field("vas_not_done_reason", "Reason not assessed", "code", NOT_DONE_REASON, "12"),
        Field(
            *("record_status", "Status of the record", "code", "1=Active;2=Superseded", "12"),
            "corrected record: one visit has a superseded row with a wrong value beside the active row",
        ),
        Field("entered_by_role", "Role of the person who entered the page", "code", ROLE, "12", "EDC column"),
    )
    return Form("pain_vas", fields, rows)


def _vas(subject: Subject, visit: str, found: Scores, no_day_0: set[str], rng: Random) -> int | None:
    """The value of a visit; None when it was not assessed."""
    name = subject.subject
    if visit == "SCR":
        if subject.failure:
            return rng.randint(15, 38) if subject.failure == "PAIN BELOW 40" else rng.randint(42, 85)
        base = found.vas[name, "BASE"]
        return base if name in no_day_0 else min(max(base + rng.randint(-9, 12), 40 + rng.randint(0, 9)), 98)
    if visit == "D0":
        return None if name in no_day_0 else found.vas[name, "BASE"]
    if visit == "UNS":
        return min(found.vas[name, "M1"] + rng.randint(8, 25), 100)
    return found.vas.get((name, visit))


def _correct(rows: list[dict[str, str]], names: Sequence[str], rng: Random) -> None:
    """One value entered wrongly first: the wrong row stays, superseded, before the right one."""
    name = rng.choice(names)
    place = next(i for i, row in enumerate(rows) if (row["subject"], row["visit"]) == (name, "M6") and row["vas_mm"])
    right = int(rows[place]["vas_mm"])
    wrong = (right + 30) % 100
    rows.insert(place, rows[place] | {"vas_mm": str(wrong), "record_status": "2"})


def odi(kept: Sequence[Subject], found: Scores, early: set[str], seed: int) -> Form:
    """The ten sections of the Oswestry disability index, 0 to 5 each."""
    rng = Random(f"{seed}:efficacy:odi")
    rows: list[dict[str, str]] = []
    for subject in kept:
        for visit in subject.visits:
            key = _key(subject, visit, early)
            if key is None:
                continue
            row = _start(subject, visit) | {"odi_done": "1" if key in found.odi else "0"}
            if key in found.odi:
                sections = _sections(found.section_sum(key), found.answered[key], rng)
                row |= {f"odi_{n}": "" if v is None else str(v) for n, v in enumerate(sections, 1)}
            rows.append(row)
    twice = rng.choice([i for i, row in enumerate(rows) if row["visit"] == "M3" and row["odi_done"] == "1"])
    rows.insert(twice, dict(rows[twice]))
    absent = "not filled at one attended visit, month 1; one row of month 3 is an exact duplicate"
    scoring = "unanswered sections occur; percentage = 100 x sum / (5 x answered)"
    gap = "the score of 50 need not be whole: 13 points in 9 sections are 14.4, between categories 5-14 and 15-24"
    notes = {1: f"{scoring}; {gap}", 8: f"left unanswered most often; {scoring}"}
    fields = (
        *_visit_fields("13"),
        Field("odi_done", "Was the questionnaire filled?", "code", DONE, "13", absent),
        *(
            Field(f"odi_{n}", f"ODI section {n}: {name} (0-5)", "integer", "", "13", notes.get(n, scoring))
            for n, name in enumerate(SECTIONS, 1)
        ),
    )
    return Form("odi", fields, rows)


def _sections(total: int, answered: int, rng: Random) -> list[int | None]:
    """Ten sections with this sum over the answered ones."""
    left = {8: (7, 1), 9: (7,) if rng.random() < 0.75 else (rng.choice((1, 3, 9)),)}.get(answered, ())
    sections: list[int | None] = [None if n in left else 0 for n in range(10)]
    for _ in range(total):
        room = [n for n, value in enumerate(sections) if value is not None and value < 5]
        # A section already high draws less than its share: sections of one subject resemble each other.
        chosen = rng.choices(room, [SECTION_WEIGHTS[n] / (1 + (sections[n] or 0)) ** 2 for n in room])[0]
        sections[chosen] = (sections[chosen] or 0) + 1
    return sections


def sf36(kept: Sequence[Subject], filled: dict[Key, Answers], early: set[str]) -> Form:
    """The 36 answers of the SF-36 version 1, standard form."""
    rows = []
    for subject in kept:
        for visit in subject.visits:
            key = _key(subject, visit, early)
            if key is None:
                continue
            row = _start(subject, visit) | {"sf36_done": "1" if key in filled else "0"}
            values = filled.get(key, [None] * len(NAMES))
            row |= {f"sf_{n}": "" if v is None else str(v) for n, v in zip(NAMES, values, strict=True)}
            rows.append(row)
    unanswered = "unanswered items occur; half-scale rule"
    emotional = "two booklets at month 6 leave out 5a and 5c: role-emotional and both components not computable"
    absent = "not filled at four attended visits"
    fields = [*_visit_fields("14"), Field("sf36_done", "Was the questionnaire filled?", "code", DONE, "14", absent)]
    for name in NAMES:
        topic = name.rstrip("abcdefghij")
        note = emotional if name in ("5a", "5c") else unanswered
        label = f"SF-36 item {name}: {SF36_TOPICS[topic]}"
        fields.append(Field(f"sf_{name}", label, "code", SF36_CODES[topic], "14", note))
    return Form("sf36", tuple(fields), rows)
