"""What the checks say, whole: place, words and value, of second ways to be wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from define_xml.checks import CHECKS
from define_xml.checks.check import counted, on_line
from define_xml.checks.run import reviewed_define
from define_xml.document.common import NCI, Alias, DocumentRef, described
from define_xml.document.items import Class, CodeListRef, ItemDef, ItemGroupDef, ItemRef, Origin, ValueListRef
from define_xml.document.metadata import Define, Standard, Standards
from define_xml.document.values import CodeListItem, CommentDef, ExternalCodeList, MethodDef, ValueListDef
from define_xml.read import define_of
from define_xml.write import define_bytes
from tests.define_xml.checks.breaking import ADAM, SDTM, alias, codelist, dataset, item, ref
from tests.define_xml.checks.example import edited, more, with_metadata

NESTED = more(
    edited(SDTM, ItemDef, "IT.VS.VSORRES.TEMP", values=ValueListRef(value_list_oid="VL.TWO")),
    "value_lists", ValueListDef(oid="VL.TWO", items=(ItemRef(item_oid="IT.VS.VSORRES", mandatory="No"),)),
)  # fmt: skip
TEMP = (Alias(context=NCI, name="C174446"),)

WORDS = {
    "purpose_wrong": (
        dataset(purpose=None), "VS", "Purpose is missing; allowed: Analysis (ADaM), Tabulation (SDTM, SEND)",
    ),
    "reference_wrong": (
        edited(dataset("TE", is_reference_data="No"), ItemGroupDef, "IG.TE", is_reference_data=None), "TE",
        "the dataset is of class TRIAL DESIGN, has no subjects, and IsReferenceData is not Yes",
    ),
    "dataset_alias_unknown": (
        dataset(aliases=alias("DomainDescription", "")), "VS",
        "the alias DomainDescription has no Name: it is the description of the domain",
    ),
    "dataset_order": (
        with_metadata(ADAM, datasets=tuple(reversed(ADAM.metadata.datasets))), "ADSL",
        "ADSL stands after ADTTE; it is the first of the analysis datasets",
    ),
    "sas_format_wrong": (
        codelist(sas_format_name="$NOT A NAME"), "CodeList CL.C66741",
        "SASFormatName '$NOT A NAME' is no name of a format: letters, digits, _; $ for text",
    ),
    "href_runs": (
        edited(SDTM, ExternalCodeList, "", href="javascript:alert(1)"), "CodeList CL.MEDDRA",
        "'javascript:alert(1)' is run by a browser, and is no address",
    ),
    "sas_field_name_differs": (
        item("VS.VSORRES.TEMP", sas_field_name="RESULT OF TEST"), "VS.VSORRES",
        "value-level item IT.VS.VSORRES.TEMP: "
        "SASFieldName 'RESULT OF TEST' is no name of up to 8 capitals, digits or _",
    ),
    "display_format_differs": (
        item("VS.VISITNUM", display_format="8.2"), "VS.VISITNUM", "def:DisplayFormat 8.2 shows decimals of an integer",
    ),
    "code_context_unknown": (
        edited(SDTM, CodeListItem, "TEMP", aliases=TEMP * 2), "CodeList CL.C66741", "there are two C-codes",
    ),
    "value_list_circle": (
        NESTED, "ValueListDef VL.VS.VSORRES",
        "the value list leads back to itself: VL.VS.VSORRES -> IT.VS.VSORRES.TEMP -> VL.TWO -> IT.VS.VSORRES -> "
        "VL.VS.VSORRES; take the reference to a value list from one of these items",
    ),
    "derived_without_method": (
        item("VS.VSORRES.PULSE", origins=(Origin(type="Derived", source="Sponsor"),)), "VS.VSORRES",
        "value-level item IT.VS.VSORRES.PULSE: origin Derived and no method: say by MethodOID how the values are made",
    ),
    "value_type_differs": (
        item("VS.VSORRES", data_type="datetime", length=None), "VS.VSORRES",
        "value-level item IT.VS.VSORRES.TEMP: DataType is float, that of the variable is datetime",
    ),
    "value_codelist_beyond_variable": (
        edited(item("SUPPAE.QVAL.AETRTEM", codelist=CodeListRef(codelist_oid="CL.C66741")), ItemDef, "IT.SUPPAE.QVAL",
               codelist=CodeListRef(codelist_oid="CL.C66742")), "SUPPAE.QVAL",
        "value-level item IT.SUPPAE.QVAL.AETRTEM: 2 values of CL.C66741 not in CL.C66742 of the variable: PULSE, TEMP",
    ),
    "yes_or_no_wrong": (dataset(repeating="yes"), "VS", "Repeating is 'yes'; allowed: No, Yes"),
    "method_unknown": (
        ref(imputation_method_oid="MT.NONE"), "VS.VSORRESU",
        "MethodDef MT.NONE is not defined: define it, or mend the reference",
    ),
    "variable_order_differs": (
        dataset("TE", items=(SDTM.metadata.datasets[0].items[1], SDTM.metadata.datasets[0].items[0])), "TE",
        "STUDYID stands after DOMAIN; in the guide it stands before",
    ),
    "dataset_class_differs": (
        dataset(classes=Class(name="EVENTS")), "VS", "the class is EVENTS, published is FINDINGS",
    ),
    "variable_codelist_missing": (
        item(codelist=None), "VS.VSORRESU", "the guide has it controlled by C66770; there is no codelist",
    ),
    "leaf_unknown": (
        edited(SDTM, CommentDef, "", documents=(DocumentRef(),)), "CommentDef COM.AE.AETERM",
        "leaf (blank) is not defined: define it, or mend the reference",
    ),
    "standard_status_unknown": (
        edited(SDTM, Standard, "STD.1", status=None), "Standard STD.1",
        "Status is missing; allowed: Draft, Final, Provisional",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WORDS)
def test_what_is_said_and_where(name: str) -> None:
    define, place, words = WORDS[name]
    check = next(one for one in CHECKS if one.name == name)
    assert (place, words) in [(one.place, one.words) for one in check(reviewed_define(define))]


def read_again(define: Define) -> Define:
    """The define as it is read from a file: each element knows its line."""
    return define_of(define_bytes(define, version="2.1", stylesheet="define2-1.xsl"), "define.xml")


def test_what_was_read_from_a_file_is_told_with_its_line_and_the_other_line() -> None:
    define = read_again(more(SDTM, "methods", replace(SDTM.metadata.methods[0], name="Again", expressions=())))
    first, second = define.metadata.methods
    check = next(one for one in CHECKS if one.name == "method_oid_repeated")
    assert [one.words for one in check(reviewed_define(define))] == [
        f"line {second.line}: MT.VS.VSSTRESN is defined before (line {first.line}): each definition has its own OID"
    ]
    assert second.line > first.line > 100
    assert on_line(MethodDef()) == ""


@pytest.mark.parametrize(
    ("count", "said", "words"),
    [(1, "have", "1 text has"), (2, "have", "2 texts have"), (1, "", "1 text"), (0, "say", "0 texts say")],
)
def test_numbers_are_told_with_their_noun(count: int, said: str, words: str) -> None:
    assert counted(count, "text", said) == words


def occurrences(predecessor: str) -> list[str]:
    """The required variables that are missed of a dataset of occurrences with one copied variable."""
    group = ItemGroupDef(
        oid="IG.ADX", name="ADX", purpose="Analysis", standard_oid="STD.9",
        classes=Class(name="OCCURRENCE DATA STRUCTURE"), items=(ItemRef(item_oid="IT.ADX.X", mandatory="Yes"),),
    )  # fmt: skip
    copied = Origin(type="Predecessor", description=described(predecessor))
    name = predecessor.partition(".")[2]
    variable = ItemDef(oid="IT.ADX.X", name=name, data_type="text", length="8", origins=(copied,))
    guide = Standard(oid="STD.9", name="ADaM-OCCDSIG", type="IG", version="1.1", status="Final")
    define = with_metadata(SDTM, standards=Standards(standards=(guide,)), datasets=(group,), items=(variable,))
    check = next(one for one in CHECKS if one.name == "variable_required_missing")
    return [one.value for one in check(reviewed_define(define))]


def test_which_variables_occurrences_need_hangs_on_the_domain_they_were_copied_from() -> None:
    assert "--TERM" not in occurrences("CM.CMDECOD")
    assert "CMTRT" in occurrences("CM.CMDECOD")
    assert "--TERM" in occurrences("MH.MHDECOD")
    assert "CMTRT" not in occurrences("MH.MHTERM")
