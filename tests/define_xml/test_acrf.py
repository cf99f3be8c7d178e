"""The annotated CRF: what stands beside each field, that it is found as text, that pages hold what they must."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from define_xml.describe import described_study
from define_xml.package.acrf import acrf_pdf
from define_xml.package.acrf_layout import HEIGHT, MARGIN, WIDTH, Box, Line, broken, laid_out
from define_xml.package.acrf_notes import NOT_SUBMITTED, Note, field_notes
from define_xml.package.acrf_pages import FieldShown, FormShown, PageShown, answers, pages_shown
from mappings.error import MappingError
from mappings.spec import DatasetSpec, StudySpec, ValueSpec, VariableSpec
from mappings.statement import DocumentSpec, DocumentUse, OriginSpec, PageSpec
from mappings.where import parse_where
from sdtm.datasets import Build, build_study
from sdtm.sources import read_dictionary

pypdf = pytest.importorskip("pypdf", reason="pypdf reads the text of the pages")
pytest.importorskip("reportlab", reason="reportlab makes the annotated CRF")
FOLDER = Path(__file__).parents[2] / "mappings" / "respine"
ACRF = DocumentSpec(id="acrf", title="Annotated CRF", href="acrf.pdf", kind="acrf")


@dataclass(frozen=True)
class Paper:
    built: Build
    said: StudySpec
    dictionary: Sequence[Mapping[str, str]]
    content: bytes
    texts: tuple[str, ...]


@pytest.fixture(scope="module")
def paper() -> Paper:
    """The annotated CRF of the reference study, and the text of its pages."""
    built = build_study(FOLDER, None, [FOLDER / "randomisation.csv", FOLDER / "injection_unblinded.csv"])
    dictionary = read_dictionary(FOLDER / "raw" / "data_dictionary.csv")
    bound, tables = built.applied.bound, built.applied.tables
    said = described_study(bound, built.datasets, dictionary, tables)
    content = acrf_pdf(said, bound, dictionary, tables)
    pages = pypdf.PdfReader(BytesIO(content)).pages
    return Paper(built, said, dictionary, content, tuple(page.extract_text() for page in pages))


def collected(said: StudySpec) -> Iterator[tuple[str, OriginSpec]]:
    """Each Collected origin with pages, and the word that its pages must hold."""
    for dataset in said.datasets:
        for variable in dataset.variables:
            yield from ((variable.name, origin) for origin in variable.origins)
            for value in variable.values:
                word = value.name if variable.name == "QVAL" else variable.name
                yield from ((word, origin) for origin in value.origins)


def test_every_page_that_an_origin_names_holds_the_variable(paper: Paper) -> None:
    count = 0
    for word, origin in collected(paper.said):
        for page in (page for use in origin.documents for page in use.pages):
            for number in map(int, page.refs.split()):
                assert word in paper.texts[number - 1].split(), f"page {number} does not say {word}"
                count += 1
    assert count > 200


def test_every_field_of_the_dictionary_stands_on_its_page(paper: Paper) -> None:
    for row in paper.dictionary:
        if row["page"]:
            text = " ".join(paper.texts[int(row["page"]) - 1].split())
            assert row["field"] in text.split(), row["field"]
            assert row["label"] in text, row["label"]
    assert len(paper.texts) == max(int(row["page"] or 0) for row in paper.dictionary)


@pytest.mark.parametrize(
    ("form", "field", "notes"),
    [
        ("demographics", "sex", ["SEX"]),
        ("demographics", "previous_subject", ["PREVSUBJ in SUPPDM"]),
        ("examination", "height_cm", ["VSORRES when VSTESTCD = HEIGHT"]),
        ("examination", "visit_date", ["MKDTC", "VSDTC"]),
        ("eligibility", "inc_03", ["IEORRES when IETESTCD = INC03"]),
        ("sf36", "sf_7", ["QSORRES when QSTESTCD = SF36107"]),
        ("mri", "pfirrmann", ["MKORRES when MKTESTCD = MPFGRADE"]),
        (
            "mri", "t2_nucleus_central",
            ["MKORRES when MKTESTCD = T2 and MKANTREG = NUCLEUS PULPOSUS and MKDIR = CENTRAL"],
        ),
        (
            "antibodies", "class2_result",
            ["ISORRES when ISTESTCD = ALAB and ISBDAGNT = HLA CLASS II ANTIGENS and ISTSTOPO = SCREEN"],
        ),
        ("pain_vas", "visit", ["VISITNUM (assigned)", "VISIT (assigned)"]),
        ("histology", "grade", ["MIORRES when MITESTCD = OVLTGRD"]),
        ("adverse_events", "treat_drug", ["AECONTRT", "AETRTDRG in SUPPAE"]),
        ("adverse_events", "record_status", None),
    ],
)  # fmt: skip
def test_what_a_field_becomes(paper: Paper, form: str, field: str, notes: list[str] | None) -> None:
    found = field_notes(paper.built.applied.bound, paper.built.applied.tables).get((form, field))
    assert (found and [note.text for note in found]) == notes


def test_what_is_not_submitted_is_told(paper: Paper) -> None:
    assert NOT_SUBMITTED in paper.texts[59]
    assert "AE = Adverse Events" in paper.texts[59]
    assert "The export has no field of this page." in paper.texts[4]


def test_bookmarks_go_by_visit_by_form_and_by_dataset(paper: Paper) -> None:
    reader = pypdf.PdfReader(BytesIO(paper.content))
    trees = [one for one in reader.outline if not isinstance(one, list)]
    assert [one.title for one in trees] == ["Visits", "Forms", "Datasets"]
    visits, forms, datasets = (one for one in reader.outline if isinstance(one, list))
    titles = [one.title for one in visits if not isinstance(one, list)]
    assert titles == [
        "SCREENING", "DAY 0", "WEEK 1", "MONTH 1", "MONTH 3", "MONTH 6", "MONTH 9", "MONTH 12", "MONTH 24",
    ]  # fmt: skip
    pages = {one.title: reader.get_destination_page_number(one) + 1 for one in (*forms, *datasets)}
    assert (pages["adverse events"], pages["sf36"], pages["QS Questionnaires"]) == (60, 14, 12)


def test_equal_input_gives_equal_bytes_without_a_clock_in_them(paper: Paper) -> None:
    bound, tables = paper.built.applied.bound, paper.built.applied.tables
    assert acrf_pdf(paper.said, bound, paper.dictionary, tables) == paper.content
    found = pypdf.PdfReader(BytesIO(paper.content))
    assert found.metadata is not None
    assert str(found.metadata["/CreationDate"]).startswith("D:2000")
    assert found.trailer["/Root"]["/Lang"] == "en"


def test_a_dictionary_without_pages_is_told(paper: Paper) -> None:
    with pytest.raises(MappingError, match="no field has a page"):
        acrf_pdf(paper.said, paper.built.applied.bound, [{"form": "ae", "field": "term", "page": ""}])


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
    first, second = pages_shown(said, dictionary, {("ae", "term"): (Note("AETERM", "AE"),)})
    assert first.notes == (Note("AETERM", "AE"), Note("EXTRA in SUPPAE", "AE"))
    assert second.notes == (Note("EXTRA in SUPPAE", "AE"),)


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


def width(text: str, font: str, size: float) -> float:
    return len(text) * size * 0.5


WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)


@given(st.lists(WORDS, max_size=8), st.floats(20, 200))
def test_broken_text_keeps_every_letter_and_fits(words: list[str], room: float) -> None:
    lines = broken(" ".join(words), "Helvetica", 10, room, width)
    assert "".join(lines).replace(" ", "") == "".join("".join(words).split())
    assert all(width(line, "Helvetica", 10) <= room or len(line) == 1 for line in lines)


NAMES = st.text("ABCDEFGH ", min_size=1, max_size=30).filter(str.strip)
FIELDS = st.builds(
    FieldShown, NAMES, NAMES, st.sampled_from(["text", "date", "code"]),
    st.lists(st.tuples(st.sampled_from(["", "1"]), NAMES), max_size=6).map(tuple),
    st.lists(st.builds(Note, NAMES, st.sampled_from(["", "AE", "DM"])), min_size=1, max_size=4).map(tuple),
)  # fmt: skip


@given(st.lists(FIELDS, max_size=60))
def test_everything_stands_on_the_page_and_no_row_in_another(fields: list[FieldShown]) -> None:
    page = PageShown(7, (FormShown("ae", tuple(fields)),))
    sheet = laid_out(page, "S", {"AE": "Adverse Events"}, width)
    assert sheet.height >= HEIGHT
    for part in sheet.parts:
        wide = part.width if isinstance(part, Box) else 0
        assert MARGIN <= part.x <= part.x + wide <= WIDTH
        assert 0 < part.y < sheet.height
    labels = [part.y for part in sheet.parts if isinstance(part, Line) and part.x == MARGIN]
    assert labels == sorted(labels)


def test_letters_that_no_reader_has_are_written_as_code_points(paper: Paper) -> None:
    row = {"form": "ae", "field": "term", "label": "Événement Ω", "type": "text", "page": "1"}
    content = acrf_pdf(paper.said, paper.built.applied.bound, [row])
    assert "Événement <U+03A9>" in pypdf.PdfReader(BytesIO(content)).pages[0].extract_text()
