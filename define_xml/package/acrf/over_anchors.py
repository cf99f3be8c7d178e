"""Where each field of a CRF page belongs: at the place that the dictionary gives, at its label, at its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from define_xml.package.acrf.over_labels import Found, Lines
from define_xml.package.acrf.pages import FieldShown, PageShown
from define_xml.package.acrf.positions import Given, Position
from mappings.origins import Field


@dataclass(frozen=True)
class Anchor:
    """A field, and where its annotations belong; of `places` where its label stands the first is taken."""

    key: Field
    shown: FieldShown
    given: Position | None = None
    width: float = 0.0
    found: Found | None = None
    places: int = 1


def anchors(page: PageShown, given: Given, lines: Lines) -> tuple[Anchor, ...]:
    """Every field of the page with the place it belongs to, in the order of the dictionary.

    Fields with one label are taken to stand down the page in the order of the dictionary.
    """
    fields = [((form.name, shown.name), shown) for form in page.forms for shown in form.fields]
    labelled: dict[str, list[Field]] = {}
    for key, shown in fields:
        if (key, page.number) not in given.positions:
            labelled.setdefault(" ".join(shown.label.split()).casefold(), []).append(key)
    found: dict[Field, tuple[Found, int]] = {}
    for label, several in labelled.items():
        found |= _looked_for(lines, label, several)
    return tuple(_anchor(key, shown, page.number, given, found.get(key)) for key, shown in fields)


def _anchor(key: Field, shown: FieldShown, page: int, given: Given, found: tuple[Found, int] | None) -> Anchor:
    position, width = given.positions.get((key, page)), given.widths.get((key, page), 0.0)
    return Anchor(key, shown, position, width, *(found or (None, 1)))


def _looked_for(lines: Lines, label: str, several: Sequence[Field]) -> dict[Field, tuple[Found, int]]:
    """Each field with that label and its place; by its own name where the label is not there as often as fields."""
    places = lines.places(label)
    found = {key: (place, len(places) - len(several) + 1) for key, place in zip(several, places, strict=False)}
    for key in several[len(places) :]:
        named = lines.places(key[1])
        if named:
            found[key] = (named[0], len(named))
    return found
