"""Where a define.xml refers to pages of a PDF, and what those pages must hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from define_xml.checks.beside.clauses import comparisons
from define_xml.document.common import DocumentRef, PDFPageRef
from define_xml.document.index import Index
from define_xml.document.items import ItemDef, ItemRef
from define_xml.document.metadata import Define

# The most pages one reference may name; a range beyond is told as a whole.
MOST = 2000
_QUALIFIED = "QVAL"


@dataclass(frozen=True)
class PageUse:
    """One reference: who refers, to which leaf, which pages or destinations, and the name they should hold."""

    dataset: str
    variable: str
    what: str
    leaf: str
    pages: tuple[int, ...] = ()
    destinations: tuple[str, ...] = ()
    name: str = ""


def page_uses(define: Define) -> Iterator[PageUse]:
    """Every reference to pages: of origins, then of methods, comments, displays and results."""
    index = Index(define)
    collected = _annotated(define)
    for group in define.metadata.datasets:
        for _, item in index.variables(group):
            dataset, variable = group.name or "", item.name or ""
            values = index.value_list(item)
            inner = index.variables(values) if values is not None else ()
            yield from _of_item(item, dataset, variable, collected, "" if variable == _QUALIFIED else variable)
            for ref, one in inner:
                name = _qualifier(index, ref, one) if variable == _QUALIFIED else variable
                yield from _of_item(one, dataset, variable, collected, name)
    yield from _of_definitions(define)


def _annotated(define: Define) -> frozenset[str]:
    """The leaves of the annotated CRF."""
    holder = define.metadata.annotated_crf
    return frozenset(ref.leaf_id or "" for ref in holder.documents) if holder else frozenset()


def _qualifier(index: Index, ref: ItemRef, item: ItemDef) -> str:
    """The name that a CRF is annotated with for a value of QVAL: `PREVSUBJ in SUPPDM`, never QVAL."""
    if item.name and item.name != _QUALIFIED:
        return item.name
    values = [check.values for compared, check in comparisons(index, [ref]) if compared.name == "QNAM"]
    return values[0][0] if len(values) == 1 and len(values[0]) == 1 else ""


def _of_item(
    item: ItemDef, dataset: str, variable: str, collected: frozenset[str], annotated: str
) -> Iterator[PageUse]:
    for origin in item.origins:
        for ref in origin.documents:
            # A CRF is annotated with the names of variables; other documents need not name them.
            name = annotated if ref.leaf_id in collected and origin.type in {"Collected", "CRF"} else ""
            yield from _used(ref, dataset, variable, f"origin {origin.type}", name)


def _of_definitions(define: Define) -> Iterator[PageUse]:
    metadata = define.metadata
    for kind, ones in (("method", metadata.methods), ("comment", metadata.comments)):
        for one in ones:
            yield from _all(one.documents, f"{kind} {one.oid}")
    for display in metadata.displays.displays if metadata.displays else ():
        yield from _all(display.documents, f"display {display.oid}")
        for result in display.results:
            for held in (result.documentation, result.code):
                yield from _all(held.documents if held else (), f"result {result.oid}")


def _all(refs: Iterable[DocumentRef], what: str) -> Iterator[PageUse]:
    for ref in refs:
        yield from _used(ref, "", "", what, "")


def _used(ref: DocumentRef, dataset: str, variable: str, what: str, name: str) -> Iterator[PageUse]:
    leaf = ref.leaf_id or ""
    if not ref.pages:
        yield PageUse(dataset, variable, what, leaf)
    for pages in ref.pages:
        if pages.type == "NamedDestination":
            destinations = tuple((pages.page_refs or "").split())
            yield PageUse(dataset, variable, what, leaf, (), destinations, name)
        else:
            yield PageUse(dataset, variable, what, leaf, numbers(pages), (), name)


def numbers(ref: PDFPageRef) -> tuple[int, ...]:
    """The page numbers that a reference names: a list, or a range; what is no number is told elsewhere."""
    if ref.page_refs is not None:
        return tuple(int(word) for word in ref.page_refs.replace(",", " ").split() if _number(word))
    first, last = ref.first_page or "", ref.last_page or ref.first_page or ""
    if not (_number(first) and _number(last)):
        return ()
    start, end = int(first), int(last)
    return tuple(range(start, end + 1)) if end - start < MOST else (start, end)


def _number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < 10
