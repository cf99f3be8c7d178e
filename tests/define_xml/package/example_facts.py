"""A small study as the guides are told of it: datasets, what is said of them, a judgement, a narrative."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pandas import DataFrame

from define_xml.package.facts import DatasetFacts, Facts, Floor, Issue, Judged, NotRun, Program
from define_xml.package.placed import Placed
from define_xml.package.profile import load_profile
from define_xml.package.settings import GuidesEntry, Settings
from define_xml.package.tabulation import tabulation
from mappings.spec import Codelist, DatasetSpec, StandardRef, StudySpec, ValueSpec, VariableSpec
from mappings.statement import DocumentUse, OriginSpec, PageSpec
from mappings.where import parse_where

Frames = Mapping[str, DataFrame]

LABELS = {
    "TA": ("Trial Arms", "Trial Design"), "TE": ("Trial Elements", "Trial Design"),
    "TI": ("Trial Inclusion/Exclusion Criteria", "Trial Design"), "TS": ("Trial Summary", "Trial Design"),
    "TV": ("Trial Visits", "Trial Design"), "DM": ("Demographics", "Special-Purpose"),
    "AE": ("Adverse Events", "Events"), "DS": ("Disposition", "Events"), "QS": ("Questionnaires", "Findings"),
    "RELREC": ("Related Records", "Relationship"), "SUPPAE": ("Supplemental Qualifiers for AE", "Relationship"),
    "ADSL": ("Subject-Level Analysis Dataset", "SUBJECT LEVEL ANALYSIS DATASET"),
    "ADAE": ("Adverse Events Analysis Dataset", "OCCURRENCE DATA STRUCTURE"),
}  # fmt: skip

CSDRG = """# ALPHA

## notice

Made for tests.

## purpose

It explains {AE.records} events of {study.id} and the CRF.

## design

Two arms; see [#domain-AE]. Braces: {{ and }}.

## overview

All {counts.screened} subjects are here, {counts.randomised} of them randomised.

## domain-AE

Coded with a dictionary; {AE.AETRTEM} records have the flag.
"""

ADRG = """## purpose

It explains {ADSL.records} records.
"""


def frames() -> dict[str, DataFrame]:
    """Four subjects: one failed the screening, one was not treated, one was treated with the other arm."""
    subjects = ["A-1", "A-2", "A-3", "A-4"]
    demographics = DataFrame({
        "USUBJID": subjects, "ARMCD": ["X", "Y", "X", ""], "ARM": ["Drug X", "Placebo", "Drug X", ""],
        "ACTARMCD": ["X", "X", "", ""], "ACTARM": ["Drug X", "Drug X", "", ""],
        "ARMNRS": ["", "", "ASSIGNED, NOT TREATED", "SCREEN FAILURE"], "RFXSTDTC": ["2020-01-02", "2020-01-03", "", ""],
        "SITEID": ["01", "01", "02", "02"], "COUNTRY": ["FRA", "FRA", "ITA", "ITA"], "DTHFL": ["", "Y", "", ""],
    })  # fmt: skip
    events = DataFrame(
        {"USUBJID": ["A-1", "A-1", "A-2"], "AETERM": ["Cough", "Fever", "Cough"], "AESER": ["N", "Y", "N"]}
    )
    return {
        "DM": demographics,
        "AE": events,
        "DS": DataFrame({
            "USUBJID": ["A-1", "A-2", "A-4"], "DSCAT": ["DISPOSITION EVENT"] * 3,
            "DSDECOD": ["COMPLETED", "COMPLETED", "SCREEN FAILURE"],
        }),
        "QS": DataFrame({"USUBJID": ["A-1", "A-2"], "QSTESTCD": ["PAIN", "SLEEP"], "QSCAT": ["DIARY", "DIARY"]}),
        "SUPPAE": DataFrame({
            "USUBJID": ["A-1", "A-2"], "RDOMAIN": ["AE", "AE"], "QNAM": ["AETRTEM"] * 2, "QVAL": ["Y", "Y"],
            "QLABEL": ["Treatment Emergent Flag"] * 2, "QORIG": ["Derived"] * 2, "QEVAL": ["", ""],
        }),
        "RELREC": DataFrame({
            "USUBJID": ["", ""], "RDOMAIN": ["AE", "QS"], "IDVAR": ["AELNKID", "QSLNKID"], "RELID": ["1", "1"],
        }),
        **trial(),
        "ADSL": DataFrame({"USUBJID": subjects}),
        "ADAE": events,
    }  # fmt: skip


def trial() -> dict[str, DataFrame]:
    """The trial design datasets."""
    return {
        "TA": DataFrame({
            "ARMCD": ["X", "X", "Y", "Y"], "ARM": ["Drug X", "Drug X", "Placebo", "Placebo"],
            "ELEMENT": ["Screening", "Treatment X", "Screening", "Placebo"], "TABRANCH": ["", "", "", ""],
            "EPOCH": ["SCREENING", "TREATMENT"] * 2,
        }),
        "TE": DataFrame({"ETCD": ["S"], "ELEMENT": ["Screening"], "TESTRL": ["Consent"], "TEENRL": ["Dose"]}),
        "TI": DataFrame({
            "IETESTCD": ["E1", "I1", "I2"], "IETEST": ["Is < 18 & pregnant", "Adult", "Ill"],
            "IECAT": ["EXCLUSION", "INCLUSION", "INCLUSION"], "TIVERS": ["1", "1", "2"],
        }),
        "TS": DataFrame({
            "TSPARMCD": ["TITLE", "SSTDTC", "ONGOSIND", "PCLAS"],
            "TSPARM": ["Trial Title", "Study Start Date", "Ongoing Study Indicator", "Pharmacologic Class"],
            "TSVAL": ["Drug X beside placebo", "2020-01-01", "N", ""], "TSVALNF": ["", "", "", "NA"],
            "TSVALCD": ["", "", "C49487", ""], "TSVCDREF": ["", "ISO 8601", "CDISC CT", ""],
            "TSVCDVER": ["", "", "2025-03-28", ""],
        }),
        "TV": DataFrame({"VISITNUM": ["1"], "VISIT": ["SCREENING"], "VISITDY": [""], "TVSTRL": ["Consent"]}),
    }  # fmt: skip


def facts(frames_: Frames | None = None, **changes: Any) -> Facts:
    """What the guides are told of these datasets; `changes` are fields of Facts to be said otherwise."""
    data = frames() if frames_ is None else frames_
    analysis = {name: frame for name, frame in data.items() if name.startswith("AD")}
    tabulated = {name: frame for name, frame in data.items() if name not in analysis}
    counted = tabulation(tabulated)
    found = Facts(
        settings=Settings(guides=GuidesEntry(use={"QS": "efficacy"}), acronyms={"XYZ": "Extra Yellow Zebra"}),
        profile=load_profile("fda"),
        sdtm=floor("sdtm", tabulated, ledger(tabulated)),
        adam=floor("adam", analysis, {"forms": []}),
        trial={name: rows(data[name]) for name in trial() if name in data},
        placed=placed(tabulated, analysis),
        programs=(Program("adam-adsl.txt", "ADSL", ("DM",), ("ADSL",)),),
        software=(("Python", "3.11.0"), ("trial-dossier", "0.1.0")),
        narrative={"csdrg": CSDRG, "adrg": ADRG},
        counts=counted.counts,
        acrf_pages=12,
        proved=(1, 1),
        tabulation=counted,
    )
    return replace(found, **changes)


def rows(frame: DataFrame) -> list[dict[str, str]]:
    """The records of a dataset as text."""
    return [{str(name): str(value) for name, value in one.items()} for one in frame.to_dict("records")]


def spec_of(name: str, frame: DataFrame) -> DatasetSpec:
    """What is said of a dataset: AETERM is collected on page 7, SUPPAE has a value, QSCAT is said to have none."""
    label, kind = LABELS[name]
    page = OriginSpec(
        type="Collected", source="Investigator", documents=(DocumentUse(document="acrf", pages=(PageSpec(refs="7"),)),)
    )
    said: dict[str, dict[str, Any]] = {
        "AETERM": {"origins": (page,), "codelists": ("DICT",)},
        "AESER": {"origins": (OriginSpec(type="Collected", source="Vendor"),)},
        "QVAL": {"values": (ValueSpec(where=parse_where('QNAM == "AETRTEM"')),)},
        "DTHFL": {"has_no_data": True, "comment": "Nobody *died*.", "origins": (OriginSpec(type="Not Available"),)},
    }
    variables = tuple(
        VariableSpec(name=one, label=f"Label of {one}", type="Char", **said.get(one, {})) for one in map(str, frame)
    )
    comment = "One line for each *event*." if name == "AE" else ""
    return DatasetSpec(
        name=name, label=label, domain=name[:2], class_name=kind, structure=f"One record per {name}", comment=comment,
        keys=("STUDYID", "USUBJID"), href=f"{name.lower()}.xpt", variables=variables,
    )  # fmt: skip


def floor(part: str, data: Frames, said: Mapping[str, object]) -> Floor:
    """One floor, judged: a waived error, an open warning, a check that did not run."""
    specs = {name: spec_of(name, frame) for name, frame in data.items()}
    datasets = tuple(
        DatasetFacts(
            specs[name], f"{name.lower()}.xpt", 1000 + len(frame), len(frame), len(frame.columns),
            int(frame["USUBJID"].nunique()) if "USUBJID" in frame else None,
            made_of=(("events", len(frame)),) if name == "AE" else (), looked_up=("people",) if name == "AE" else (),
        )
        for name, frame in data.items()
    )  # fmt: skip
    guide = "SDTMIG" if part == "sdtm" else "ADaMIG"
    spec = StudySpec(
        floor="sdtm" if part == "sdtm" else "adam", study_id="ALPHA", protocol="ALPHA-01",
        datasets=tuple(specs.values()),
        standards=(StandardRef(name=guide, version="3.4" if part == "sdtm" else "1.3"),),
        terminology=(StandardRef(name="SDTM", version="2025-03-28"),),
        codelists=(Codelist(name="DICT", dictionary="MedDRA", version="27.0"),),
    )  # fmt: skip
    return Floor(part, spec, datasets, judged(), said, "2.1")


def judged() -> Judged:
    """A judgement with a waived and an open group."""
    return Judged(
        standard="SDTMIG 3.4", terminology="sdtmct-2025-03-28", engine="trial-dossier", coverage=99.5,
        checks={"passed": 1200, "failed": 2, "not_applicable": 3, "not_run": 1, "error": 0},
        issues=(
            Issue("TD-2", ("FDA F2",), "AE", ("AETERM",), "warning", "is odd", 2, 0, ""),
            Issue(
                "TD-1", ("CDISC C1",), "DM", ("ARM", "ARMCD"), "error", "does not fit", 1, 1, "It is so.", "Stat",
                "2021-02-03",
            ),
        ),
        not_run=(NotRun(("TD-9",), "no file was found"),),
    )  # fmt: skip


def explained() -> Judged:
    """The judgement with no group open."""
    found = judged()
    return replace(found, issues=tuple(replace(one, waived=one.count, reason="It is so.") for one in found.issues))


def ledger(data: Frames) -> dict[str, object]:
    """An account of two raw tables: a line left out, a column not submitted."""
    dropped = [{"dataset": "AE", "reason": "not where: status != 2", "rows": 1}]
    events = len(data["AE"])
    return {
        "forms": [
            {"table": "people", "rows": 4, "used": 4, "left_out": 0, "lost": 0, "supplemental": 0, "dropped": [],
             "records": {}, "looked_up": ["AE", "STEP"]},
            {"table": "events", "rows": events + 1, "used": events, "left_out": 1, "lost": 0, "supplemental": 2,
             "dropped": dropped, "records": {"AE": events}, "looked_up": []},
        ],
        "ignored": {"events": {"initials": "identifies the subject"}}, "unmapped": {},
    }  # fmt: skip


def placed(tabulated: Frames, analysis: Frames) -> tuple[Placed, ...]:
    """The files of the tree."""
    root, other = "m5/datasets/alpha/tabulations/sdtm", "m5/datasets/alpha/analysis/adam/datasets"
    return (
        *(Placed(f"{root}/{name.lower()}.xpt", "dataset", b"", "sdtm", LABELS[name][0]) for name in tabulated),
        Placed(f"{root}/define.xml", "define", b"", "sdtm", "Data definition"),
        Placed(f"{root}/csdrg.pdf", "guide", b"", "sdtm", "Reviewer's guide"),
        *(Placed(f"{other}/{name.lower()}.xpt", "dataset", b"", "adam", LABELS[name][0]) for name in analysis),
        Placed("review/csdrg.docx", "review", b""),
    )
