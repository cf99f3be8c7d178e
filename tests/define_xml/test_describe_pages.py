"""Pages of the annotated CRF: what a data dictionary says of them, and how a define.xml refers to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from define_xml.describe.crf_pages import CrfPages, crf_pages, page_numbers
from mappings.spec import StudySpec
from mappings.statement import DocumentSpec, DocumentUse, PageSpec

ROWS = [
    {"form": "events", "field": "term", "label": "What  happened", "page": "21"},
    {"form": "events", "field": "started", "label": "Since when", "page": "21, 30"},
    {"form": "events", "field": "term", "label": "Again", "page": "9"},
    {"form": "people", "field": "sex", "label": "Sex", "page": ""},
]
ACRF = DocumentSpec(id="acrf", title="Annotated CRF", href="acrf.pdf", kind="acrf")


def pages(*documents: DocumentSpec) -> CrfPages:
    """The pages of the rows above, for a study with these documents."""
    return crf_pages(StudySpec(study_id="S", documents=documents), ROWS)


@pytest.mark.parametrize(
    ("said", "expected"),
    [("3", (3,)), ("3, 4", (3, 4)), ("12-14", (12, 13, 14)), ("5 - 6; 2", (2, 5, 6)), ("", ()), ("n/a", ())],
)
def test_what_a_cell_says(said: str, expected: tuple[int, ...]) -> None:
    assert page_numbers(said) == expected


def test_pages_of_several_fields_are_one_reference_in_order() -> None:
    found = pages(ACRF).use([("events", "started"), ("events", "term"), ("people", "sex")])
    assert found == (DocumentUse(document="acrf", pages=(PageSpec(refs="9 21 30"),)),)


def test_without_a_crf_or_a_page_there_is_no_reference() -> None:
    guide = DocumentSpec(id="guide", title="Guide", href="guide.pdf", kind="supplemental")
    assert pages(guide).use([("events", "term")]) == ()
    assert pages(ACRF).use([("people", "sex"), ("nobody", "knows")]) == ()


def test_fields_in_words() -> None:
    crf = pages(ACRF)
    assert crf.told([("people", "sex"), ("events", "started")]) == (
        'events.started "Since when" (pages 21, 30); people.sex "Sex"'
    )
    assert pages().told([("events", "term")]) == 'events.term "What happened"'
    assert crf.told([("f", str(number)) for number in range(11)]) == "f (11 fields)"


@given(st.lists(st.integers(1, 400), min_size=1, max_size=30))
def test_a_reference_names_each_page_once_and_in_order(numbers: list[int]) -> None:
    """Whatever order the fields come in, and however often a page asks for them."""
    rows = [{"form": "f", "field": str(place), "label": "", "page": str(page)} for place, page in enumerate(numbers)]
    crf = crf_pages(StudySpec(study_id="S", documents=(ACRF,)), rows)
    use = crf.use([("f", str(place)) for place in reversed(range(len(numbers)))])
    assert [int(page) for page in use[0].pages[0].refs.split()] == sorted(set(numbers))
