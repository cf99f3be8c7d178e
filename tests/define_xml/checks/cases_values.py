"""What breaks the checks of value lists, conditions, codelists and terminology: one define for each check."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from define_xml.document.common import NCI, Alias, described
from define_xml.document.items import CodeListRef, ItemDef, ValueListRef, WhereClauseRef
from define_xml.document.metadata import Define
from define_xml.document.values import (
    CodeList,
    CodeListItem,
    EnumeratedItem,
    ExternalCodeList,
    RangeCheck,
    ValueListDef,
    WhereClauseDef,
)
from tests.define_xml.checks.breaking import SDTM, alias, codelist, compared, item, ref
from tests.define_xml.checks.example import edited, more, tabulation

TESTS = next(one for one in tabulation().metadata.codelists if one.oid == "CL.C66741")
TEMP = RangeCheck(comparator="EQ", soft_hard="Soft", item_oid="IT.VS.VSTESTCD", values=("TEMP",))
OTHER = (WhereClauseRef(where_clause_oid="WC.VS.VSORRES.PULSE"),)
OWN = CodeListRef(codelist_oid="CL.C66742")


def term(value: str = "TEMP", /, **changes: Any) -> Define:
    """Another term of the codelist of tests."""
    return edited(SDTM, CodeListItem, value, **changes)


def condition(*checks: RangeCheck) -> Define:
    """The condition of temperatures."""
    return edited(SDTM, WhereClauseDef, "WC.VS.VSORRES.TEMP", checks=checks)


def own(*values: str, **said: Any) -> Define:
    """A codelist of the sponsor's beside the others."""
    terms = tuple(EnumeratedItem(coded_value=value) for value in values)
    made = CodeList(oid="CL.OWN", name="Own", data_type="text", is_non_standard="Yes", enumerated=terms)
    return more(SDTM, "codelists", replace(made, **said))


def dictionary(**changes: Any) -> Define:
    """Another dictionary."""
    return edited(SDTM, ExternalCodeList, "", **changes)


def unit(**changes: Any) -> Define:
    """Another term of the units."""
    return edited(SDTM, EnumeratedItem, "C", **changes)


VALUES = {
    "value_list_empty": edited(SDTM, ValueListDef, "VL.VS.VSORRES", items=()),
    "value_item_without_condition": ref("VS.VSORRES.TEMP", where=()),
    "value_condition_repeated": ref("VS.VSORRES.TEMP", where=OTHER),
    "value_longer_than_variable": item("VS.VSORRES.TEMP", length="41"),
    "value_digits_beyond_variable": edited(
        item("VS.VSORRES.TEMP", significant_digits="2"), ItemDef, "IT.VS.VSORRES",
        data_type="float", significant_digits="1",
    ),
    "value_type_differs": item("VS.VSORRES", data_type="integer"),
    "value_codelist_beyond_variable": edited(
        item("SUPPAE.QVAL.AETRTEM", codelist=CodeListRef(codelist_oid="CL.C66741")),
        ItemDef, "IT.SUPPAE.QVAL", codelist=OWN,
    ),
    "supplemental_values_missing": item("SUPPAE.QVAL", values=None),
    "supplemental_label_missing": item("SUPPAE.QVAL.AETRTEM", description=None),
    "value_list_shared": item("VS.VSSTRESC", values=ValueListRef(value_list_oid="VL.VS.VSORRES")),
}  # fmt: skip
CONDITIONS = {
    "condition_empty": condition(),
    "comparator_unknown": compared(comparator="EQUALS"),
    "compared_item_missing": compared(item_oid=None),
    "soft_hard_wrong": compared(soft_hard="Hard"),
    "compared_value_missing": compared(values=()),
    "several_values_compared": compared(values=("TEMP", "PULSE")),
    "compared_value_repeated": compared(comparator="IN", values=("TEMP", "TEMP")),
    "compared_value_unlisted": compared(values=("TMP",)),
    "compared_value_no_number": compared(item_oid="IT.VS.VISITNUM", values=("first",)),
    "condition_never_true": condition(TEMP, replace(TEMP, values=("PULSE",))),
    "condition_of_other_dataset_uncommented": compared(item_oid="IT.DM.SEX", values=("F",)),
    "condition_repeated": compared(values=("PULSE",)),
}
CODELISTS = {
    "codelist_name_missing": codelist(name=" "),
    "codelist_name_repeated": codelist(name="Adverse events"),
    "codelist_empty": own(),
    "codelist_mixed": codelist(enumerated=(EnumeratedItem(coded_value="BMI"),)),
    "codelist_type_unknown": codelist(data_type="date"),
    "sas_format_wrong": codelist(sas_format_name="TESTS"),
    "term_missing": own(" "),
    "term_repeated": own("YES", "YES"),
    "term_case_repeated": own("Yes", "YES"),
    "term_no_number": own("1.5", data_type="integer"),
    "decode_missing": term(decode=None),
    "decode_repeated": codelist(items=tuple(replace(one, decode=described("A test")) for one in TESTS.items)),
    "term_order_partial": term(order_number="1"),
    "term_order_wrong": term(rank="high"),
    "term_order_repeated": codelist(items=tuple(replace(one, order_number="1") for one in TESTS.items)),
    "dictionary_missing": dictionary(dictionary=None),
    "dictionary_version_missing": dictionary(version=None),
    "dictionary_misspelt": dictionary(dictionary="MEDDRA"),
    "dictionary_unknown": dictionary(dictionary="House dictionary"),
    "codelist_standard_missing": codelist(standard_oid=None),
    "codelist_standard_both": codelist(is_non_standard="Yes"),
    "codelist_standard_is_guide": codelist(standard_oid="STD.1"),
}
TERMINOLOGY = {
    "codelist_code_missing": codelist(aliases=()),
    "code_wrong": codelist(aliases=alias(NCI, "66741")),
    "code_context_unknown": codelist(aliases=(*TESTS.aliases, Alias(context="house", name="tests"))),
    "codelist_code_unknown": codelist(aliases=alias(NCI, "C99999999")),
    "sponsor_list_with_code": codelist(is_non_standard="Yes", standard_oid=None),
    "term_code_missing": term(aliases=()),
    "term_code_unknown": term(aliases=alias(NCI, "C99999999")),
    "term_code_differs": term(aliases=next(one.aliases for one in TESTS.items if one.coded_value == "PULSE")),
    "term_unpublished": unit(coded_value="Celsius"),
    "extended_published": unit(extended_value="Yes"),
    "extended_not_extensible": codelist(
        "C66742", enumerated=(EnumeratedItem(coded_value="MAYBE", extended_value="Yes"),)
    ),
    "extended_with_code": unit(coded_value="Celsius", extended_value="Yes"),
    "extended_in_sponsor_list": own(enumerated=(EnumeratedItem(coded_value="A", extended_value="Yes"),)),
}
CASES: dict[str, Define] = {**VALUES, **CONDITIONS, **CODELISTS, **TERMINOLOGY}
