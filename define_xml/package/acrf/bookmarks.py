"""The outline of an annotated CRF: where each visit, form and dataset stands in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from define_xml.package.acrf.pages import PageShown

CONTENTS = "Table of contents"
BY_VISIT, BY_FORM, BY_DATASET = "By visit", "By form", "By dataset"
RUNNING = "Running Records"
Places = Mapping[str, tuple[str, tuple[int, ...]]]  # a form -> its title, and its pages without repeated ones


@dataclass(frozen=True)
class Bookmark:
    """An entry of the outline: how deep it stands, what it says, the page it leads to."""

    level: int
    title: str
    page: int


def outline(
    pages: Sequence[PageShown], labels: Mapping[str, str], visits: Mapping[str, Sequence[str]], contents: int = 0
) -> list[Bookmark]:
    """The trees in the order they are read, each a flat list with levels; every entry leads to a page.

    The table of contents (on page `contents`) first; then by visit: visits in the order of the schedule, forms in the
    order of pages, forms of no visit last under Running Records; then by form, in the order of the alphabet, since who
    looks there has a name in mind (the order of pages is that of the visits); then by dataset. `visits` are the forms
    of each visit; where nothing is known of visits there is no tree of them.
    """
    places = _places(pages)
    homes = {name: page.number for page in reversed(pages) for name in page.datasets}
    found = [Bookmark(0, CONTENTS, contents)] if contents else []
    found += _tree(BY_VISIT, _by_visit(places, visits))
    found += _tree(BY_FORM, _by_form(places))
    sets = (
        Bookmark(1, f"{name} ({labels[name]})" if labels.get(name) else name, homes[name]) for name in sorted(homes)
    )
    return [*found, *_tree(BY_DATASET, sets)]


def _tree(title: str, inner: Iterator[Bookmark]) -> list[Bookmark]:
    """The entries below a heading that leads where the first of them does; none without entries."""
    below = list(inner)
    return [Bookmark(0, title, below[0].page), *below] if below else []


def _places(pages: Sequence[PageShown]) -> Places:
    """Each form, in the order of its first page."""
    found: dict[str, tuple[str, tuple[int, ...]]] = {}
    for page in pages:
        for form in page.forms if not page.repeats else ():
            found[form.name] = (form.title, (*found.get(form.name, ("", ()))[1], page.number))
    return found


def _by_visit(places: Places, visits: Mapping[str, Sequence[str]]) -> Iterator[Bookmark]:
    known = {name for several in visits.values() for name in several}
    if not known & set(places):
        return
    named = [(visit, set(several)) for visit, several in visits.items()]
    for visit, several in [*named, (RUNNING, set(places) - known)]:
        there = [places[name] for name in places if name in several]
        if there:
            yield Bookmark(1, visit, there[0][1][0])
            yield from (Bookmark(2, title, numbers[0]) for title, numbers in there)


def _by_form(places: Places) -> Iterator[Bookmark]:
    """Each form, and below it its pages where it has several."""
    for title, numbers in sorted(places.values(), key=lambda one: (one[0].casefold(), one)):
        yield Bookmark(1, title, numbers[0])
        yield from (Bookmark(2, f"Page {number}", number) for number in numbers if len(numbers) > 1)
