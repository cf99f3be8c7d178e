"""How a paper looks, in DOCX and PDF alike: colours, sizes in points, measures of the page."""

from __future__ import annotations

INK = "1F2933"  # running text
HEAD = "17365D"  # titles and headings
QUIET = "52606D"  # headers, footers, sources
LINK = "1F4E9E"
RULE = "C3CAD3"  # hairlines
BAND = "E4EAF2"  # heads of tables
ZEBRA = "F6F8FA"
GAP = "FFF2A8"  # texts that are awaited
NOTICE = "FDF3D8"
NOTICE_EDGE = "C98A00"

PAGE = (595.28, 841.89)  # A4 upright
MARGIN = 62.0
TOP, BOTTOM = 70.0, 66.0

BODY, SMALL, CELL, CODE, FURNITURE = 10.5, 9.0, 9.0, 9.0, 8.0
HEADINGS = (17.0, 13.5, 11.5, 10.5, 10.5)
LANGUAGE = "en-US"


def height(wide: bool) -> float:
    """Points from the first line of a page to the last."""
    return (PAGE[0] if wide else PAGE[1]) - TOP - BOTTOM


def breadth(wide: bool) -> float:
    """Points from the left margin to the right."""
    return (PAGE[1] if wide else PAGE[0]) - 2 * MARGIN
