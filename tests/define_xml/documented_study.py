"""The small study of the page on define.xml: what is said of it, its dataset, its annotated form."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from define_xml.from_spec import define_from_spec
from define_xml.page import page
from define_xml.read import define_of
from define_xml.transport.files import write_dataset
from define_xml.write import define_bytes
from mappings.dataset import Dataset
from mappings.spec import Codelist, DatasetSpec, StandardRef, StudySpec, Term, ValueSpec, VariableSpec
from mappings.statement import DocumentSpec, DocumentUse, ExpressionSpec, MethodSpec, OriginSpec, PageSpec
from mappings.where import parse_where
from tests.define_xml.beside.pdf_files import pdf

CREATED = "2026-01-15T09:00:00"
TERMINOLOGY = "2025-03-28"
ASSIGNED = (OriginSpec(type="Assigned", source="Sponsor"),)
DERIVED = (OriginSpec(type="Derived", source="Sponsor"),)
FORM = (DocumentUse(document="acrf", pages=(PageSpec(refs="1"),)),)
COLLECTED = (OriginSpec(type="Collected", source="Investigator", documents=FORM),)


def method(name: str, text: str, code: str) -> MethodSpec:
    """How a value is made: in words, and as the rule is written."""
    return MethodSpec(name=name, text=text, expressions=(ExpressionSpec(context="trial-dossier", code=code),))


IDENTIFIER = method("Identifier", "The study, a hyphen, the number of the subject.", 'joined(STUDYID, "-", subject)')
NUMBER = method("Number", "The records of a subject, counted.", "sequence()")
LAST = method(
    "Flag", "Y on the last record with a result on or before the first dose.",
    "last_before_treatment(VSORRES, VSDTC, DM.RFXSTDTC, VSTESTCD)",
)  # fmt: skip
NUMERIC = method("Numeric result", "The result, where it is a number.", "standard_number(VSORRES)")


def text(name: str, label: str, length: int, origins: tuple[OriginSpec, ...], **said: object) -> VariableSpec:
    """A variable of text."""
    return VariableSpec.model_validate({
        "name": name, "label": label, "type": "Char", "length": length, "origins": origins, **said,
    })  # fmt: skip


def values(name: str, label: str) -> VariableSpec:
    """A result, and what is said of it for each test."""
    items = (
        ValueSpec(where=parse_where('VSTESTCD == "PULSE"'), label="Pulse Rate", type="integer", length=2),
        ValueSpec(where=parse_where('VSTESTCD == "TEMP"'), label="Temperature", type="float", length=4, digits=1),
    )
    return text(name, label, 4, COLLECTED, role="Result Qualifier", core="Exp", values=items)


VS = DatasetSpec(
    name="VS", label="Vital Signs", domain="VS", class_name="Findings", standard="SDTMIG",
    keys=("STUDYID", "USUBJID", "VSTESTCD", "VSDTC"),
    structure="One record per vital sign measurement per visit per subject",
    comment="Measured at rest, after five minutes.",
    variables=(
        text("STUDYID", "Study Identifier", 4, ASSIGNED, role="Identifier", core="Req"),
        text("DOMAIN", "Domain Abbreviation", 2, ASSIGNED, role="Identifier", core="Req", codelists=("DOMAIN",)),
        text("USUBJID", "Unique Subject Identifier", 8, DERIVED, role="Identifier", core="Req", method=IDENTIFIER),
        VariableSpec(
            name="VSSEQ", label="Sequence Number", type="Num", data_type="integer", length=8, role="Identifier",
            core="Req", origins=DERIVED, method=NUMBER,
        ),
        text("VSTESTCD", "Vital Signs Test Short Name", 5, ASSIGNED, role="Topic", core="Req", codelists=("VSTESTCD",)),
        text("VSTEST", "Vital Signs Test Name", 11, ASSIGNED, role="Synonym Qualifier", core="Req",
             codelists=("VSTEST",)),
        values("VSORRES", "Result or Finding in Original Units"),
        text("VSORRESU", "Original Units", 9, COLLECTED, role="Variable Qualifier", core="Exp", codelists=("VSRESU",)),
        values("VSSTRESC", "Character Result/Finding in Std Format"),
        VariableSpec(
            name="VSSTRESN", label="Numeric Result/Finding in Standard Units", type="Num", data_type="float", length=8,
            digits=1, role="Result Qualifier", core="Exp", origins=DERIVED, method=NUMERIC,
        ),
        text("VSSTRESU", "Standard Units", 9, ASSIGNED, role="Variable Qualifier", core="Exp", codelists=("VSRESU",)),
        text("VSLOBXFL", "Last Observation Before Exposure Flag", 1, DERIVED, role="Record Qualifier", core="Exp",
             codelists=("NY",), method=LAST),
        VariableSpec(
            name="VISITNUM", label="Visit Number", type="Num", data_type="integer", length=8, role="Timing", core="Exp",
            origins=ASSIGNED,
        ),
        VariableSpec(
            name="VSDTC", label="Date/Time of Measurements", type="Char", data_type="date", length=10, role="Timing",
            core="Exp", origins=COLLECTED,
        ),
    ),
)  # fmt: skip


def codelist(name: str, label: str, code: str, *terms: tuple[str, str, str]) -> Codelist:
    """A list of CDISC's, with terms: value, decode, C-code."""
    found = tuple(Term(value=value, decode=decode, code=own) for value, decode, own in terms)
    return Codelist(name=name, label=label, code=code, terms=found, standard="SDTM")


STUDY = StudySpec(
    study_id="DEMO", name="DEMO", protocol="DEMO-01", description="A study of two subjects", datasets=(VS,),
    standards=(StandardRef(name="SDTMIG", version="3.4"),),
    terminology=(StandardRef(name="SDTM", version=TERMINOLOGY),),
    documents=(DocumentSpec(id="acrf", title="Annotated CRF", href="acrf.pdf", kind="acrf"),),
    codelists=(
        codelist("DOMAIN", "SDTM Domain Abbreviation", "C66734", ("VS", "Vital Signs Domain", "C49622")),
        codelist("VSTESTCD", "Vital Signs Test Code", "C66741",
                 ("PULSE", "Pulse Rate", "C49676"), ("TEMP", "Temperature", "C174446")),
        codelist("VSTEST", "Vital Signs Test Name", "C67153",
                 ("Pulse Rate", "", "C49676"), ("Temperature", "", "C174446")),
        codelist("VSRESU", "Units for Vital Signs Results", "C66770",
                 ("C", "Degree Celsius", "C42559"), ("beats/min", "Beats per Minute", "C49673")),
        codelist("NY", "No Yes Response", "C66742", ("Y", "Yes", "C49488")),
    ),
)  # fmt: skip


def records() -> pd.DataFrame:
    """Two tests of two subjects."""
    rows = [
        (f"DEMO-00{subject}", number, test, name, value, unit)
        for subject, results in ((1, ("71", "36.8")), (2, ("64", "37.1")))
        for number, (test, name, unit, value) in enumerate(
            zip(("PULSE", "TEMP"), ("Pulse Rate", "Temperature"), ("beats/min", "C"), results, strict=True), 1
        )
    ]
    return pd.DataFrame({
        "STUDYID": "DEMO", "DOMAIN": "VS", "USUBJID": [row[0] for row in rows],
        "VSSEQ": [float(row[1]) for row in rows],
        "VSTESTCD": [row[2] for row in rows], "VSTEST": [row[3] for row in rows], "VSORRES": [row[4] for row in rows],
        "VSORRESU": [row[5] for row in rows], "VSSTRESC": [row[4] for row in rows],
        "VSSTRESN": [float(row[4]) for row in rows], "VSSTRESU": [row[5] for row in rows], "VSLOBXFL": "Y",
        "VISITNUM": 1.0, "VSDTC": "2026-01-08",
    })  # fmt: skip


def before() -> StudySpec:
    """What was said of the study earlier: one test, no flag, a shorter unit, another comment."""
    kept = [one for one in VS.variables if one.name != "VSLOBXFL"]
    shorter = [one.model_copy(update={"length": 5}) if one.name == "VSORRESU" else one for one in kept]
    pulse = tuple(one.model_copy(update={"values": one.values[:1]}) if one.values else one for one in shorter)
    dataset = VS.model_copy(update={"variables": pulse, "comment": "Measured at rest, after ten minutes."})
    lists = tuple(
        one.model_copy(update={"terms": one.terms[:1]}) if one.name.startswith("VSTEST") else one
        for one in STUDY.codelists
    )
    return STUDY.model_copy(update={"datasets": (dataset,), "codelists": lists})


def mistaken(content: bytes) -> bytes:
    """The define.xml with three mistakes."""
    for old, new in (
        (b'Name="SDTMIG"', b'Name="STDTMIG"'), (b'Name="USUBJID" DataType="text" Length="8"',
        b'Name="USUBJID" DataType="text" Length="6"'), (b'CodedValue="TEMP"', b'CodedValue="TMP"'),
    ):  # fmt: skip
        assert content.count(old) == 1, old
        content = content.replace(old, new)
    return content


def put(folder: Path) -> None:
    """The folders of the page: `sdtm` as it is to be sent, `draft` with mistakes, `before` as it was."""
    whole = define_bytes(define_from_spec(STUDY, created=CREATED), version="2.1")
    earlier = define_bytes(define_from_spec(before(), created="2025-11-30T09:00:00"), version="2.1")
    for name, content in (("sdtm", whole), ("draft", mistaken(whole)), ("before", earlier)):
        (folder / name).mkdir()
        write_dataset(Dataset(VS, records()), folder / name / "vs.xpt")
        (folder / name / "acrf.pdf").write_bytes(pdf(["Vital signs: VSORRES VSORRESU VSSTRESC VSDTC"]))
        (folder / name / "define.xml").write_bytes(content)
        (folder / name / "define.html").write_bytes(page(define_of(content, name)))
