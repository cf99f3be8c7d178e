"""What looks odd in a define.xml and is right: no check speaks of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from define_xml.checks import CHECKS, check_define
from define_xml.checks.run import reviewed_define
from define_xml.document.common import Alias, DocumentRef, Leaf, PDFPageRef, described
from define_xml.document.items import CodeListRef, ItemDef, ItemRef, Origin, WhereClauseRef
from define_xml.document.metadata import Define
from define_xml.document.values import (
    CodeList,
    EnumeratedItem,
    ExternalCodeList,
    FormalExpression,
    RangeCheck,
    WhereClauseDef,
)
from tests.define_xml.checks.breaking import ADAM, SDTM, analysis_origin, codelist, compared, dataset, item, leaf, ref
from tests.define_xml.checks.cases_words import USED, used
from tests.define_xml.checks.example import ASSIGNED, COLLECTED, edited, more, with_metadata

SECOND = replace(USED, where=(WhereClauseRef(where_clause_oid="WC.ALIVE"),))
ALIVE = WhereClauseDef(
    oid="WC.ALIVE",
    checks=(RangeCheck(comparator="NE", soft_hard="Soft", item_oid="IT.ADTTE.PARAMCD", values=("DEATH",)),),
)
PAGES = (DocumentRef(leaf_id="LF.acrf", pages=(PDFPageRef(type="NamedDestination", page_refs="VS visit_1"),)),)
RANGE = (DocumentRef(leaf_id="LF.acrf", pages=(PDFPageRef(type="PhysicalRef", first_page="3", last_page="3"),)),)
WHODRUG = CodeList(
    oid="CL.WHO", name="Medications", data_type="text", is_non_standard="Yes", comment_oid="COM.AE.AETERM",
    external=ExternalCodeList(dictionary="WHODrug Global", version="2025-03"),
)  # fmt: skip

QUIET = {
    "an_empty_value_means_that_there_is_none": (compared(comparator="NE", values=("",)), "compared_value_unlisted"),
    "a_dataset_twice_under_two_conditions_is_an_or": (
        more(used(USED, SECOND), "where_clauses", ALIVE), "analysis_dataset_repeated"
    ),
    "an_item_of_numbers_in_a_text": (SDTM, "value_type_differs"),
    "a_date_under_a_number_of_sas": (
        edited(item("VS.VSORRES.TEMP", data_type="date", length=None), ItemDef, "IT.VS.VSORRES", data_type="integer"),
        "value_type_differs",
    ),
    "some_permitted_values_are_longer_than_what_there_is": (item("VS.VSTESTCD", length="4"), "codelist_wider"),
    "named_destinations_are_no_numbers": (
        item("VS.VSDTC", origins=(replace(COLLECTED, documents=PAGES),)), "page_numbers_wrong"
    ),
    "a_range_of_one_page": (item("VS.VSDTC", origins=(replace(COLLECTED, documents=RANGE),)), "page_range_wrong"),
    "a_list_of_numbers_for_a_text_has_a_format_of_text": (
        more(SDTM, "codelists", CodeList(
            oid="CL.N", name="N", data_type="integer", sas_format_name="$SCORE", is_non_standard="Yes",
            enumerated=(EnumeratedItem(coded_value="1"),),
        )),
        "sas_format_wrong",
    ),
    "a_dictionary_that_a_comment_explains": (more(SDTM, "codelists", WHODRUG), "dictionary_unknown"),
    "a_method_of_an_assigned_value": (item("VS.VSSTRESN", origins=(ASSIGNED,)), "method_without_derivation"),
    "the_name_of_a_variable_of_sdtm_says_its_domain": (
        item(origins=(Origin(type="Predecessor", description=described("VSORRES")),)), "predecessor_wrong"
    ),
    "a_predecessor_in_another_file": (
        analysis_origin(type="Predecessor", description=described("SUPPDM.RACE1")), "predecessor_unknown"
    ),
    "an_origin_at_each_value": (item("VS.VSORRES", origins=()), "origin_missing"),
    "another_folder_is_no_absolute_place": (leaf(href="../../report/csr.pdf#page=3"), "href_absolute"),
    "a_part_of_a_domain": (
        dataset("TE", name="VSPH", sas_dataset_name="VSPH", domain="VS",
                aliases=(Alias(context="DomainDescription", name="Vital Signs"),)),
        "domain_differs",
    ),
    "no_data_and_a_comment": (
        dataset(has_no_data="Yes", archive_location_id=None, leaf=None, comment_oid="COM.AE.AETERM"), "archive_missing"
    ),
    "a_long_name_beside_a_name_of_sas": (
        item(name="VSORRESUNITS", aliases=(Alias(context="SAS", name="VSORRESU"),)), "variable_name_wrong"
    ),
    "values_of_a_dictionary_are_not_listed": (
        edited(compared(item_oid="IT.AE.AEDECOD", values=("HEADACHE",)), WhereClauseDef, "WC.VS.VSORRES.TEMP",
               comment_oid="COM.AE.AETERM"),
        "compared_value_unlisted",
    ),
    "a_term_of_the_sponsors_in_an_extensible_list": (
        edited(SDTM, EnumeratedItem, "C", coded_value="Celsius", aliases=(), extended_value="Yes"), "term_unpublished"
    ),
    "a_non_standard_variable": (ref(is_non_standard="Yes"), "variable_codelist_missing"),
    "a_file_for_other_purposes_needs_no_pages": (
        edited(replace(SDTM, context="Other"), ItemDef, "IT.VS.VSDTC",
               origins=(replace(COLLECTED, documents=()),)),
        "pages_missing",
    ),
    "a_condition_in_a_method_is_no_event": (
        edited(SDTM, FormalExpression, "", value='AVAL < 3 and ongoing = "Y" and onset: day 1'), "text_runs"
    ),
    "a_word_of_another_language": (item(description=described("todo el estudio")), "text_undecided"),
    "an_analysis_variable_that_is_required_may_be_missing": (
        edited(ADAM, ItemRef, "IT.ADSL.ARM", mandatory="No"), "required_not_mandatory"
    ),
    "a_dataset_json_holds_longer_texts": (
        dataset("DM", leaf=Leaf(id="LF.DM", href="dm.json", title="dm.json")), "length_beyond_transport"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", QUIET)
def test_what_is_right_is_not_told(name: str) -> None:
    define, check = QUIET[name]
    found = [one for one in CHECKS if one.name == check]
    assert found
    assert not list(found[0](reviewed_define(define)))


def test_a_text_of_300_bytes_is_told_of_a_transport_file_and_not_of_json() -> None:
    long = item("DM.ARM", length="300")
    names = {one.check for one in check_define(long)}
    assert names == {"length_beyond_transport"}
    json = edited(long, Leaf, "LF.DM", href="dm.json")
    assert not check_define(json)


def test_without_the_releases_that_are_shipped_it_is_said_that_nothing_was_checked() -> None:
    older = codelist(aliases=())
    standards = older.metadata.standards
    assert standards is not None
    versions = {"SDTMIG": "3.2", "CDISC/NCI": "2014-09-26"}
    other = tuple(replace(one, version=versions[one.name or ""]) for one in standards.standards)
    found = check_define(with_metadata(older, standards=replace(standards, standards=other)))
    assert {one.check for one in found} == {"standard_not_checked", "codelist_code_missing"}
    assert [one.words for one in found if one.check == "standard_not_checked"] == [
        "not checked against SDTMIG 3.2: this version is not shipped here",
        "not checked against CDISC/NCI SDTM 2014-09-26: this version is not shipped here",
    ]


def test_the_analysis_example_is_held_against_its_guide() -> None:
    metadata = ADAM.metadata
    group = metadata.datasets[1]
    less = replace(group, items=tuple(one for one in group.items if one.item_oid != "IT.ADTTE.PARAM"))
    found = check_define(with_metadata(ADAM, datasets=(metadata.datasets[0], less)))
    told = {(one.check, one.place, one.value) for one in found}
    assert ("variable_required_missing", "ADTTE", "PARAM") in told
    assert ("item_unused", "ItemDef IT.ADTTE.PARAM", "IT.ADTTE.PARAM") in told


def test_a_define_without_anything_is_told_and_does_not_break_a_check() -> None:
    names = {one.check for one in check_define(Define())}
    assert {"file_oid_missing", "no_dataset", "study_name_missing", "context_missing", "standards_missing"} <= names


def test_a_codelist_reference_without_a_target_breaks_no_other_check() -> None:
    names = {one.check for one in check_define(item(codelist=CodeListRef()))}
    assert "codelist_unknown" in names
