"""Laboratory results nobody measured: 25 variables, 202 bytes a record, as many records as wanted, always the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas import DataFrame

from define_xml.transport.stream import CHUNK, text_dtype
from mappings.spec import DatasetSpec, VariableSpec

Kind = Literal["str", "object", "category"]
Integers = np.ndarray[Any, np.dtype[np.int64]]
Words = tuple[Integers, Sequence[str]]

SEED = 20260101
VISITS = ("SCREEN", "BASELINE", *(f"WEEK {week}" for week in (2, 4, 8, 12, 16, 20, 24, 52)))
PLANNED = (-14, 1, 15, 29, 57, 85, 113, 141, 169, 365)
# Test code, test, unit, normal range, digits, category, specimen.
TESTS = (
    ("ALB", "Albumin", "g/L", 35.0, 50.0, 1, "CHEMISTRY", "SERUM"),
    ("ALP", "Alkaline Phosphatase", "U/L", 40.0, 130.0, 0, "CHEMISTRY", "SERUM"),
    ("ALT", "Alanine Aminotrans.", "U/L", 7.0, 56.0, 0, "CHEMISTRY", "SERUM"),
    ("AST", "Aspartate Aminotr.", "U/L", 10.0, 40.0, 0, "CHEMISTRY", "SERUM"),
    ("BILI", "Bilirubin", "umol/L", 3.4, 20.5, 2, "CHEMISTRY", "SERUM"),
    ("CALCIUM", "Calcium", "mmol/L", 2.15, 2.55, 3, "CHEMISTRY", "SERUM"),
    ("CHOLES", "Cholesterol", "mmol/L", 3.1, 5.2, 3, "CHEMISTRY", "SERUM"),
    ("CK", "Creatine Kinase", "U/L", 30.0, 200.5, 1, "CHEMISTRY", "SERUM"),
    ("CREAT", "Creatinine", "umol/L", 62.0, 106.0, 1, "CHEMISTRY", "SERUM"),
    ("CRP", "C Reactive Protein", "mg/L", 0.1, 5.0, 3, "CHEMISTRY", "SERUM"),
    ("GLUC", "Glucose", "mmol/L", 3.9, 5.6, 3, "CHEMISTRY", "SERUM"),
    ("HBA1C", "Hemoglobin A1C", "mmol/mol", 20.0, 42.0, 1, "CHEMISTRY", "BLOOD"),
    ("HGB", "Hemoglobin", "g/L", 120.0, 175.0, 0, "HEMATOLOGY", "BLOOD"),
    ("HCT", "Hematocrit", "L/L", 0.36, 0.52, 3, "HEMATOLOGY", "BLOOD"),
    ("LYMLE", "Lymphocytes/Leuk.", "%", 20.0, 40.0, 1, "HEMATOLOGY", "BLOOD"),
    ("NEUTSGLE", "Neutrophils/Leuk.", "%", 40.0, 75.0, 1, "HEMATOLOGY", "BLOOD"),
    ("PLAT", "Platelets", "10^9/L", 150.0, 400.0, 0, "HEMATOLOGY", "BLOOD"),
    ("RBC", "Erythrocytes", "10^12/L", 3.8, 5.9, 2, "HEMATOLOGY", "BLOOD"),
    ("VITB12", "Vitamin B12", "pmol/L", 133.5, 675.5, 2, "CHEMISTRY", "SERUM"),
    ("WBC", "Leukocytes", "10^9/L", 4.0, 11.0, 3, "HEMATOLOGY", "BLOOD"),
)
PER_SUBJECT = len(TESTS) * len(VISITS)
# Name, label, bytes; a number has no bytes said, it is 8.
VARIABLES: tuple[tuple[str, str, int], ...] = (
    ("STUDYID", "Study Identifier", 7),
    ("DOMAIN", "Domain Abbreviation", 2),
    ("USUBJID", "Unique Subject Identifier", 16),
    ("LBSEQ", "Sequence Number", 0),
    ("LBTESTCD", "Lab Test or Examination Short Name", 8),
    ("LBTEST", "Lab Test or Examination Name", 20),
    ("LBCAT", "Category for Lab Test", 10),
    ("LBORRES", "Result or Finding in Original Units", 6),
    ("LBORRESU", "Original Units", 8),
    ("LBORNRLO", "Reference Range Lower Limit in Orig Unit", 5),
    ("LBORNRHI", "Reference Range Upper Limit in Orig Unit", 5),
    ("LBSTRESC", "Character Result/Finding in Std Format", 6),
    ("LBSTRESN", "Numeric Result/Finding in Standard Units", 0),
    ("LBSTRESU", "Standard Units", 8),
    ("LBSTNRLO", "Reference Range Lower Limit-Std Units", 0),
    ("LBSTNRHI", "Reference Range Upper Limit-Std Units", 0),
    ("LBNRIND", "Reference Range Indicator", 6),
    ("LBSPEC", "Specimen Type", 5),
    ("LBBLFL", "Baseline Flag", 1),
    ("VISITNUM", "Visit Number", 0),
    ("VISIT", "Visit Name", 8),
    ("VISITDY", "Planned Study Day of Visit", 0),
    ("EPOCH", "Epoch", 9),
    ("LBDTC", "Date/Time of Specimen Collection", 16),
    ("LBDY", "Study Day of Specimen Collection", 0),
)
RECORD = sum(width or 8 for _, _, width in VARIABLES)


def laboratory_spec() -> DatasetSpec:
    """The spec of the records: 18 text variables of 1 to 20 bytes, 7 numbers of 8."""
    variables = tuple(
        VariableSpec(
            name=name, label=label, type="Char" if width else "Num", length=width or 8,
            data_type="text" if width else "float", oid=f"IT.LB.{name}",
        )
        for name, label, width in VARIABLES
    )  # fmt: skip
    return DatasetSpec(name="LB", label="Laboratory Test Results", domain="LB", variables=variables, oid="IG.LB")


def laboratory(rows: int, kind: Kind = "str") -> DataFrame:
    """So many records in one frame; text as Arrow's `str`, as Python objects or as categories, missing as NaN."""
    frame = pd.concat(laboratory_blocks(rows), ignore_index=True)
    if kind == "str":
        return frame
    texts = {name: kind for name, _, width in VARIABLES if width}
    return frame.astype(texts)


def laboratory_blocks(rows: int, size: int = CHUNK) -> Iterator[DataFrame]:
    """The same records some at a time: block n is a function of n, the size and the seed alone."""
    for number, start in enumerate(range(0, rows, size)):
        yield _block(number, start, min(start + size, rows))


def _block(number: int, start: int, end: int) -> DataFrame:
    random = np.random.default_rng([SEED, number])
    row = np.arange(start, end, dtype=np.int64)
    test, visit, subject = row % len(TESTS), row // len(TESTS) % len(VISITS), row // PER_SUBJECT
    value, shown = _results(test, random)
    low, high = (np.array([said[place] for said in TESTS])[test] for place in (3, 4))
    missing = np.isnan(value)
    # Where a subject was and when: the same for all tests of one visit.
    minute = (subject * len(VISITS) + visit) * 2654435761 % 1440
    late = (subject * 7919 + visit * 104729) % 7 - 3
    day = np.array(PLANNED)[visit] + late
    columns: dict[str, Any] = {
        "STUDYID": _text(row * 0, ["RESPINE"]),
        "DOMAIN": _text(row * 0, ["LB"]),
        "USUBJID": _some(subject, lambda place: f"RESPINE-{place % 17 + 1:02d}-{place % 100_000:05d}"),
        "LBSEQ": (row % PER_SUBJECT + 1).astype(np.float64),
        "LBTESTCD": _text(test, [said[0] for said in TESTS]),
        "LBTEST": _text(test, [said[1] for said in TESTS]),
        "LBCAT": _text(test, [said[6] for said in TESTS]),
        "LBORRES": shown,
        "LBORRESU": _text(test, [said[2] for said in TESTS]),
        "LBORNRLO": _text(test, [f"{said[3]:.{1 + (said[3] < 100)}f}" for said in TESTS]),
        "LBORNRHI": _text(test, [f"{said[4]:.{1 + (said[4] < 100)}f}" for said in TESTS]),
        "LBSTRESC": shown,
        "LBSTRESN": value,
        "LBSTRESU": _text(np.where(missing, -1, test), [said[2] for said in TESTS]),
        "LBSTNRLO": low,
        "LBSTNRHI": high,
        "LBNRIND": _text(np.where(missing, -1, (value < low) + 2 * (value > high)), ["NORMAL", "LOW", "HIGH"]),
        "LBSPEC": _text(test, [said[7] for said in TESTS]),
        "LBBLFL": _text(np.where((visit == 1) & ~missing, 0, -1), ["Y"]),
        "VISITNUM": (visit + 1).astype(np.float64),
        "VISIT": _text(visit, VISITS),
        "VISITDY": np.array(PLANNED, dtype=np.float64)[visit],
        "EPOCH": _text((visit > 1).astype(np.int64), ["SCREENING", "TREATMENT"]),
        "LBDTC": _moments(subject, day, minute),
        "LBDY": (day - (day <= 0)).astype(np.float64),
    }
    return DataFrame(columns)


def _results(test: Integers, random: np.random.Generator) -> tuple[Any, Any]:
    """Numbers around the normal range with the digits of the test, one in twenty missing; and the same as text."""
    low, high = (np.array([said[place] for said in TESTS])[test] for place in (3, 4))
    digits = np.array([said[5] for said in TESTS])[test]
    scale = 10.0**digits
    steps = np.rint((low + (high - low) * random.uniform(-0.15, 1.3, len(test))) * scale).clip(0).astype(np.int64)
    missing = random.random(len(test)) < 0.05
    packed = np.where(missing, -1, steps * 4 + digits)
    text = _some(packed, lambda place: f"{place // 4 / 10 ** (place % 4):.{place % 4}f}")
    return np.where(missing, np.nan, steps / scale), text


def _moments(subject: Integers, day: Integers, minute: Integers) -> Any:
    begin = np.datetime64("2023-01-09") + (subject % 500)
    stamps = (begin + day).astype("datetime64[m]") + minute.astype("timedelta64[m]")
    return _some(stamps.astype(np.int64), lambda stamp: str(np.datetime64(stamp, "m")))


def _some(values: Integers, said: Callable[[int], str]) -> Any:
    """Text by distinct value; what is negative is missing."""
    found, codes = np.unique(values, return_inverse=True)
    return _text(np.where(values < 0, -1, codes), [said(value) if value >= 0 else "" for value in found.tolist()])


def _text(codes: Integers, words: Sequence[str]) -> Any:
    """Arrow's text for codes (-1: missing)."""
    places: Any = pa.array(codes, mask=codes < 0)
    return text_dtype().__from_arrow__(pa.array(list(words), type=pa.large_string()).take(places))
