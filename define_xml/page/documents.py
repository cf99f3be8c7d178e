"""Where something comes from and what explains it: origins, pages of documents, methods, comments, who uses it."""

from __future__ import annotations

from collections.abc import Sequence

from define_xml.document.common import Description, DocumentRef, Leaf, PDFPageRef
from define_xml.document.items import Origin
from define_xml.page.arranged import Arranged, Use
from define_xml.page.markup import count, fragment, harmless, joined, link, outward, text, told

INLINE = 180  # characters of a method or comment shown in a row; the whole stands in its section
_KINDS = {"Computation": "Method"}
USES = 10  # users listed at once; the others unfold


def origins(view: Arranged, found: tuple[Origin, ...]) -> str:
    """Each origin on a line: type, source, in words, pages."""
    return "".join(f"<p>{_origin(view, one)}" for one in found)


def _origin(view: Arranged, origin: Origin) -> str:
    kind = f"<b>{text(origin.type or 'Origin')}</b>"
    words, pages = _predecessor(view, origin.description), documents(view, origin.documents)
    return joined([kind, text(origin.source), words, pages], " ")


def _predecessor(view: Arranged, description: Description | None) -> str:
    """What an origin says in words; the name of a variable of this file is a link to it."""
    words = description.value if description else ""
    dataset, dot, variable = words.partition(".")
    found = view.variable(dataset, variable) if dot else ""
    return link(found, words) if found else told(description)


def documents(view: Arranged, found: tuple[DocumentRef, ...]) -> str:
    """The documents and their pages, as links."""
    return "; ".join(_document(view, one) for one in found)


def _document(view: Arranged, reference: DocumentRef) -> str:
    leaf = view.index.leaves.get(reference.leaf_id or "")
    if leaf is None:
        return f"<span class=bad>{text(reference.leaf_id)} is not defined</span>"
    words, href = _title(view, leaf), leaf.href or ""
    if not reference.pages or not harmless(href):
        return outward(href, words) + " ".join(f" {_numbers(one)}" for one in reference.pages)
    return ", ".join(_pages(href, words, one) for one in reference.pages)


def _title(view: Arranged, leaf: Leaf) -> str:
    """What a document is called where pages of it are named; thousands of rows name the annotated CRF."""
    crf = view.define.metadata.annotated_crf
    if crf and leaf.id in {one.leaf_id for one in crf.documents}:
        return "aCRF"
    return (leaf.title or leaf.href or leaf.id or "").strip()


def _numbers(page: PDFPageRef) -> str:
    return text(page.page_refs or joined([page.first_page or "", page.last_page or ""], "\u2013"))


def _pages(href: str, words: str, page: PDFPageRef) -> str:
    """The pages of a document, each a link; a single one together with the document's name."""
    title = f" <span class=soft>{text(page.title)}</span>" if page.title else ""
    ends = [one for one in (page.first_page, page.last_page) if one]
    names = ends or (page.page_refs or "").split()
    front = words if page.type == "NamedDestination" else f"{words} p."
    if len(names) == 1:
        return _page(href, names[0], page, f"{front} {names[0]}") + title
    return f"{text(front)} " + ("\u2013" if ends else ", ").join(_page(href, one, page, one) for one in names) + title


def _page(href: str, name: str, page: PDFPageRef, words: str) -> str:
    if page.type == "NamedDestination":
        return outward(href, words, f"#nameddest={name}")
    return outward(href, words, f"#page={name}") if name.isdigit() else text(words)


def method(view: Arranged, oid: str | None, front: str = "") -> str:
    """The method of a row: a link to it and how it begins; all of it if it is short."""
    if not oid:
        return ""
    found = view.index.methods.get(oid)
    if found is None:
        return f"<p><span class=bad>method {text(oid)} is not defined</span>"
    anchor = view.anchors.get("method", oid)
    name = link(anchor, front or _KINDS.get(found.type or "", found.type) or "Method")
    return f"<p>{name} {_clipped(found.description, anchor)}{_also(view, found.documents)}"


def note(view: Arranged, oid: str | None, front: str = "Comment") -> str:
    """The comment of something: a link to it and how it begins; all of it if it is short."""
    if not oid:
        return ""
    found = view.index.comments.get(oid)
    if found is None:
        return f"<p><span class=bad>comment {text(oid)} is not defined</span>"
    anchor = view.anchors.get("comment", oid)
    return f"<p>{link(anchor, front)} {_clipped(found.description, anchor)}{_also(view, found.documents)}"


def _also(view: Arranged, found: tuple[DocumentRef, ...]) -> str:
    said = documents(view, found)
    return f" ({said})" if said else ""


def _clipped(description: Description | None, anchor: str) -> str:
    whole = told(description)
    words = description.value if description else ""
    if len(words) <= INLINE:
        return whole
    start = words[:INLINE].rsplit(" ", 1)[0]
    return f"{text(start)} <a href={fragment(anchor)}>… all of it</a>"


def used_by(uses: Sequence[Use]) -> str:
    """Links back to everything that uses a definition."""
    if not uses:
        return "<p class=soft>Used by nothing."
    links = [link(one.anchor, one.name) for one in uses]
    if len(links) <= USES:
        return f"<p class=used>Used by {', '.join(links)}"
    return f"<details class=used><summary>Used by {count(len(links), 'place')}</summary>{', '.join(links)}</details>"
