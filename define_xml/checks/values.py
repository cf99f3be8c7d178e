"""Checks of value lists: each item has a condition of its own and says no more than its variable permits."""

from __future__ import annotations

from collections.abc import Iterator

from define_xml.checks.check import MODERN, Told, check, counted, repeated, told, told_at
from define_xml.checks.reviewed import DATES, Reviewed, Use
from define_xml.checks.sizes import whole
from define_xml.document.items import ItemRef

LIST = "Define-XML 2.1, def:ValueListDef"
NARROWER = {"integer": {"integer"}, "float": {"float", "integer"}}


@check("error", LIST)
def value_list_empty(reviewed: Reviewed) -> Iterator[Told]:
    """A value list has no items."""
    for values in reviewed.define.metadata.value_lists:
        if not values.items:
            yield told(values, "there is no ItemRef: a value list has at least one item")


@check("error", LIST, MODERN)
def value_item_without_condition(reviewed: Reviewed) -> Iterator[Told]:
    """An item of a value list does not say when it is meant."""
    for values in reviewed.define.metadata.value_lists:
        for ref in values.items:
            if not ref.where:
                words = f"{ref.item_oid} has no def:WhereClauseRef: say for which records it is meant"
                yield told(ref, words, ref.item_oid)


@check("error", LIST)
def value_condition_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two items of a value list are meant under the same condition."""
    for values in reviewed.define.metadata.value_lists:
        said = [(ref, key) for ref in values.items for key in set(_conditions(reviewed, ref))]
        often = repeated(key for _, key in said)
        for ref, key in said:
            if often.pop(key, 0):
                words = f"{ref.item_oid} and another item are meant under the same condition: {key}"
                yield told(ref, words, ref.item_oid)


@check("error", LIST, MODERN)
def value_longer_than_variable(reviewed: Reviewed) -> Iterator[Told]:
    """A value-level item is longer than its variable."""
    for use in reviewed.values_used:
        own, parent = whole(use.item.length), whole(use.parent.length) if use.parent else None
        if own and parent and own > parent:
            yield told_at(use, f"Length is {own}, that of the variable is {parent}", str(own))


@check("error", LIST, MODERN)
def value_digits_beyond_variable(reviewed: Reviewed) -> Iterator[Told]:
    """A value-level item has more digits than its variable."""
    for use in reviewed.values_used:
        own = whole(use.item.significant_digits)
        parent = whole(use.parent.significant_digits) if use.parent else None
        numeric = use.parent is not None and use.parent.data_type == "float"
        if own and numeric and parent is not None and own > parent:
            yield told_at(use, f"SignificantDigits is {own}, that of the variable is {parent}", str(own))


@check("error", LIST, MODERN)
def value_type_differs(reviewed: Reviewed) -> Iterator[Told]:
    """A value-level item is of a data type that its variable cannot hold."""
    for use in reviewed.values_used:
        parent, own = (use.parent.data_type or "") if use.parent else "", use.item.data_type or ""
        # Text holds whatever is written; a numeric variable holds numbers, and dates as SAS counts them.
        wrong = own not in NARROWER.get(parent, {own}) and not (parent in NARROWER and own in DATES)
        if own and (wrong or (parent in DATES and own not in DATES)):
            yield told_at(use, f"DataType is {own}, that of the variable is {parent}", own)


@check("error", LIST, MODERN)
def value_codelist_beyond_variable(reviewed: Reviewed) -> Iterator[Told]:
    """The codelist of a value-level item has values that the variable's codelist has not."""
    for use in reviewed.values_used:
        own, parent = reviewed.codelist(use.item), reviewed.codelist(use.parent) if use.parent else None
        if own is None or parent is None or own is parent or own.external or parent.external:
            continue
        known = set(parent.values())
        beyond = [value for value in own.values() if value not in known]
        if beyond:
            some = ", ".join(beyond[:5])
            words = f"{counted(len(beyond), 'value')} of {own.oid} not in {parent.oid} of the variable: {some}"
            yield told_at(use, words, beyond[0])


@check("error", "Define-XML 2.1, 4.9", MODERN)
def supplemental_values_missing(reviewed: Reviewed) -> Iterator[Told]:
    """QVAL of supplemental qualifiers has no value list, or QNAM's values are not all in it."""
    for use in reviewed.variables_used:
        supplemental = (use.dataset.name or "").startswith("SUPP") and use.item.name == "QVAL"
        if supplemental and use.dataset.has_no_data != "Yes" and reviewed.value_list(use.item) is None:
            yield told_at(use, "QVAL has no value list: each QNAM is described by an item of its own")


@check("warning", "Define-XML 2.1, 4.9")
def supplemental_label_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A supplemental qualifier has no label at value level."""
    for use in reviewed.values_used:
        described = use.item.description and use.item.description.value
        if (use.dataset.name or "").startswith("SUPP") and not described:
            yield told_at(use, "the label is missing: it is the QLABEL of this QNAM")


@check("warning", LIST)
def value_list_shared(reviewed: Reviewed) -> Iterator[Told]:
    """Variables of different names share a value list."""
    owners: dict[str, Use] = {}
    for use in reviewed.variables_used:
        oid = use.item.values.value_list_oid if use.item.values else None
        first = owners.setdefault(oid, use) if oid else use
        if first.item.oid != use.item.oid:
            yield told_at(use, f"its value list {oid} is also that of {'.'.join(first.place)}", oid)


def _conditions(reviewed: Reviewed, ref: ItemRef) -> Iterator[str]:
    """The conditions of an item in words that are equal where the conditions are."""
    for where in ref.where:
        clause = reviewed.where_clauses.get(where.where_clause_oid or "")
        if clause is not None and clause.checks:
            parts = (f"{one.item_oid} {one.comparator} {', '.join(sorted(one.values))}" for one in clause.checks)
            yield " and ".join(sorted(parts))


CHECKS = (
    value_list_empty,
    value_item_without_condition,
    value_condition_repeated,
    value_longer_than_variable,
    value_digits_beyond_variable,
    value_type_differs,
    value_codelist_beyond_variable,
    supplemental_values_missing,
    supplemental_label_missing,
    value_list_shared,
)
