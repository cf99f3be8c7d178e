"""How each subject's study went: the disposition and deviations forms."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from synthetic.forms import Field, Form, crf_date
from synthetic.spine import Subject
from synthetic.vocabulary import phrase

REASONS = (
    "COMPLETED", "SCREEN FAILURE", "WITHDRAWAL BY SUBJECT", "LOST TO FOLLOW-UP", "PHYSICIAN DECISION",
    "STUDY TERMINATED BY SPONSOR",
)  # fmt: skip
REASON_WORDS = (
    "Completed", "Screen failure", "Withdrawal by subject", "Lost to follow-up", "Physician decision",
    "Follow-up closed by the sponsor",
)  # fmt: skip
ATTENDANCE = "1=Attended;2=Missed;3=Left the study before;4=Not due before the end of the follow-up"
DISPOSITION = (
    Field("subject", "Subject number", "text", "", "90"),
    Field("end_date", "Last day in the study", "date", "", "90"),
    Field("status", "Status", "code", "1=Completed;2=Left early;3=Screen failure", "90"),
    Field("reason", "Reason", "code", ";".join(f"{n}={word}" for n, word in enumerate(REASON_WORDS, start=1)), "90"),
    Field("remark", "Remark", "text", "", "90", "free text in the language of the site, with accents"),
    Field("month12_status", "Month 12 visit", "code", ATTENDANCE, "90", "empty when never injected"),
    Field("month24_status", "Month 24 visit", "code", ATTENDANCE, "90", "empty when never injected"),
    Field("unblinded_date", "Date of unblinding before the end of the study", "date", "", "90"),
)
KINDS = {
    "KIT": ("1", "Received other than allocated kit"),
    "UNBLINDED": ("2", "Unblinded before the end of the study"),
    "NOT TREATED": ("3", "Not injected after randomisation"),
    "MISSED": ("4", "Visit missed"),
    "WASHOUT": ("5", "Painkiller not stopped before the assessment"),
    "CONSENT": ("6", "Outdated version of the consent form signed"),
    "STEROID": ("7", "Steroid injection during follow-up"),
}
MAJOR = ("KIT", "UNBLINDED", "NOT TREATED")
DEVIATIONS = (
    Field("subject", "Subject number", "text", "", "92"),
    Field("line", "Line of the deviation log", "integer", "", "92"),
    Field("deviation_date", "Date of the deviation", "date", "", "92"),
    Field("category", "Category", "code", ";".join(f"{code}={words}" for code, words in KINDS.values()), "92",
          "1 does not say which product was given: the export is blinded"),
    Field("description", "Description", "text", "", "92",
          "free text, partly in the language of the site, with accents"),
    Field("importance", "Importance", "code", "1=Major;2=Minor", "92"),
)  # fmt: skip


def forms(subjects: tuple[Subject, ...], seed: int) -> list[Form]:
    """The disposition (one row per subject) and the deviation log."""
    rows: list[dict[str, str]] = []
    for subject in subjects:
        found = sorted(_deviations(subject, Random(f"{seed}:deviations:{subject.subject}")))
        rows += [_deviation(subject, number, *one) for number, one in enumerate(found, start=1)]
    return [
        Form("disposition", DISPOSITION, [_disposition(subject) for subject in subjects]),
        Form("deviations", DEVIATIONS, rows),
    ]


def _disposition(subject: Subject) -> dict[str, str]:
    """How the study of a subject ended."""
    status = {"COMPLETED": "1", "SCREEN FAILURE": "3"}.get(subject.end_reason, "2")
    return {
        "subject": subject.subject,
        "end_date": crf_date(subject.ended),
        "status": status,
        "reason": str(REASONS.index(subject.end_reason) + 1),
        "remark": phrase(subject.end_reason, subject.country),
        "month12_status": _attended(subject, "M12", 365),
        "month24_status": _attended(subject, "M24", 730),
        "unblinded_date": crf_date(subject.unblinded) if subject.unblinded else "",
    }


def _attended(subject: Subject, visit: str, day: int) -> str:
    """Whether a planned visit took place, as a code."""
    if subject.injected is None:
        return ""
    if visit in subject.visits:
        return "1"
    if subject.end_reason == "STUDY TERMINATED BY SPONSOR":
        return "4"
    return "2" if subject.ended >= subject.injected + timedelta(days=day) else "3"


def _deviations(subject: Subject, rng: Random) -> list[tuple[date, str, str]]:
    """Day, kind and description of each deviation of a subject."""
    if subject.randomised is None:
        return []
    if subject.injected is None:
        return [(subject.ended, "NOT TREATED", KINDS["NOT TREATED"][1])]
    found = [(subject.injected, "KIT", KINDS["KIT"][1])] if subject.arm != subject.received else []
    if subject.unblinded:
        found.append((subject.unblinded, "UNBLINDED", KINDS["UNBLINDED"][1]))
    for visit, day in (("W1", 7), ("M1", 30), ("M3", 91), ("M6", 183), ("M9", 274), ("M12", 365)):
        planned = subject.injected + timedelta(days=day)
        if visit not in subject.visits and planned < max(subject.visits.values()):
            found.append((planned, "MISSED", f"{KINDS['MISSED'][1]}: {visit}"))
    return found + _minor(subject, rng)


def _minor(subject: Subject, rng: Random) -> list[tuple[date, str, str]]:
    """The small deviations that come by chance."""
    found = []
    visits = [subject.visits[visit] for visit in ("M1", "M3", "M6", "M12", "M24") if visit in subject.visits]
    if visits and rng.random() < 0.08:
        found.append((rng.choice(visits), "WASHOUT", phrase("WASHOUT", subject.country)))
    if len(visits) == 5 and rng.random() < 0.04:
        found.append((visits[2] + timedelta(days=rng.randint(20, 120)), "STEROID", phrase("STEROID", subject.country)))
    if rng.random() < 0.03:
        found.append((subject.consent, "CONSENT", KINDS["CONSENT"][1]))
    return found


def _deviation(subject: Subject, number: int, day: date, kind: str, words: str) -> dict[str, str]:
    """One line of the deviation log."""
    return {
        "subject": subject.subject,
        "line": str(number),
        "deviation_date": crf_date(day),
        "category": KINDS[kind][0],
        "description": words,
        "importance": "1" if kind in MAJOR else "2",
    }
