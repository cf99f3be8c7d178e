"""The examination form: Schober test, finger-to-floor distance, weight and height."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from synthetic.forms import Field, Form, crf_date
from synthetic.spine import ARMS, Subject

Quartiles = tuple[float, float, float]
BMI: dict[str, Quartiles] = {"BM-MSC": (22.9, 24.5, 26.9), "SHAM": (22.6, 24.3, 27.3)}
SCHOBER: dict[str, Quartiles] = {"BM-MSC": (2.5, 4.3, 5.0), "SHAM": (2.5, 4.0, 5.0)}
FINGER_FLOOR: dict[str, Quartiles] = {"BM-MSC": (5.0, 15.0, 25.0), "SHAM": (5.0, 15.0, 25.0)}
HEIGHTS = {"M": (177, 6.5), "F": (164, 6.0)}


def forms(subjects: Sequence[Subject], seed: int) -> list[Form]:
    """The form examination: screening of everybody, months 12 and 24."""
    rng = Random(f"{seed}:examination")
    again = {s.previous_subject: s.subject for s in subjects if s.previous_subject}
    persons = [subject for subject in subjects if subject.subject not in again]
    heights = {s.subject: round(rng.gauss(*HEIGHTS[s.sex])) for s in persons}
    weights = {s.subject: _weight(rng.uniform(20.5, 30), heights[s.subject]) for s in persons}
    schober: dict[str, float] = {}
    floor: dict[str, float] = {}
    for arm in ARMS:
        own = [subject.subject for subject in subjects if subject.arm == arm]
        bmi = _spread(own, BMI[arm], (18.6, 33.8), 0.01, rng)
        weights |= {name: _weight(value, heights[name]) for name, value in bmi.items()}
        # One subject of each arm was in too much pain to bend.
        schober |= _spread(rng.sample(own, len(own) - 1), SCHOBER[arm], (1.0, 8.0), 0.5, rng)
        floor |= _spread(rng.sample(own, len(own) - 1), FINGER_FLOOR[arm], (0.0, 48.0), 1.0, rng)
    for failed, later in again.items():
        heights[failed or ""], weights[failed or ""] = heights[later], round(weights[later] + 1.3, 1)
    rows = []
    for subject in subjects:
        for visit in (code for code in ("SCR", "M12", "M24") if code in subject.visits):
            values = (schober.get(subject.subject), floor.get(subject.subject), weights[subject.subject])
            rows.append(_row(subject, visit, _later(values, visit, rng), heights[subject.subject]))
    return [Form("examination", _fields(), rows)]


def _weight(bmi: float, height: int) -> float:
    """The weight in kg, to 0.1, that gives a body mass index at a height in cm."""
    return round(bmi * (height / 100) ** 2, 1)


def _later(values: tuple[float | None, ...], visit: str, rng: Random) -> tuple[float | None, ...]:
    """The same measurements a year or two on; screening values as they are."""
    if visit == "SCR":
        return values
    schober, floor, weight = values
    return (
        None if schober is None else max(1.0, schober + rng.choice((-0.5, 0, 0, 0.5, 1.0))),
        None if floor is None else max(0.0, floor + rng.choice((-8, -5, -3, 0, 0, 2, 5))),
        None if weight is None else round(weight + rng.gauss(0, 1.8), 1),
    )


def _spread(
    own: Sequence[str], quartiles: Quartiles, ends: tuple[float, float], step: float, rng: Random
) -> dict[str, float]:
    """Values in steps, whose quartiles by definition 5 are exactly the wanted ones."""
    count = len(own)
    marks = (ends[0], *quartiles, ends[1])
    values = []
    for rank in range(count):
        part = min(int(4 * (rank + 0.5) / count), 3)
        low, high = marks[part], marks[part + 1]
        # The outer quarters lie closer to the quartile than to the extreme.
        share = rng.random() ** (0.5 if part == 0 else 2 if part == 3 else 1)
        values.append(min(max(round((low + share * (high - low)) / step) * step, low), high))
    values.sort()
    for share, quartile in zip((0.25, 0.5, 0.75), quartiles, strict=True):
        place = count * share
        for rank in {math.ceil(place) - 1, math.floor(place)}:
            values[rank] = quartile
    return dict(zip(rng.sample(own, count), (round(value, 2) for value in values), strict=True))


def _row(subject: Subject, visit: str, values: tuple[float | None, ...], height: int) -> dict[str, str]:
    """One row; site 05 writes a decimal comma."""
    texts = ["" if value is None else f"{value:.1f}" for value in values]
    if subject.site == "05":
        texts = [text.replace(".", ",") for text in texts]
    row = {"subject": subject.subject, "visit": visit, "visit_date": crf_date(subject.visits[visit])}
    row |= dict(zip(("schober_cm", "finger_floor_cm", "weight_kg"), texts, strict=True))
    return row | {"height_cm": str(height) if visit == "SCR" else "", "query_open": "0"}


def _fields() -> tuple[Field, ...]:
    """The data dictionary of the examination."""
    comma = "decimal comma at site 05"
    return (
        Field("subject", "Subject number", "text", "", "11", "site dash number; leading zeros are part of it"),
        Field("visit", "Visit", "text", "", "11", "SCR, M12, M24"),
        Field("visit_date", "Date of visit", "date", "", "11"),
        Field("schober_cm", "Schober test (cm)", "decimal", "", "11", f"{comma}; empty for two subjects in pain"),
        Field("finger_floor_cm", "Finger-to-floor distance (cm)", "decimal", "", "11", f"{comma}; empty for two"),
        Field("weight_kg", "Weight (kg)", "decimal", "", "11", comma),
        Field("height_cm", "Height (cm)", "integer", "", "11", "at screening only"),
        Field("query_open", "Open data query", "code", "0=No;1=Yes", "11", "EDC column"),
    )
