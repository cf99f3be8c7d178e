"""Checks of the files a define.xml points to: their places are names beside it, and safe to follow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from define_xml.checks.check import Told, check, on_line, told
from define_xml.checks.reviewed import Reviewed
from define_xml.document.common import Leaf
from define_xml.document.values import CodeList

LEAF = "Define-XML 2.1, def:leaf"
NAMES = "eCTD, file names"
SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
RUNS = re.compile(r"\s*(javascript|vbscript|data)\s*:", re.IGNORECASE)


def _hrefs(reviewed: Reviewed) -> Iterator[tuple[Leaf, str]]:
    for leaf in reviewed.of(Leaf):
        yield leaf, leaf.href or ""


@check("error", LEAF)
def href_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A file has no place."""
    for leaf, href in _hrefs(reviewed):
        if not href.strip():
            yield told(leaf, "xlink:href is missing: name the file, relative to the define.xml")


@check("error", LEAF)
def title_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A file has no title."""
    for leaf in reviewed.of(Leaf):
        if not (leaf.title or "").strip():
            yield told(leaf, "def:title is missing or blank: it is what readers see")


@check("error", LEAF)
def href_absolute(reviewed: Reviewed) -> Iterator[Told]:
    """The place of a file is absolute, and holds on one machine only."""
    for leaf, href in _hrefs(reviewed):
        absolute = SCHEME.match(href) or href.startswith(("/", "\\"))
        if absolute and not RUNS.match(href):
            yield told(leaf, f"{href!r} is absolute: name the file relative to the define.xml", href)


@check("error", LEAF)
def href_backslash(reviewed: Reviewed) -> Iterator[Told]:
    """The place of a file is written with backslashes."""
    for leaf, href in _hrefs(reviewed):
        if "\\" in href:
            yield told(leaf, f"{href!r} has a backslash; write / between folders", href)


@check("error", "HTML, links that run")
def href_runs(reviewed: Reviewed) -> Iterator[Told]:
    """The place of a file is a script, not a file."""
    for leaf, href in _hrefs(reviewed):
        if RUNS.match(href):
            yield told(leaf, f"{href!r} is run by a browser, and is no file", href)
    for codelist in reviewed.of(CodeList):
        dictionary = (codelist.external.href or "") if codelist.external else ""
        if RUNS.match(dictionary):
            yield told(codelist, f"{dictionary!r} is run by a browser, and is no address", dictionary)


@check("warning", NAMES)
def href_upper_case(reviewed: Reviewed) -> Iterator[Told]:
    """The name of a file has capitals."""
    for leaf, href in _hrefs(reviewed):
        if href != href.lower() and not SCHEME.match(href):
            yield told(leaf, f"{href!r} has capitals: names of files in a submission are lower case", href)


@check("warning", NAMES)
def href_odd(reviewed: Reviewed) -> Iterator[Told]:
    """The name of a file has blanks or other characters that names of files in a submission have not."""
    for leaf, href in _hrefs(reviewed):
        path = href.partition("#")[0]
        if path and not SCHEME.match(path) and "\\" not in path and not re.fullmatch(r"[A-Za-z0-9./_-]+", path):
            yield told(leaf, f"{href!r}: letters, digits, hyphens and underscores make the name of a file", href)


@check("warning", LEAF)
def href_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two leaves name the same file."""
    first: dict[str, Leaf] = {}
    for leaf, href in _hrefs(reviewed):
        other = first.setdefault(href, leaf)
        if href and other is not leaf and other.id != leaf.id:
            yield told(leaf, f"{href!r} is also the file of {other.id}{on_line(other)}", href)


@check("error", "Define-XML 2.1, def:AnnotatedCRF")
def annotated_crf_no_pdf(reviewed: Reviewed) -> Iterator[Told]:
    """The annotated CRF is no PDF."""
    crf = reviewed.define.metadata.annotated_crf
    for ref in crf.documents if crf else ():
        leaf = reviewed.leaves.get(ref.leaf_id or "")
        if leaf is not None and leaf.href and not leaf.href.partition("#")[0].lower().endswith(".pdf"):
            yield told(leaf, f"{leaf.href!r} is no PDF, and is named as the annotated CRF", leaf.href)


@check("warning", "Define-XML 2.1, def:SupplementalDoc")
def document_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """A document is listed twice, or both as annotated CRF and as supplement."""
    metadata = reviewed.define.metadata
    seen: set[str] = set()
    for holder in (metadata.annotated_crf, metadata.supplemental):
        for ref in holder.documents if holder else ():
            if ref.leaf_id in seen:
                yield told(ref, f"{ref.leaf_id} is listed twice", ref.leaf_id)
            seen.add(ref.leaf_id or "")


@check("error", "Define-XML 2.1, def:SupplementalDoc")
def document_list_empty(reviewed: Reviewed) -> Iterator[Told]:
    """def:AnnotatedCRF or def:SupplementalDoc names no document."""
    metadata = reviewed.define.metadata
    for holder in (metadata.annotated_crf, metadata.supplemental):
        if holder is not None and not holder.documents:
            yield told(holder, "there is no def:DocumentRef: name a document, or take the element out")


CHECKS = (
    href_missing,
    title_missing,
    href_absolute,
    href_backslash,
    href_runs,
    href_upper_case,
    href_odd,
    href_repeated,
    annotated_crf_no_pdf,
    document_repeated,
    document_list_empty,
)
