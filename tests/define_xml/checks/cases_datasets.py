"""What breaks the checks of datasets, keys, variables, sizes and of the published guides: one define for each check."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from define_xml.document.common import described
from define_xml.document.items import Class, CodeListRef, ItemGroupDef, ItemRef, SubClass, WhereClauseRef
from define_xml.document.metadata import Define
from tests.define_xml.checks.breaking import ADAM, SDTM, alias, codelist, dataset, item, ref
from tests.define_xml.checks.example import edited, tabulation, with_metadata

GROUPS = {one.name or "": one for one in tabulation().metadata.datasets}
LONG = described("A label that is longer than forty characters are")
CONDITION = (WhereClauseRef(where_clause_oid="WC.VS.VSORRES.TEMP"),)


def reference(name: str, **changes: Any) -> tuple[ItemRef, ...]:
    """The variables of vital signs, one of them said otherwise."""
    return tuple(replace(one, **changes) if one.item_oid == f"IT.VS.{name}" else one for one in GROUPS["VS"].items)


def without(name: str) -> Define:
    """Vital signs without a variable."""
    return dataset(items=tuple(one for one in GROUPS["VS"].items if one.item_oid != f"IT.VS.{name}"))


def time_to_event(*subclasses: SubClass, name: str = "BASIC DATA STRUCTURE") -> Define:
    """The class of the analysis dataset."""
    return edited(ADAM, ItemGroupDef, "IG.ADTTE", classes=Class(name=name, subclasses=subclasses))


DATASETS = {
    "dataset_name_wrong": dataset(name="vs"),
    "dataset_name_repeated": dataset("AE", name="VS"),
    "dataset_label_missing": dataset(description=described(" ")),
    "dataset_label_long": dataset(description=LONG),
    "structure_missing": dataset(structure=None),
    "purpose_wrong": dataset(purpose="Tabulations"),
    "purpose_differs": dataset(purpose="Analysis"),
    "domain_missing": dataset(domain=None),
    "domain_differs": dataset(domain="LB"),
    "domain_alias_missing": dataset("SUPPAE", aliases=()),
    "sas_dataset_name_wrong": dataset(sas_dataset_name="VSS"),
    "reference_repeats": dataset("TE", repeating="Yes"),
    "reference_wrong": dataset(is_reference_data="Yes", repeating="No"),
    "repeating_wrong": dataset("DM", repeating="Yes"),
    "archive_missing": dataset(archive_location_id=None, leaf=None),
    "leaf_missing": dataset(archive_location_id="LF.TE"),
    "no_data_with_file": dataset(has_no_data="Yes", comment_oid="COM.AE.AETERM"),
    "no_data_uncommented": dataset(has_no_data="Yes", archive_location_id=None, leaf=None),
    "dataset_file_differs": dataset("VS", leaf=GROUPS["TE"].leaf, archive_location_id="LF.TE"),
    "dataset_without_variables": dataset("TE", items=()),
    "dataset_alias_unknown": dataset(aliases=alias("Domain", "Vital Signs")),
    "class_missing": dataset(classes=None),
    "class_unknown": dataset(classes=Class(name="Findings")),
    "class_differs": dataset(classes=Class(name="BASIC DATA STRUCTURE")),
    "subclass_unknown": time_to_event(SubClass(name="TTE")),
    "subclass_differs": time_to_event(SubClass(name="TIME-TO-EVENT"), name="ADAM OTHER"),
    "parent_class_unknown": time_to_event(SubClass(name="TIME-TO-EVENT", parent_class="ADAM OTHER")),
    "dataset_standard_missing": dataset(standard_oid=None),
    "dataset_standard_both": dataset(is_non_standard="Yes"),
    "dataset_standard_is_terminology": dataset(standard_oid="STD.2"),
    "dataset_order": with_metadata(SDTM, datasets=tuple(reversed(SDTM.metadata.datasets))),
}
KEYS = {
    "order_number_wrong": ref(order_number="0"),
    "order_number_partial": ref(order_number=None),
    "order_number_repeated": ref(order_number="1"),
    "order_number_elsewhere": ref(order_number="99"),
    "item_repeated": dataset(items=(*GROUPS["VS"].items, GROUPS["VS"].items[-1])),
    "variable_name_repeated": item(name="VSTEST"),
    "keys_missing": dataset("TE", items=tuple(replace(one, key_sequence=None) for one in GROUPS["TE"].items)),
    "key_sequence_wrong": ref("VS.VSTESTCD", key_sequence="third"),
    "key_sequence_repeated": ref("VS.VSTESTCD", key_sequence="1"),
    "key_sequence_gap": ref("VS.VSTESTCD", key_sequence="9"),
    "key_in_value_list": ref("VS.VSORRES.TEMP", key_sequence="1"),
    "key_without_subject": dataset(items=reference("USUBJID", key_sequence=None)),
    "mandatory_missing": ref(mandatory=None),
    "role_missing": ref(role=None),
    "role_unknown": ref(role="Result"),
}
ITEMS = {
    "item_name_missing": item(name=None),
    "variable_name_wrong": item(name="VSORRESUNIT"),
    "variable_label_missing": item(description=None),
    "variable_label_long": item(description=LONG),
    "label_repeated": item(description=described("Study Identifier")),
    "sas_field_name_missing": item(sas_field_name=None),
    "sas_field_name_differs": item(sas_field_name="UNIT"),
    "variable_no_data_uncommented": ref(has_no_data="Yes"),
    "variable_no_data_mandatory": ref(has_no_data="Yes", mandatory="Yes"),
    "condition_at_variable": ref(where=CONDITION),
    "item_alias_unknown": item(aliases=alias("", "unit")),
}
SIZES = {
    "data_type_unknown": item(data_type="string"),
    "length_missing": item(length=None),
    "length_needless": item("VS.VSDTC", length="20"),
    "length_wrong": item(length="long"),
    "length_beyond_transport": item(length="201"),
    "digits_missing": item("VS.VSSTRESN", significant_digits=None),
    "digits_needless": item(significant_digits="1"),
    "digits_wrong": item("VS.VSSTRESN", significant_digits="few"),
    "display_format_wrong": item("VS.VSSTRESN", display_format="8,1"),
    "display_format_differs": item("VS.VSSTRESN", display_format="8.3"),
    "codelist_on_date": item("VS.VSDTC", codelist=CodeListRef(codelist_oid="CL.C66742")),
    "codelist_type_differs": codelist("C66770", data_type="integer"),
    "codelist_wider": item("VS.VSTESTCD", length="2"),
}
GUIDES = {
    "dataset_unpublished": dataset("TE", name="TX", domain="TX"),
    "dataset_label_differs": dataset(description=described("Vital Sign")),
    "dataset_class_differs": dataset(classes=Class(name="EVENTS")),
    "variable_unpublished": item(name="VSCOLOR", sas_field_name="VSCOLOR"),
    "variable_required_missing": without("VSTEST"),
    "variable_expected_missing": without("VSORRESU"),
    "variable_label_differs": item(description=described("Unit")),
    "variable_type_differs": item("VS.VISITNUM", data_type="text"),
    "variable_role_differs": ref(role="Topic"),
    "required_not_mandatory": ref("VS.VSTEST", mandatory="No"),
    "variable_codelist_missing": item(codelist=None),
    "variable_codelist_differs": item(codelist=CodeListRef(codelist_oid="CL.C66742")),
    "variable_order_differs": dataset("TE", items=tuple(reversed(GROUPS["TE"].items))),
}
CASES: dict[str, Define] = {**DATASETS, **KEYS, **ITEMS, **SIZES, **GUIDES}
