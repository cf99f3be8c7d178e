"""What stands on which page of an annotated CRF, and the outline that leads there."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from define_xml.package.acrf.annotation import Annotation
from define_xml.package.acrf.bookmarks import Bookmark, outline
from define_xml.package.acrf.constants import Constant
from define_xml.package.acrf.pages import FieldShown, FormShown, PageShown, answers, pages_shown
from mappings.spec import DatasetSpec, StudySpec, ValueSpec, VariableSpec
from mappings.statement import DocumentSpec, DocumentUse, OriginSpec, PageSpec
from mappings.where import parse_where

ACRF = DocumentSpec(id="acrf", title="Annotated CRF", href="acrf.pdf", kind="acrf")
FIELDS = (FieldShown("height", "Height", "decimal", (), ()),)


def page(number: int, *forms: str, repeats: int = 0, datasets: Sequence[str] = ()) -> PageShown:
    notes = tuple(Annotation(name, name) for name in datasets)
    return PageShown(number, tuple(FormShown(name, FIELDS) for name in forms), notes, repeats)


def told(tree: Sequence[Bookmark]) -> list[str]:
    return [f"{'  ' * mark.level}{mark.title} {mark.page}" for mark in tree]


def test_the_outline_of_a_small_one() -> None:
    pages = [page(1, "vitals"), page(2, "ae"), page(3, "ae", "Zoster"), page(4, "vitals", repeats=1, datasets=["VS"])]
    visits = {"DAY 1": ["vitals", "nobody"], "DAY 2": ["nobody"], "DAY 3": ["Zoster", "vitals"]}
    assert told(outline(pages, {"VS": "Vital Signs"}, visits, 5)) == [
        "Table of contents 5",
        "By visit 1",
        "  DAY 1 1",
        "    vitals 1",
        "  DAY 3 1",
        "    vitals 1",
        "    Zoster 3",
        "  Running Records 2",
        "    ae 2",
        "By form 2",
        "  ae 2",
        "    Page 2 2",
        "    Page 3 3",
        "  vitals 1",
        "  Zoster 3",
        "By dataset 4",
        "  VS (Vital Signs) 4",
    ]


def test_where_nothing_is_known_of_visits_no_tree_says_so() -> None:
    assert told(outline([page(2, "ae")], {}, {})) == ["By form 2", "  ae 2"]


def test_a_page_that_asks_the_same_again_is_a_repeated_one() -> None:
    rows = [
        {"form": "vitals", "field": "height", "page": "1, 4"}, {"form": "vitals", "field": "weight", "page": "1, 4, 6"},
        {"form": "ae", "field": "term", "page": "5"},
    ]  # fmt: skip
    constants = {"vitals": (Constant(Annotation("VSCAT = X", "VS", "note")),)}
    pages = pages_shown(StudySpec(study_id="S"), rows, {}, constants)
    assert [one.repeats for one in pages] == [0, 0, 0, 1, 0, 0]
    assert [[form.continued for form in one.forms] for one in pages] == [[False], [], [], [False], [False], [True]]
    assert [[len(form.notes) for form in one.forms] for one in pages] == [[1], [], [], [1], [0], [0]]


def test_a_constant_stands_where_the_variable_is_that_it_goes_with() -> None:
    rows = [{"form": "dm", "field": "site", "page": "1"}, {"form": "dm", "field": "age", "page": "2"}]
    unit, other = Annotation("AGEU = YEARS", "DM", "note"), Annotation("X = Y", "DM", "note")
    constants = {"dm": (Constant(unit, "AGE"), Constant(other, "NOBODY"))}
    pages = pages_shown(StudySpec(study_id="S"), rows, {("dm", "age"): (Annotation("AGE", "DM"),)}, constants)
    assert [one.forms[0].notes for one in pages] == [(other,), (unit,)]


def test_a_form_is_called_by_its_label() -> None:
    rows = [{"form": "ae_log", "field": "a", "page": "1"}, {"form": "ae_log", "field": "b", "page": "1"}]
    plain = pages_shown(StudySpec(study_id="S"), rows, {})
    named = pages_shown(StudySpec(study_id="S"), [{**row, "form_label": "Adverse  events"} for row in rows], {})
    assert (plain[0].forms[0].title, named[0].forms[0].title) == ("ae log", "Adverse events")


def test_a_page_that_only_the_author_names_says_the_variable() -> None:
    use = DocumentUse(document="acrf", pages=(PageSpec(refs="1 2"),))
    origin = OriginSpec(type="Collected", source="Investigator", documents=(use,))
    value = ValueSpec(where=parse_where('QNAM == "EXTRA"'), name="EXTRA", origins=(origin,))
    said = StudySpec(
        study_id="S", documents=(ACRF,),
        datasets=(
            DatasetSpec(
                name="AE", label="AE", domain="AE",
                variables=(VariableSpec(name="AETERM", label="Term", type="Char", origins=(origin,)),),
            ),
            DatasetSpec(
                name="SUPPAE", label="SUPPAE", domain="AE",
                variables=(VariableSpec(name="QVAL", label="Value", type="Char", values=(value,)),),
            ),
        ),
    )  # fmt: skip
    dictionary = [{"form": "ae", "field": "term", "page": "2"}]
    first, second = pages_shown(said, dictionary, {("ae", "term"): (Annotation("AETERM", "AE"),)})
    assert first.notes == (Annotation("AETERM", "AE"), Annotation("EXTRA in SUPPAE", "AE"))
    assert second.notes == (Annotation("EXTRA in SUPPAE", "AE"),)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("1=Yes;0=No", (("1", "Yes"), ("0", "No"))),
        ("0 = a = b ; ", (("0", "a = b"),)),
        ("Yes;No", (("", "Yes"), ("", "No"))),
        ("", ()),
    ],
)
def test_answers_are_read_from_their_cell(cell: str, found: tuple[tuple[str, str], ...]) -> None:
    assert answers(cell) == found
