"""A small define.xml with two datasets and a value list, its data, and ways to change either."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from define_xml.checks.beside.data import check_data
from define_xml.document.common import Alias, Leaf, described
from define_xml.document.items import (
    Class,
    CodeListRef,
    ItemDef,
    ItemGroupDef,
    ItemRef,
    Origin,
    ValueListRef,
    WhereClauseRef,
)
from define_xml.document.metadata import Define, GlobalVariables, MetaDataVersion, Standard, Standards, Study
from define_xml.document.values import (
    CodeList,
    CodeListItem,
    EnumeratedItem,
    RangeCheck,
    ValueListDef,
    WhereClauseDef,
)
from mappings.dataset import Dataset, FileFacts
from mappings.finding import Finding
from mappings.spec import DatasetSpec, VariableSpec
from tests.table import table

# name, label, data type, length, codelist, value list, mandatory, key
Row = tuple[str, str, str, str | None, str, str, str, str | None]
DM: tuple[Row, ...] = (
    ("STUDYID", "Study Identifier", "text", "4", "", "", "Yes", "1"),
    ("DOMAIN", "Domain Abbreviation", "text", "2", "", "", "Yes", None),
    ("USUBJID", "Unique Subject Identifier", "text", "2", "", "", "Yes", "2"),
    ("RFSTDTC", "Subject Reference Start Date/Time", "date", None, "", "", "No", None),
    ("AGE", "Age", "integer", "2", "", "", "No", None),
    ("SEX", "Sex", "text", "1", "CL.SEX", "", "Yes", None),
)
VS: tuple[Row, ...] = (
    ("STUDYID", "Study Identifier", "text", "4", "", "", "Yes", "1"),
    ("DOMAIN", "Domain Abbreviation", "text", "2", "", "", "Yes", None),
    ("USUBJID", "Unique Subject Identifier", "text", "2", "", "", "Yes", "2"),
    ("VSSEQ", "Sequence Number", "integer", "1", "", "", "Yes", None),
    ("VSTESTCD", "Vital Signs Test Short Name", "text", "5", "CL.VSTESTCD", "", "Yes", "3"),
    ("VSORRES", "Result or Finding in Original Units", "text", "6", "", "VL.VS.VSORRES", "No", None),
)
DM_DATA = """
STUDYID | DOMAIN | USUBJID | RFSTDTC    | AGE | SEX
TEST    | DM     | 01      | 2024-01-02 | 34  | F
TEST    | DM     | 02      | 2024-01-09 | 61  | M
TEST    | DM     | 03      |            | 47  | F
"""
VS_DATA = """
STUDYID | DOMAIN | USUBJID | VSSEQ | VSTESTCD | VSORRES
TEST    | VS     | 01      | 1     | PULSE    | 72
TEST    | VS     | 01      | 2     | TEMP     | 36.6
TEST    | VS     | 01      | 3     | POS      | SUPINE
TEST    | VS     | 02      | 1     | PULSE    | 80
TEST    | VS     | 02      | 2     | TEMP     | 37.1
"""
NUMBERS = ("AGE", "VSSEQ", "AVAL")


def item(dataset: str, row: Row) -> ItemDef:
    """A variable."""
    name, label, kind, length, codelist, values, _, _ = row
    return ItemDef(
        oid=f"IT.{dataset}.{name}", name=name, data_type=kind, length=length, description=described(label),
        codelist=CodeListRef(codelist_oid=codelist) if codelist else None,
        values=ValueListRef(value_list_oid=values) if values else None,
        origins=(Origin(type="Collected", source="Investigator"),),
    )  # fmt: skip


def group(name: str, label: str, class_name: str, rows: Iterable[Row]) -> ItemGroupDef:
    """A dataset."""
    refs = tuple(
        ItemRef(item_oid=f"IT.{name}.{row[0]}", order_number=str(at), mandatory=row[6], key_sequence=row[7])
        for at, row in enumerate(rows, 1)
    )
    return ItemGroupDef(
        oid=f"IG.{name}", name=name, domain=name, sas_dataset_name=name, purpose="Tabulation", repeating="Yes",
        is_reference_data="No", structure="One record per subject", archive_location_id=f"LF.{name}",
        description=described(label), items=refs, classes=Class(name=class_name), standard_oid="STD.1",
        leaf=Leaf(id=f"LF.{name}", href=f"{name.lower()}.xpt", title=f"{name.lower()}.xpt"),
    )  # fmt: skip


def value_item(test: str, kind: str, length: str, digits: str | None = None) -> ItemDef:
    """What is said of VSORRES where VSTESTCD is that test."""
    return ItemDef(
        oid=f"IT.VS.VSORRES.{test}", name="VSORRES", data_type=kind, length=length, significant_digits=digits,
        codelist=CodeListRef(codelist_oid="CL.POS") if test == "POS" else None,
    )  # fmt: skip


def value_ref(test: str) -> ItemRef:
    """The item of that test in the value list, under its condition."""
    where = (WhereClauseRef(where_clause_oid=f"WC.{test}"),)
    return ItemRef(item_oid=f"IT.VS.VSORRES.{test}", mandatory="No", where=where)


def clause(test: str, sign: str = "EQ") -> WhereClauseDef:
    """The records of that test."""
    check = RangeCheck(comparator=sign, soft_hard="Soft", item_oid="IT.VS.VSTESTCD", values=(test,))
    return WhereClauseDef(oid=f"WC.{test}", checks=(check,))


def sex() -> CodeList:
    """F and M."""
    items = tuple(
        CodeListItem(coded_value=value, decode=described(words), aliases=(Alias(context="nci:ExtCodeID", name=code),))
        for value, words, code in (("F", "Female", "C16576"), ("M", "Male", "C20197"))
    )
    alias = (Alias(context="nci:ExtCodeID", name="C66731"),)
    return CodeList(oid="CL.SEX", name="Sex", data_type="text", standard_oid="STD.CT", items=items, aliases=alias)


def listed(oid: str, name: str, *values: str) -> CodeList:
    """A sponsor's own codelist."""
    items = tuple(EnumeratedItem(coded_value=value) for value in values)
    return CodeList(oid=oid, name=name, data_type="text", is_non_standard="Yes", enumerated=items)


def example(**changes: Any) -> Define:
    """The define; `changes` replace parts of its metadata."""
    metadata = MetaDataVersion(
        oid="MDV.TEST", name="TEST", define_version="2.1.0",
        standards=Standards(standards=(
            Standard(oid="STD.1", name="SDTMIG", type="IG", version="3.4", status="Final"),
            Standard(oid="STD.CT", name="CDISC/NCI", type="CT", publishing_set="SDTM", version="2025-03-28",
                     status="Final"),
        )),
        value_lists=(ValueListDef(oid="VL.VS.VSORRES", items=tuple(map(value_ref, ("PULSE", "TEMP", "POS")))),),
        where_clauses=tuple(map(clause, ("PULSE", "TEMP", "POS"))),
        datasets=(
            group("DM", "Demographics", "SPECIAL PURPOSE", DM), group("VS", "Vital Signs", "FINDINGS", VS),
        ),
        items=(
            *(item("DM", row) for row in DM), *(item("VS", row) for row in VS), value_item("PULSE", "integer", "2"),
            value_item("TEMP", "float", "3", "1"), value_item("POS", "text", "6"),
        ),
        codelists=(
            sex(), listed("CL.VSTESTCD", "Tests", "PULSE", "TEMP", "POS"),
            listed("CL.POS", "Positions", "SUPINE", "STAND"),
        ),
    )  # fmt: skip
    names = GlobalVariables(study_name="TEST", study_description="A test", protocol_name="TEST")
    study = Study(oid="STDY.TEST", names=names, metadata=replace(metadata, **changes))
    return Define(
        file_oid="DEF.TEST", file_type="Snapshot", odm_version="1.3.2", creation_date_time="2024-05-31T12:00:00",
        context="Submission", study=study,
    )  # fmt: skip


def with_item(oid: str, **changes: Any) -> Define:
    """The example with one ItemDef changed."""
    items = (replace(one, **changes) if one.oid == oid else one for one in example().metadata.items)
    return example(items=tuple(items))


def with_group(name: str, **changes: Any) -> Define:
    """The example with one dataset changed."""
    groups = (replace(one, **changes) if one.name == name else one for one in example().metadata.datasets)
    return example(datasets=tuple(groups))


def with_ref(oid: str, **changes: Any) -> Define:
    """The example with one reference to a variable changed."""
    return example(
        datasets=tuple(
            replace(one, items=tuple(replace(ref, **changes) if ref.item_oid == oid else ref for ref in one.items))
            for one in example().metadata.datasets
        )
    )


def data(name: str, drawing: str = "", label: str = "", **changes: Any) -> Dataset:
    """The dataset in the drawing, as a file would say it; `changes` are of what it says of a variable."""
    rows = {row[0]: row for row in (DM if name == "DM" else VS)}
    drawing = drawing or (DM_DATA if name == "DM" else VS_DATA)
    header = [cell.strip() for cell in drawing.strip().splitlines()[0].split("|")]
    records = table(drawing, *(one for one in NUMBERS if one in header))
    variables = tuple(
        VariableSpec(
            name=one, label=rows[one][1] if one in rows else one, type="Num" if one in NUMBERS else "Char",
            data_type="float" if one in NUMBERS else "text", **_length(one, rows),
        ).model_copy(update=changes.get(one, {}))
        for one in header
    )  # fmt: skip
    said = label or {"DM": "Demographics", "VS": "Vital Signs"}.get(name, name)
    spec = DatasetSpec(name=name, label=said, domain=name, variables=variables)
    return Dataset(spec, records, FileFacts(f"{name.lower()}.xpt", "xpt"))


def _length(name: str, rows: dict[str, Row]) -> dict[str, Any]:
    row = rows.get(name)
    return {"length": int(row[3]) if row and row[3] and row[2] == "text" else None}


def both() -> list[Dataset]:
    """The data of both datasets."""
    return [data("DM"), data("VS")]


def told(define: Define, *datasets: Dataset) -> list[Finding]:
    """What the data contradict; the example's own for those that are not given."""
    given = {dataset.name: dataset for dataset in datasets}
    return list(check_data(define, {**{one.name: one for one in both()}, **given}.values()))
