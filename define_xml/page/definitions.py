"""Methods, comments, and what nothing on the page uses: each in full, with who uses it."""

from __future__ import annotations

from collections.abc import Iterator

from define_xml.document.common import Alias
from define_xml.document.values import CommentDef, FormalExpression, MethodDef
from define_xml.page.arranged import Arranged, Group, Row, Values, loose_values
from define_xml.page.documents import documents, used_by
from define_xml.page.markup import count, fragment, joined, quoted, text, told
from define_xml.page.rows import values_table
from define_xml.page.where import condition


def methods(view: Arranged) -> Iterator[str]:
    """The section of methods."""
    if view.define.metadata.methods:
        yield "<section id=~methods class=part><h2>Methods</h2>"
        yield from (_method(view, one) for one in view.define.metadata.methods)
        yield "</section>"


def comments(view: Arranged) -> Iterator[str]:
    """The section of comments."""
    if view.define.metadata.comments:
        yield "<section id=~comments class=part><h2>Comments</h2>"
        yield from (_comment(view, one) for one in view.define.metadata.comments)
        yield "</section>"


def _method(view: Arranged, found: MethodDef) -> str:
    anchor = view.anchors.here("method", found.oid)
    body = [
        f"<p class=told>{told(found.description)}",
        *(_expression(one) for one in found.expressions),
        _more(view, found.aliases, documents(view, found.documents)),
        used_by(view.used_by("method", found.oid)),
    ]
    kind = f"<small>{joined([text(found.type), _self(anchor, found.oid)], ' · ')}</small>"
    head = f"<h3>{text(found.name or found.oid)}{kind}</h3>"
    return f"<div id={quoted(anchor)} class=def>{head}<div>{''.join(body)}</div></div>"


def _self(anchor: str, oid: str | None) -> str:
    return f"<a href={fragment(anchor)} class=self>{text(oid)}</a>"


def _comment(view: Arranged, found: CommentDef) -> str:
    anchor = view.anchors.here("comment", found.oid)
    said = f"<p class=told>{told(found.description)}" + _more(view, (), documents(view, found.documents))
    head = f"<h3>{_self(anchor, found.oid)}</h3>"
    uses = used_by(view.used_by("comment", found.oid))
    return f"<div id={quoted(anchor)} class=def>{head}<div>{said}{uses}</div></div>"


def _expression(found: FormalExpression) -> str:
    return f"<p class=soft>{text(found.context)}<pre tabindex=0><code>{text(found.value.strip())}</code></pre>"


def _more(view: Arranged, aliases: tuple[Alias, ...], documented: str) -> str:
    also = [f"{text(one.context)}: {text(one.name)}" for one in aliases]
    said = joined([documented, *also], " · ")
    return f"<p>{said}" if said else ""


def rest(view: Arranged) -> Iterator[str]:
    """The section of what is defined and not used: variables, value lists, conditions."""
    found = [*_items(view), *_values(view), *_clauses(view)]
    if found:
        yield "<section id=~rest class=part><h2>Defined and not used</h2>"
        yield f"<p>{count(len(found), 'definition')} that nothing else in the file points to."
        yield from found
        yield "</section>"


def _items(view: Arranged) -> Iterator[str]:
    for oid, item in view.index.items.items():
        if not view.anchors.get("item", oid):
            anchor = view.anchors.claim("item", oid)
            size = joined([item.data_type or "", item.length or ""], " ")
            said = joined([text(item.name), told(item.description), text(size)], " · ")
            yield f"<div id={quoted(anchor)} class=def><h3>{_self(anchor, oid)}</h3><div><p>{said}</div></div>"


def _values(view: Arranged) -> Iterator[str]:
    for found in loose_values(view):
        yield f"<div id={quoted(found.anchor)} class=def><h3>{_self(found.anchor, found.found.oid)}</h3>"
        yield f"<div>{_table(view, found)}</div></div>"


def _table(view: Arranged, found: Values) -> str:
    home = view.index.define.metadata.datasets[0] if view.define.metadata.datasets else None
    if home is None:
        return ""
    variable = Row(found.rows[0].ref, None, "", found.found.oid or "") if found.rows else None
    return values_table(view, Group(home, "", ()), variable, found) if variable else ""


def _clauses(view: Arranged) -> Iterator[str]:
    for oid, found in view.index.where_clauses.items():
        anchor = view.anchors.get("where", oid)
        if anchor not in view.shown:
            view.shown.add(anchor)
            said = condition(view, found, "")
            yield f"<div id={quoted(anchor)} class=def><h3>{_self(anchor, oid)}</h3><div>{said}</div></div>"
