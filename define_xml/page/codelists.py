"""The codelists: a section that folds for each, its terms once, and who uses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from define_xml.document.common import NCI, c_code
from define_xml.document.items import ItemDef
from define_xml.document.values import CodeList, CodeListItem, EnumeratedItem, ExternalCodeList
from define_xml.page.arranged import Arranged, Row, in_order
from define_xml.page.documents import note, used_by
from define_xml.page.markup import count, fragment, joined, link, outward, quoted, text, told

if TYPE_CHECKING:
    from define_xml.checks.beside.observed import ValuesObserved

OPEN = 8  # a codelist of so many terms stands open
CHUNK = 500  # terms of one table, where a codelist has very many

Term = CodeListItem | EnumeratedItem


def codelists(view: Arranged) -> Iterator[str]:
    """The section of codelists."""
    found = view.define.metadata.codelists
    if not found:
        return
    used = _used_values(view)
    yield "<section id=~codelists class=part><h2>Codelists</h2>"
    for one in sorted(found, key=lambda one: ((one.name or "").casefold(), one.oid or "")):
        yield from _codelist(view, one, used.get(one.oid or ""))
    yield "</section>"


def _codelist(view: Arranged, found: CodeList, used: Mapping[str, bool] | None) -> Iterator[str]:
    anchor = view.anchors.here("codelist", found.oid)
    terms = _terms(found)
    size = count(len(terms), "term") if terms else "dictionary" if found.external else "no term"
    own = "sponsor's own" if found.is_non_standard == "Yes" else ""
    facts = [size, text(c_code(found.aliases)), text(found.data_type), own]
    small = found.external is not None or len(terms) <= OPEN
    yield f"<details id={quoted(anchor)} class=cl{' open' if small else ''}>"
    yield f"<summary><h3>{text(found.name or found.oid)}</h3> <span>{joined(facts, ' · ')}</span></summary>"
    more = [
        f"<a href={fragment(anchor)} class=self>{text(found.oid)}</a>",
        _standard(view, found),
        _sas(found),
        *_aliases(found),
    ]
    yield f"<p class=soft>{joined(more, ' · ')}"
    said = told(found.description)
    yield (f"<p>{said}" if said else "") + note(view, found.comment_oid) + _external(found.external)
    if terms:
        yield from _table(found, terms, used)
    yield used_by(view.used_by("codelist", found.oid)) + "</details>"


def _terms(found: CodeList) -> tuple[Term, ...]:
    terms: list[Term] = [*found.items, *found.enumerated]
    return in_order(terms, [one.order_number for one in terms])


def _standard(view: Arranged, found: CodeList) -> str:
    if not found.standard_oid:
        return ""
    standard = view.index.standards.get(found.standard_oid)
    if standard is None:
        return f"<span class=bad>standard {text(found.standard_oid)} is not defined</span>"
    words = joined([standard.name or "", standard.publishing_set or "", standard.version or ""], " ")
    return link(view.anchors.get("standard", found.standard_oid), words)


def _sas(found: CodeList) -> str:
    return f"SAS format {text(found.sas_format_name)}" if found.sas_format_name else ""


def _aliases(found: CodeList) -> list[str]:
    return [f"{text(one.context)}: {text(one.name)}" for one in found.aliases if one.context != NCI]


def _external(found: ExternalCodeList | None) -> str:
    if found is None:
        return ""
    words = joined([found.dictionary or "", found.version or ""], " ") or "Dictionary"
    place = f" · {text(found.ref)}" if found.ref else ""
    return f"<p>Dictionary kept elsewhere: <b>{outward(found.href, words)}</b>{place}"


def _table(found: CodeList, terms: tuple[Term, ...], used: Mapping[str, bool] | None) -> Iterator[str]:
    """The table of terms; a column that would say nothing is left out."""
    meant = any(isinstance(one, CodeListItem) and one.decode for one in terms)
    coded = any(one.aliases for one in terms)
    ranked = any(one.rank for one in terms)
    names = ["Value", *(["Meaning"] if meant else []), *(["C-code"] if coded else []), *(["Rank"] if ranked else [])]
    names += ["In the data"] if used is not None else []
    heads = "".join(f"<th scope=col>{one}" for one in names)
    chunks = [terms[at : at + CHUNK] for at in range(0, len(terms), CHUNK)] if len(terms) > 2 * CHUNK else [terms]
    for number, chunk in enumerate(chunks, 1):
        label = f"Terms of {found.name or found.oid}" + (f", part {number}" if len(chunks) > 1 else "")
        first = "<tr><th>" if len(names) > 1 else "<tr><td>"
        lines = "".join(first + "<td>".join(_cells(one, names, used)) for one in chunk)
        table = f"<table class=terms aria-label={quoted(label)}><thead><tr>{heads}<tbody>{lines}</table>"
        # The browser lays out only the parts in view, so that a list of 30,000 terms opens at once.
        size = f"contain-intrinsic-size:auto {len(chunk) * 2}rem"
        yield f'<div class=chunk style="{size}">{table}</div>' if len(chunks) > 1 else table


def _cells(one: Term, names: list[str], used: Mapping[str, bool] | None) -> list[str]:
    said = {
        "Value": _value(one),
        "Meaning": told(one.decode) if isinstance(one, CodeListItem) else "",
        "C-code": _codes(one),
        "Rank": text(one.rank),
        "In the data": _mark(used or {}, one.coded_value or ""),
    }
    cells = [said[name] for name in names]
    while not cells[-1] and len(cells) > 1:
        cells.pop()
    return cells


def _value(one: Term) -> str:
    extended = " <em>extended</em>" if one.extended_value == "Yes" else ""
    said = told(one.description)
    return text(one.coded_value) + extended + (f"<small>{said}</small>" if said else "")


def _codes(one: Term) -> str:
    others = [f"{text(alias.context)}: {text(alias.name)}" for alias in one.aliases if alias.context != NCI]
    return joined([text(c_code(one.aliases)), *others], " · ")


def _mark(used: Mapping[str, bool], value: str) -> str:
    return "used" if used.get(value) else "?" if "" in used else ""


def _used_values(view: Arranged) -> dict[str, dict[str, bool]]:
    """Which values of each codelist the data hold; the key "" says that not all values of the data are known."""
    found: dict[str, dict[str, bool]] = {}
    if view.observed is None:
        return found
    for group in view.groups:
        data = view.observed.datasets.get(group.name)
        for row in group.rows if data else ():
            _add(found, row.item, view.observed.variable(group.name, _named(row)))
            for inner in row.values.rows if row.values else ():
                _add(found, inner.item, view.observed.item(group.name, _named(row), inner.ref.item_oid or ""))
    return found


def _named(row: Row) -> str:
    return (row.item and row.item.name) or ""


def _add(found: dict[str, dict[str, bool]], item: ItemDef | None, seen: ValuesObserved | None) -> None:
    if item is None or item.codelist is None or seen is None:
        return
    known = found.setdefault(item.codelist.codelist_oid or "", {})
    known.update((value, True) for value, _ in seen.values if value)
    if len(seen.values) < seen.distinct:
        known[""] = True
