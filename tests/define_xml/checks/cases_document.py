"""What breaks the checks of the file, its standards, its identifiers and references: one define for each check."""

from __future__ import annotations

from define_xml.document.common import DocumentRef, Leaf, described
from define_xml.document.items import CodeListRef, ItemDef, ValueListRef, WhereClauseRef
from define_xml.document.metadata import GlobalVariables, Standard, Standards
from define_xml.document.results import AnalysisDataset, ResultDisplay
from define_xml.document.values import CommentDef, EnumeratedItem, MethodDef, ValueListDef, WhereClauseDef
from define_xml.versions import as_version
from tests.define_xml.checks.breaking import ADAM, SDTM, codelist, compared, dataset, file, item, ref, standard
from tests.define_xml.checks.example import edited, more, with_metadata

OLD = as_version(SDTM, "2.0")
CIRCLE = edited(SDTM, ItemDef, "IT.VS.VSORRES.TEMP", values=ValueListRef(value_list_oid="VL.VS.VSORRES"))
GUIDE = Standard(oid="STD.9", name="SDTMIG", type="IG", version="3.4", status="Final")
STANDARDS = SDTM.metadata.standards or Standards()
RESULTS = ADAM.metadata.displays.displays[0].results if ADAM.metadata.displays else ()

STRUCTURE = {
    "file_oid_missing": file(file_oid=" "),
    "odm_version_wrong": file(odm_version="1.3.1"),
    "file_type_wrong": file(file_type="Transactional"),
    "creation_time_wrong": file(creation_date_time="2026-02-30T12:00:00"),
    "context_missing": file(context=None),
    "define_version_wrong": with_metadata(SDTM, define_version="2.0.0"),
    "study_name_missing": edited(SDTM, GlobalVariables, "", protocol_name=""),
    "metadata_name_missing": with_metadata(SDTM, name=None),
    "no_dataset": with_metadata(SDTM, datasets=()),
    "stylesheet_name_odd": file(stylesheet="..\\define.css"),
    "yes_or_no_wrong": ref(mandatory="no"),
    "yes_only_wrong": edited(SDTM, EnumeratedItem, "C", extended_value="No"),
}
STANDARD = {
    "standards_missing": with_metadata(SDTM, standards=Standards(standards=STANDARDS.standards[1:])),
    "terminology_missing": with_metadata(SDTM, standards=Standards(standards=STANDARDS.standards[:1])),
    "standard_name_unknown": standard(name="STDTMIG"),
    "standard_type_unknown": standard(type="Guide"),
    "standard_type_differs": standard(type="CT"),
    "standard_version_missing": standard(version=" "),
    "standard_version_unknown": standard(version="3.33"),
    "terminology_version_wrong": standard("STD.2", version="March 2025"),
    "standard_status_unknown": standard(status="Finished"),
    "publishing_set_missing": standard("STD.2", publishing_set=None),
    "publishing_set_needless": standard(publishing_set="SDTM"),
    "standard_repeated": with_metadata(SDTM, standards=Standards(standards=(*STANDARDS.standards, GUIDE))),
    "standards_mixed": dataset("TE", purpose="Analysis"),
    "standard_not_checked": standard(version="3.2"),
    "standard_of_metadata_missing": with_metadata(OLD, standard_version=None),
    "standard_of_metadata_unknown": with_metadata(OLD, standard_name="CDISC SDTM"),
}
IDENTIFIERS = {
    "identifier_missing": more(SDTM, "methods", MethodDef(name="Nameless", type="Computation")),
    "identifier_blank": dataset("TE", oid="IG.TE "),
    "standard_oid_repeated": standard("STD.2", oid="STD.1"),
    "dataset_oid_repeated": dataset("TE", oid="IG.VS"),
    "item_oid_repeated": more(SDTM, "items", ItemDef(oid="IT.VS.VSTEST", name="VSTEST")),
    "value_list_oid_repeated": more(SDTM, "value_lists", ValueListDef(oid="VL.VS.VSORRES")),
    "where_clause_oid_repeated": more(SDTM, "where_clauses", WhereClauseDef(oid="WC.VS.VSORRES.TEMP")),
    "codelist_oid_repeated": codelist(oid="CL.MEDDRA"),
    "method_oid_repeated": more(SDTM, "methods", MethodDef(oid="MT.VS.VSSTRESN", name="Again")),
    "comment_oid_repeated": more(SDTM, "comments", CommentDef(oid="COM.AE.AETERM")),
    "leaf_id_repeated": more(SDTM, "leaves", Leaf(id="LF.acrf", href="other.pdf", title="Other")),
    "result_oid_repeated": edited(ADAM, ResultDisplay, "RD.1", results=RESULTS * 2),
    "oid_shared": more(SDTM, "comments", CommentDef(oid="MT.VS.VSSTRESN", description=described("No method."))),
}
REFERENCES = {
    "dataset_item_unknown": ref(item_oid="IT.VS.NONE"),
    "value_item_unknown": ref("VS.VSORRES.TEMP", item_oid="IT.NONE"),
    "method_unknown": ref(method_oid="MT.NONE"),
    "codelist_unknown": item(codelist=CodeListRef(codelist_oid="CL.NONE")),
    "role_codelist_unknown": ref(role_codelist_oid="CL.NONE"),
    "value_list_unknown": item(values=ValueListRef(value_list_oid="VL.NONE")),
    "where_clause_unknown": edited(SDTM, WhereClauseRef, "", where_clause_oid="WC.NONE"),
    "where_item_unknown": compared(item_oid="IT.NONE"),
    "comment_unknown": dataset(comment_oid="COM.NONE"),
    "standard_unknown": dataset(standard_oid="STD.NONE"),
    "leaf_unknown": edited(SDTM, DocumentRef, "", leaf_id="LF.NONE"),
    "archive_unknown": dataset(archive_location_id="LF.NONE"),
    "analysis_reference_unknown": edited(ADAM, AnalysisDataset, "", item_group_oid="IG.NONE"),
    "value_list_circle": CIRCLE,
    "value_list_nested": CIRCLE,
}
UNUSED = {
    "item_unused": more(SDTM, "items", ItemDef(oid="IT.VS.SPARE", name="SPARE")),
    "value_list_unused": item("VS.VSORRES", values=None),
    "where_clause_unused": ref("VS.VSORRES.TEMP", where=()),
    "codelist_unused": item("AE.AEDECOD", codelist=None),
    "method_unused": ref("VS.VSSTRESN", method_oid=None),
    "comment_unused": item("AE.AETERM", comment_oid=None),
    "document_unused": with_metadata(SDTM, supplemental=None),
    "standard_unused": with_metadata(SDTM, standards=Standards(standards=(*STANDARDS.standards, GUIDE))),
}
CASES = {**STRUCTURE, **STANDARD, **IDENTIFIERS, **REFERENCES, **UNUSED}
