"""The forms demographics and visits, and the randomisation list that is kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

from synthetic.forms import MONTHS, Field, Form, crf_date
from synthetic.spine import ARMS, VISITS, Subject

RACES = "1=White;2=Black or African American;3=Asian;4=Other"
ETHNICITIES = "1=Hispanic or Latino;2=Not Hispanic or Latino"
SITES = "01=Site 01;02=Site 02;03=Site 03;04=Site 04;05=Site 05;06=Site 06"
COUNTRIES = "FRA=France;ESP=Spain;ITA=Italy;DEU=Germany"
STATUS = "1=Done;2=Missed;3=Telephone"
MISSED = "1=COVID-19 restrictions;2=Subject not available;3=Subject could not be reached;4=Consent withdrawn"
UNSCHEDULED = {
    "FRA": "Lombalgie aiguë après un effort, contrôle demandé",
    "ESP": "Dolor lumbar más intenso, revisión a petición del paciente",
    "ITA": "Dolore più intenso da lunedì, visita di controllo",
    "DEU": "Verstärkte Rückenschmerzen, Kontrolle auf Wunsch",
}
EPIDEMIC = (date(2020, 3, 1), date(2021, 6, 30))


def forms(subjects: Sequence[Subject], seed: int) -> list[Form]:
    """The forms demographics and visits."""
    rng = Random(f"{seed}:enrolment")
    return [demographics(subjects, rng), visits(subjects, Random(f"{seed}:enrolment:visits"))]


def demographics(subjects: Sequence[Subject], rng: Random) -> Form:
    """One row per screened subject number."""
    rows: dict[str, dict[str, str]] = {}
    for subject in subjects:
        row = {
            "subject": subject.subject,
            "site": subject.site,
            "country": subject.country,
            "consent_date": crf_date(subject.consent),
            "birth_date": _birth_date(subject, rng),
            "age": str(subject.age),
            "sex": "2" if subject.sex == "F" else "1",
            "previous_subject": subject.previous_subject or "",
        }
        rows[subject.subject] = row | _origin(subject, rng)
    again = {row["previous_subject"]: row for row in rows.values() if row["previous_subject"]}
    for name, later in again.items():  # one person has one date of birth and one origin
        rows[name] |= {column: later[column] for column in ("birth_date", "race", "ethnicity")}
    return Form("demographics", _demographic_fields(), list(rows.values()))


def _demographic_fields() -> tuple[Field, ...]:
    """The data dictionary of demographics."""
    partial = "France: in some records month and year (UN-MAR-1975) or the year alone (1975)"
    again = "re-screened: one person failed under this first number and came back under a second one: one person"
    return (
        Field("subject", "Subject number", "text", "", "1", "site dash number; leading zeros are part of it"),
        Field("site", "Site", "code", SITES, "1", "leading zeros"),
        Field("country", "Country", "code", COUNTRIES, "1"),
        Field("consent_date", "Date of informed consent", "date", "", "1"),
        Field("birth_date", "Date of birth", "date", "", "2", partial),
        Field("age", "Age at consent (years)", "integer", "", "2", "computed on site; whole years"),
        Field("sex", "Sex", "code", "1=Male;2=Female", "2"),
        Field("race", "Race", "code", RACES, "2", "not collected in France"),
        Field("ethnicity", "Ethnicity", "code", ETHNICITIES, "2", "not collected in France"),
        Field("previous_subject", "Previous subject number", "text", "", "2", again),
    )


def _birth_date(subject: Subject, rng: Random) -> str:
    """The date of birth as collected: partial in some French records."""
    kind = rng.choices(("full", "month", "year"), (7, 2, 1))[0]
    if subject.country != "FRA" or kind == "full":
        return crf_date(subject.birth)
    if kind == "year":
        return str(subject.birth.year)
    return f"UN-{MONTHS[subject.birth.month - 1]}-{subject.birth.year}"


def _origin(subject: Subject, rng: Random) -> dict[str, str]:
    """Race and ethnicity, which French sites may not collect."""
    race, ethnicity = rng.choices("1234", (90, 4, 3, 3))[0], "1" if rng.random() < 0.08 else "2"
    if subject.country == "FRA":
        return {"race": "", "ethnicity": ""}
    return {"race": race, "ethnicity": ethnicity if subject.country == "ESP" else "2"}


def visits(subjects: Sequence[Subject], rng: Random) -> Form:
    """One row per subject and planned visit up to the last one attended, and the unscheduled visits."""
    rows = []
    for subject in subjects:
        planned = [visit for visit in VISITS if _due(visit, subject)]
        seen = {visit: subject.visits[visit] for visit in (*planned, "UNS") if visit in subject.visits}
        order = sorted((*planned, *({"UNS"} & set(seen))), key=lambda visit: _place(visit, seen))
        rows += [_visit_row(subject, visit, rng) for visit in order]
    missed = "a missed visit has status 2 and no date; after the last attended visit there are no rows"
    fields = (
        Field("subject", "Subject number", "text", "", "3", "site dash number; leading zeros are part of it"),
        Field("visit", "Visit", "text", "", "3", "UNS is an unscheduled visit, between months 1 and 3"),
        Field("visit_date", "Date of visit or call", "date", "", "3", "empty when missed"),
        Field("visit_status", "Status of the visit", "code", STATUS, "3", missed),
        Field("missed_reason", "Reason missed", "code", MISSED, "3"),
        Field("unscheduled_reason", "Reason for the unscheduled visit", "text", "", "3", "free text, site language"),
    )
    return Form("visits", fields, rows)


def _due(visit: str, subject: Subject) -> bool:
    """Whether a planned visit is on or before the last attended one (day 0 is due once randomised)."""
    last = max(VISITS.index(code) for code in subject.visits if code in VISITS)
    return VISITS.index(visit) <= last or (visit == "D0" and subject.arm is not None)


def _place(visit: str, seen: dict[str, date]) -> float:
    """Where a visit comes in the subject's rows: UNS by its date among the planned ones."""
    if visit != "UNS":
        return VISITS.index(visit)
    return max(VISITS.index(code) for code, day in seen.items() if code in VISITS and day <= seen["UNS"]) + 0.5


def _visit_row(subject: Subject, visit: str, rng: Random) -> dict[str, str]:
    """One row of the visits form."""
    row = {"subject": subject.subject, "visit": visit}
    if visit not in subject.visits:
        return row | {"visit_status": "2", "missed_reason": _reason(subject, visit, rng)}
    row |= {"visit_date": crf_date(subject.visits[visit]), "visit_status": "3" if visit == "M9" else "1"}
    if visit == "UNS":
        row["unscheduled_reason"] = UNSCHEDULED[subject.country]
    return row


def _reason(subject: Subject, visit: str, rng: Random) -> str:
    """Why a visit was missed."""
    if visit == "D0":
        return "4"
    if visit == "M9":
        return "3"
    before = max(day for code, day in subject.visits.items() if VISITS.index(code) < VISITS.index(visit))
    return "1" if EPIDEMIC[0] <= before <= EPIDEMIC[1] else rng.choice("23")


def randomisation(subjects: Sequence[Subject]) -> list[dict[str, str]]:
    """The randomisation list, in the order of allocation; columns as in RANDOMISATION."""
    kept = sorted((s for s in subjects if s.randomised), key=lambda s: (s.randomised or s.consent, s.subject))
    rows = []
    for number, subject in enumerate(kept, start=1):
        day = crf_date(subject.randomised or subject.consent)
        values = (subject.subject, subject.site, subject.arm or ARMS[0], day, f"R{number:04d}")
        rows.append(dict(zip(RANDOMISATION, values, strict=True)))
    return rows


RANDOMISATION = ("subject", "stratum", "arm", "randomised_date", "randomisation_no")
