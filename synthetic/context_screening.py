"""Entry into the study: the eligibility and consent forms."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from synthetic.forms import Field, Form, crf_date
from synthetic.spine import Subject
from synthetic.vocabulary import LANGUAGE, Criterion, criteria, phrase

YES_NO = "1=Yes;0=No"
CONSENT_VERSIONS = (
    (date(2018, 1, 8), "1.0"),
    (date(2018, 10, 15), "2.0"),
    (date(2019, 9, 2), "2.1"),
    (date(2020, 6, 8), "3.0"),
)


def forms(subjects: tuple[Subject, ...], seed: int) -> list[Form]:
    """The two forms of entry, one row per subject."""
    rng = Random(f"{seed}:eligibility")
    unanswered = rng.choice([one.subject for one in subjects if one.arm])
    return [
        Form("eligibility", _eligibility_fields(), [_eligibility(one, unanswered) for one in subjects]),
        Form("consent", CONSENT, [_consent(one, Random(f"{seed}:consent:{one.subject}")) for one in subjects]),
    ]


def _eligibility_fields() -> tuple[Field, ...]:
    answered = "1=Yes;0=No"
    items = [_criterion_field(one, answered) for one in criteria()]
    return (
        Field("subject", "Subject number", "text", "", "4", "leading zeros matter"),
        Field("assessed", "Date of the assessment", "date", "", "4"),
        Field("protocol_version", "Protocol version", "text", "", "4"),
        *items,
        Field("eligible", "Eligible", "code", answered, "4"),
        Field("failed_criterion", "Criterion that was not met", "text", "", "4",
              "name of the column of the criterion; empty when consent was withdrawn during screening"),
        Field("comment", "Comment", "text", "", "4", "free text with accents"),
    )  # fmt: skip


def _criterion_field(one: Criterion, answered: str) -> Field:
    """The item of a criterion: its label is the criterion's text."""
    note = "criterion met" if one.kind == "inclusion" else "criterion present: 1 excludes the subject"
    if one.code == "exc_01":
        answered, note = f"{answered};2=Not applicable", f"{note}; 2 for men"
    if one.code == "exc_13":
        note += "; not answered for one randomised subject"
    return Field(one.code, one.text, "code", answered, "4", note)


def _eligibility(subject: Subject, unanswered: str) -> dict[str, str]:
    """Every criterion of a subject; a screen failure names the one that failed."""
    row = {one.code: "1" if one.kind == "inclusion" else "0" for one in criteria()}
    row["exc_01"] = "0" if subject.sex == "F" else "2"
    row |= {"subject": subject.subject, "assessed": crf_date(subject.screened), "failed_criterion": ""}
    row["protocol_version"] = "1.0" if subject.consent < date(2019, 9, 2) else "2.0"
    row["eligible"] = "0" if subject.failure else "1"
    failed = next((one for one in criteria() if one.failure == (subject.failure or "none")), None)
    if failed:
        row[failed.code] = "0" if failed.kind == "inclusion" else "1"
        row["failed_criterion"] = failed.code
    elif subject.failure:
        row |= {one.code: "" for one in criteria() if one.kind == "exclusion"}
        row["comment"] = phrase("consent withdrawn", subject.country)
    if subject.subject == unanswered:
        row["exc_13"] = ""
    return row


CONSENT = (
    Field("subject", "Subject number", "text", "", "2"),
    Field("consent_date", "Date of informed consent", "date", "", "2"),
    Field("consent_version", "Version of the consent form", "text", "", "2", "a text: 2.0 is not the number 2"),
    Field("language", "Language of the consent form", "text", "", "2"),
    Field("biobank", "Consent to keep samples", "code", YES_NO, "2"),
    Field("withdrawn", "Consent withdrawn", "code", YES_NO, "2"),
    Field("withdrawal_date", "Date of withdrawal", "date", "", "2"),
    Field("withdrawal_scope", "What was withdrawn", "code", "1=Participation;2=Use of the images", "2"),
)


def withdrawal(subject: Subject) -> tuple[date, str] | None:
    """Day and scope (1 participation, 2 images) of a withdrawal of consent."""
    if subject.failure == "CONSENT WITHDRAWN":
        return subject.screened + timedelta(days=4), "1"
    if subject.end_reason == "WITHDRAWAL BY SUBJECT":
        return subject.ended, "1"
    return (subject.imaging_withdrawn, "2") if subject.imaging_withdrawn else None


def _consent(subject: Subject, rng: Random) -> dict[str, str]:
    """The consent of a subject in the version of that day."""
    version = [name for since, name in CONSENT_VERSIONS if since <= subject.consent][-1]
    gone = withdrawal(subject)
    return {
        "subject": subject.subject,
        "consent_date": crf_date(subject.consent),
        "consent_version": version,
        "language": LANGUAGE[subject.country],
        "biobank": "1" if rng.random() < 0.86 else "0",
        "withdrawn": "1" if gone else "0",
        "withdrawal_date": crf_date(gone[0]) if gone else "",
        "withdrawal_scope": gone[1] if gone else "",
    }
