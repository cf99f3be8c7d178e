"""The annotated CRF: what stands beside each field, that it is found as text, that pages hold what they must."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from define_xml.describe import described_study
from define_xml.package.acrf import acrf_pdf
from define_xml.package.acrf.constants import form_constants
from define_xml.package.acrf.notes import field_notes
from define_xml.package.acrf.pages import PageShown, pages_shown
from mappings.error import MappingError
from mappings.spec import StudySpec
from mappings.statement import OriginSpec
from sdtm.datasets import Build, build_study
from sdtm.sources import read_dictionary

pypdf = pytest.importorskip("pypdf", reason="pypdf reads the text of the pages")
pytest.importorskip("reportlab", reason="reportlab makes the annotated CRF")
FOLDER = Path(__file__).parents[2] / "mappings" / "respine"


@dataclass(frozen=True)
class Paper:
    built: Build
    said: StudySpec
    dictionary: Sequence[Mapping[str, str]]
    content: bytes
    texts: tuple[str, ...]
    pages: tuple[PageShown, ...]


@pytest.fixture(scope="module")
def paper() -> Paper:
    """The annotated CRF of the reference study, and the text of its pages."""
    built = build_study(FOLDER, None, [FOLDER / "randomisation.csv", FOLDER / "injection_unblinded.csv"])
    dictionary = read_dictionary(FOLDER / "raw" / "data_dictionary.csv")
    bound, tables = built.applied.bound, built.applied.tables
    said = described_study(bound, built.datasets, dictionary, tables)
    content = acrf_pdf(said, bound, dictionary, tables)
    texts = tuple(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)
    shown = pages_shown(said, dictionary, field_notes(bound, tables), form_constants(bound))
    return Paper(built, said, dictionary, content, texts, shown)


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
    last = max(int(row["page"] or 0) for row in paper.dictionary)
    assert len(paper.pages) == last
    assert all("Table of contents" in text.splitlines()[:2] for text in paper.texts[last:])


def test_every_annotation_is_found_on_its_page_in_one_piece(paper: Paper) -> None:
    count = 0
    for page in paper.pages:
        text = " ".join(paper.texts[page.number - 1].split())
        inner = (note for form in page.forms for shown in form.fields for note in shown.notes)
        for note in (*page.notes, *(note for form in page.forms for note in form.notes), *inner):
            assert note.text in text, f"page {page.number} does not say {note.text}"
            count += 1
    assert count > 400


def test_every_dataset_of_a_page_is_named_on_it(paper: Paper) -> None:
    labels = {one.name: one.label for one in paper.said.datasets}
    for page in paper.pages:
        text = " ".join(paper.texts[page.number - 1].split())
        assert all(f"{name} ({labels[name]})" in text for name in page.datasets)


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
        ("adverse_events", "line", ["AESPID", "AELNKID", "RELREC when AELNKID = CMLNKID, PRLNKID, HOLNKID, MILNKID"]),
        ("medications", "ae_line", ["CMLNKID", "RELREC when CMLNKID = AELNKID"]),
        (
            "injection", "kit_number",
            ["ECREFID", "ECLNKID", "EXREFID", "EXLNKID", "RELREC when ECLNKID = EXLNKID"],
        ),
        ("adverse_events", "record_status", None),
    ],
)  # fmt: skip
def test_what_a_field_becomes(paper: Paper, form: str, field: str, notes: list[str] | None) -> None:
    found = field_notes(paper.built.applied.bound, paper.built.applied.tables).get((form, field))
    assert (found and [note.text for note in found]) == notes


def test_looks_tell_what_is_collected_from_what_is_not(paper: Paper) -> None:
    found = field_notes(paper.built.applied.bound, paper.built.applied.tables)
    assert {one.look for one in found["pain_vas", "visit"]} == {"note"}
    assert {one.look for one in found["demographics", "sex"]} == {"variable"}
    assert [one.look for one in found["medications", "ae_line"]] == ["variable", "relrec"]


@pytest.mark.parametrize(
    ("page", "form", "notes"),
    [
        (1, "demographics", []),
        (2, "demographics", ["AGEU = YEARS"]),
        (11, "examination", ["MKCAT = SPINAL MOBILITY", "MKORRESU = cm", "MKLOC = LUMBAR SPINE"]),
        (12, "pain_vas", ["QSTESTCD = VASPAIN", "QSCAT = PAIN VAS", "QSORRESU = mm"]),
        (62, "sae_details", [
            "RDOMAIN = AE", "IDVAR = AESEQ", "COREF = SERIOUS ADVERSE EVENT NARRATIVE", "HOTERM = STAY IN HOSPITAL",
            "HODECOD = HOSPITAL STAY",
        ]),
        (61, "adverse_events", []),
    ],
)  # fmt: skip
def test_a_form_says_what_is_the_same_in_all_its_records(paper: Paper, page: int, form: str, notes: list[str]) -> None:
    said = next(one for one in paper.pages[page - 1].forms if one.name == form)
    assert [note.text for note in said.notes] == notes
    assert {note.look for note in said.notes} <= {"note"}


def test_what_is_not_submitted_is_told(paper: Paper) -> None:
    assert "[NOT SUBMITTED]" in paper.texts[59]
    assert "AE (Adverse Events)" in paper.texts[59]
    assert "Form: Adverse events (continued)" in paper.texts[60]
    assert "The export has no field of this page." in paper.texts[4]


VISITS = ["SCREENING", "DAY 0", "WEEK 1", "MONTH 1", "MONTH 3", "MONTH 6", "MONTH 9", "MONTH 12", "MONTH 24"]
Tree = list[tuple[str, int, "Tree"]]


def outline(reader: Any, entries: list[Any]) -> Tree:
    """The outline as pypdf reads it: title, page and what is below, of each entry."""
    found: Tree = []
    for one in entries:
        if isinstance(one, list):
            found[-1][2].extend(outline(reader, one))
        else:
            found.append((str(one.title), int(reader.get_destination_page_number(one)) + 1, []))
    return found


def test_bookmarks_go_by_visit_by_form_and_by_dataset(paper: Paper) -> None:
    reader = pypdf.PdfReader(BytesIO(paper.content))
    trees = outline(reader, reader.outline)
    assert [(title, page) for title, page, _ in trees] == [
        ("Table of contents", 93), ("By visit", 1), ("By form", 60), ("By dataset", 60),
    ]  # fmt: skip
    visits, forms, datasets = (inner for _, _, inner in trees[1:])
    assert [title for title, _, _ in visits] == [*VISITS, "Running Records"]
    assert all([page for _, page, _ in inner] == sorted(page for _, page, _ in inner) for _, _, inner in visits)
    assert [(title, page) for title, page, _ in visits[2][2]] == [("Visits", 3)]
    # Their rows name no visit: the dictionary does.
    assert {("Demographics", 1), ("Informed consent", 2)} < {(title, page) for title, page, _ in visits[0][2]}
    titles = [title for title, _, _ in forms]
    assert titles == sorted({row["form_label"] for row in paper.dictionary if row["page"]}, key=str.casefold)
    assert forms[0] == ("Adverse events", 60, [("Page 60", 60, []), ("Page 61", 61, [])])
    assert ("QS (Questionnaires)", 12, []) in datasets
    running = {title for title, _, _ in visits[-1][2]}
    assert running | {title for _, _, inner in visits[:-1] for title, _, _ in inner} == set(titles)
    assert not running & {title for _, _, inner in visits[:-1] for title, _, _ in inner}


def test_the_table_of_contents_leads_where_the_outline_does(paper: Paper) -> None:
    reader = pypdf.PdfReader(BytesIO(paper.content))
    flat: list[tuple[str, int]] = []

    def flatten(tree: Tree) -> None:
        for title, page, inner in tree:
            flat.append((title, page))
            flatten(inner)

    flatten(outline(reader, reader.outline))
    links = [number for page in list(reader.pages)[92:] for number in led(reader, page)]
    assert links == [page for _, page in flat[1:]]
    words = " ".join(" ".join(paper.texts[92:]).split())
    assert all(title in words for title, _ in flat)


def test_every_page_leads_back_to_the_table_of_contents(paper: Paper) -> None:
    reader = pypdf.PdfReader(BytesIO(paper.content))
    assert all(led(reader, page) == [93] for page in list(reader.pages)[:92])


def led(reader: Any, page: Any) -> list[int]:
    """The pages that the links of a page lead to."""
    numbers = {one.indirect_reference.idnum: number for number, one in enumerate(reader.pages, 1)}
    found = []
    for one in page.get("/Annots") or ():
        place = one.get_object()["/Dest"]
        target = reader.named_destinations[str(place)].page if isinstance(place, str) else place[0]
        found.append(numbers[target.idnum])
    return found


def test_equal_input_gives_equal_bytes_without_a_clock_in_them(paper: Paper) -> None:
    bound, tables = paper.built.applied.bound, paper.built.applied.tables
    assert acrf_pdf(paper.said, bound, paper.dictionary, tables) == paper.content
    found = pypdf.PdfReader(BytesIO(paper.content))
    assert found.metadata is not None
    assert str(found.metadata["/CreationDate"]).startswith("D:2000")
    assert found.trailer["/Root"]["/Lang"] == "en"
    assert found.metadata.title == "Annotated case report form, RESPINE"
    assert not found.metadata.author
    assert found.pdf_header == "%PDF-1.4"


def test_all_fonts_are_in_the_file(paper: Paper) -> None:
    pages = pypdf.PdfReader(BytesIO(paper.content)).pages
    fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
    embedded = [font for font in fonts if "/FontDescriptor" in font and "/FontFile2" in font["/FontDescriptor"]]
    others = {str(font["/BaseFont"]) for font in fonts if font not in embedded}
    assert embedded
    assert not others


def test_a_dictionary_without_pages_is_told(paper: Paper) -> None:
    with pytest.raises(MappingError, match="no field has a page"):
        acrf_pdf(paper.said, paper.built.applied.bound, [{"form": "ae", "field": "term", "page": ""}])


def test_letters_that_the_fonts_lack_are_written_as_code_points(paper: Paper) -> None:
    row = {"form": "ae", "field": "term", "label": "Événement ≥ Ł 中文", "type": "text", "page": "1"}
    content = acrf_pdf(paper.said, paper.built.applied.bound, [row])
    text = " ".join(pypdf.PdfReader(BytesIO(content)).pages[0].extract_text().split())
    assert "Événement ≥ Ł <U+4E2D><U+6587>" in text
