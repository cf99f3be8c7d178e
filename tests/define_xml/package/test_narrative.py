"""Narratives: what a Markdown file says becomes blocks; what no guide can show is told with file and line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from define_xml.package.guides.inline import words
from define_xml.package.guides.letters import clean
from define_xml.package.guides.markdown import narrative
from define_xml.package.guides.paper import Bullets, Gap, Grid, Listing, Paragraph
from mappings.error import MappingError, MappingErrors

FIGURES = {"AE.records": "1,204", "AE.label": "Adverse *Events* {x}", "tick": "a`b"}
WHOLE = """# A guide

<!-- for writers:
     keep it short -->

## design: Protocol design
A **trial** of {AE.records} events, `{AE.records}` {{not a figure}}
in two lines.

- one of {AE.label}
- two, [#files]

1. first

2. second

Table: Arms of {AE.label}

| Arm | Subjects |
|-----|---------:|
| `A` | {AE.records} |

```
m5
  {AE.records} files
```

## files
Told *elsewhere*.
"""


def told(text: str, key: str = "a", asks: str = "") -> tuple[object, ...]:
    """The blocks of a section."""
    return narrative(text, "guide.md").blocks(key, FIGURES, asks)


def refused(text: str) -> str:
    """What is told of a text."""
    with pytest.raises(MappingError) as error:
        told(text)
    return str(error.value)


def test_a_whole_file() -> None:
    read = narrative(WHOLE, "guide.md")
    assert read.keys == ("design", "files")
    assert (read.title("design"), read.title("files"), read.title("nothing")) == ("Protocol design", "", "")
    assert read.blocks("design", FIGURES) == (
        Paragraph("A **trial** of 1,204 events, `1,204` {not a figure}\nin two lines."),
        Bullets((r"one of Adverse \*Events\* \{x\}", "two, [#files]")),
        Bullets(("first", "second"), numbered=True),
        Grid("Arms of Adverse *Events* {x}", ("Arm", "Subjects"), (("`A`", "1,204"),), right=(1,), marked=True),
        Listing("m5\n  1,204 files"),
    )
    assert read.blocks("files", {}) == (Paragraph("Told *elsewhere*."),)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("TODO", "what it is"), ("todo.", "what it is"), ("TBD: who signs", "who signs"), ("...", "what it is"),
        ("**TODO** ask the sponsor", "ask the sponsor"), ("\u2026", "what it is"), ("", "what it is"),
    ],
)  # fmt: skip
def test_what_is_not_written_is_a_gap(text: str, asks: str) -> None:
    assert told(f"## a\n{text}\n", asks="what it is")[-1].asks.lstrip("* ") == asks  # type: ignore[attr-defined]


def test_gaps_in_lists_and_tables_stand_after_them() -> None:
    gap = Gap("a", "guide.md", "it")
    assert told("## a\n- one\n- TBD\n", asks="it") == (Bullets(("one",)), gap)
    assert told("## a\n- TBD\n", asks="it") == (gap,)
    assert told("## a\n|A|\n|-|\n|TBD|\n", asks="it")[1:] == (gap,)
    assert told("## a\nIt is to be decided (TBD) later.") == (Paragraph("It is to be decided (TBD) later."),)


def test_a_missing_heading_is_a_gap_if_it_is_asked_for() -> None:
    assert told("## a\nx", "b", "what b is") == (Gap("b", "guide.md", "what b is"),)
    assert told("## a\nx", "b") == ()


def test_headings_that_nobody_asked_for() -> None:
    read = narrative("## desing\nx\n\n## files\ny\n\n## other\nz\n", "guide.md")
    said = [str(one) for one in read.unused(("design", "files"))]
    assert said == [
        "guide.md:1\n    the guide has no section desing\n    did you mean design?",
        "guide.md:7\n    the guide has no section other",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("## a\nx\n`{AE.recrds}`", "guide.md:3\n    no figure AE.recrds\n    did you mean AE.records?"),
        ("## a\n- x\n- {nothing}", "guide.md:3\n    no figure nothing\n    see the figures of the guide"),
        ("## a\n{ AE.records }", "guide.md:2\n    { AE.records } is no figure\n    {name} is a figure; write {{"),
        ("## a\nx {", "guide.md:2\n    { is no figure"),
        ("## a\n```\n\n{q}\n```", "guide.md:4\n    no figure q"),
        ("## a\n`{tick}`", "guide.md:2\n    the figure a`b holds a `\n    write it outside of code"),
    ],
)
def test_figures_that_are_none(text: str, said: str) -> None:
    assert refused(text).startswith(said)


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("x", 1, "a text below no heading"),
        ("## a b", 1, "'a b' is no heading of a section"),
        ("## a\n### b", 2, "'b' is no heading of a section"),
        ("## a\n\n# b", 3, "'b' is no heading of a section"),
        ("## a\nx\n\n## a\ny", 4, "a second heading a; the first is in line 1"),
        ("## a\nx\n[y](z)", 3, "a guide cannot show a link"),
        ("## a\n<http://x.example>", 2, "a guide cannot show a link"),
        ("## a\n[y]\n\n[y]: z", 2, "a guide cannot show a link"),
        ("## a\n[y]: z", 2, "a guide cannot show a link"),
        ("## a\n![y](z)", 2, "a guide cannot show a picture"),
        ("## a\nx <b>y</b>", 2, "a guide cannot show HTML"),
        ("## a\n<div>\n</div>", 2, "a guide cannot show HTML"),
        ("## a\nx &amp; y", 2, "a guide cannot show a letter written as an entity"),
        ("## a\n_x_", 2, "a guide cannot show _ as a mark"),
        ("## a\n__x__", 2, "a guide cannot show _ as a mark"),
        ("## a\nx  \ny", 2, "a guide cannot show a line break inside a paragraph"),
        ("## a\n> x", 2, "a guide cannot show a quotation"),
        ("## a\n\n---", 3, "a guide cannot show a line across"),
        ("## a\n\n    x", 3, "a guide cannot show an indented block"),
        ("## a\n- x\n  - y", 2, "an item of more than a paragraph"),
        ("## a\n- x\n\n  y", 2, "an item of more than a paragraph"),
        ("## a\n- x\n-", 3, "an item without a text"),
        ("## a\n3. x", 2, "a list that does not begin with 1"),
        ("## a\nTable: x\n\ny", 2, "the title of a table, and no table follows"),
        ("## a\n\nTable: x", 3, "the title of a table, and no table follows"),
        ("## a\n|A|\n|-|\n|x <b>|", 4, "a guide cannot show HTML"),
    ],
)
def test_what_no_guide_can_show(text: str, line: int, problem: str) -> None:
    said = refused(text).splitlines()
    assert said[:2] == [f"guide.md:{line}", f"    {problem}"]
    assert said[2].strip()


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_file() -> None:
    with pytest.raises(MappingErrors) as error:
        narrative("x\n\n## a\n<b>\n\n[r]: z\n\n## a\n> q\n", "guide.md")
    assert [one.place for one in error.value.errors] == [f"guide.md:{line}" for line in (1, 4, 6, 8, 9)]


def test_what_looks_like_a_mark_and_is_none_stays() -> None:
    text = "ADSL has TRT01P_N and *.xpt, 2 * 3 < 7 & [x], a\\*b"
    assert told(f"## a\n{text}") == (Paragraph(text),)
    assert words(text) == "ADSL has TRT01P_N and *.xpt, 2 * 3 < 7 & [x], a*b"


@settings(deadline=None)
@given(st.text(max_size=40))
def test_a_figure_of_any_letters_is_said_as_it_is(figure: str) -> None:
    (block,) = narrative("## a\nbefore {figure} after", "guide.md").blocks("a", {"figure": figure})
    assert isinstance(block, Paragraph)
    assert words(block.text) == f"before {clean(figure)} after".replace("\n", " ")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_its_line(text: str) -> None:
    assert all(place.startswith("guide.md:") for place in places(f"## a\n{text}"))


def places(text: str) -> list[str]:
    """Where a text is refused; no place if it is read, and then there is something to show."""
    try:
        read = narrative(text, "guide.md")
        shown = [block for key in read.keys for block in read.blocks(key, FIGURES)]
    except MappingErrors as error:
        return [one.place for one in error.errors]
    except MappingError as error:
        return [error.place]
    return [] if shown else ["read, and nothing to show"]
