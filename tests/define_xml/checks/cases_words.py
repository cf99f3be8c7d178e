"""What breaks the checks of origins, pages, methods, documents, texts and analysis results: one define for each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from define_xml.document.common import (
    Description,
    DocumentRef,
    PDFPageRef,
    TranslatedText,
    described,
)
from define_xml.document.items import Origin
from define_xml.document.metadata import AnnotatedCRF, Define
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
from define_xml.document.values import CommentDef, FormalExpression, MethodDef, RangeCheck
from define_xml.versions import as_version
from tests.define_xml.checks.breaking import (
    ADAM,
    SDTM,
    analysis_origin,
    compared,
    dataset,
    item,
    leaf,
    origin,
    ref,
)
from tests.define_xml.checks.example import ASSIGNED, edited, more, with_metadata

GUIDE = DocumentRef(leaf_id="LF.guide", pages=(PDFPageRef(type="PhysicalRef", page_refs="1"),))
DISPLAY = ADAM.metadata.displays.displays[0] if ADAM.metadata.displays else ResultDisplay()
RESULT = DISPLAY.results[0]
USED = RESULT.datasets.datasets[0] if RESULT.datasets else AnalysisDataset()
EXPRESSION = FormalExpression(context="R 4.4", value="x")


def page(**changes: str | None) -> Define:
    """Another page reference."""
    return edited(SDTM, PDFPageRef, "", **changes)


def method(**changes: Any) -> Define:
    """Another method."""
    return edited(SDTM, MethodDef, "", **changes)


def comment(text: str, language: str | None = "en") -> Define:
    """Another text of the comment."""
    return edited(SDTM, CommentDef, "", description=described(text, language))


def result(**changes: Any) -> Define:
    """Another result."""
    return edited(ADAM, AnalysisResult, "", **changes)


def used(*datasets: AnalysisDataset, comment_oid: str | None = "COM.JOIN") -> Define:
    """The datasets of the result."""
    return result(datasets=AnalysisDatasets(datasets=datasets, comment_oid=comment_oid))


ORIGINS = {
    "origin_missing": item(origins=()),
    "origin_type_unknown": origin(type="DERIVED", source="Sponsor"),
    "old_origin_type_unknown": edited(as_version(SDTM, "2.0"), Origin, "", type="COLLECTED"),
    "origin_source_unknown": origin(type="Assigned", source="sponsor"),
    "origin_source_missing": origin(type="Assigned"),
    "origin_source_differs": origin(type="Protocol", source="Vendor"),
    "origin_type_of_other_standard": analysis_origin(type="Collected", source="Sponsor"),
    "derived_without_method": ref("VS.VSSTRESN", method_oid=None),
    "method_without_derivation": origin("VS.VSSTRESN", type="Protocol", source="Sponsor"),
    "predecessor_missing": analysis_origin(type="Predecessor"),
    "predecessor_wrong": analysis_origin(type="Predecessor", description=described("SEX of DM")),
    "predecessor_unknown": analysis_origin(type="Predecessor", description=described("ADTTE.SEX")),
    "origin_repeated": item(origins=(ASSIGNED, ASSIGNED)),
    "annotated_crf_missing": with_metadata(SDTM, annotated_crf=None),
    "pages_missing": origin("VS.VSDTC", type="Collected", source="Investigator"),
    "pages_of_other_document": origin("VS.VSDTC", type="Collected", source="Investigator", documents=(GUIDE,)),
    "page_type_unknown": page(type="Page"),
    "page_missing": page(page_refs=None),
    "page_numbers_wrong": page(page_refs="7, 8"),
    "page_repeated": page(page_refs="7 8 7"),
    "page_range_with_list": page(first_page="7", last_page="8"),
    "page_range_wrong": page(page_refs=None, first_page="8", last_page="7"),
    "page_range_of_names": page(page_refs=None, type="NamedDestination", first_page="1", last_page="2"),
}
METHODS = {
    "method_name_missing": method(name=None),
    "method_type_unknown": method(type="Derivation"),
    "method_text_missing": method(description=described(" ")),
    "expression_context_missing": method(expressions=(replace(EXPRESSION, context=None),)),
    "expression_empty": method(expressions=(replace(EXPRESSION, value=" "),)),
    "expression_context_repeated": method(expressions=(EXPRESSION, replace(EXPRESSION, value="y"))),
    "method_repeated": more(SDTM, "methods", replace(SDTM.metadata.methods[0], oid="MT.AGAIN")),
    "comment_text_missing": comment(" "),
    "comment_repeated": more(SDTM, "comments", replace(SDTM.metadata.comments[0], oid="COM.AGAIN")),
}
DOCUMENTS = {
    "href_missing": leaf(href=None),
    "title_missing": leaf(title=" "),
    "href_absolute": leaf(href="C:/study/acrf.pdf"),
    "href_backslash": leaf(href="..\\acrf.pdf"),
    "href_runs": leaf(href="JavaScript:alert(1)"),
    "href_upper_case": leaf(href="aCRF.pdf"),
    "href_odd": leaf(href="the crf.pdf"),
    "href_repeated": leaf(href="g.pdf"),
    "annotated_crf_no_pdf": leaf(href="acrf.docx"),
    "document_repeated": with_metadata(SDTM, annotated_crf=AnnotatedCRF(documents=(DocumentRef(leaf_id="LF.guide"),))),
    "document_list_empty": with_metadata(SDTM, annotated_crf=AnnotatedCRF()),
}
TEXTS = {
    "text_runs": comment("<script>alert(1)</script>"),
    "control_character": comment("zero\u200bwidth"),
    "text_not_ascii": item(description=described("Gr\u00f6\u00dfe")),
    "text_padded": dataset(structure=" One record per test"),
    "compared_value_padded": compared(values=(" TEMP",)),
    "text_undecided": comment("TBD by the statistician"),
    "language_missing": comment("As written", None),
    "language_repeated": edited(SDTM, CommentDef, "", description=Description(texts=(TranslatedText(),) * 2)),
}
RESULTS = {
    "display_name_missing": edited(ADAM, ResultDisplay, "", name=" "),
    "display_name_repeated": edited(
        ADAM, AnalysisResultDisplays, "", displays=(DISPLAY, replace(DISPLAY, oid="RD.2", results=()))
    ),
    "display_title_missing": edited(ADAM, ResultDisplay, "", description=None),
    "display_empty": edited(ADAM, ResultDisplay, "", results=()),
    "result_description_missing": result(description=None),
    "result_reason_missing": result(analysis_reason=" "),
    "result_purpose_missing": result(analysis_purpose=None),
    "result_reason_unknown": result(analysis_reason="In the plan"),
    "result_purpose_unknown": result(analysis_purpose="Primary"),
    "result_without_dataset": result(datasets=None),
    "result_parameter_unknown": result(parameter_oid="IT.ADVS.PARAMCD"),
    "result_parameter_missing": result(parameter_oid=None),
    "analysis_variable_elsewhere": used(replace(USED, variables=(AnalysisVariable(item_oid="IT.ADSL.AGE"),))),
    "analysis_variables_missing": used(replace(USED, variables=())),
    "analysis_join_uncommented": used(USED, AnalysisDataset(item_group_oid="IG.ADSL"), comment_oid=None),
    "analysis_dataset_repeated": used(USED, USED),
    "analysis_conditions_several": used(replace(USED, where=USED.where * 2)),
    "analysis_condition_elsewhere": edited(ADAM, RangeCheck, "", item_oid="IT.ADSL.SEX", values=("F",)),
    "result_documentation_missing": result(documentation=Documentation(), code=None),
    "code_context_missing": edited(ADAM, ProgrammingCode, "", context=None),
    "code_empty": edited(ADAM, ProgrammingCode, "", code=" "),
}
CASES: dict[str, Define] = {**ORIGINS, **METHODS, **DOCUMENTS, **TEXTS, **RESULTS}
