"""PDFs that a define.xml refers to: they open, have the pages, and the pages hold the names of variables."""

from __future__ import annotations

import logging
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from define_xml.checks.beside.folder import found
from define_xml.checks.beside.pages import PageUse, page_uses
from define_xml.document.index import Index
from define_xml.document.metadata import Define
from mappings.docstring import first_line
from mappings.finding import Finding, Severity

_CITES = "Define-XML 2.1, 5.3.11.3"
# What pypdf raises at files that are no PDF, or damaged; some of it comes from the Python below it.
DAMAGED = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError, OSError,
    RecursionError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip
# A scanned document has no text on any of the pages that are looked at.
_LOOKED_AT = 20


@dataclass
class Document:
    """A PDF: its pages as text when they are asked for, its destinations; `fault` says why it cannot be read."""

    reader: Any = None
    check: str = ""
    fault: str = ""
    texts: dict[int, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """The number of pages."""
        return len(self.reader.pages)

    def text(self, page: int) -> str:
        """The text of a page, counted from 1, with what is written in its annotations."""
        if page not in self.texts:
            self.texts[page] = page_text(self.reader.pages[page - 1])
        return self.texts[page]

    def destinations(self) -> frozenset[str]:
        """The named places."""
        try:
            return frozenset(str(name).lstrip("/") for name in self.reader.named_destinations)
        except DAMAGED:
            return frozenset()


def installed() -> bool:
    """Whether there is something to read PDFs with."""
    from importlib.util import find_spec

    return find_spec("pypdf") is not None


@dataclass(frozen=True)
class Referred:
    """A PDF that a define refers to: as it names it, where it is (None: not there), and the references."""

    href: str
    path: Path | None
    uses: tuple[PageUse, ...]

    @property
    def count(self) -> int:
        """How many references to pages or named places."""
        return sum(bool(use.pages or use.destinations) for use in self.uses)


def referred(define: Define, folder: Path) -> list[Referred]:
    """The PDFs that the define refers to, and whether they are in its folder."""
    leaves = Index(define).leaves
    uses: dict[str, list[PageUse]] = {}
    for use in page_uses(define):
        uses.setdefault(use.leaf, []).append(use)
    pdfs: list[Referred] = []
    for leaf, ones in uses.items():
        href = (leaves[leaf].href or "").partition("#")[0] if leaf in leaves else ""
        if href.lower().endswith(".pdf"):
            name = found(folder, href)
            pdfs.append(Referred(href, folder / name if name else None, tuple(ones)))
    return pdfs


def check_pdf(define: Define, folder: Path) -> tuple[Finding, ...]:
    """What is wrong with the PDFs that the define refers to; those that are not there are told of elsewhere."""
    with quiet():
        pdfs = [one for one in referred(define, folder) if one.path is not None]
        return tuple(finding for one in pdfs if one.path for finding in _judged(_opened(one.path), one.href, one.uses))


def _judged(document: Document, href: str, uses: Sequence[PageUse]) -> Iterator[Finding]:
    if document.fault:
        yield Finding(document.check, "error", f"{href}: {document.fault}", value=href, cites=_CITES)
        return
    yield from page_absent(document, href, uses)
    yield from destination_absent(document, href, uses)
    scanned = list(pdf_without_text(document, href, uses))
    yield from scanned
    if not scanned:
        yield from page_without_name(document, href, uses)


def page_absent(document: Document, href: str, uses: Sequence[PageUse]) -> Iterator[Finding]:
    """A page is referred to that the PDF does not have."""
    for use in uses:
        beyond = [page for page in use.pages if not 1 <= page <= document.count]
        if beyond:
            shown = ", ".join(map(str, beyond[:5]))
            words = f"{use.what} refers to page {shown} of {href}, which has {document.count:,} pages"
            yield _finding("page_absent", words, use)


def destination_absent(document: Document, href: str, uses: Sequence[PageUse]) -> Iterator[Finding]:
    """A named destination is referred to that the PDF does not have."""
    known = document.destinations() if any(use.destinations for use in uses) else frozenset()
    for use in uses:
        for name in use.destinations:
            if name.lstrip("#/") not in known:
                yield _finding("destination_absent", f"{use.what}: {href} has no destination {name}", use)


def pdf_without_text(document: Document, href: str, uses: Sequence[PageUse]) -> Iterator[Finding]:
    """The PDF is pictures only: nobody can search it."""
    named = [page for use in uses for page in use.pages if 1 <= page <= document.count]
    pages = list(dict.fromkeys([*named, *range(1, document.count + 1)]))[:_LOOKED_AT]
    if pages and not any(document.text(page).strip() for page in pages):
        words = f"{href} has no text on any of {len(pages)} pages looked at: it is scanned; deliver one with text"
        yield Finding("pdf_without_text", "error", words, value=href, cites=_CITES)


def page_without_name(document: Document, href: str, uses: Sequence[PageUse]) -> Iterator[Finding]:
    """The name of a collected variable is on none of the pages it refers to."""
    for use in uses:
        pages = [page for page in use.pages if 1 <= page <= document.count]
        if not use.name or not pages:
            continue
        word = re.compile(rf"(?<![A-Z0-9_]){re.escape(use.name)}(?![A-Z0-9_])", re.IGNORECASE)
        if not any(word.search(document.text(page)) for page in pages):
            shown = ", ".join(map(str, pages[:8]))
            words = f"{use.name} is not on page {shown} of {href}, to which {use.what} refers"
            yield _finding("page_without_name", words, use, "warning")


# Each check with what is wrong where it speaks; the first two are found when a file is opened.
EXPLAINED = {
    "pdf_unreadable": "What is referred to cannot be read as a PDF.",
    "pdf_encrypted": "A PDF has a password: agencies take none.",
    **{
        check.__name__: first_line(check)
        for check in (page_absent, destination_absent, pdf_without_text, page_without_name)
    },
}


def _finding(check: str, words: str, use: PageUse, severity: Severity = "error") -> Finding:
    return Finding(check, severity, words, use.dataset, use.variable, cites=_CITES)


def _opened(path: Path) -> Document:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(path, strict=False)
        if reader.is_encrypted:
            words = "it is encrypted: agencies take no PDF with a password; deliver one without"
            return Document(check="pdf_encrypted", fault=words)
        pages = len(reader.pages)
    except (PyPdfError, *DAMAGED) as error:
        told = str(error).split("\n")[0][:100] or type(error).__name__
        return Document(check="pdf_unreadable", fault=f"it cannot be read as a PDF ({told}): write it anew")
    if not pages:
        return Document(check="pdf_unreadable", fault="it has no pages: write it anew")
    return Document(reader)


def page_text(page: Any) -> str:
    """The text of a page and of the notes on it: many CRFs are annotated with notes."""
    from pypdf.errors import PyPdfError

    try:
        notes = [str(one.get_object().get("/Contents", "")) for one in page.get("/Annots") or ()]
        return "\n".join([page.extract_text() or "", *notes])
    except (PyPdfError, *DAMAGED):
        return ""


@contextmanager
def quiet() -> Iterator[None]:
    """Without what pypdf logs about each oddity of a file: what matters is told in findings."""
    log = logging.getLogger("pypdf")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)
