"""DOCX and PDF of a paper say the same words in the same order: read back by python-docx and pypdf."""

from __future__ import annotations

import hashlib

import pytest
from example_paper import example
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from read_papers import letters, pdf_pages, same_words

from define_xml.package.guides.docx import docx_bytes
from define_xml.package.guides.inline import plain
from define_xml.package.guides.numbering import laid_out
from define_xml.package.guides.paper import Block, Bullets, Gap, Grid, Listing, Paper, Paragraph, Section
from define_xml.package.guides.pdf import pdf_bytes

LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs",))
SIGNS = ["&", "<", ">", "<b>", "&amp;", "**", "*", "`", "\\", "[#x]", "[", "{{", "\"'", "1.", "\u2022"]
ODD = ["\u2264", "\u03b1", "\u0142", "\u4e2d\u6587", "\x07", "\x00", "\t", "\n", "\r\n", "\xad", "\u200b", "\ufffe"]
NASTY = st.sampled_from([*SIGNS, *ODD, "a" * 90, "m5/datasets/a-b_c.xpt" * 4])
TEXT = st.lists(st.one_of(NASTY, st.text(LETTERS, max_size=12)), max_size=6).map(" ".join)
LOOKS = st.sampled_from(("**bold & so**", "*slanted <i>*", '`A.B == "<"`'))
MARKED = st.lists(st.one_of(TEXT.map(plain), LOOKS), max_size=4).map(" ".join)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """Tables of 1 to 12 columns, with and without rows, on both kinds of pages."""
    columns = draw(st.integers(1, 12))
    marked = draw(st.booleans())
    row = st.tuples(*[MARKED if marked else TEXT] * columns)
    rows = tuple(draw(st.lists(row, max_size=3))) * draw(st.sampled_from((1, 1, 9)))
    right = tuple(draw(st.lists(st.integers(0, columns - 1), max_size=2)))
    heads = draw(row)
    told = {"title": draw(TEXT), "source": draw(TEXT), "wide": draw(st.booleans())}
    return Grid(headings=heads, rows=rows, right=right, marked=marked, **told)


BLOCKS: st.SearchStrategy[Block] = st.one_of(
    MARKED.map(Paragraph),
    st.builds(Bullets, st.lists(MARKED, max_size=3).map(tuple), st.booleans()),
    grids(),
    TEXT.map(Listing),
    st.builds(Gap, st.just("key"), st.just("csdrg.md"), TEXT),
)
LEAVES = st.builds(Section, TEXT, st.lists(BLOCKS, max_size=3).map(tuple), appendix=st.booleans())
SECTIONS = st.builds(Section, TEXT, st.lists(BLOCKS, max_size=2).map(tuple), st.lists(LEAVES, max_size=2).map(tuple))
PAPERS = st.builds(
    Paper,
    TEXT,
    TEXT,
    TEXT,
    st.lists(st.one_of(LEAVES, SECTIONS), min_size=1, max_size=3).map(tuple),
    cover=st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
    notice=st.sampled_from(("", "Synthetic data & <none> real")),
)


def parted(paper: Paper) -> str:
    """Where DOCX and PDF of the paper part."""
    return same_words(docx_bytes(paper), pdf_bytes(paper), laid_out(paper).running, paper.notice)


def test_the_example_says_the_same_in_both() -> None:
    assert parted(example()) == ""


# Shrinking would draw hundreds of papers, for minutes; what parts is told with its page.
@settings(
    max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)
@given(PAPERS)
def test_any_paper_says_the_same_in_both(paper: Paper) -> None:
    assert parted(paper) == ""


def test_a_word_more_is_seen() -> None:
    """The comparison is no stub: one letter of a cell, of the cover, of the contents."""
    paper, other = example(3), example(4)
    said = same_words(docx_bytes(paper), pdf_bytes(other), laid_out(paper).running, paper.notice)
    assert "3m5/datasets" in said


WORD = "m5/" + "averylongname" * 20 + "/x.xpt"
EXTREMES: dict[str, Block] = {
    "500 rows": Grid("Long", ("No.", "Text"), tuple((str(row), f"row {row}") for row in range(500)), source="here"),
    "12 columns": Grid("Wide", tuple(f"Heading {one}" for one in range(12)), (("text of a cell",) * 12,) * 9),
    "30 columns": Grid("Wider", tuple(f"H{one}" for one in range(30)), (("9",) * 30,), wide=True),
    "long words": Grid(WORD, (WORD, "B"), ((WORD, WORD),), source=WORD),
    "a high cell": Grid("High", ("A", "B"), (("1", ""), ("2", "words of it\n" * 90), ("3", "")), source="x"),
    "a high head": Grid("Head", ("words of it\n" * 90, ""), (("1", ""),)),
    "one long word": Paragraph(WORD * 12 + f" `{WORD * 3}`"),
    "no rows": Grid("", ("A",), ()),
    "lines": Listing("\n".join(f"{'  ' * level}{WORD}" for level in range(30))),
    "nothing": Paragraph(""),
}  # fmt: skip


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes(name: str) -> None:
    blocks = (Paragraph("before"), EXTREMES[name], Paragraph("after"))
    assert parted(Paper("Guide", "S-1", "Data", (Section("Extremes", blocks),))) == ""


def test_papers_are_the_same_bytes_each_time() -> None:
    told = [[hashlib.sha256(made(example(9))).hexdigest() for made in (docx_bytes, pdf_bytes)] for _ in range(2)]
    assert told[0] == told[1]


def test_letters_of_other_scripts_are_told_by_their_code_point_in_the_pdf() -> None:
    paper = Paper("Guide", "S-1", "Data", (Section("Letters", (Paragraph("\u2264 \u03b1 \u0142 \u2713 \u4e2d"),)),))
    assert letters("Letters \u2264\u03b1\u0142\u2713<U+4E2D>") in "".join(pdf_pages(pdf_bytes(paper)))
