"""Judgements made by hand: one with every status and hostile values, and ones as large as wished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from mappings.dataset import Dataset
from mappings.finding import SEVERITIES
from mappings.spec import DatasetSpec, VariableSpec
from validation.reports.report import Options, Report
from validation.result import CheckInfo, Cited, DatasetFacts, Hits, Identifier, Judgement, Outcome, Status, Unread
from validation.results.baseline import Comparison, FixedGroup
from validation.results.findings import Found, Waiver, found

HOSTILE = (
    "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "<r>&</r>", "a|b`c`*d*[e](javascript:f)", "::error::gotcha",
    "line\nbreak", "\x1b[31mred\x00", "\u202eright to left", "half \ud800", "##[command]x", "@someone #1", "+1", "-1",
    "@x", "_x0041_", "]]>", "--><!--", "&amp;",
)  # fmt: skip
START = CheckInfo(
    "CORE-000001", "conformance", "error", "Start date is after the end date.",
    "A record that ends before it starts cannot be counted in any analysis of duration.", "wrong value",
    (Identifier("CDISC", "CG0041"), Identifier("FDA", "FDAB034")),
    (Cited("SDTMIG 3.4", "4.4.4", "", "An end date is on or after its start date."),), "SDTMIG 3.4", "Fully Executable",
)  # fmt: skip
SEX = CheckInfo(
    "TD-SD0007", "conformance", "warning", "The value is no term of its codelist.", triage="wrong value",
    cited=(Cited("SDTM CT 2025-03-28", "C66731"),), standard="SDTMIG 3.4",
)  # fmt: skip
LABEL = CheckInfo("TD-SD0012", "conformance", "note", "The label differs from the guide's.", triage="worth a look")
AGE = CheckInfo("DM.AGE.required", "promise", "error", "AGE is required and empty.", triage="missing required")
TERMS = CheckInfo("CORE-000700", "conformance", "error", "The term is none of MedDRA's.", standard="SDTMIG 3.4")
NEVER = CheckInfo("CORE-000800", "conformance", "error", "Trial sets are described.", standard="SDTMIG 3.4")
RAISED = CheckInfo("CORE-000900", "conformance", "error", "Visits are in order.", standard="SDTMIG 3.4")
QUIET = CheckInfo("CORE-000950", "conformance", "warning", "Units are given.", standard="SDTMIG 3.4")
ODD = CheckInfo("odd_text", "file", "warning", "Text with <b>letters</b> & signs | that `mean` something.")


def texts(*values: str) -> np.ndarray[Any, Any]:
    """The values as hits hold them."""
    return np.array(values, dtype=object)


def hits(variables: Sequence[str], rows: Sequence[int] | None, *columns: Sequence[str]) -> Hits:
    """What a check found: variables, positions, and a column of values for each variable."""
    places = None if rows is None else np.array(rows, dtype=np.intp)
    return Hits(tuple(variables), places, tuple(texts(*one) for one in columns))


def dataset(name: str, **columns: Sequence[str]) -> Dataset:
    """A dataset of text variables."""
    variables = tuple(VariableSpec(name=one, label=one, type="Char", length=40) for one in columns)
    spec = DatasetSpec(name=name, domain=name, label=name, variables=variables)
    return Dataset(spec, pd.DataFrame({one: pd.Series(values, dtype="str") for one, values in columns.items()}))


SUBJECTS = ["01-701-1015", "01-701-1015", "01-701-1023", "<b>\u00e9", "=1+1"]


def judgement() -> Judgement:
    """All statuses, kinds and gravities; values that do harm where they are not escaped."""
    events = dataset("AE", USUBJID=SUBJECTS, AESEQ=list("12121"))
    people = dataset("DM", USUBJID=SUBJECTS[1:], SEX=["F", "m", "M", "F"])
    return Judgement(
        "made", "SDTMIG 3.4",
        (
            DatasetFacts("AE", "Adverse Events", "EVENTS", "ae.xpt", 5, 12),
            DatasetFacts("DM", "Demographics", "SPECIAL PURPOSE", "dm.xpt", 4, 9),
            DatasetFacts("ZZ", "<i>Odd</i> & 'quoted'", "", "sub folder/zz#1.xpt", 18, 1),
        ),
        (
            Outcome(START, "AE", "failed", hits=hits(
                ("AESTDTC", "AEENDTC"), [0, 2, 3], ["2014-01-03"] * 3, ["2014-01-01", "2014-01-01", "2013"]
            )),
            Outcome(START, "DM", "passed"),
            Outcome(SEX, "DM", "failed", hits=hits(("SEX",), [1], ["m"])),
            Outcome(LABEL, "DM", "failed", hits=hits(("DM label",), None, ["Demography"])),
            Outcome(AGE, "DM", "failed", hits=hits(("AGE",), [0, 1], ["", ""]), message="AGE is empty for 54 years."),
            Outcome(TERMS, "AE", "not_run", "MedDRA is not configured: name it with --meddra"),
            Outcome(TERMS, "DM", "not_applicable", "the dataset has no AEDECOD"),
            Outcome(NEVER, "", "not_applicable", "no dataset TX"),
            Outcome(RAISED, "AE", "error", "ValueError: could not convert string to float: 'Mr. Smith'"),
            Outcome(QUIET, "AE", "passed"),
            Outcome(ODD, "ZZ", "failed", hits=hits(("ODD",), list(range(len(HOSTILE))), list(HOSTILE))),
        ),
        (Unread("ts.xpt", "cut inside record 34", "transfer the file again"),),
        {"program": "trial-dossier 0.1.0", "terminology": "2025-03-28"},
        {"AE": events, "DM": people},
    )  # fmt: skip


def waived(groups: tuple[Found, ...], *checks: str) -> tuple[Found, ...]:
    """The groups, those of these checks waived."""
    made = Waiver("", "The sponsor's label was agreed with the agency.", "J. Doe", "2026-01-05", expires="2027-01-05")
    return tuple(
        replace(one, waiver=replace(made, check=one.check.id)) if one.check.id in checks else one for one in groups
    )


def report(**options: Any) -> Report:
    """The report of the judgement made by hand, a note of it waived."""
    said = judgement()
    groups = waived(found(said), LABEL.id)
    held = tuple(one.waiver for one in groups if one.waiver)
    return Report(said, groups, waivers=held, options=Options(**options))


def clean() -> Report:
    """The report of a judgement that found nothing."""
    said = Judgement("clean", "SDTMIG 3.4", (DatasetFacts("DM", "Demographics"),), (Outcome(QUIET, "DM", "passed"),))
    return Report(said, ())


def large(rules: int, datasets: int, records: int, *, failing: int = 1, cap: int = 100) -> Report:
    """A report of so many rules on so many datasets; every `failing`th pair finds so many records."""
    names = [f"D{number:02}" for number in range(datasets)]
    rows = np.arange(records, dtype=np.intp)
    values = np.array([f"value {number % 997}" for number in range(records)], dtype=object)
    outcomes = []
    for number in range(rules):
        words = f"Rule {number} says that a value of this variable is one that the guide does not know."
        check = CheckInfo(
            f"MADE-{number:04}", "conformance", SEVERITIES[number % 3], words, words * 2, "wrong value",
            (Identifier("CDISC", f"CG{number:04}"),), (Cited("SDTMIG 3.4", "4.4"),), "SDTMIG 3.4",
        )  # fmt: skip
        for place, name in enumerate(names):
            fails = (number * datasets + place) % failing == 0
            status: Status = "failed" if fails else "passed"
            outcomes.append(Outcome(check, name, status, hits=Hits(("AEVAR",), rows, (values,)) if fails else None))
    facts = tuple(DatasetFacts(name, f"Dataset {name}", "EVENTS", f"{name.lower()}.xpt", records, 10) for name in names)
    said = Judgement("large", "SDTMIG 3.4", facts, tuple(outcomes))
    return Report(said, found(said, cap=cap))


def compared(new: dict[str, int], fixed: int = 0) -> Report:
    """The report beside a baseline that lacks so many records of these checks, and has some that are gone."""
    said = judgement()
    groups = []
    for one in found(said):
        statuses = np.full(one.count, 3, dtype=np.int8)
        statuses[: new.get(one.check.id, 0)] = 1
        groups.append(one.with_statuses(statuses))
    fresh, total = sum(new.values()), sum(one.count for one in groups)
    made = Comparison(
        "baseline.json",
        tuple(groups),
        new=fresh,
        same=total - fresh,
        fixed=fixed,
        notes=("As of <now>.",),
        fixed_groups=(FixedGroup("0a1b2c3d4e5f", "CORE-000999", "DM", ("AGE",), "It was <wrong>.", fixed),)
        if fixed
        else (),
    )
    return Report(said, tuple(groups), made)
