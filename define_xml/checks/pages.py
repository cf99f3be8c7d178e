"""Checks of references to pages: collected values have them, and they name pages as Define-XML writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from define_xml.checks.check import Told, allowed, check, told, told_at
from define_xml.checks.reviewed import ADAM, Reviewed, Use
from define_xml.checks.sizes import whole
from define_xml.document.common import PDFPageRef
from define_xml.document.items import Origin

PAGES = "Define-XML 2.1, def:PDFPageRef"
TYPES = ("NamedDestination", "PhysicalRef")


def _from_crf(reviewed: Reviewed) -> Iterator[tuple[Use, Origin]]:
    """Origins of values that stand on a case report form."""
    for use in reviewed.items_used:
        for origin in use.item.origins:
            asked = origin.type == "Collected" and origin.source in {"Investigator", "Subject", None}
            if asked and reviewed.family(use.dataset) != ADAM:
                yield use, origin


def _crf_leaves(reviewed: Reviewed) -> set[str]:
    crf = reviewed.define.metadata.annotated_crf
    return {one.leaf_id or "" for one in crf.documents} if crf else set()


@check("error", "Define-XML 2.1, 4.9")
def annotated_crf_missing(reviewed: Reviewed) -> Iterator[Told]:
    """Values were collected on forms, and no annotated CRF is named."""
    collected = next(_from_crf(reviewed), None)
    if reviewed.submitted and collected and not _crf_leaves(reviewed):
        place = ".".join(collected[0].place)
        words = f"{place} was collected on a form, and there is no def:AnnotatedCRF that names the form"
        yield told(reviewed.define.metadata, words)


@check("error", "Define-XML 2.1, 4.9")
def pages_missing(reviewed: Reviewed) -> Iterator[Told]:
    """Values were collected on a form, and no page is named."""
    for use, origin in _from_crf(reviewed):
        pages = [page for ref in origin.documents for page in ref.pages]
        if reviewed.submitted and not pages:
            words = f"origin Collected by {origin.source or 'CRF'} names no page of the annotated CRF"
            yield told_at(use, f"{words}: add def:DocumentRef with def:PDFPageRef", line=origin.line)


@check("warning", "Define-XML 2.1, def:Origin")
def pages_of_other_document(reviewed: Reviewed) -> Iterator[Told]:
    """Pages of collected values are pages of another document than the annotated CRF."""
    crf = _crf_leaves(reviewed)
    for use, origin in _from_crf(reviewed):
        other = [ref.leaf_id or "" for ref in origin.documents if crf and ref.leaf_id not in crf]
        if other and len(other) == len(origin.documents):
            yield told_at(use, f"the pages are of {other[0]}, which is no annotated CRF", other[0], origin.line)


@check("error", PAGES)
def page_type_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """The type of a page reference is missing or unknown."""
    for page in reviewed.of(PDFPageRef):
        if page.type not in TYPES:
            yield told(page, f"Type is {page.type or 'missing'}; {allowed(page.type or '', TYPES)}", page.type)


@check("error", PAGES)
def page_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A page reference names no page."""
    for page in reviewed.of(PDFPageRef):
        if not (page.page_refs or "").strip() and page.first_page is None and page.last_page is None:
            yield told(page, "there is neither PageRefs nor FirstPage and LastPage")


@check("error", PAGES)
def page_numbers_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """Page numbers are not whole numbers with blanks between them."""
    for page in reviewed.of(PDFPageRef):
        said = page.page_refs or ""
        if page.type == "PhysicalRef" and said.strip() and not re.fullmatch(r"\s*[1-9]\d*(\s+[1-9]\d*)*\s*", said):
            yield told(page, f"PageRefs is {said!r}; write page numbers with blanks between them, as 7 12", said)


@check("warning", PAGES)
def page_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """A page reference names a page twice."""
    for page in reviewed.of(PDFPageRef):
        pages = (page.page_refs or "").split()
        if len(pages) != len(set(pages)):
            yield told(page, f"PageRefs is {page.page_refs!r}: a page stands twice", page.page_refs)


@check("error", PAGES)
def page_range_with_list(reviewed: Reviewed) -> Iterator[Told]:
    """A page reference has both a list of pages and a range."""
    for page in reviewed.of(PDFPageRef):
        if page.page_refs is not None and (page.first_page is not None or page.last_page is not None):
            yield told(page, "PageRefs stands beside FirstPage or LastPage: one of them", page.page_refs)


@check("error", PAGES)
def page_range_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """A range of pages has one end only, or ends before it begins."""
    for page in reviewed.of(PDFPageRef):
        if page.first_page is None and page.last_page is None:
            continue
        first, last = whole(page.first_page), whole(page.last_page)
        if not first or not last or last < first:
            yield told(page, f"FirstPage {page.first_page}, LastPage {page.last_page}: a range has both, in this order")


@check("error", PAGES)
def page_range_of_names(reviewed: Reviewed) -> Iterator[Told]:
    """A range of pages is said of named destinations."""
    for page in reviewed.of(PDFPageRef):
        if page.type == "NamedDestination" and (page.first_page is not None or page.last_page is not None):
            yield told(page, "NamedDestination with FirstPage or LastPage: names stand in PageRefs")


CHECKS = (
    annotated_crf_missing,
    pages_missing,
    pages_of_other_document,
    page_type_unknown,
    page_missing,
    page_numbers_wrong,
    page_repeated,
    page_range_with_list,
    page_range_wrong,
    page_range_of_names,
)
