"""A small define.xml of analysis datasets and one table of results, without any fault."""

from __future__ import annotations

from define_xml.document.common import NCI, Alias, DocumentRef, Leaf, described
from define_xml.document.items import (
    Class,
    CodeListRef,
    ItemDef,
    ItemGroupDef,
    ItemRef,
    Origin,
    SubClass,
    WhereClauseRef,
)
from define_xml.document.metadata import Define, MetaDataVersion, Standard, Standards, SupplementalDoc
from define_xml.document.results import (
    AnalysisDataset,
    AnalysisDatasets,
    AnalysisResult,
    AnalysisResultDisplays,
    AnalysisVariable,
    Documentation,
    ProgrammingCode,
    ResultDisplay,
)
from define_xml.document.values import (
    CodeList,
    CommentDef,
    EnumeratedItem,
    MethodDef,
    RangeCheck,
    WhereClauseDef,
)
from tests.define_xml.checks.example import PAGE, RELEASE, whole

# Dataset.variable -> label, and the predecessor of a copy.
VARIABLES = {
    "ADSL.STUDYID": ("Study Identifier", "DM.STUDYID"), "ADSL.USUBJID": ("Unique Subject Identifier", "DM.USUBJID"),
    "ADSL.SUBJID": ("Subject Identifier for the Study", "DM.SUBJID"),
    "ADSL.SITEID": ("Study Site Identifier", "DM.SITEID"), "ADSL.AGE": ("Age", "DM.AGE"),
    "ADSL.AGEU": ("Age Units", "DM.AGEU"), "ADSL.SEX": ("Sex", "DM.SEX"), "ADSL.RACE": ("Race", "DM.RACE"),
    "ADSL.ARM": ("Description of Planned Arm", "DM.ARM"),
    "ADSL.TRT01P": ("Planned Treatment for Period 01", "DM.ARM"),
    "ADTTE.STUDYID": ("Study Identifier", "ADSL.STUDYID"),
    "ADTTE.USUBJID": ("Unique Subject Identifier", "ADSL.USUBJID"),
    "ADTTE.PARAM": ("Parameter", ""), "ADTTE.PARAMCD": ("Parameter Code", ""), "ADTTE.AVAL": ("Analysis Value", ""),
    "ADTTE.STARTDT": ("Time-to-Event Origin Date for Subject", ""), "ADTTE.CNSR": ("Censor", ""),
}  # fmt: skip
NUMBERS = {"AGE", "AVAL", "STARTDT", "CNSR"}
KEYS = {"ADSL": ("STUDYID", "USUBJID"), "ADTTE": ("STUDYID", "USUBJID", "PARAMCD")}
PUBLISHED = {
    "AGEU": ("C66781", "YEARS", "C29848"),
    "SEX": ("C66731", "F", "C16576"),
    "RACE": ("C74457", "ASIAN", "C41260"),
}
CLASSES = {
    "ADSL": Class(name="SUBJECT LEVEL ANALYSIS DATASET"),
    "ADTTE": Class(name="BASIC DATA STRUCTURE", subclasses=(SubClass(name="TIME-TO-EVENT"),)),
}


def analysis() -> Define:
    """ADSL, a time-to-event dataset, and one result."""
    return whole(MetaDataVersion(
        oid="MDV.X", name="Analysis datasets of X", define_version="2.1.9",
        standards=Standards(standards=(
            Standard(oid="STD.1", name="ADaMIG", type="IG", version="1.3", status="Final"),
            Standard(oid="STD.2", name="CDISC/NCI", type="CT", publishing_set="SDTM", version=RELEASE, status="Final"),
        )),
        supplemental=SupplementalDoc(documents=(DocumentRef(leaf_id="LF.acrf"),)),
        where_clauses=(WhereClauseDef(oid="WC.DEATH", checks=(
            RangeCheck(comparator="EQ", soft_hard="Soft", item_oid="IT.ADTTE.PARAMCD", values=("DEATH",)),
        )),),
        datasets=(_dataset("ADSL", "Subject-Level Analysis Dataset", "One record per subject"),
                  _dataset("ADTTE", "Time to Event", "One record per subject per parameter")),
        items=tuple(_item(name, label, predecessor) for name, (label, predecessor) in VARIABLES.items()),
        codelists=(*(
            CodeList(
                oid=f"CL.{name}", name=name, data_type="text", standard_oid="STD.2",
                aliases=(Alias(context=NCI, name=listed),),
                enumerated=(EnumeratedItem(coded_value=value, aliases=(Alias(context=NCI, name=code),)),),
            ) for name, (listed, value, code) in PUBLISHED.items()
        ), CodeList(
            oid="CL.PARAMCD", name="Parameters", data_type="text", is_non_standard="Yes",
            enumerated=(EnumeratedItem(coded_value="DEATH"),),
        )),
        methods=(MethodDef(oid="MT.DATE", name="Date", type="Imputation", description=described("The day.")),),
        comments=(CommentDef(oid="COM.JOIN", description=described("By subject.")),),
        leaves=(Leaf(id="LF.acrf", href="sap.pdf", title="Plan"),),
        displays=AnalysisResultDisplays(displays=(_display(),)),
    ))  # fmt: skip


def _dataset(name: str, label: str, structure: str) -> ItemGroupDef:
    variables = [one.partition(".")[2] for one in VARIABLES if one.startswith(f"{name}.")]
    return ItemGroupDef(
        oid=f"IG.{name}", name=name, sas_dataset_name=name, purpose="Analysis", structure=structure,
        repeating="No" if name == "ADSL" else "Yes", is_reference_data="No", archive_location_id=f"LF.{name}",
        standard_oid="STD.1", description=described(label), classes=CLASSES[name],
        leaf=Leaf(id=f"LF.{name}", href=f"{name.lower()}.xpt", title=f"{name.lower()}.xpt"),
        items=tuple(
            ItemRef(
                item_oid=f"IT.{name}.{one}", order_number=str(order), mandatory="Yes",
                key_sequence=str(KEYS[name].index(one) + 1) if one in KEYS[name] else None,
                method_oid="MT.DATE" if one == "STARTDT" else None,
            ) for order, one in enumerate(variables, start=1)
        ),
    )  # fmt: skip


def _item(place: str, label: str, predecessor: str) -> ItemDef:
    name = place.partition(".")[2]
    copied = Origin(type="Predecessor", description=described(predecessor)) if predecessor else None
    made = Origin(type="Derived" if name == "STARTDT" else "Assigned", source="Sponsor")
    listed = name in PUBLISHED or name == "PARAMCD"
    return ItemDef(
        oid=f"IT.{place}", name=name, sas_field_name=name, length="8" if name in NUMBERS else "40",
        data_type="integer" if name in NUMBERS else "text", description=described(label), origins=(copied or made,),
        codelist=CodeListRef(codelist_oid=f"CL.{name}") if listed else None,
    )  # fmt: skip


def _display() -> ResultDisplay:
    deaths = AnalysisDataset(
        item_group_oid="IG.ADTTE", where=(WhereClauseRef(where_clause_oid="WC.DEATH"),),
        variables=(AnalysisVariable(item_oid="IT.ADTTE.AVAL"),),
    )  # fmt: skip
    result = AnalysisResult(
        oid="AR.1.1", parameter_oid="IT.ADTTE.PARAMCD", analysis_reason="SPECIFIED IN SAP",
        analysis_purpose="PRIMARY OUTCOME MEASURE", description=described("Hazard ratio"),
        datasets=AnalysisDatasets(
            comment_oid="COM.JOIN", datasets=(deaths, AnalysisDataset(item_group_oid="IG.ADSL")),
        ),
        documentation=Documentation(description=described("Cox's model, by treatment.")),
        code=ProgrammingCode(context="R 4.4", code="coxph(Surv(AVAL, 1 - CNSR) ~ TRT01P)"),
    )  # fmt: skip
    title = described("Deaths")
    return ResultDisplay(oid="RD.1", name="Table 1", description=title, documents=(PAGE,), results=(result,))
