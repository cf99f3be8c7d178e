"""Checks of where clauses: each comparison is one that can be made, and can be true."""

from __future__ import annotations

from collections.abc import Iterator

from define_xml.checks.check import MODERN, NEW, Told, allowed, check, counted, repeated, told
from define_xml.checks.reviewed import Reviewed
from define_xml.document.items import ItemDef
from define_xml.document.values import RangeCheck, WhereClauseDef

CLAUSE = "Define-XML 2.1, def:WhereClauseDef"
RANGE = "Define-XML 2.1, RangeCheck"
COMPARATORS = ("EQ", "NE", "IN", "NOTIN", "LT", "LE", "GT", "GE")
SEVERAL = ("IN", "NOTIN")
ORDERED = ("LT", "LE", "GT", "GE")


def _compared(reviewed: Reviewed) -> Iterator[tuple[RangeCheck, ItemDef | None]]:
    for one in reviewed.of(RangeCheck):
        yield one, reviewed.items.get(one.item_oid or "")


@check("error", CLAUSE)
def condition_empty(reviewed: Reviewed) -> Iterator[Told]:
    """A where clause compares nothing."""
    for clause in reviewed.define.metadata.where_clauses:
        if not clause.checks:
            yield told(clause, "there is no RangeCheck: a where clause compares a variable with values")


@check("error", RANGE)
def comparator_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """A comparison is missing or unknown."""
    for one, _ in _compared(reviewed):
        if one.comparator not in COMPARATORS:
            said = one.comparator or ""
            yield told(one, f"Comparator is {said or 'missing'}; {allowed(said, COMPARATORS)}", said)


@check("error", RANGE)
def compared_item_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A comparison does not say which variable it compares."""
    for one, _ in _compared(reviewed):
        if one.item_oid is None:
            yield told(one, "def:ItemOID is missing: name the variable that is compared")


@check("error", RANGE)
def soft_hard_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """SoftHard of a comparison is not Soft."""
    for one, _ in _compared(reviewed):
        if one.soft_hard != "Soft":
            yield told(one, f"SoftHard is {one.soft_hard or 'missing'}; in a where clause it is Soft")


@check("error", RANGE)
def compared_value_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A comparison has no value to compare with."""
    for one, _ in _compared(reviewed):
        if not one.values:
            yield told(one, f"{one.comparator or 'the comparison'} has no CheckValue")


@check("error", RANGE)
def several_values_compared(reviewed: Reviewed) -> Iterator[Told]:
    """A comparison with one value has several."""
    for one, _ in _compared(reviewed):
        if one.comparator in COMPARATORS and one.comparator not in SEVERAL and len(one.values) > 1:
            remedy = {"EQ": "; IN means one of them", "NE": "; NOTIN means none of them"}.get(one.comparator, "")
            yield told(one, f"{one.comparator} has {len(one.values)} values and takes one{remedy}")


@check("warning", RANGE)
def compared_value_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """A comparison names the same value twice."""
    for one, _ in _compared(reviewed):
        for value, count in repeated(one.values).items():
            yield told(one, f"the value {value!r} stands {count} times", value)


@check("error", RANGE, MODERN)
def compared_value_unlisted(reviewed: Reviewed) -> Iterator[Told]:
    """A value compared with is not in the codelist of the variable."""
    for one, item in _compared(reviewed):
        codelist = reviewed.codelist(item) if item else None
        if codelist is None or codelist.external is not None or one.comparator in ORDERED:
            continue
        known = set(codelist.values())
        # MSG 2.0: an empty value means that there is none.
        for value in one.values:
            if value.strip() and value.strip() not in known:
                words = f"{value.strip()!r} is not in {codelist.oid}, the codelist of {item.name if item else ''}"
                yield told(one, f"{words}; {allowed(value.strip(), known)}", value.strip())


@check("error", RANGE)
def compared_value_no_number(reviewed: Reviewed) -> Iterator[Told]:
    """A numeric variable is compared with a value that is no number."""
    for one, item in _compared(reviewed):
        numeric = item is not None and item.data_type in {"integer", "float"}
        for value in one.values if numeric else ():
            if value.strip() and not is_number(value):
                yield told(one, f"{item.name if item else ''} is numeric and {value!r} is no number", value)


@check("error", CLAUSE)
def condition_never_true(reviewed: Reviewed) -> Iterator[Told]:
    """A where clause asks one variable to have two values at once."""
    for clause in reviewed.define.metadata.where_clauses:
        wanted: dict[str, set[str]] = {}
        for one in clause.checks:
            if one.comparator in {"EQ", "IN"}:
                before = wanted.setdefault(one.item_oid or "", set(one.values))
                wanted[one.item_oid or ""] = before & set(one.values)
        for oid, values in wanted.items():
            if not values and any(one.values for one in clause.checks if one.item_oid == oid):
                yield told(clause, f"no record can meet it: {oid} would have two values at once", oid)


@check("error", CLAUSE)
def condition_of_other_dataset_uncommented(reviewed: Reviewed) -> Iterator[Told]:
    """A condition compares a variable of another dataset, and no comment says how they are joined."""
    for use in reviewed.values_used:
        own = {ref.item_oid for ref in use.dataset.items}
        for where in use.ref.where:
            clause = reviewed.where_clauses.get(where.where_clause_oid or "")
            other = [one.item_oid or "" for one in clause.checks if one.item_oid not in own] if clause else []
            if clause is not None and clause.comment_oid is None and any(oid in reviewed.homes for oid in other):
                words = f"{other[0]} is no variable of {use.place[0]}, and no comment says how the records are joined"
                yield told(clause, f"{words}: give the where clause a def:CommentOID", other[0])


@check("note", CLAUSE, NEW)
def condition_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Where clauses are the same."""
    seen: set[object] = set()
    again: list[WhereClauseDef] = []
    for clause in reviewed.define.metadata.where_clauses:
        compared = frozenset((one.item_oid, one.comparator, frozenset(one.values)) for one in clause.checks)
        if clause.checks and (clause.comment_oid, compared) in seen:
            again.append(clause)
        seen.add((clause.comment_oid, compared))
    if again:
        words = counted(len(again), "where clause", "say")
        yield told(again[0], f"{words} what another says, {again[0].oid} the first: one is enough", again[0].oid)


def is_number(text: str) -> bool:
    """Whether a text is a number as XML writes it."""
    try:
        float(text)
    except ValueError:
        return False
    return not set(text.lower()) & set("nif_")


CHECKS = (
    condition_empty,
    comparator_unknown,
    compared_item_missing,
    soft_hard_wrong,
    compared_value_missing,
    several_values_compared,
    compared_value_repeated,
    compared_value_unlisted,
    compared_value_no_number,
    condition_never_true,
    condition_of_other_dataset_uncommented,
    condition_repeated,
)
