"""Checks of a variable or a value-level item by itself: its name, its label, what is said where it has no data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from define_xml.checks.check import MODERN, NEW, Told, check, told, told_at
from define_xml.checks.reviewed import Reviewed
from define_xml.document.items import ItemDef

ITEM = "Define-XML 2.1, ItemDef"
SUBMISSION = "Define-XML 2.1, 4.9"
NAME = re.compile(r"[A-Z_][A-Z0-9_]{0,7}")


@check("error", ITEM)
def item_name_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A variable or value-level item has no name."""
    for item in reviewed.of(ItemDef):
        if not (item.name or "").strip():
            yield told(item, "Name is missing")


@check("error", "SAS transport 5")
def variable_name_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """A variable's name is no name of one to eight capitals, digits and underscores."""
    for use in reviewed.variables_used:
        name = use.item.name or ""
        alias = any(one.context == "SAS" for one in use.item.aliases)
        if name and not NAME.fullmatch(name) and not alias:
            words = f"{name!r} is no name of a variable: up to 8 capitals, digits or _, no digit first"
            yield told_at(use, words, name)


@check("error", SUBMISSION)
def variable_label_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A variable has no label."""
    for use in reviewed.items_used:
        if use.parent is None and not (use.item.description and use.item.description.value):
            yield told_at(use, "the label is missing: give it as Description")


@check("error", "SAS transport 5")
def variable_label_long(reviewed: Reviewed) -> Iterator[Told]:
    """A variable's label is longer than a transport file holds."""
    for use in reviewed.items_used:
        label = use.item.description.value if use.item.description else ""
        if use.parent is None and len(label) > 40:
            yield told_at(use, f"the label has {len(label)} characters, a transport file holds 40", label)


@check("warning", ITEM)
def label_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two variables of a dataset have the same label."""
    first: dict[tuple[str, str], str] = {}
    for use in reviewed.variables_used:
        label = use.item.description.value if use.item.description else ""
        other = first.setdefault((use.place[0], label), use.place[1])
        if label and other != use.place[1]:
            yield told_at(use, f"{other} has the same label, {label!r}", label)


@check("error", SUBMISSION, MODERN)
def sas_field_name_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A variable has no SASFieldName."""
    for use in reviewed.items_used:
        if use.parent is None and not use.item.sas_field_name:
            yield told_at(use, f"SASFieldName is missing: it is {use.item.name}")


@check("error", SUBMISSION)
def sas_field_name_differs(reviewed: Reviewed) -> Iterator[Told]:
    """SASFieldName is no name for SAS, or not the name of the variable."""
    for use in reviewed.items_used:
        said, name = use.item.sas_field_name, use.item.name or ""
        if said and not NAME.fullmatch(said):
            yield told_at(use, f"SASFieldName {said!r} is no name of up to 8 capitals, digits or _", said)
        elif said and use.parent is None and NAME.fullmatch(name) and said != name:
            yield told_at(use, f"SASFieldName is {said}, the variable is {name}", said)


@check("error", "Define-XML 2.1, def:HasNoData", NEW)
def variable_no_data_uncommented(reviewed: Reviewed) -> Iterator[Told]:
    """A variable or item without data does not say why, nor does its dataset."""
    for use in (*reviewed.variables_used, *reviewed.values_used):
        commented = use.item.comment_oid or use.dataset.comment_oid or (use.parent and use.parent.comment_oid)
        if use.ref.has_no_data == "Yes" and not commented:
            yield told_at(use, "def:HasNoData is Yes and there is no comment that says why", line=use.ref.line)


@check("warning", "Define-XML 2.1, def:HasNoData", NEW)
def variable_no_data_mandatory(reviewed: Reviewed) -> Iterator[Told]:
    """A variable without data is mandatory, in a dataset that has data."""
    for use in reviewed.variables_used:
        empty = use.ref.has_no_data == "Yes" and use.dataset.has_no_data != "Yes"
        if empty and use.ref.mandatory == "Yes":
            yield told_at(use, "def:HasNoData is Yes and Mandatory is Yes: both cannot be", line=use.ref.line)


@check("error", "Define-XML 2.1, def:WhereClauseRef")
def condition_at_variable(reviewed: Reviewed) -> Iterator[Told]:
    """A variable of a dataset has a condition, which only items of value lists have."""
    for use in reviewed.variables_used:
        if use.ref.where:
            words = "def:WhereClauseRef stands in value lists only: give the variable a value list"
            yield told_at(use, words, use.ref.where[0].where_clause_oid, use.ref.line)


@check("warning", ITEM)
def item_alias_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """An alias of a variable has no context or no name."""
    for item in reviewed.of(ItemDef):
        for alias in item.aliases:
            if not (alias.context or "").strip() or not (alias.name or "").strip():
                yield told(item, "an Alias says both: Context (whose name it is) and Name")


CHECKS = (
    item_name_missing,
    variable_name_wrong,
    variable_label_missing,
    variable_label_long,
    label_repeated,
    sas_field_name_missing,
    sas_field_name_differs,
    variable_no_data_uncommented,
    variable_no_data_mandatory,
    condition_at_variable,
    item_alias_unknown,
)
