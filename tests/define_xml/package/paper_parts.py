"""Parts of a paper, found by what they are called: sections by key, tables by title."""

from __future__ import annotations

from collections.abc import Iterator

from define_xml.package.guides.paper import Grid, Paper, Paragraph, Section


def headings(sections: tuple[Section, ...], depth: int = 0) -> Iterator[str]:
    """The titles of the sections, indented."""
    for one in sections:
        yield "    " * depth + one.title
        yield from headings(one.sections, depth + 1)


def section(paper: Paper, key: str) -> Section:
    """The section of that key."""

    def below(sections: tuple[Section, ...]) -> Iterator[Section]:
        for one in sections:
            yield one
            yield from below(one.sections)

    return next(one for one in below(paper.sections) if one.key == key)


def grid(paper: Paper, title: str) -> Grid:
    """The table of that title."""
    blocks = (block for one in paper.sections for block in one.all_blocks())
    return next(block for block in blocks if isinstance(block, Grid) and block.title == title)


def texts(one: Section) -> str:
    """The running text of a section."""
    return "\n".join(block.text for block in one.blocks if isinstance(block, Paragraph))


def answers(paper: Paper, title: str, place: int = 1) -> dict[str, str]:
    """A column of the table of that title, by the first cell of each row."""
    return {row[0]: row[place] for row in grid(paper, title).rows}
