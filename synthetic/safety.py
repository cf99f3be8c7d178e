"""The safety forms: adverse_events, sae_details and histology."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from synthetic.forms import Form, crf_date
from synthetic.safety_course import adverse_events, end_written, ratings
from synthetic.safety_events import Event
from synthetic.safety_fields import ADVERSE_EVENTS, BOXES, HISTOLOGY, SAE_DETAILS
from synthetic.safety_onset import month_only
from synthetic.safety_serious import CATEGORIES, TYPES
from synthetic.spine import Subject
from synthetic.vocabulary import coded, phrase

Row = dict[str, str]


def forms(subjects: tuple[Subject, ...], seed: int) -> list[Form]:
    """The three safety forms of all subjects."""
    events = adverse_events(subjects, seed)
    rng = Random(f"{seed}:adverse_events")
    rows = _untidy([_row(event, rng) for event in events], rng)
    serious = [event for event in events if event.serious]
    return [
        Form("adverse_events", ADVERSE_EVENTS, rows),
        Form("sae_details", SAE_DETAILS, _details(serious, Random(f"{seed}:sae_details"))),
        Form("histology", HISTOLOGY, [row for event in serious for row in _specimens(event)]),
    ]


def _row(event: Event, rng: Random) -> Row:
    """One line of the adverse event log."""
    assert event.concept is not None
    return {
        "subject": event.subject.subject,
        "line": str(event.line),
        "record_status": "1",
        "term": event.verbatim,
        "term_en": event.english,
        **coded(event.concept, event.english),
        "coded_with": "SYNTHETIC-DICT 1.0",
        "start_date": event.written,
        "end_date": end_written(event, rng),
        "ongoing": "" if event.end else "1",
        "serious": "1" if event.serious else "0",
        **_seriousness(event),
        **ratings(event, rng),
        "query_open": "1" if rng.random() < 0.03 else "0",
    }


def _seriousness(event: Event) -> Row:
    """The boxes that say why an event is serious."""
    boxes = dict.fromkeys(BOXES, "")
    if event.serious:
        boxes["sae_hosp" if event.serious.plan["nights"] else "sae_other"] = "1"
        if event.serious.plan["pt"] == "Breast cancer":
            boxes["sae_other"] = "1"
    return boxes


def _plain(row: Row) -> bool:
    """Whether a line has nothing special yet, so that an untidiness may be planted in it."""
    whole = all(len(row[name]) == 11 and row[name][:2].isdigit() for name in ("start_date", "end_date"))
    return row["serious"] == "0" and row["related_product"] == "1" and whole


def _untidy(rows: list[Row], rng: Random) -> list[Row]:
    """The log as exported: an outcome outside its code list, an end before its start, repeated and corrected lines."""
    odd, early, twice, *corrected = rng.sample([number for number, row in enumerate(rows) if _plain(row)], 5)
    rows[odd]["outcome"] = "9"
    rows[odd]["query_open"] = rows[early]["query_open"] = "1"
    end = rows[early]["end_date"]
    rows[early]["end_date"] = f"{end[:-4]}{int(end[-4:]) - 1}"
    exported: list[Row] = []
    for number, row in enumerate(rows):
        if number in corrected:
            exported.append(_superseded(row, first=number == corrected[0]))
        exported.append(row)
        if number == twice:
            exported.append(dict(row))
    return exported


def _superseded(row: Row, *, first: bool) -> Row:
    """The version of a line before its correction."""
    before = row | {"record_status": "2"}
    if first:
        return before | {"severity": "1" if row["severity"] != "1" else "2", "related_product": "2"}
    return before | {"start_date": f"UN-{row['start_date'][3:]}", "end_date": "", "ongoing": "1", "outcome": "4"}


def _details(serious: list[Event], rng: Random) -> list[Row]:
    """One row for each serious event."""
    rows: list[Row] = []
    for event in serious:
        assert event.serious is not None
        plan, stay = event.serious.plan, event.serious.hospital()
        before = [row for row in rows if row["subject"] == event.subject.subject]
        row = {
            "subject": event.subject.subject,
            "line": str(len(before) + 1),
            "ae_line": str(event.line),
            "report_date": crf_date((stay[0] if stay else event.start) + timedelta(days=rng.randint(0, 3))),
            "hospitalised": "1" if stay else "0",
            "hospital_start": crf_date(stay[0]) if stay else "",
            "hospital_end": crf_date(stay[1]) if stay else "",
            "sae_category": _checked(plan["category"], CATEGORIES),
            "sae_type": _checked(plan["type"], TYPES),
            "led_to_stop": "0",
            "expected": "1" if plan["pt"] == "Back pain aggravated" else "0",
            "narrative": plan["narrative"],
        }
        rows.append(row)
    return rows


def _checked(code: str, words: tuple[str, ...]) -> str:
    """The code itself, known to the list."""
    if not 1 <= int(code) <= len(words):
        raise ValueError(f"data/serious.csv: no code {code} in a list of {len(words)}")
    return code


SPECIMENS: dict[str, tuple[Row, ...]] = {
    "Breast cancer": (
        {"specimen": "1", "side": "1", "diagnosis_code": "1", "grade": "2", "size_mm": "16", "margin": "1",
         "ki67": "18", "er": "95", "pr": "70", "her2": "1", "mitoses": "7", "atypia": "1", "necrosis": "0"},
        {"specimen": "2", "side": "1", "diagnosis_code": "2", "margin": "3",
         "nodes_examined": "2", "nodes_positive": "0"},
    ),
    "Uterine fibroid": (
        {"specimen": "3", "side": "3", "diagnosis_code": "3", "size_mm": "62", "margin": "3", "ki67": "2", "er": "90",
         "pr": "90", "mitoses": "1", "atypia": "0", "necrosis": "0"},
    ),
}  # fmt: skip


def _specimens(event: Event) -> list[Row]:
    """The specimens examined for an event, if any."""
    assert event.serious is not None
    stay = event.serious.hospital()
    rows: list[Row] = []
    for found in SPECIMENS.get(event.serious.plan["pt"], ()):
        assert stay is not None
        collected = stay[0] + timedelta(days=1)
        reported = collected + timedelta(days=8)
        rows.append({
            "subject": event.subject.subject,
            "line": str(len(rows) + 1),
            "ae_line": str(event.line),
            "collected": crf_date(collected),
            "reported": month_only(reported) if found["specimen"] == "3" else crf_date(reported),
            "diagnosis": phrase(f"diagnosis {found['diagnosis_code']}", event.subject.country),
            **found,
        })  # fmt: skip
    return rows
