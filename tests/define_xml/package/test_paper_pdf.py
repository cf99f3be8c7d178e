"""PDF papers: read back by pypdf, and their pages as they are."""

from __future__ import annotations

import io

import pypdf
import pytest
from example_paper import example
from pypdf.generic import Destination

from define_xml.package.guides.paper import Bullets, Grid, Paper, Paragraph, Section
from define_xml.package.guides.pdf import pdf_bytes
from define_xml.package.guides.pdf_lines import lines


@pytest.fixture(scope="module")
def reader() -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf_bytes(example())))


def read(*blocks: Paragraph | Grid | Bullets) -> pypdf.PdfReader:
    """The PDF of a paper of the blocks."""
    return pypdf.PdfReader(io.BytesIO(pdf_bytes(Paper("Guide", "S-1", "Data", (Section("A", blocks),)))))


def bookmarks(outline: list[object], level: int = 0) -> list[tuple[int, Destination]]:
    """Bookmarks and their levels."""
    told: list[tuple[int, Destination]] = []
    for one in outline:
        told += bookmarks(one, level + 1) if isinstance(one, list) else [(level, one)]  # type: ignore[list-item]
    return told


def test_it_is_a_file_that_an_authority_takes(reader: pypdf.PdfReader) -> None:
    assert reader.pdf_header in {"%PDF-1.4", "%PDF-1.5", "%PDF-1.6", "%PDF-1.7"}
    assert not reader.is_encrypted
    root = reader.trailer["/Root"]
    assert root["/PageMode"] == "/UseOutlines"  # type: ignore[index]
    assert root["/Lang"] == "en-US"  # type: ignore[index]
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"]) is True  # type: ignore[index]
    assert "/OpenAction" not in root  # type: ignore[operator]
    about = reader.metadata
    assert about is not None
    assert about.title == "EXAMPLE-01 - Clinical Study Data Reviewer's Guide"
    assert about.author in {None, ""}
    assert str(about["/CreationDate"]).startswith("D:20000101000000")


def test_bookmarks_are_the_sections_and_lead_to_their_pages(reader: pypdf.PdfReader) -> None:
    told = bookmarks(reader.outline)  # type: ignore[arg-type]
    assert [(level, one.title) for level, one in told] == [
        (0, "1  Introduction"), (1, "1.1  Purpose"), (1, "1.2  Acronyms"), (0, "2  Protocol"), (0, "3  Datasets"),
        (1, "3.1  AE: Adverse Events"), (1, "3.2  VS: Vital Signs"), (0, "4  Files"), (0, "5  Tree"),
        (0, "Appendix A  Criteria"), (1, "A.1  Inclusion"),
    ]  # fmt: skip
    for _, one in told:
        page = reader.pages[reader.get_destination_page_number(one) or 0].extract_text()
        assert " ".join(str(one.title).split()) in " ".join(page.split())


def test_contents_tell_the_pages_of_the_bookmarks(reader: pypdf.PdfReader) -> None:
    said = " ".join(reader.pages[1].extract_text().replace(".", " ").split())
    for _, one in bookmarks(reader.outline):  # type: ignore[arg-type]
        title = " ".join(str(one.title).replace(".", " ").split())
        page = (reader.get_destination_page_number(one) or 0) + 1
        assert f" {page} {title}" in said  # reportlab draws the number before the title


def test_pages_tell_study_title_notice_and_number_but_not_the_cover(reader: pypdf.PdfReader) -> None:
    pages = [page.extract_text() for page in reader.pages]
    assert "Page 1 of" not in pages[0]
    for number, page in enumerate(pages[1:], 2):
        assert f"Page {number} of {len(pages)}" in page
        assert "EXAMPLE-01 | Clinical Study Data Reviewer's Guide" in page
        assert "Synthetic data: no person took part in this study." in page


def test_text_is_searchable_by_phrase(reader: pypdf.PdfReader) -> None:
    text = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    for phrase in ("double-blind trial", 'AE.AESEV == "MILD"', "\u2264 5 mg", "coded with \u0142",
                   "Table 2. Nothing in it",
                   "TO BE WRITTEN: how events were collected & coded (csdrg.md, below ## domain-AE)"):  # fmt: skip
        assert phrase in text


def test_a_wide_table_stands_on_pages_on_their_side_with_its_head_on_each(reader: pypdf.PdfReader) -> None:
    wide = [page for page in reader.pages if page.mediabox.width > page.mediabox.height]
    assert len(wide) >= 3
    assert all("SHA-256" in page.extract_text() for page in wide)


def test_fonts_are_standard_or_embedded(reader: pypdf.PdfReader) -> None:
    standard, embedded = set(), set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            about = font.get_object()
            inside = about.get("/FontDescriptor", {})
            (embedded if "/FontFile2" in inside else standard).add(str(about["/BaseFont"]))
    assert standard <= {"/Helvetica", "/Helvetica-Bold", "/Helvetica-Oblique", "/Courier", "/Symbol", "/ZapfDingbats"}
    assert {one.partition("+")[2] for one in embedded} == {"BitstreamVeraSans-Roman"}


def test_links_lead_to_places_that_there_are(reader: pypdf.PdfReader) -> None:
    """Contents and references lead where bookmarks lead; none changes the reader's zoom."""
    marks = [one.dest_array for _, one in bookmarks(reader.outline)]  # type: ignore[arg-type]
    links = [one.get_object()["/Dest"] for page in reader.pages for one in page.get("/Annots", ())]
    assert {(one[0].idnum, float(one[3])) for one in links} == {(one[0].idnum, float(one[3])) for one in marks}
    assert {(str(one[1]), float(one[4])) for one in [*links, *marks]} == {("/XYZ", 0.0)}
    assert len(links) == 2 * len(marks) + 3  # number and title of an entry; two references, a cell


@pytest.mark.parametrize("before", range(20, 32))
def test_headings_and_captions_are_never_alone_at_the_foot_of_a_page(before: int) -> None:
    table = Grid("The table", ("Head", "B"), tuple((f"row{row}", "x") for row in range(30)))
    sections = (Section("First", tuple(Paragraph(f"line {one}") for one in range(before))), Section("Second", (table,)))
    made = pypdf.PdfReader(io.BytesIO(pdf_bytes(Paper("Guide", "S-1", "Data", sections))))
    page = next(text for text in (one.extract_text() for one in made.pages[2:]) if "2 Second" in " ".join(text.split()))
    assert "Table 1. The table" in page
    assert "row2" in page


def test_no_page_is_empty() -> None:
    """A table may end at the very foot of a page, and pages on their side follow."""
    for rows in range(33, 43):
        tall = Grid("", ("A",), tuple(("x",) for _ in range(rows)))
        made = read(Paragraph("words " * 1500), tall, Grid("", ("A",), (("y",),), wide=True))
        assert all(len(page.extract_text().splitlines()) > 2 for page in made.pages[2:]), rows


@pytest.mark.parametrize(
    ("text", "width", "told"),
    [
        ("short", 100, ["short"]),
        ("two words", 30, ["two", "words"]),
        ("m5/datasets/study/ae.xpt", 60, ["m5/datasets/", "study/ae.xpt"]),
        ("aaaaaaaaaa", 25, ["aaaa", "aaaa", "aa"]),
        ("a\n\nb", 100, ["a", "", "b"]),
        ("", 10, [""]),
    ],
)
def test_lines_break_at_blanks_then_after_signs_then_anywhere(text: str, width: float, told: list[str]) -> None:
    assert lines(text, "Helvetica", 10, width) == told


def test_long_tables_draw_fast_enough() -> None:
    """A figure, not a race: 500 rows of 12 columns stay a matter of seconds; what grew with the square would not."""
    rows = tuple(tuple(f"cell {row} {column}" for column in range(12)) for row in range(500))
    made = read(Grid("Long", tuple(f"H{one}" for one in range(12)), rows, wide=True))
    text = "".join(page.extract_text() for page in made.pages)
    assert text.count("cell 499 11") == 1
