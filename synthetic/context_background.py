"""The procedures form (non-drug treatment, MRI scans, surgery) and the medical history form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from synthetic.forms import Field, Form, crf_date
from synthetic.safety_course import adverse_events
from synthetic.safety_onset import month_only, remembered
from synthetic.spine import Subject
from synthetic.vocabulary import LANGUAGE, histories, phrase, phrases

# Non-drug treatment current at baseline, as randomised.
CURRENT = {"BM-MSC": 9, "SHAM": 6}
Row = dict[str, str]
PROCEDURES = (
    Field("subject", "Subject number", "text", "", "74"),
    Field("line", "Line of the procedure log", "integer", "", "74"),
    Field("category", "Category", "code", "1=Non-drug treatment;2=Imaging;3=Surgery", "74"),
    Field("procedure_name", "Procedure, as reported", "text", "", "74", "free text with accents"),
    Field("procedure_en", "Procedure, English", "text", "", "74"),
    Field("visit", "Visit of the scan", "text", "", "74", "imaging only: SCR, M12, M24"),
    Field("done", "Performed", "code", "1=Yes;0=No", "74"),
    Field("reason_not_done", "Reason when not performed", "text", "", "74", "free text with accents"),
    Field("start_date", "Start date", "date", "", "74", "partial (UN-JAN-2019, UN-UNK-2019, 2019)"),
    Field("end_date", "End date", "date", "", "74", "partial or empty"),
    Field("ongoing", "Ongoing at the end of the study", "code", "1=Ticked", "74",
          "check box; current at baseline means started before the injection and not ended before it"),
    Field("ae_line", "Line of the adverse event treated", "integer", "", "74"),
)  # fmt: skip
HISTORY = (
    Field("subject", "Subject number", "text", "", "10"),
    Field("line", "Line of the history log", "integer", "", "10"),
    Field("category", "Category", "code", "1=Low back pain;2=Other history", "10"),
    Field("term", "Condition, as reported", "text", "", "10", "free text in the language of the site, with accents"),
    Field("term_en", "Condition, English translation", "text", "", "10"),
    Field("start_date", "Start date", "date", "", "10", "mostly partial (UN-JAN-2019, UN-UNK-2019, 2019) or empty"),
    Field("end_date", "End date", "date", "", "10", "partial or empty"),
    Field("ongoing", "Ongoing", "code", "1=Yes;0=No", "10"),
)  # fmt: skip


def forms(subjects: tuple[Subject, ...], seed: int) -> list[Form]:
    """The procedure and history logs."""
    procedures: dict[str, list[Row]] = {one.subject: [] for one in subjects}
    for row in _treatments(subjects, seed) + _scans(subjects, seed) + _surgery(subjects, seed):
        procedures[row["subject"]].append(row)
    named = {one.subject: one for one in subjects}
    told = []
    for subject in subjects:
        person = named.get(subject.previous_subject or "", subject)  # a re-screened subject tells the same again
        rows = _numbered(_history(person, Random(f"{seed}:history:{person.subject}")))
        told += [row | {"subject": subject.subject} for row in rows]
    logs = [row for own in procedures.values() for row in _numbered(own)]
    return [Form("procedures", PROCEDURES, logs), Form("history", HISTORY, told)]


def _numbered(rows: Sequence[Row]) -> list[Row]:
    """The rows of one subject with their line numbers."""
    return [row | {"line": str(number)} for number, row in enumerate(rows, start=1)]


def _procedure(subject: Subject, category: str, words: tuple[str, str], start: str) -> Row:
    """One performed procedure."""
    return {
        "subject": subject.subject,
        "category": category,
        "procedure_name": words[0],
        "procedure_en": words[1],
        "done": "1",
        "start_date": start,
    }


def _treatments(subjects: tuple[Subject, ...], seed: int) -> list[Row]:
    """Non-drug treatment: current at baseline for the printed number, stopped before consent for the others."""
    rows = []
    for arm, count in CURRENT.items():
        rng = Random(f"{seed}:treatments:{arm}")
        people = [one for one in subjects if one.arm == arm and one.injected]
        current = {one.subject for one in rng.sample(people, count)}
        for subject in people:
            begun = subject.consent - timedelta(days=rng.randint(150, 900))
            words = rng.choice(phrases("treatment", subject.country))
            row = _procedure(subject, "1", words, remembered(begun, subject.consent, rng))
            if subject.subject in current:
                rows.append(row | {"ongoing": "1"})
            elif rng.random() < 0.8:
                stopped = subject.consent.replace(day=1) - timedelta(days=rng.randint(5, 80))
                rows.append(row | {"end_date": rng.choice((month_only(stopped), crf_date(stopped)))})
            if rng.random() < 0.15:
                rows.append(_later(subject, rng))
    return rows


def _later(subject: Subject, rng: Random) -> Row:
    """Non-drug treatment begun after the injection."""
    assert subject.injected is not None
    begun = subject.injected + timedelta(days=rng.randint(10, 40))
    ended = begun + timedelta(days=rng.randint(0, 1) * 60)
    row = _procedure(subject, "1", phrases("treatment", subject.country)[0], crf_date(begun))
    return row | ({"end_date": crf_date(ended)} if ended <= subject.ended else {"ongoing": "1"})


def _scans(subjects: tuple[Subject, ...], seed: int) -> list[Row]:
    """MRI scans at screening, month 12 and month 24; some were not performed."""
    rng = Random(f"{seed}:scans")
    imaged = ("PFIRRMANN GRADE OUT OF RANGE", "LUMBAR DISC HERNIATION", "FACET SYNDROME")
    rows = []
    for subject in subjects:
        for visit in ("SCR", "M12", "M24"):
            if visit not in subject.visits or (subject.failure and subject.failure not in imaged):
                continue
            day = crf_date(subject.visits[visit])
            row = _procedure(subject, "2", phrases("mri", subject.country)[0], day)
            row |= {"visit": visit, "end_date": day}
            if visit != "SCR" and not subject.level and rng.random() < 0.2:
                row |= {"done": "0", "start_date": "", "end_date": ""}
                row["reason_not_done"] = phrase("mri not done", subject.country)
            rows.append(row)
    return rows


def _surgery(subjects: tuple[Subject, ...], seed: int) -> list[Row]:
    """Operations done for a serious event."""
    rows = []
    for event in adverse_events(subjects, seed):
        stay = event.serious.hospital() if event.serious else None
        if event.serious and stay and event.serious.plan["procedure"]:
            planned = event.serious.plan["wait"] != "0"
            name = event.serious.plan["procedure"]
            day = crf_date(stay[0] + timedelta(days=planned))
            row = _procedure(event.subject, "3", (name, name), day)
            rows.append(row | {"end_date": day, "ae_line": str(event.line)})
    return rows


def _history(subject: Subject, rng: Random) -> list[Row]:
    """The onset of the low back pain, and what else a subject had."""
    tongue = LANGUAGE[subject.country]
    onset = subject.consent - timedelta(days=rng.randint(200, 5000))
    words = phrases("pain", subject.country)[0]
    rows = [_condition(subject, "1", words, remembered(onset, subject.consent, rng)) | {"ongoing": "1"}]
    fit = [one for one in histories() if one["sex"] in ("", subject.sex)]
    for one in rng.sample(fit, rng.choices((0, 1, 2, 3), (3, 4, 3, 1))[0]):
        days = max(900, (subject.consent - subject.birth).days - 365 * 8)
        begun = subject.consent - timedelta(days=rng.randint(400, days))
        written = remembered(begun, subject.consent, rng) if rng.random() < 0.9 else ""
        row = _condition(subject, "2", (one[tongue], one["en"]), written)
        rows.append(row | _resolved(one["en"], begun, row["start_date"]))
    if subject.failure == "PREVIOUS SPINE SURGERY":
        row = _condition(subject, "2", ("Discectomy L5-S1", "Discectomy L5-S1"), f"{subject.consent.year - 4}")
        rows.append(row | {"end_date": row["start_date"], "ongoing": "0"})
    return rows


def _condition(subject: Subject, category: str, words: tuple[str, str], start: str) -> Row:
    """One line of the history log, without its number."""
    named = {"term": words[0], "term_en": words[1], "start_date": start}
    return {"subject": subject.subject, "category": category, **named}


def _resolved(name: str, begun: date, written: str) -> Row:
    """Whether a condition is over: operations are, the rest goes on."""
    over = ("ectomy", "scopy", "delivery", "repair", "past")
    if name.endswith(over):
        return {"end_date": written and f"{begun.year}", "ongoing": "0"}
    return {"ongoing": "1"}
