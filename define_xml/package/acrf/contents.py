"""The table of contents of an annotated CRF: pages at its end, so that the pages of the CRF keep their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from define_xml.package.acrf.bookmarks import CONTENTS, Bookmark
from define_xml.package.acrf.letters import BOLD, PLAIN, Measure, broken
from define_xml.package.acrf.sheet import GREY, HEIGHT, MARGIN, WIDTH, Box, Line, Link, Part, Sheet

INDENT, FIRST = 16.0, MARGIN + 40
_FONTS = ((BOLD, 11.0), (PLAIN, 9.5), (PLAIN, 9.0))  # of each level


def contents_sheets(tree: Sequence[Bookmark], title: str, measure: Measure) -> tuple[Sheet, ...]:
    """The pages of the table of contents: each entry of the outline with its page number, and a link to the page.

    `title` stands at the head, as on the pages of forms. At least one page, whatever the outline holds.
    """
    sheets, parts, y = list[Sheet](), list(_head(title, measure)), FIRST
    for mark in tree:
        if mark.title == CONTENTS and mark.level == 0:
            continue
        lines, size = _lines(mark, measure)
        above, deep = (size * 0.9 if mark.level == 0 else 0.0), size * 1.42 * len(lines)
        if y + above + deep > HEIGHT - MARGIN and y > FIRST:
            sheets.append(Sheet(HEIGHT, tuple(parts)))
            parts, y, above = list(_head(title, measure)), FIRST, 0.0
        parts += _entry(mark, lines, y + above, measure)
        y += above + deep
    return (*sheets, Sheet(HEIGHT, tuple(parts)))


def _head(title: str, measure: Measure) -> Iterator[Part]:
    yield Line(MARGIN, MARGIN, title, PLAIN, 8.5, GREY)
    yield Box(MARGIN, MARGIN + 4.5, WIDTH - 2 * MARGIN, 0.6, GREY)
    yield Line(MARGIN, MARGIN + 26, CONTENTS, BOLD, 14)


def _lines(mark: Bookmark, measure: Measure) -> tuple[list[str], float]:
    font, size = _FONTS[min(mark.level, 2)]
    return broken(mark.title, font, size, WIDTH - 2 * MARGIN - INDENT * mark.level - 60, measure), size


def _entry(mark: Bookmark, lines: Sequence[str], top: float, measure: Measure) -> Iterator[Part]:
    """The title, dots, the number, and the link over all of them."""
    font, size = _FONTS[min(mark.level, 2)]
    left, number, y = MARGIN + INDENT * mark.level, str(mark.page), top
    for line in lines:
        y += size * 1.42
        yield Line(left, y - size * 0.4, line, font, size)
    begin, end = left + measure(lines[-1], font, size) + 4, WIDTH - MARGIN - measure(number, font, size)
    dots = int((end - begin - 4) / measure(" .", PLAIN, size))
    if mark.level and dots > 1:
        wide = measure(" ." * dots, PLAIN, size)
        yield Line(end - 4 - wide, y - size * 0.4, " ." * dots, PLAIN, size, GREY)
    if mark.level:
        yield Line(end, y - size * 0.4, number, font, size)
    yield Link(left, top, WIDTH - MARGIN - left, y - top, mark.page)
