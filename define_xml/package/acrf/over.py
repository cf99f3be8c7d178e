"""The annotated CRF over a CRF that the user brings: their pages below, our annotations, outline and contents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from define_xml.package.acrf.bookmarks import outline
from define_xml.package.acrf.constants import form_constants
from define_xml.package.acrf.contents import contents_sheets
from define_xml.package.acrf.frame import frame_of
from define_xml.package.acrf.letters import measured, shown
from define_xml.package.acrf.notes import field_notes
from define_xml.package.acrf.over_anchors import anchors
from define_xml.package.acrf.over_clean import cleaned
from define_xml.package.acrf.over_labels import Lines
from define_xml.package.acrf.over_open import heard, opened, unreadable, version_of, words
from define_xml.package.acrf.over_outline import outlined
from define_xml.package.acrf.over_paper import Overlay, finished, overlaid
from define_xml.package.acrf.over_places import arranged
from define_xml.package.acrf.over_text import shown_on
from define_xml.package.acrf.over_told import Told, findings_of, refuse_pictures
from define_xml.package.acrf.pages import PageShown, pages_shown
from define_xml.package.acrf.positions import Given, given_positions
from define_xml.package.acrf.visits import form_visits
from mappings.bound import Bound
from mappings.error import InputError, MappingError
from mappings.finding import Finding
from mappings.records import Records
from mappings.spec import StudySpec


@dataclass(frozen=True)
class Crf:
    """What is to be annotated: the study, its pages, places given, labels of datasets, the forms of each visit."""

    study: str
    pages: tuple[PageShown, ...]
    given: Given
    labels: Mapping[str, str]
    visits: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Annotated:
    """The annotated CRF, and what is to be told of it."""

    content: bytes
    findings: tuple[Finding, ...]


def crf_of(
    said: StudySpec,
    bound: Bound,
    dictionary: Sequence[Mapping[str, str]],
    tables: Mapping[str, Records] | None = None,
) -> Crf:
    """What a study's CRF is annotated with; MappingError where the dictionary names no page or gives odd places."""
    pages = pages_shown(said, dictionary, field_notes(bound, tables), form_constants(bound))
    if not pages:
        remedy = "a column `page` says where each field stands in the CRF"
        raise MappingError("data_dictionary.csv", "no field has a page: nothing says where annotations go", remedy)
    labels = {one.name: one.label for one in said.datasets}
    visits = form_visits(bound, tables or {}, dictionary)
    return Crf(said.study_id, pages, given_positions(dictionary), labels, visits)


def annotated(blank: bytes, crf: Crf, name: str = "crf.pdf") -> Annotated:
    """The user's PDF `blank` annotated: page n is page n of the data dictionary; the same input gives the same bytes.

    Their pages stay as they are; links, form fields and notes too. Scripts, attachments, what plays or sends, names and
    dates of authors are taken away, and told. Bookmarks are kept below ours. InputError, with `name` as its place, for
    a PDF that cannot be read, has too few pages, or is a picture on which no place is given.
    """
    with heard() as mended:
        reader = opened(blank, name)
        count = len(reader.pages)
        _enough(crf.pages, count, name)
        told = Told(count, version_of(reader))
        made = [_overlay(crf, page, reader.pages[page.number - 1], told, name) for page in crf.pages if _said(page)]
        refuse_pictures(told, name)
        tree = outline(crf.pages, crf.labels, crf.visits, count + 1)
        sheets = contents_sheets(tree, f"{shown(crf.study)}   Annotated case report form", measured)
        try:
            writer = overlaid(reader, made, sheets, crf.study)
            told.taken = cleaned(writer)
            outlined(writer, tree)
            content = finished(writer, _particulars(crf.study))
        except unreadable() as error:
            problem = f"it cannot be written anew ({words(error)})"
            raise InputError(name, problem, "print the CRF anew to a PDF") from None
    told.mended = mended
    return Annotated(content, tuple(findings_of(told, name)))


def _overlay(crf: Crf, page: PageShown, paper: Any, told: Told, name: str) -> Overlay:
    """The annotations of one page, placed; what is to be told is added."""
    try:
        frame = frame_of(paper)
        text = shown_on(paper, frame)
        places = anchors(page, crf.given, Lines(text.runs))
        done = arranged(page, crf.labels, places, frame.size, text.obstacles)
    except unreadable() as error:
        problem = f"page {page.number} cannot be annotated ({words(error)})"
        raise InputError(name, problem, "print the CRF anew to a PDF") from None
    told.page(page.number, places, done, bool(text.runs))
    return Overlay(page.number, frame, done.wider, done.placed, page.datasets, text.left_open)


def _said(page: PageShown) -> bool:
    return bool(page.notes or page.forms)


def _enough(pages: Sequence[PageShown], count: int, name: str) -> None:
    """Nothing; InputError where the dictionary names pages that the file does not have."""
    beyond = [page.number for page in pages if page.number > count and _said(page)]
    if beyond:
        more = f" and {len(beyond) - 8} more" if len(beyond) > 8 else ""
        size = "1 page" if count == 1 else f"{count} pages"
        problem = f"it has {size}, and the data dictionary names page {', '.join(map(str, beyond[:8]))}{more}"
        raise InputError(name, problem, "bring the CRF whole, or mend the column page: it counts from the first page")


def _particulars(study: str) -> dict[str, str]:
    return {
        "Title": f"Annotated case report form, {study}",
        "Subject": "The fields of the case report form and the SDTM variables they become",
        "Creator": "trial-dossier",
    }
