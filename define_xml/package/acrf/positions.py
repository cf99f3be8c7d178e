"""The places that a data dictionary gives: columns `x`, `y` and `width` beside `page`, in points.

`x` and `y` count from the lower left corner of the page as it is shown: where the first letter of the first annotation
of the field stands, as one reads it off a PDF reader's ruler beside the field's own line. One number holds for all the
pages of the field; several, with blanks between them, for each of its pages in order. `width` is how wide an annotation
may be before it breaks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from define_xml.describe.crf_pages import page_numbers
from mappings.error import MappingError, MappingErrors
from mappings.origins import Field

NARROWEST = 24.0


@dataclass(frozen=True)
class Position:
    """Where the annotations of a field begin, in points from the lower left corner; `width` 0 is for us to choose."""

    x: float
    y: float
    width: float = 0.0


@dataclass(frozen=True)
class Given:
    """What a dictionary says of places: positions, and widths alone, by field and page."""

    positions: Mapping[tuple[Field, int], Position]
    widths: Mapping[tuple[Field, int], float]


def given_positions(dictionary: Sequence[Mapping[str, str]]) -> Given:
    """The positions of a data dictionary; every cell that is none in one report (MappingErrors)."""
    errors: list[MappingError] = []
    positions: dict[tuple[Field, int], Position] = {}
    widths: dict[tuple[Field, int], float] = {}
    for number, row in enumerate(dictionary, 2):
        place = f"data_dictionary.csv  line {number}: {row.get('form', '')}.{row.get('field', '')}"
        pages = page_numbers(row.get("page") or "")
        try:
            columns = {name: _numbers(row.get(name) or "", name, pages, place) for name in ("x", "y", "width")}
            _both(columns, place)
        except MappingError as error:
            errors.append(error)
            continue
        field = (row.get("form", ""), row.get("field", ""))
        for at, page in enumerate(pages):
            wide = columns["width"][at] if columns["width"] else 0.0
            widths[field, page] = wide
            if columns["x"]:
                positions[field, page] = Position(columns["x"][at], columns["y"][at], wide)
    if errors:
        raise MappingErrors(errors)
    return Given(positions, widths)


def _numbers(cell: str, name: str, pages: Sequence[int], place: str) -> tuple[float, ...]:
    """The numbers of a cell, one for each page; none of an empty cell."""
    words = cell.replace(";", " ").split()
    if not words:
        return ()
    if not pages:
        raise MappingError(place, f"{name} is said and no page", "say the page that the field stands on")
    numbers = [_number(word, name, place) for word in words]
    if len(numbers) not in (1, len(pages)):
        problem = f"{name} has {len(numbers)} numbers, and the field stands on {len(pages)} pages"
        raise MappingError(place, problem, "say one number for all pages, or one for each")
    return tuple(numbers * len(pages) if len(numbers) == 1 else numbers)


def _number(word: str, name: str, place: str) -> float:
    try:
        value = float(word)
    except ValueError:
        value = -1.0
    if not isfinite(value) or value < 0 or not word.isascii() or "_" in word:
        raise MappingError(place, f"{name} is {word!r}", "say points from the page's lower left corner: 310 or 310.5")
    if name == "width" and value < NARROWEST:
        raise MappingError(place, f"width is {word}", f"an annotation is at least {NARROWEST:g} points wide")
    return value


def _both(columns: Mapping[str, tuple[float, ...]], place: str) -> None:
    if bool(columns["x"]) != bool(columns["y"]):
        said, lacking = ("x", "y") if columns["x"] else ("y", "x")
        raise MappingError(place, f"{said} is said and {lacking} is not", "a place has both, or none to be looked for")
