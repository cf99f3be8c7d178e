"""Who the subjects are outside the study: the socio and work forms."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from synthetic.forms import Field, Form, crf_date
from synthetic.spine import Subject

EDUCATION = {"BM-MSC": (8, 18, 11, 10, 9, 0), "SHAM": (4, 18, 10, 15, 6, 1)}
# Employed (full or part time), unemployed, retired.
EMPLOYMENT = {"BM-MSC": (54, 2, 2), "SHAM": (50, 5, 0)}
# Active smokers, and how many answered.
SMOKERS = {"BM-MSC": (15, 52), "SHAM": (14, 50)}
# On sick leave at baseline, and how many answered.
SICK_LEAVE = {"BM-MSC": (8, 33), "SHAM": (4, 34)}
VISITS = ("D0", "M6", "M12", "M24")
PACKS = ("0.5", "1", "0.25", "1.5")
Answers = dict[str, str]

SOCIO = (
    Field("subject", "Subject number", "text", "", "8"),
    Field("collected", "Date of the interview", "date", "", "8"),
    Field("education", "Highest level of education", "code",
          "1=Primary school;2=Secondary school;3=College;4=License;5=Master;6=Doctor", "8", "empty when not answered"),
    Field("employment", "Employment status", "code",
          "1=Full-time employment;2=Part-time employment;3=Unemployed;4=Retired", "8", "empty when not answered"),
    Field("smoking", "Smoking", "code",
          "1=Active smoker;2=Former smoker;3=Never smoked", "8", "empty when not answered"),
    Field("packs_per_day", "Packs of cigarettes a day", "decimal", "", "8",
          "active smokers only; decimal comma from site 05"),
    Field("entered_by_role", "Role of the person who entered the form", "text", "", "", "EDC noise"),
)  # fmt: skip
WORK = (
    Field("subject", "Subject number", "text", "", "52"),
    Field("visit", "Visit", "text", "", "52"),
    Field("visit_date", "Date of the visit", "date", "", "52"),
    Field("employed", "In employment", "code", "1=Yes;0=No", "52", "empty when not answered"),
    Field("sick_leave", "On sick leave for low back pain today", "code", "1=Yes;0=No", "52",
          "asked of subjects in employment; often not answered"),
    Field("sick_leave_days", "Days of sick leave for low back pain since the last visit (at D0: in three months)",
          "integer", "", "52", "empty when not answered"),
)  # fmt: skip


def forms(subjects: tuple[Subject, ...], seed: int) -> list[Form]:
    """Socio (one row per subject interviewed) and work (one row per subject and visit)."""
    answers: dict[str, Answers] = {}
    for arm in EDUCATION:
        answers |= _answers([one for one in subjects if one.arm == arm], arm, Random(f"{seed}:socio:{arm}"))
    rng = Random(f"{seed}:socio:others")
    for subject in subjects:
        if subject.arm is None and rng.random() < 0.7:
            answers[subject.subject] = _failed(rng)
    for subject in subjects:
        if subject.previous_subject:  # one person, screened twice
            answers[subject.previous_subject] = answers[subject.subject]
    return [
        Form("socio", SOCIO, [_socio(one, answers[one.subject], rng) for one in subjects if one.subject in answers]),
        Form("work", WORK, _work(subjects, answers, seed)),
    ]


def _spread(people: list[str], counts: tuple[int, ...], rng: Random) -> dict[str, str]:
    """Codes 1, 2, ... given to so many people each; the rest did not answer."""
    left = rng.sample(people, len(people))
    given: dict[str, str] = {}
    for code, count in enumerate(counts, start=1):
        given |= dict.fromkeys(left[:count], str(code))
        left = left[count:]
    return given | dict.fromkeys(left, "")


def _answers(people: list[Subject], arm: str, rng: Random) -> dict[str, Answers]:
    """Education, employment and smoking of an arm as randomised, with the printed counts."""
    names = [one.subject for one in people]
    employed, unemployed, retired = EMPLOYMENT[arm]
    eldest = [one.subject for one in sorted(people, key=lambda one: (one.birth, one.subject))[:retired]]
    part_time = employed // 7
    work = _spread([name for name in names if name not in eldest], (employed - part_time, part_time, unemployed), rng)
    work |= dict.fromkeys(eldest, "4")
    smokers, answered = SMOKERS[arm]
    former = (answered - smokers) // 3
    smoking = _spread(names, (smokers, former, answered - smokers - former), rng)
    education = _spread(names, EDUCATION[arm], rng)
    return {
        name: {"education": education[name], "employment": work[name], **_smoking(smoking[name], rng)} for name in names
    }


def _smoking(code: str, rng: Random) -> Answers:
    """Smoking, and how much an active smoker smokes."""
    return {"smoking": code, "packs_per_day": rng.choice(PACKS) if code == "1" else ""}


def _failed(rng: Random) -> Answers:
    """The answers of a subject who was not randomised."""
    return {
        "education": rng.choice(("1", "2", "2", "3", "4", "5", "")),
        "employment": rng.choice(("1", "1", "1", "2", "3", "")),
        **_smoking(rng.choice(("1", "2", "3", "3", "")), rng),
    }


def _socio(subject: Subject, answers: Answers, rng: Random) -> dict[str, str]:
    """One interview."""
    packs = answers["packs_per_day"]
    return {
        "subject": subject.subject,
        "collected": crf_date(subject.screened),
        **answers,
        "packs_per_day": packs.replace(".", ",") if subject.site == "05" else packs,
        "entered_by_role": rng.choice(("nurse", "coordinator", "investigator")),
    }


def _work(subjects: tuple[Subject, ...], answers: Mapping[str, Answers], seed: int) -> list[dict[str, str]]:
    """The work form of every visit where it was filled in."""
    leave: dict[tuple[str, str], str] = {}
    for arm, visit in ((arm, visit) for arm in SICK_LEAVE for visit in VISITS):
        rng = Random(f"{seed}:work:{arm}:{visit}")
        at_work = [
            one.subject for one in subjects
            if one.arm == arm and visit in one.visits and answers[one.subject]["employment"] in ("1", "2")
        ]  # fmt: skip
        ill, answered = SICK_LEAVE[arm]
        given = _spread(at_work, (ill, answered - ill), rng)
        leave |= {(name, visit): {"1": "1", "2": "0"}.get(code, "") for name, code in given.items()}
    rng = Random(f"{seed}:work:days")
    rows = []
    for subject in subjects:
        for visit in VISITS:
            if subject.injected and visit in subject.visits:
                status = answers[subject.subject]["employment"]
                rows.append(_work_row(subject, visit, status, leave.get((subject.subject, visit), ""), rng))
    return rows


def _work_row(subject: Subject, visit: str, status: str, leave: str, rng: Random) -> dict[str, str]:
    """One work form."""
    days = {"1": str(rng.randint(5, 90)), "0": str(rng.choice((0, 0, 0, 0, 3, 8)))}.get(leave, "")
    employed = {"1": "1", "2": "1", "": ""}.get(status, "0")
    return {
        "subject": subject.subject,
        "visit": visit,
        "visit_date": crf_date(subject.visits[visit]),
        "employed": employed,
        "sick_leave": leave,
        "sick_leave_days": days,
    }
