"""What is told of a CRF that was annotated: places that were not found, pages without text, what was taken away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from define_xml.package.acrf.over_anchors import Anchor
from define_xml.package.acrf.over_places import Arranged
from mappings.error import InputError
from mappings.finding import Finding, Severity
from mappings.origins import Field

FEW = 5
NEWEST = "1.7"  # FDA Portable Document Format Specifications: versions 1.4 to 1.7
_CITES = "SDTM Metadata Submission Guidelines 2.0, 3"


@dataclass
class Told:
    """What came up while pages were annotated.

    `taken` is what was kept out of the file, `mended` what the reader of PDFs found odd; `version` is the file's own.
    """

    count: int
    version: str = ""
    pages: list[int] = field(default_factory=list)
    unknown: dict[int, list[Field]] = field(default_factory=dict)
    repeated: dict[int, list[Field]] = field(default_factory=dict)
    moved: dict[int, list[Field]] = field(default_factory=dict)
    wider: list[int] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)  # pages without any text
    placeless: list[int] = field(default_factory=list)  # of them, those with fields and no place for any
    taken: Counter[str] = field(default_factory=Counter)
    mended: list[str] = field(default_factory=list)

    def page(self, number: int, places: Sequence[Anchor], done: Arranged, text: bool) -> None:
        """Takes up one page."""
        self.pages.append(number)
        unknown = [one.key for one in places if one.given is None and one.found is None]
        if not text:
            self.pictures.append(number)
            if places and len(unknown) == len(places):
                self.placeless.append(number)
        for kept, keys in (
            (self.unknown, unknown),
            (self.repeated, [one.key for one in places if one.places > 1]),
            (self.moved, list(dict.fromkeys(done.moved))),
        ):
            if keys:
                kept[number] = keys
        if done.wider:
            self.wider.append(number)


def refuse_pictures(told: Told, name: str) -> None:
    """Nothing; InputError for pages without text on which the dictionary gives no place."""
    if told.placeless:
        problem = f"page {_pages(told.placeless)} is a picture without text, and no field of it has a place"
        remedy = "bring a CRF with text, or say the places in data_dictionary.csv: columns x and y"
        raise InputError(name, problem, remedy)


def findings_of(told: Told, name: str) -> Iterator[Finding]:
    """What is to be told of the annotated CRF: of its places page by page, of the file as a whole."""
    yield from _of_places(told, name)
    yield from _of_file(told, name)


def _of_places(told: Told, name: str) -> Iterator[Finding]:
    for number, keys in told.unknown.items():
        words = f"{name}: page {number} has no text that is the label of {_fields(keys)}: annotated in the right margin"
        yield _finding("acrf_place_unknown", "warning", f"{words}; say x and y in data_dictionary.csv", len(keys))
    for number, keys in told.repeated.items():
        words = f"{name}: page {number} has the label of {_fields(keys)} several times: annotated at the first"
        yield _finding("acrf_label_repeated", "note", words, len(keys))
    for number, keys in told.moved.items():
        words = f"{name}: page {number}: the place given for {_fields(keys)} is taken or off the page: moved beside it"
        yield _finding("acrf_place_taken", "warning", words, len(keys))
    if told.wider:
        words = f"{name}: page {_pages(told.wider)} has no room for its annotations: made wider at the right"
        yield _finding("acrf_page_widened", "note", words, len(told.wider))


def _of_file(told: Told, name: str) -> Iterator[Finding]:
    if told.pictures:
        words = f"{name}: page {_pages(told.pictures)} is a picture: nobody can search its text, as agencies do"
        yield _finding("acrf_page_without_text", "warning", words, len(told.pictures))
    for what, count in sorted(told.taken.items()):
        words = f"{name}: {what} are not taken over into the annotated CRF: agencies take none"
        yield _finding("acrf_kept_out", "warning", words, count)
    if told.mended:
        words = f"{name}: it is not a sound PDF ({told.mended[0][:100]}): what can be read is annotated"
        yield _finding("acrf_mended", "warning", f"{words}; compare the pages", len(told.mended))
    if told.version > NEWEST:
        words = f"{name}: it is PDF {told.version}; FDA takes 1.4 to {NEWEST}: save it as one of these"
        yield _finding("acrf_version", "warning", words, 1)
    idle = told.count - len(told.pages)
    if idle:
        words = f"{name}: {idle} of {told.count} pages have no field in data_dictionary.csv: they are not annotated"
        yield _finding("acrf_page_idle", "note", words, idle)


def _finding(check: str, severity: Severity, words: str, count: int) -> Finding:
    return Finding(check, severity, words, count=count, cites=_CITES)


def _fields(keys: Sequence[Field]) -> str:
    more = f" and {len(keys) - FEW} more" if len(keys) > FEW else ""
    return ", ".join(".".join(one) for one in keys[:FEW]) + more


def _pages(numbers: Sequence[int]) -> str:
    more = f" and {len(numbers) - 2 * FEW} more" if len(numbers) > 2 * FEW else ""
    return ", ".join(map(str, numbers[: 2 * FEW])) + more
