"""Second readers of papers: what python-docx and pypdf read in them, letter for letter, without page furniture."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import docx
import pypdf
from docx.table import Table
from docx.text.paragraph import Paragraph

from define_xml.package.guides.letters import printable


@dataclass(frozen=True)
class Stretch:
    """Letters of a paper, without blanks; `head` are those of the table's head they stand below."""

    letters: str
    head: str = ""


# The glyphs Omega, Delta and mu stand for two letters each (Adobe Glyph List): which one, a PDF does not say.
_TWINS = str.maketrans({"\u2126": "\u03a9", "\u2206": "\u0394", "\u00b5": "\u03bc", "\x7f": "\u2022"})


def letters(text: str) -> str:
    """The letters of a text as the PDF shows them, without any blanks."""
    return re.sub(r"\s+", "", printable(text)).translate(_TWINS)


def docx_stretches(content: bytes) -> tuple[list[Stretch], list[Stretch], list[Stretch]]:
    """Cover, contents and body of a DOCX, in the order of the document."""
    document = docx.Document(io.BytesIO(content))
    told: tuple[list[Stretch], ...] = ([], [], [])
    part, number = 0, 0
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            told[part].extend(_table(block))
            continue
        style = block.style.name if block.style else ""
        part = 1 if style == "Dossier Contents" else 2 if style.startswith("Heading") else part
        number = _number(block, number) if style == "List Number" else 0
        mark = "\u2022" if style == "List Bullet" else f"{number}." if number else ""
        told[part].append(Stretch(letters(mark + block.text)))
    return told  # type: ignore[return-value]


def _number(paragraph: Paragraph, before: int) -> int:
    """The number Word gives the item: it begins anew with the first item of a list of its own."""
    own = paragraph._p.xpath("w:pPr/w:numPr/w:numId/@w:val")
    previous = paragraph._p.getprevious()
    same = previous is not None and previous.xpath("w:pPr/w:numPr/w:numId/@w:val") == own
    return before + 1 if same else 1


def _table(table: Table) -> Iterator[Stretch]:
    rows = [[letters(cell.text) for cell in row.cells] for row in table.rows]
    repeats = bool(table.rows[0]._tr.xpath("w:trPr/w:tblHeader"))
    head = "".join(rows[0]) if repeats else ""
    for place, row in enumerate(rows):
        yield Stretch("".join(row), head if place else "")


def pdf_pages(content: bytes) -> list[str]:
    """The letters of each page of a PDF. WinAnsiEncoding has a bullet at 127 too, pypdf a control letter."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return [re.sub(r"\s+", "", page.extract_text()).translate(_TWINS) for page in pages]


def same_words(word: bytes, pdf: bytes, running: str, notice: str) -> str:
    """Where both papers part, in words; an empty text if they say the same, letter for letter, in the same order."""
    cover, contents, body = docx_stretches(word)
    pages = pdf_pages(pdf)
    front = [letters(f"{running}{notice}Page{place}of{len(pages)}") for place in range(1, len(pages) + 1)]
    # A cover may need a second page; it bears no furniture.
    covers = next(place for place, page in enumerate(pages) if place and page.startswith(front[place]))
    for place, page in enumerate(pages[covers:], covers):
        if not page.startswith(front[place]):
            return f"page {place + 1} begins with {page[:80]!r}, not with {front[place]!r}"
        pages[place] = page[len(front[place]) :]
    told = "".join(one.letters for one in cover)
    if "".join(pages[:covers]) != told:
        return f"the cover says {pages[:covers]!r}, not {told!r}"
    first = _first_page(pdf)
    if parted := _entries(contents, "".join(pages[covers:first])):
        return parted
    return _body(body, pages[first:])


def _first_page(pdf: bytes) -> int:
    """The place of the page that the first bookmark leads to."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    page = reader.get_destination_page_number(reader.outline[0])  # type: ignore[arg-type]
    assert page is not None
    return page


def _entries(contents: list[Stretch], shown: str) -> str:
    """The PDF's contents are those of the DOCX, each with dots and a page number."""
    # The heads of a contents' continued pages are those of pages.
    pattern = r"[.\d]*".join(re.escape(one.letters) for one in contents if one.letters) + r"[.\d]*"
    return "" if re.fullmatch(pattern, shown) else f"contents: {shown!r} is not {pattern!r}"


def _body(stretches: list[Stretch], pages: list[str]) -> str:
    """The pages hold the stretches, one after the other; a page may begin with the head of the table in hand."""
    page, place = 0, 0
    for stretch in stretches:
        left = stretch.letters
        while left:
            if place == len(pages[page]):
                page, place = page + 1, 0
                if page == len(pages):
                    return f"the PDF ends before {left[:60]!r}"
                if stretch.head and pages[page].startswith(stretch.head):
                    place = len(stretch.head)
            taken = min(len(left), len(pages[page]) - place)
            if pages[page][place : place + taken] != left[:taken]:
                return f"page {page + 1} of the body: {pages[page][place : place + 60]!r}, not {left[:60]!r}"
            left, place = left[taken:], place + taken
    rest = pages[page][place:] + "".join(pages[page + 1 :])
    return f"the PDF goes on with {rest[:60]!r}" if rest else ""
