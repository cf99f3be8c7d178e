"""The medications form: painkillers by WHO step, NSAIDs and other medicines, before and during the study."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from synthetic.forms import Field, Form, crf_date
from synthetic.safety_course import VACCINES, adverse_events
from synthetic.safety_onset import month_only, remembered
from synthetic.spine import Subject
from synthetic.vocabulary import Drug, drugs, phrase

# Current at baseline, as randomised: any, NSAID or step 1, step 2.
CURRENT = {"BM-MSC": (24, 20, 17), "SHAM": (18, 15, 11)}
VACCINE = "COVID-19 vaccine"
Row = dict[str, str]
MEDICATIONS = (
    Field("subject", "Subject number", "text", "", "70"),
    Field("line", "Line of the medication log", "integer", "", "70"),
    Field("record_status", "Status of the record", "code", "1=Current;2=Superseded", "70",
          "2 is the earlier version of a corrected line: leave it out"),
    Field("drug", "Medicine, as reported", "text", "", "70", "free text with accents, brand or substance"),
    Field("drug_en", "Substance, English", "text", "", "70", "our own short list; WHODrug is licensed and not used"),
    Field("med_class", "Class", "code", "1=Analgesic;2=NSAID;3=Other", "70"),
    Field("who_step", "Step of the WHO ladder", "code", "1=Step 1;2=Step 2;3=Step 3", "70",
          "NSAIDs are step 1; empty for other medicines"),
    Field("dose", "Dose", "decimal", "", "70", "decimal comma from site 05"),
    Field("dose_unit", "Unit", "text", "", "70"),
    Field("frequency", "Frequency", "code",
          "1=Once a day;2=Twice a day;3=Three times a day;4=As needed;5=Once", "70", "codes as numbers"),
    Field("route", "Route", "code", "1=Oral;2=Topical;3=Intramuscular;4=Intravenous;5=Inhaled", "70"),
    Field("indication", "Indication", "text", "", "70", "free text in the language of the site, with accents"),
    Field("ae_line", "Line of the adverse event treated", "integer", "", "70", "empty when not for an adverse event"),
    Field("start_date", "Start date", "date", "", "70", "partial (UN-JAN-2019, UN-UNK-2019, 2019) or empty"),
    Field("end_date", "End date", "date", "", "70", "partial or empty"),
    Field("ongoing", "Ongoing at the end of the study", "code", "1=Ticked", "70",
          "check box; current at baseline means started before the injection and not ended before it"),
)  # fmt: skip


def forms(subjects: tuple[Subject, ...], seed: int) -> list[Form]:
    """The medication log of the randomised subjects."""
    rows: dict[str, list[Row]] = {one.subject: [] for one in subjects if one.arm}
    for arm in CURRENT:
        people = [one for one in subjects if one.arm == arm and one.injected]
        for subject, steps in _users(people, arm, Random(f"{seed}:medications:{arm}")):
            rows[subject.subject] += _before(subject, steps, Random(f"{seed}:before:{subject.subject}"))
    for subject in subjects:
        if subject.arm:
            rng = Random(f"{seed}:during:{subject.subject}")
            rows[subject.subject] += _habitual(subject, rng) + _during(subject, rng)
    for row in _for_events(subjects, seed):
        rows[row["subject"]].append(row)
    return [Form("medications", MEDICATIONS, _log(rows, Random(f"{seed}:medications:log")))]


def _log(rows: dict[str, list[Row]], rng: Random) -> list[Row]:
    """The rows with their line numbers; one line was corrected and keeps its earlier version."""
    lines = []
    for own in rows.values():
        lines += [row | {"line": str(number), "record_status": "1"} for number, row in enumerate(own, start=1)]
    corrected = rng.choice([number for number, row in enumerate(lines) if row["drug_en"] == "Omeprazole"])
    lines.insert(corrected, lines[corrected] | {"record_status": "2", "frequency": "2", "dose": "40"})
    return lines


def _users(people: Sequence[Subject], arm: str, rng: Random) -> list[tuple[Subject, str]]:
    """Each subject with the steps taken at baseline: "12", "1", "2" or none."""
    either, first, second = CURRENT[arm]
    both = first + second - either
    steps = ["12"] * both + ["1"] * (first - both) + ["2"] * (second - both)
    steps += [""] * (len(people) - len(steps))
    return list(zip(people, rng.sample(steps, len(steps)), strict=True))


def _before(subject: Subject, steps: str, rng: Random) -> list[Row]:
    """Painkillers taken before the injection: those still taken then, and those stopped before consent."""
    assert subject.injected is not None
    rows = []
    for step in steps:
        begun = subject.consent - timedelta(days=rng.randint(60, 1500))
        last = subject.injected + timedelta(days=rng.randint(40, 400))
        end = last if last < subject.ended and rng.random() < 0.5 else None
        dates = remembered(begun, subject.consent, rng), crf_date(end) if end else ""
        rows.append(_row(subject, _drug(step, subject.country, rng), dates, rng))
        rows[-1]["ongoing"] = "" if end else "1"
    for step in {"12": "", "1": "2", "2": "1", "": "12"}[steps]:
        stopped = subject.consent.replace(day=1) - timedelta(days=rng.randint(30, 500))
        begun = stopped - timedelta(days=rng.randint(15, 400))
        ended = month_only(stopped) if rng.random() < 0.5 else crf_date(stopped)
        dates = remembered(begun, subject.consent, rng), ended
        rows.append(_row(subject, _drug(step, subject.country, rng), dates, rng))
    return rows


def _drug(step: str, country: str, rng: Random) -> Drug:
    """A medicine of a WHO step sold in a country; without a step, one for another condition."""
    fit = [one for one in drugs() if one.name != VACCINE and one.step == step and country in one.names]
    return rng.choices(fit, [one.weight for one in fit])[0]


def _row(subject: Subject, drug: Drug, dates: tuple[str, str], rng: Random) -> Row:
    """One line of the log, without its number."""
    painful = drug.step or drug.name in ("Thiocolchicoside", "Pregabalin")
    return {
        "subject": subject.subject,
        "drug": rng.choice(drug.names[subject.country]),
        "drug_en": drug.name,
        "med_class": drug.group,
        "who_step": drug.step,
        "dose": drug.dose.replace(".", ",") if subject.site == "05" else drug.dose,
        "dose_unit": drug.unit,
        "frequency": drug.frequency if rng.random() < 0.7 or drug.frequency == "5" else "4",
        "route": drug.route,
        "indication": phrase("pain" if painful else "other", subject.country),
        "ae_line": "",
        "start_date": dates[0],
        "end_date": dates[1],
        "ongoing": "",
    }


def _habitual(subject: Subject, rng: Random) -> list[Row]:
    """Medicines for other conditions, taken all along."""
    rows: list[Row] = []
    for _ in range(rng.choices((0, 1, 2), (6, 4, 1))[0]):
        drug = _drug("", subject.country, rng)
        begun = subject.consent - timedelta(days=rng.randint(100, 3000))
        if drug.name not in [row["drug_en"] for row in rows]:
            rows.append(_row(subject, drug, (remembered(begun, subject.consent, rng), ""), rng) | {"ongoing": "1"})
    return rows


def _during(subject: Subject, rng: Random) -> list[Row]:
    """Medicines begun after the injection; vaccines once there were any."""
    rows: list[Row] = []
    if subject.injected is None:
        return rows
    for _ in range(rng.choices((0, 1, 2, 3), (4, 4, 2, 1))[0]):
        begun = subject.injected + timedelta(days=rng.randint(2, 690))
        if begun < subject.ended:
            drug = _drug(rng.choices("123", (20, 8, 1))[0], subject.country, rng)
            rows.append(_begun(subject, drug, begun, rng))
    first = VACCINES + timedelta(days=rng.randint(30, 200))
    if subject.injected < first < subject.ended and rng.random() < 0.4:
        vaccine = next(one for one in drugs() if one.name == VACCINE)
        row = _row(subject, vaccine, (crf_date(first), crf_date(first)), rng)
        rows.append(row | {"indication": phrase("vaccination", subject.country)})
    return rows


def _begun(subject: Subject, drug: Drug, begun: date, rng: Random) -> Row:
    """A line that starts on a known day of the study; long after the injection its month alone may be written."""
    assert subject.injected is not None
    late = (begun - subject.injected).days > 40
    start = month_only(begun) if late and rng.random() < 0.15 else crf_date(begun)
    end = begun + timedelta(days=rng.randint(3, 90))
    over = end <= subject.ended
    ended = (month_only(end) if rng.random() < 0.15 else crf_date(end)) if over else ""
    return _row(subject, drug, (start, ended), rng) | {"ongoing": "" if over else "1"}


def _for_events(subjects: tuple[Subject, ...], seed: int) -> list[Row]:
    """Painkillers given for an adverse event after the injection, with the line of the event."""
    rng = Random(f"{seed}:medications:events")
    painful = ("Headache conditions", "Back pain conditions", "Joint pain conditions", "Nerve root conditions")
    rows = []
    for event in adverse_events(subjects, seed):
        known = event.placed and event.day > 0 and event.concept is not None and event.concept.hlt in painful
        if known and rng.random() < 0.4:
            drug = _drug(rng.choices("12", (4, 1))[0], event.subject.country, rng)
            row = _begun(event.subject, drug, event.start, rng)
            named = {"indication": event.verbatim, "ae_line": str(event.line)}
            rows.append(row | named | {"start_date": crf_date(event.start)})
    return rows
