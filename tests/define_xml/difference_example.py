"""A small define.xml with one of everything, for tests of what changed between two."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lxml import etree

from define_xml.document.common import NCI, Alias, DocumentRef, Leaf, PDFPageRef, described
from define_xml.document.elements import from_xml, to_xml
from define_xml.document.items import (
    Class,
    CodeListRef,
    ItemDef,
    ItemGroupDef,
    ItemRef,
    Origin,
    SubClass,
    ValueListRef,
    WhereClauseRef,
)  # fmt: skip
from define_xml.document.metadata import (
    AnnotatedCRF,
    Define,
    GlobalVariables,
    MetaDataVersion,
    Standard,
    Standards,
    Study,
    SupplementalDoc,
)  # fmt: skip
from define_xml.document.namespaces import ARM, DEF, ODM, XLINK
from define_xml.document.results import (
    AnalysisDataset,
    AnalysisDatasets,
    AnalysisResult,
    AnalysisResultDisplays,
    AnalysisVariable,
    Documentation,
    ProgrammingCode,
    ResultDisplay,
)  # fmt: skip
from define_xml.document.values import (
    CodeList,
    CodeListItem,
    CommentDef,
    EnumeratedItem,
    ExternalCodeList,
    FormalExpression,
    MethodDef,
    RangeCheck,
    ValueListDef,
    WhereClauseDef,
)  # fmt: skip


def item(oid: str, label: str, data_type: str = "text", length: str | None = "8", **said: Any) -> ItemDef:
    """A variable; the name is the last part of the OID."""
    name = oid.split(".")[2]
    return ItemDef(oid=oid, name=name, data_type=data_type, length=length, description=described(label), **said)


def ref(oid: str, number: int, **said: Any) -> ItemRef:
    """A variable in its dataset."""
    return ItemRef(item_oid=oid, order_number=str(number), **{"mandatory": "No", **said})


def collected(page: str) -> Origin:
    """From the annotated CRF."""
    pages = (PDFPageRef(type="PhysicalRef", page_refs=page),)
    return Origin(type="Collected", source="Investigator", documents=(DocumentRef(leaf_id="LF.acrf", pages=pages),))


def term(value: str, decode: str, code: str, number: int) -> CodeListItem:
    """A term with a decode and a C-code."""
    aliases = (Alias(context=NCI, name=code),)
    return CodeListItem(coded_value=value, order_number=str(number), decode=described(decode), aliases=aliases)


def dataset(name: str, label: str, items: tuple[ItemRef, ...], **said: Any) -> ItemGroupDef:
    """A dataset with its file."""
    leaf = Leaf(id=f"LF.{name}", href=f"{name.lower()}.xpt", title=f"{name.lower()}.xpt")
    return ItemGroupDef(
        oid=f"IG.{name}", name=name, domain=name, sas_dataset_name=name, repeating="Yes", purpose="Tabulation",
        structure="One record per subject", standard_oid="STD.1", archive_location_id=f"LF.{name}",
        description=described(label), items=items, leaf=leaf, **said,
    )  # fmt: skip


DERIVED = Origin(type="Derived", source="Sponsor")
DM = dataset(
    "DM", "Demographics",
    (
        ref("IT.DM.STUDYID", 1, mandatory="Yes", key_sequence="1", role="Identifier"),
        ref("IT.DM.USUBJID", 2, mandatory="Yes", key_sequence="2", method_oid="MT.ID", role="Identifier"),
        ref("IT.DM.SEX", 3, role="Record Qualifier"), ref("IT.DM.AGE", 4, role="Record Qualifier"),
        ref("IT.DM.DMDY", 5, method_oid="MT.DY", role="Timing"),
    ),
    comment_oid="COM.DM", classes=Class(name="SPECIAL PURPOSE"),
)  # fmt: skip
VS = dataset(
    "VS", "Vital Signs",
    (
        ref("IT.VS.USUBJID", 1, mandatory="Yes", key_sequence="1", method_oid="MT.ID"), ref("IT.VS.VSTESTCD", 2),
        ref("IT.VS.VSORRES", 3), ref("IT.VS.VSDY", 4, method_oid="MT.DY"),
    ),
    classes=Class(name="FINDINGS", subclasses=(SubClass(name="OTHER"),)),
)  # fmt: skip
ITEMS = (
    item("IT.DM.STUDYID", "Study Identifier", origins=(DERIVED,)),
    item("IT.DM.USUBJID", "Unique Subject Identifier", length="11", origins=(DERIVED,)),
    item("IT.DM.SEX", "Sex", length="1", origins=(collected("3"),), codelist=CodeListRef(codelist_oid="CL.SEX")),
    item("IT.DM.AGE", "Age", "integer", "3", origins=(collected("3 4"),), comment_oid="COM.AGE"),
    item("IT.DM.DMDY", "Study Day of Collection", "integer", "4", origins=(DERIVED,)),
    item("IT.VS.USUBJID", "Unique Subject Identifier", length="11", origins=(DERIVED,)),
    item("IT.VS.VSTESTCD", "Test Short Name", origins=(DERIVED,), codelist=CodeListRef(codelist_oid="CL.TEST")),
    item("IT.VS.VSORRES", "Result", values=ValueListRef(value_list_oid="VL.VSORRES")),
    item("IT.VS.VSDY", "Study Day", "integer", "4", origins=(DERIVED,)),
    item("IT.VS.VSORRES.HEIGHT", "Height", "float", "5", significant_digits="1", origins=(collected("5"),)),
    item("IT.VS.VSORRES.PULSE", "Pulse", "integer", "3", origins=(collected("6"),)),
    item("IT.VS.VSORRES.SITTING", "Pressure, sitting", "integer", "3", origins=(collected("6"),)),
)


def where(oid: str, comparator: str, *values: str, on: str = "IT.VS.VSTESTCD") -> WhereClauseDef:
    """A condition of one comparison."""
    return WhereClauseDef(
        oid=oid, checks=(RangeCheck(comparator=comparator, soft_hard="Soft", item_oid=on, values=values),)
    )


def value(oid: str, number: int, *clauses: str) -> ItemRef:
    """An item of a value list, with its conditions."""
    found = tuple(WhereClauseRef(where_clause_oid=one) for one in clauses)
    return ItemRef(item_oid=oid, order_number=str(number), mandatory="No", where=found)


CODELISTS = (
    CodeList(
        oid="CL.SEX", name="Sex", data_type="text", standard_oid="STD.2", aliases=(Alias(context=NCI, name="C66731"),),
        items=(term("F", "Female", "C16576", 1), term("M", "Male", "C20197", 2), term("U", "Unknown", "C17998", 3)),
    ),
    CodeList(
        oid="CL.TEST", name="Tests", data_type="text", is_non_standard="Yes",
        enumerated=tuple(EnumeratedItem(coded_value=one) for one in ("HEIGHT", "PULSE", "SYSBP", "DIABP")),
    ),
    CodeList(
        oid="CL.MEDDRA", name="MedDRA", data_type="text",
        external=ExternalCodeList(dictionary="MedDRA", version="26.0"),
    ),
)  # fmt: skip
RESULT = AnalysisResult(
    oid="AR.T1.AGE", parameter_oid="IT.DM.AGE", analysis_reason="SPECIFIED IN SAP", description=described("Age"),
    analysis_purpose="PRIMARY OUTCOME MEASURE",
    datasets=AnalysisDatasets(datasets=(
        AnalysisDataset(
            item_group_oid="IG.DM", where=(WhereClauseRef(where_clause_oid="WC.F"),),
            variables=(AnalysisVariable(item_oid="IT.DM.AGE"),),
        ),
    )),
    documentation=Documentation(description=described("Mean and standard deviation")),
    code=ProgrammingCode(context="R", code="mean(age)"),
)  # fmt: skip
METADATA = MetaDataVersion(
    oid="MDV.1", name="Study DEMO", define_version="2.1.10",
    standards=Standards(standards=(
        Standard(oid="STD.1", name="SDTMIG", type="IG", version="3.4", status="Final"),
        Standard(oid="STD.2", name="CDISC/NCI", type="CT", publishing_set="SDTM", version="2025-03-28"),
    )),
    annotated_crf=AnnotatedCRF(documents=(DocumentRef(leaf_id="LF.acrf"),)),
    supplemental=SupplementalDoc(documents=(DocumentRef(leaf_id="LF.csdrg"),)),
    value_lists=(ValueListDef(
        oid="VL.VSORRES",
        items=(
            value("IT.VS.VSORRES.HEIGHT", 1, "WC.H"), value("IT.VS.VSORRES.PULSE", 2, "WC.P"),
            value("IT.VS.VSORRES.SITTING", 3, "WC.B"),
        ),
    ),),
    where_clauses=(
        where("WC.H", "EQ", "HEIGHT"), where("WC.P", "EQ", "PULSE"), where("WC.B", "IN", "SYSBP", "DIABP"),
        where("WC.F", "EQ", "F", on="IT.DM.SEX"),
    ),
    datasets=(DM, VS), items=ITEMS, codelists=CODELISTS,
    methods=(
        MethodDef(oid="MT.ID", name="Identifier", type="Computation", description=described("Study, site and subject")),
        MethodDef(
            oid="MT.DY", name="Study day", type="Computation", description=described("Days since the first dose"),
            expressions=(FormalExpression(context="trial-dossier", value="study_day(DMDTC, RFSTDTC)"),),
        ),
    ),
    comments=(
        CommentDef(oid="COM.DM", description=described("One record for each subject who was screened")),
        CommentDef(oid="COM.AGE", description=described("Age at consent")),
    ),
    leaves=(
        Leaf(id="LF.acrf", href="acrf.pdf", title="Annotated CRF"),
        Leaf(id="LF.csdrg", href="csdrg.pdf", title="Reviewer's guide"),
    ),
    displays=AnalysisResultDisplays(displays=(
        ResultDisplay(oid="RD.T1", name="Table 1", description=described("Demographics"), results=(RESULT,)),
    )),
)  # fmt: skip
EXAMPLE = Define(
    file_oid="DEMO.1", file_type="Snapshot", odm_version="1.3.2", creation_date_time="2026-01-01T00:00:00",
    context="Submission", version="2.1",
    study=Study(
        oid="STDY.DEMO", metadata=METADATA,
        names=GlobalVariables(study_name="DEMO", study_description="A study", protocol_name="DEMO-01"),
    ),
)  # fmt: skip


def with_metadata(**said: Any) -> Define:
    """The example with other definitions."""
    assert EXAMPLE.study is not None
    return replace(EXAMPLE, study=replace(EXAMPLE.study, metadata=replace(METADATA, **said)))


def changed(old: str, new: str) -> Define:
    """The example with one text of its XML changed."""
    xml = written(EXAMPLE)
    assert xml.count(old) == 1, (old, xml.count(old))
    return read(xml.replace(old, new))


def written(define: Define) -> str:
    """The document as XML, with the usual prefixes."""
    names = {None: ODM["2.1"], "def": DEF["2.1"], "arm": ARM, "xlink": XLINK}
    return str(etree.tostring(to_xml(define, "2.1", nsmap=names), encoding="unicode"))


def read(xml: str) -> Define:
    """The document that the XML is."""
    found = from_xml(etree.fromstring(xml), Define, "2.1")
    assert isinstance(found, Define)
    return found
