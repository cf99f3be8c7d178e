"""Conditions in words: `VSTESTCD is WEIGHT`, `AVISITN is one of 1, 2, 3`."""

from __future__ import annotations

from define_xml.document.items import WhereClauseRef
from define_xml.document.values import CodeList, RangeCheck, WhereClauseDef
from define_xml.page.arranged import Arranged
from define_xml.page.documents import note
from define_xml.page.markup import fragment, quoted, text

_WORDS = {
    "EQ": "is", "NE": "is not", "IN": "is one of", "NOTIN": "is none of",
    "LT": "&lt;", "LE": "≤", "GT": "&gt;", "GE": "≥",
}  # fmt: skip
SHOWN = 12  # values shown of a long list; the others unfold


def where(view: Arranged, clauses: tuple[WhereClauseRef, ...], home: str, name: bool = False) -> str:
    """The conditions of an item or a dataset of an analysis, joined by `or`; `home` is the dataset's name.

    `name` gives each condition its address here: for the first row that shows it.
    """
    said = [_clause(view, one.where_clause_oid or "", home, name) for one in clauses]
    return "<em>or</em> ".join(said)


def condition(view: Arranged, found: WhereClauseDef, home: str) -> str:
    """One condition in words, with its comment."""
    said = " <em>and</em> ".join(_check(view, one, home) for one in found.checks) or "<i>no comparison</i>"
    return said + note(view, found.comment_oid)


def _clause(view: Arranged, oid: str, home: str, name: bool) -> str:
    found = view.index.where_clauses.get(oid)
    if found is None:
        return f"<span class=bad>{text(oid)} is not defined</span>"
    said = condition(view, found, home)
    anchor = view.anchors.get("where", oid)
    if name and anchor not in view.shown:
        view.shown.add(anchor)
        return f"<div id={quoted(anchor)}>{said}</div>"
    return f"<div>{said}</div>"


def _check(view: Arranged, check: RangeCheck, home: str) -> str:
    verb = _WORDS.get(check.comparator or "", text(check.comparator))
    return f"{_variable(view, check.item_oid or '', home)} {_said(view, check, verb)}"


def _variable(view: Arranged, oid: str, home: str) -> str:
    item, place = view.index.items.get(oid), view.index.homes.get(oid)
    if item is None:
        return f"<span class=bad>{text(oid)} is not defined</span>"
    own = place is None or (place[0].name or "") == home
    name = (item.name or oid) if own or place is None else f"{place[0].name}.{item.name}"
    anchor = view.anchors.get("item", oid)
    return f"<a href={fragment(anchor)}>{text(name)}</a>" if anchor and not own else f"<b>{text(name)}</b>"


def _said(view: Arranged, check: RangeCheck, verb: str) -> str:
    values = check.values
    if values == ("",) and check.comparator in {"EQ", "NE"}:  # how CDISC's own examples say missing
        return "is missing" if check.comparator == "EQ" else "is not missing"
    shown = ", ".join(_value(one) for one in values[:SHOWN])
    if len(values) > SHOWN:
        rest = ", ".join(_value(one) for one in values[SHOWN:])
        return f"{verb} {shown} <details><summary>and {len(values) - SHOWN} more</summary>{rest}</details>"
    return f"{verb} {shown}{_meaning(view, check)}"


def _value(value: str) -> str:
    return f"<q>{text(value)}</q>" if value.strip() != value or not value or "," in value else text(value)


def _meaning(view: Arranged, check: RangeCheck) -> str:
    item = view.index.items.get(check.item_oid or "")
    codelist = view.index.codelist(item) if item and len(check.values) == 1 else None
    found = decodes(view, codelist).get(check.values[0], "") if codelist else ""
    return meaning(text(found)) if found and found != check.values[0] else ""


def meaning(words: str) -> str:
    """What a value of a condition means, set behind it; `words` is HTML."""
    return f" <span class=soft>({words})</span>"


def decodes(view: Arranged, codelist: CodeList) -> dict[str, str]:
    """What each value of a codelist means."""
    known = view.meanings.get(codelist.oid or "")
    if known is None:
        known = {one.coded_value or "": one.decode.value if one.decode else "" for one in codelist.items}
        view.meanings[codelist.oid or ""] = known
    return known
