"""Checks of origins: every variable says where its values come from, in words that fit together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from define_xml.checks.check import MODERN, NEW, Told, allowed, check, told, told_at
from define_xml.checks.held import published_words
from define_xml.checks.reviewed import ADAM, SDTM, SEND, Reviewed, Use
from define_xml.document.items import Origin

ORIGIN = "Define-XML 2.1, def:Origin"
SUBMISSION = "Define-XML 2.1, 4.9"
# The types of Define-XML 2.0.
OLD_TYPES = ("Assigned", "CRF", "Derived", "eDT", "Predecessor", "Protocol")
# Which source fits which type, by family of standards; a type that is not named here is not judged.
SOURCES: dict[str, dict[str, tuple[str, ...]]] = {
    SDTM: {
        "Collected": ("Investigator", "Subject", "Vendor"),
        "Protocol": ("Sponsor",),
        "Assigned": ("Investigator", "Sponsor", "Subject", "Vendor"),
        "Derived": ("Investigator", "Sponsor", "Vendor"),
    },
    ADAM: {"Assigned": ("Sponsor",), "Derived": ("Sponsor",), "Protocol": ("Sponsor",), "Predecessor": ()},
    SEND: dict.fromkeys(("Collected", "Derived", "Assigned", "Protocol", "Predecessor"), ()),
}
NAMED = re.compile(r"\b([A-Z][A-Z0-9]{1,7})\.([A-Z_][A-Z0-9_]{0,7})\b")


def _said(reviewed: Reviewed) -> Iterator[tuple[Use, Origin]]:
    for use in reviewed.items_used:
        yield from ((use, origin) for origin in use.item.origins)


def _at(use: Use, origin: Origin, words: str, value: str | None = None) -> Told:
    return told_at(use, words, value, origin.line)


@check("error", SUBMISSION)
def origin_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A variable has no origin, neither itself nor at all items of its value list."""
    for use in reviewed.variables_used:
        values = reviewed.value_list(use.item)
        below = [item for _, item in reviewed.variables(values)] if values is not None else []
        if not use.item.origins and not (below and all(item.origins for item in below)):
            where = "at the variable, or at each item of its value list"
            yield told_at(use, f"def:Origin is missing: say where the values come from, {where}")


@check("error", ORIGIN, NEW)
def origin_type_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """The type of an origin is missing or no word of the terminology."""
    known = published_words("ORIGINT")
    for use, origin in _said(reviewed):
        said = origin.type or ""
        if said not in known:
            yield _at(use, origin, f"origin Type is {said or 'missing'}; {allowed(said, known)}", said)


@check("error", "Define-XML 2.0, def:Origin", ("2.0",))
def old_origin_type_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """The type of an origin is none of Define-XML 2.0's."""
    for item in reviewed.original.metadata.items if reviewed.original else ():
        for origin in item.origins:
            said = origin.type or ""
            if said not in OLD_TYPES:
                words = f"origin Type is {said or 'missing'}; {allowed(said, OLD_TYPES)}"
                yield told(reviewed.items.get(item.oid or "", item), words, said)


@check("error", ORIGIN, NEW)
def origin_source_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """The source of an origin is no word of the terminology."""
    known = published_words("ORIGINS")
    for use, origin in _said(reviewed):
        if origin.source is not None and origin.source not in known:
            words = f"origin Source is {origin.source!r}; {allowed(origin.source, known)}"
            yield _at(use, origin, words, origin.source)


@check("error", ORIGIN, NEW)
def origin_source_missing(reviewed: Reviewed) -> Iterator[Told]:
    """An origin does not say whose work it is."""
    for use, origin in _said(reviewed):
        fitting = SOURCES[reviewed.family(use.dataset)].get(origin.type or "")
        if origin.source is None and fitting:
            yield _at(use, origin, f"origin {origin.type} has no Source; {allowed('', fitting)}")


@check("warning", ORIGIN, NEW)
def origin_source_differs(reviewed: Reviewed) -> Iterator[Told]:
    """The source of an origin does not fit its type."""
    for use, origin in _said(reviewed):
        fitting = SOURCES[reviewed.family(use.dataset)].get(origin.type or "")
        known = origin.source in published_words("ORIGINS")
        if known and fitting is not None and origin.source not in fitting:
            words = f"origin {origin.type} with Source {origin.source}"
            yield _at(use, origin, f"{words}; {allowed('', fitting) if fitting else 'it has none'}", origin.source)


@check("warning", ORIGIN, NEW)
def origin_type_of_other_standard(reviewed: Reviewed) -> Iterator[Told]:
    """An analysis variable is said to be collected."""
    for use, origin in _said(reviewed):
        if reviewed.family(use.dataset) == ADAM and origin.type == "Collected":
            words = "origin Collected in an analysis dataset: a copy of SDTM's is a Predecessor"
            yield _at(use, origin, words, origin.type)


@check("error", ORIGIN, MODERN)
def derived_without_method(reviewed: Reviewed) -> Iterator[Told]:
    """A derived variable or item has no method."""
    for use in (*reviewed.variables_used, *reviewed.values_used):
        if not any(origin.type == "Derived" for origin in use.item.origins) or use.ref.method_oid:
            continue
        if not _method_elsewhere(reviewed, use):
            words = "origin Derived and no method: say by MethodOID how the values are made"
            yield told_at(use, words, line=use.ref.line)


@check("warning", ORIGIN, MODERN)
def method_without_derivation(reviewed: Reviewed) -> Iterator[Told]:
    """A variable or item has a method, and all its origins say that nothing was made."""
    made = {"Derived", "Assigned", "Other", "Not Available"}
    for use in (*reviewed.variables_used, *reviewed.values_used):
        types = {origin.type or "" for origin in use.item.origins}
        below = reviewed.value_list(use.item) is not None
        if use.ref.method_oid and types and not types & made and not below:
            words = f"it has a method, and its origin is {', '.join(sorted(types))}"
            yield told_at(use, f"{words}: a method says how derived values are made", use.ref.method_oid, use.ref.line)


@check("error", ORIGIN, MODERN)
def predecessor_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A predecessor is not named."""
    for use, origin in _said(reviewed):
        if origin.type == "Predecessor" and not (origin.description and origin.description.value):
            yield _at(use, origin, "origin Predecessor does not name it: say DM.SEX as Description of the origin")


@check("warning", ORIGIN, MODERN)
def predecessor_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """The text of a predecessor names no variable as DATASET.VARIABLE."""
    names = {use.item.name for use in reviewed.variables_used}
    for use, origin in _said(reviewed):
        text = origin.description.value if origin.description else ""
        # In SDTM the name of a variable says its domain.
        known = reviewed.family(use.dataset) != ADAM and names & set(re.findall(r"\w+", text))
        if origin.type == "Predecessor" and text and not NAMED.search(text) and not known:
            words = f"predecessor {text!r} names no variable: say dataset and variable, each up to 8 letters, as DM.SEX"
            yield _at(use, origin, words, text)


@check("error", ORIGIN, MODERN)
def predecessor_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """A predecessor is said to be in a dataset of this file that has no such variable."""
    own = {one.name: {item.name for _, item in reviewed.variables(one)} for one in reviewed.define.metadata.datasets}
    for use, origin in _said(reviewed):
        text = origin.description.value if origin.description and origin.type == "Predecessor" else ""
        for dataset, variable in NAMED.findall(text):
            if dataset in own and variable not in own[dataset]:
                yield _at(use, origin, f"predecessor {dataset}.{variable}: {dataset} has no such variable", text)


@check("warning", ORIGIN)
def origin_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """A variable has the same origin twice."""
    for use in reviewed.items_used:
        for place, origin in enumerate(use.item.origins):
            if origin in use.item.origins[:place]:
                yield _at(use, origin, f"origin {origin.type} stands twice with the same words and pages", origin.type)


def _method_elsewhere(reviewed: Reviewed, use: Use) -> bool:
    """Whether the variable of an item, or all items of a variable, have a method."""
    if use.parent is not None:
        return any(ref.method_oid for ref in use.dataset.items if ref.item_oid == use.parent.oid)
    values = reviewed.value_list(use.item)
    return values is not None and any(ref.method_oid for ref in values.items)


CHECKS = (
    origin_missing,
    origin_type_unknown,
    old_origin_type_unknown,
    origin_source_unknown,
    origin_source_missing,
    origin_source_differs,
    origin_type_of_other_standard,
    derived_without_method,
    method_without_derivation,
    predecessor_missing,
    predecessor_wrong,
    predecessor_unknown,
    origin_repeated,
)
