"""Papers laid out: numbers of sections and tables, links, pages on their side, runs, widths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from define_xml.package.guides.inline import Run, plain, runs, words
from define_xml.package.guides.letters import clean
from define_xml.package.guides.numbering import Element, Heading, Item, Table, Text, laid_out
from define_xml.package.guides.paper import Block, Bullets, Grid, Paper, Paragraph, Section
from define_xml.package.guides.widths import shares
from mappings.error import MappingError

NARROW, WIDE = Grid("Narrow", ("A",), (("x",),)), Grid("Wide", ("A",), (("x",),), wide=True)
WORDS = Paragraph("Some words.")


def paper(*sections: Section) -> Paper:
    """A paper of the sections."""
    return Paper("Guide", "S-1", "Data", sections)


def elements(*blocks: Block) -> list[Element]:
    """The elements of a section of the blocks, without its heading."""
    return [one for stretch in laid_out(paper(Section("S", blocks))).stretches for one in stretch.elements][1:]


def test_sections_are_numbered_and_appendices_lettered() -> None:
    two = (Section("a"), Section("b", sections=(Section("c"),)))
    laid = laid_out(paper(Section("A", sections=two), Section("X", appendix=True, sections=two), Section("B")))
    assert [(one.number, one.level, one.anchor) for one in laid.contents] == [
        ("1", 1, "s_1"), ("1.1", 2, "s_1_1"), ("1.2", 2, "s_1_2"), ("1.2.1", 3, "s_1_2_1"),
        ("Appendix A", 1, "s_A"), ("A.1", 2, "s_A_1"), ("A.2", 2, "s_A_2"), ("A.2.1", 3, "s_A_2_1"), ("2", 1, "s_2"),
    ]  # fmt: skip


def test_tables_with_a_title_are_numbered() -> None:
    told = elements(NARROW, Grid("", ("A",), ()), WIDE)
    assert [one.number for one in told if isinstance(one, Table)] == [1, 0, 2]
    empty = told[1]
    assert isinstance(empty, Table)
    assert empty.rows == (((Run("None", slanted=True),),),)


def test_links_lead_to_sections_by_key_and_number() -> None:
    laid = laid_out(paper(Section("A", (Paragraph("see [#b], [#1]"),)), Section("B", key="b", appendix=True)))
    text = laid.stretches[0].elements[1]
    assert isinstance(text, Text)
    told = [(one.text, one.to) for one in text.runs]
    assert told == [("see ", ""), ("Appendix A", "s_A"), (", ", ""), ("section 1", "s_1")]


def test_a_link_to_nothing_and_a_crooked_table_are_refused() -> None:
    with pytest.raises(MappingError, match=r"Guide\n    no section of the key domain-EA\n    did you mean domain-AE\?"):
        laid_out(paper(Section("A", (Paragraph("[#domain-EA]"),), key="domain-AE")))
    with pytest.raises(MappingError, match="Guide  T\n    row 2 is not as wide as the headings"):
        elements(Grid("T", ("A", "B"), (("1", "2"), ("1",))))
    with pytest.raises(MappingError, match="a table without headings"):
        elements(Grid("T", (), ()))


def test_cells_of_the_first_column_may_be_links() -> None:
    (table,) = elements(Grid("T", ("A", "B"), (("S", "S"), ("x", "S")), links=(("S", "1"),)))
    assert isinstance(table, Table)
    assert [[cell[0].to for cell in row] for row in table.rows] == [["s_1", ""], ["", ""]]


LONG = Paragraph("many words " * 300)


@pytest.mark.parametrize(
    ("blocks", "pages"),
    [
        ((WORDS, NARROW), [(False, 3)]),
        ((WORDS, WIDE), [(True, 3)]),  # heading and few words go with the table
        ((WORDS, WIDE, WORDS), [(True, 4)]),
        ((LONG, WIDE), [(False, 2), (True, 1)]),
        ((NARROW, WIDE, WORDS), [(False, 2), (True, 2)]),
        ((WIDE, WIDE), [(True, 3)]),
    ],
)
def test_wide_tables_stand_on_pages_on_their_side(blocks: tuple[Block, ...], pages: list[tuple[bool, int]]) -> None:
    laid = laid_out(paper(Section("S", blocks)))
    assert [(one.wide, len(one.elements)) for one in laid.stretches] == pages


def test_headings_right_before_a_wide_table_go_with_it() -> None:
    sections = (Section("A", (WORDS,)), Section("B", sections=(Section("C", (WIDE,)),)), Section("D", (WORDS,)))
    laid = laid_out(paper(*sections))
    told = [[one.title for one in stretch.elements if isinstance(one, Heading)] for stretch in laid.stretches]
    assert told == [["A"], ["B", "C"], ["D"]]


def test_a_little_between_wide_tables_stays_on_their_pages() -> None:
    around = Section("A", (WIDE,))
    few, many = (laid_out(paper(around, Section("B", (words,)), around)).stretches for words in (WORDS, LONG))
    assert [one.wide for one in few] == [True]
    assert [one.wide for one in many] == [True, False, True]


def test_items_are_numbered_from_one() -> None:
    told = elements(Bullets(("a", "b"), numbered=True), Bullets(("c",)), Bullets(("d",), numbered=True))
    items = [(one.number, one.first) for one in told if isinstance(one, Item)]
    assert items == [(1, True), (2, False), (0, True), (1, True)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a **b** c", (Run("a "), Run("b", bold=True), Run(" c"))),
        ("*b*", (Run("b", slanted=True),)),
        ("**a *b***", (Run("a ", bold=True), Run("b", bold=True, slanted=True))),
        ("`a*b*`", (Run("a*b*", code=True),)),
        ("a_b_ __c__ *.xpt 2 * 3", (Run("a_b_ __c__ *.xpt 2 * 3"),)),
        (r"\*a\* \[#b]", (Run("*a* [#b]"),)),
        ("[#b-1.x]", (Run("", to="b-1.x"),)),
        ("<b> &amp; # x", (Run("<b> &amp; # x"),)),
        ("a\n\nb", (Run("a  b"),)),
        ("", ()),
    ],
)
def test_runs(text: str, told: tuple[Run, ...]) -> None:
    assert runs(text) == told


@given(st.text(max_size=60))
def test_plain_text_is_said_as_it_is(text: str) -> None:
    assert words(plain(text)) == clean(text).replace("\n", " ")


@given(st.lists(st.text("abc /_-", max_size=60), min_size=1, max_size=12), st.integers(0, 4))
def test_widths_fill_the_page_and_leave_room_for_each_column(heads: list[str], rows: int) -> None:
    told = shares(Grid("", tuple(heads), (tuple(reversed(heads)),) * rows))
    assert sum(told) == pytest.approx(1)
    assert min(told) > 0.2 / len(heads)


def test_widths_that_are_given_are_kept() -> None:
    assert shares(Grid("", ("a", "b"), (), widths=(1, 3))) == (0.25, 0.75)
