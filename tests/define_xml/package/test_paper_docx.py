"""DOCX papers: read back by python-docx and as the XML they are."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from example_paper import example

from define_xml.package.guides.docx import docx_bytes
from define_xml.package.guides.paper import Bullets, Paper, Section
from define_xml.package.guides.paper import Paragraph as Words


@pytest.fixture(scope="module")
def content() -> bytes:
    return docx_bytes(example(30))


@pytest.fixture(scope="module")
def document(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def style(paragraph: Paragraph) -> str:
    """The name of a paragraph's style."""
    return str(paragraph.style.name) if paragraph.style else ""


def test_headings_are_real_ones_of_the_navigation_pane(document: Document) -> None:
    told = [(name, one.text) for one in document.paragraphs if (name := style(one)).startswith("Heading")]
    assert told[:4] == [
        ("Heading 1", "1  Introduction"), ("Heading 2", "1.1  Purpose"), ("Heading 2", "1.2  Acronyms"),
        ("Heading 1", "2  Protocol"),
    ]  # fmt: skip
    assert told[-2:] == [("Heading 1", "Appendix A  Criteria"), ("Heading 2", "A.1  Inclusion")]
    for level in range(1, 6):
        outline = document.styles[f"Heading {level}"].element.xpath("w:pPr/w:outlineLvl/@w:val")
        assert outline == [str(level - 1)]


def test_contents_are_filled_and_lead_to_the_headings(document: Document) -> None:
    entries = [one for one in document.paragraphs if style(one).startswith("toc")]
    headings = [one for one in document.paragraphs if style(one).startswith("Heading")]
    assert [one.text for one in entries] == [one.text for one in headings]
    assert [style(one)[-1] for one in entries] == [style(one)[-1] for one in headings]
    ends = [one._p.xpath("w:hyperlink/@w:anchor")[0] for one in entries]
    assert ends == [one._p.xpath("w:bookmarkStart/@w:name")[0] for one in headings]
    assert len(set(ends)) == len(ends)
    (field,) = document.element.xpath("//w:instrText[contains(., 'TOC')]")
    assert field.text == ' TOC \\o "1-3" \\n \\h \\z \\u '


def test_every_link_has_its_bookmark_and_every_field_its_end(document: Document) -> None:
    body = document.element
    assert set(body.xpath("//w:hyperlink/@w:anchor")) <= set(body.xpath("//w:bookmarkStart/@w:name"))
    numbers = body.xpath("//w:bookmarkStart/@w:id")
    assert numbers == body.xpath("//w:bookmarkEnd/@w:id")
    assert len(set(numbers)) == len(numbers)
    kinds = body.xpath("//w:fldChar/@w:fldCharType")
    assert kinds == ["begin", "separate", "end"] * (len(kinds) // 3)
    links = [one.text for one in document.paragraphs if "told of in" in one.text]
    assert links[0].startswith("The domain of adverse events is told of in section 3.1, files in section 4.")


def test_every_style_that_is_named_is_there(document: Document) -> None:
    named = set(document.element.xpath("//w:pStyle/@w:val | //w:tblStyle/@w:val"))
    assert named <= set(document.styles.element.xpath("w:style/@w:styleId"))
    assert {"TOC1", "TOC2", "Heading1", "DossierCell", "DossierTable", "ListNumber"} <= named


def test_nobody_is_asked_to_update_anything(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert b"updateFields" not in packed.read("word/settings.xml")
        assert b"w:dirty" not in packed.read("word/document.xml")


def test_tables_have_heads_that_repeat_and_rows_that_stay_whole(document: Document) -> None:
    tables = [one for one in document.tables if one._tbl.xpath("w:tr/w:trPr/w:tblHeader")]
    assert len(tables) == 4
    for table in tables:
        assert len(table._tbl.xpath("w:tr/w:trPr/w:cantSplit")) == len(table.rows)
        assert len(table._tbl.xpath("w:tr[1]/w:trPr/w:tblHeader")) == len(table._tbl.xpath("w:tr/w:trPr/w:tblHeader"))
        assert table._tbl.xpath("w:tblPr/w:tblLook/@w:firstRow") == ["1"]
        widths = [int(one) for one in table._tbl.xpath("w:tblGrid/w:gridCol/@w:w")]
        assert widths == [int(one) for one in table._tbl.xpath("w:tr[1]/w:tc/w:tcPr/w:tcW/@w:w")]
    assert [one._tbl.xpath("w:tblPr/w:tblCaption/@w:val") for one in tables] == [
        [], ["Datasets and what they hold"], ["Nothing in it"], ["Files of the package"],
    ]  # fmt: skip


def test_numbers_are_at_the_right(document: Document) -> None:
    table = next(one for one in document.tables if "Records" in [cell.text for cell in one.rows[0].cells])
    sides = [[one.xpath("string(w:p/w:pPr/w:jc/@w:val)") for one in row._tr.tc_lst] for row in table.rows]
    assert sides == [["", "", "", "", "right", "right"]] * 5


def test_captions_are_numbered_by_a_field(document: Document) -> None:
    captions = [one.text.split(". ") for one in document.paragraphs if style(one) == "Caption"]
    assert captions == [
        ["Table 1", "Datasets and what they hold"], ["Table 2", "Nothing in it"], ["Table 3", "Files of the package"],
    ]  # fmt: skip
    assert len(document.element.xpath("//w:instrText[contains(., 'SEQ Table')]")) == 3


def test_wide_tables_stand_in_sections_on_their_side(document: Document) -> None:
    shapes = [(one.page_width > one.page_height, one.orientation) for one in document.sections]  # type: ignore[operator]
    assert [wide for wide, _ in shapes] == [False, False, False, True, False]
    assert [int(kind) for _, kind in shapes] == [0, 0, 0, 1, 0]


def test_pages_tell_study_title_notice_and_number_but_not_the_cover(document: Document) -> None:
    cover, *others = document.sections
    assert not cover._sectPr.xpath("w:headerReference | w:footerReference")
    for one in others:
        assert one.header.paragraphs[0].text == "EXAMPLE-01 | Clinical Study Data Reviewer's Guide"
        assert one.footer.paragraphs[0].text == "Synthetic data: no person took part in this study.\tPage 1 of 1"
        said = [field.text for field in one.footer._element.iter(qn("w:instrText"))]
        assert said == [" PAGE ", " NUMPAGES "]


def test_a_gap_is_marked(document: Document) -> None:
    (gap,) = [one for one in document.paragraphs if style(one) == "Dossier Gap"]
    assert gap.text == "TO BE WRITTEN: how events were collected & coded (csdrg.md, below ## domain-AE)"
    assert document.styles["Dossier Gap"].element.xpath("w:pPr/w:shd/@w:fill") == ["FFF2A8"]


def test_each_numbered_list_begins_with_one() -> None:
    lists = (Bullets(("a", "b"), numbered=True), Words("x"), Bullets(("c",), numbered=True))
    told = docx.Document(io.BytesIO(docx_bytes(Paper("G", "S", "D", (Section("A", lists),)))))
    items = [one for one in told.paragraphs if style(one) == "List Number"]
    numbers = [one._p.xpath("w:pPr/w:numPr/w:numId/@w:val")[0] for one in items]
    assert numbers[0] == numbers[1] != numbers[2]
    for number in set(numbers):
        (begins,) = told.part.numbering_part.element.xpath(
            f"w:num[@w:numId='{number}']/w:lvlOverride[@w:ilvl='0']/w:startOverride/@w:val"
        )
        assert begins == "1"


def test_the_file_says_what_it_is_and_nothing_of_a_machine_or_a_clock(content: bytes, document: Document) -> None:
    properties = document.core_properties
    assert properties.title == "EXAMPLE-01 - Clinical Study Data Reviewer's Guide"
    assert (properties.author, properties.last_modified_by, properties.language) == ("", "", "en-US")
    assert (properties.created, properties.modified) == (None, None)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        entries = packed.infolist()
        assert {one.date_time for one in entries} == {(1980, 1, 1, 0, 0, 0)}
        names = [one.filename for one in entries]
        text = b"".join(packed.read(name) for name in names)
    assert names[0] == "[Content_Types].xml"
    assert not [name for name in names if "thumbnail" in name or "app.xml" in name or "customXml" in name]
    assert b"python-docx" not in text
    assert b"Macintosh" not in text


def test_elements_of_properties_stand_in_the_order_of_the_schema(content: bytes, document: Document) -> None:
    """ISO 29500-1, 17.3.1.26 and 17.3.2.28: Word takes a file with another order for damaged."""
    paragraph = ("pStyle", "keepNext", "keepLines", "widowControl", "numPr", "pBdr", "shd", "tabs",
                 "spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr", "sectPr")  # fmt: skip
    run = ("rFonts", "b", "bCs", "i", "iCs", "noProof", "color", "sz", "szCs", "lang")
    for root in (document.element, document.styles.element):
        for tag, order in (("pPr", paragraph), ("rPr", run)):
            for one in root.iter(qn(f"w:{tag}")):
                names = [child.tag.rpartition("}")[2] for child in one]
                known = [name for name in names if name in order]
                assert known == sorted(known, key=order.index), names
