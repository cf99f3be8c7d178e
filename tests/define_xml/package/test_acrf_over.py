"""Annotations over a CRF that the user brings: where they stand as another reader sees them, and what lies below."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from define_xml.package.acrf.over import Annotated, annotated
from define_xml.package.acrf.positions import Given, Position
from tests.define_xml.package.blank_crf import A4, PAPERS, Paper, crf, edited, page, pdf, questions

pypdf = pytest.importorskip("pypdf", reason="pypdf merges the annotations")
pytest.importorskip("reportlab", reason="reportlab draws the annotations")
pdfium: Any = pytest.importorskip("pypdfium2", reason="a second reader of PDFs says where text stands")
ASKED = {"Adverse event term:": ["AETERM"], "Start date": ["AESTDTC"], "Is it serious?": ["AESER", "AESDTH in SUPPAE"]}
FIELD = ("ae", "field_0")


def boxes(content: bytes, text: str, number: int = 0) -> list[tuple[float, float, float, float]]:
    """Where a second reader finds a text on a page: boxes in points from the lower left corner as shown."""
    sheet = pdfium.PdfDocument(content)[number]
    words = sheet.get_textpage()
    search, found = words.search(text, match_case=True), []
    left, bottom, right, top = sheet.get_cropbox()
    while (hit := search.get_next()) is not None:
        sides = [words.get_charbox(index) for index in range(hit[0], hit[0] + hit[1])]
        corners = [(min(one[0] for one in sides), min(one[1] for one in sides)),
                   (max(one[2] for one in sides), max(one[3] for one in sides))]  # fmt: skip
        turned = {0: lambda x, y: (x - left, y - bottom), 90: lambda x, y: (y - bottom, right - x),
                  180: lambda x, y: (right - x, top - y), 270: lambda x, y: (top - y, x - left)}  # fmt: skip
        shown = [turned[sheet.get_rotation()](*corner) for corner in corners]
        xs, ys = sorted(one[0] for one in shown), sorted(one[1] for one in shown)
        found.append((xs[0], ys[0], xs[1], ys[1]))
    return found


def picture(content: bytes, number: int = 0) -> Any:
    """The page as it is shown: rows of pixels, one for a point."""
    return pdfium.PdfDocument(content)[number].render(scale=1, rev_byteorder=True).to_numpy()[..., :3].astype(int)


def checks(done: Annotated) -> set[str]:
    """What was told."""
    return {one.check for one in done.findings}


@pytest.mark.parametrize("name", PAPERS)
def test_each_annotation_stands_right_of_its_question(name: str) -> None:
    blank = pdf((PAPERS[name], questions(*ASKED)))
    done = annotated(blank, crf(page(1, ASKED)))
    assert checks(done) == set()
    for label, texts in ASKED.items():
        (question,) = boxes(done.content, label.rstrip(":?"))
        for text in texts:
            (found,) = boxes(done.content, text)
            assert question[2] < found[0] < question[2] + 150, text
            assert abs(found[1] - question[1]) < 16, text
    (head,) = boxes(done.content, "AE (Adverse Events)")
    assert head[0] < 30
    assert head[3] > PAPERS[name].shown[1] - 30


@pytest.mark.parametrize("name", PAPERS)
def test_what_lies_below_is_as_it_was_but_where_annotations_stand(name: str) -> None:
    blank = pdf((PAPERS[name], questions(*ASKED)))
    done = annotated(blank, crf(page(1, ASKED)))
    before, after = picture(blank), picture(done.content)
    assert before.shape == after.shape
    changed = (before != after).any(axis=2)
    assert changed.any()
    high = changed.shape[0]
    for text in ("AE (Adverse Events)", *(one for several in ASKED.values() for one in several)):
        ((left, bottom, right, top),) = boxes(done.content, text)
        inside = slice(int(high - top - 9), int(high - bottom + 9)), slice(max(int(left - 9), 0), int(right + 9))
        assert changed[inside].any(), text
        # Where the page was white, an annotation is coloured in the first colour of the guidelines.
        assert ((after[inside] - [191, 255, 255]).__abs__().max(axis=2) <= 2).sum() > 60, text
        changed[inside] = False
    assert not changed.any()
    kept = pypdf.PdfReader(BytesIO(done.content)).pages[0].extract_text()
    assert all(line in kept for line in pypdf.PdfReader(BytesIO(blank)).pages[0].extract_text().splitlines())


@pytest.mark.parametrize("name", PAPERS)
def test_a_place_given_is_where_the_first_letter_stands(name: str) -> None:
    place = Position(210.0, 150.5)
    given = Given({(FIELD, 1): place}, {})
    done = annotated(pdf((PAPERS[name], questions(*ASKED))), crf(page(1, {"Not there": ["AETERM"]}), given=given))
    assert checks(done) == set()
    ((left, bottom, _, _),) = boxes(done.content, "AETERM")
    assert (left, bottom) == pytest.approx((place.x + 4, place.y), abs=2.5)


def test_a_label_that_is_not_there_is_annotated_in_the_margin_and_told() -> None:
    done = annotated(pdf((A4, questions("Start date"))), crf(page(1, {"End date": ["AEENDTC"], "Outcome": ["AEOUT"]})))
    (first,), (second,) = boxes(done.content, "AEENDTC"), boxes(done.content, "AEOUT")
    assert first[0] > 500
    assert second[0] > 500
    assert first[1] > second[3]
    (told,) = done.findings
    assert (told.check, told.severity, told.count) == ("acrf_place_unknown", "warning", 2)
    assert told.words == (
        "crf.pdf: page 1 has no text that is the label of ae.field_0, ae.field_1: annotated in the right margin; "
        "say x and y in data_dictionary.csv"
    )


def test_a_field_is_found_by_its_name_where_its_label_is_not_there() -> None:
    done = annotated(pdf((A4, questions("Date", "[field_0]"))), crf(page(1, {"The day it began": ["AESTDTC"]})))
    assert checks(done) == set()
    ((_, bottom, _, _),) = boxes(done.content, "AESTDTC")
    ((_, line, _, _),) = boxes(done.content, "field_0")
    assert abs(bottom - line) < 6


def test_a_label_over_lines_beside_another_column_is_found() -> None:
    def draw(canvas: Any, paper: Paper) -> None:
        canvas.setFont("Helvetica", 10)
        # As a table is drawn row by row: the lines of the label do not follow one another in the file.
        for y, (left, right) in zip((700, 688, 676), (("Was the event", "Yes"), ("so severe that", "No"),
                                                     ("treatment was stopped?", "Unknown")), strict=True):  # fmt: skip
            canvas.drawString(50, y, left)
            canvas.drawString(300, y, right)

    done = annotated(pdf((A4, draw)), crf(page(1, {"Was the event so severe that treatment was stopped?": ["AEACN"]})))
    assert checks(done) == set()
    ((left, bottom, _, _),) = boxes(done.content, "AEACN")
    assert 110 < left < 200
    assert 695 < bottom < 706


def test_equal_labels_are_taken_in_order_down_the_page() -> None:
    blank = pdf((A4, questions("Date", "Text", "Date")))
    fields = {"Date": ["AESTDTC"], "date ": ["AEENDTC"]}
    done = annotated(blank, crf(page(1, fields)))
    assert checks(done) == set()
    (first,), (second,) = boxes(done.content, "AESTDTC"), boxes(done.content, "AEENDTC")
    assert first[1] - second[1] == pytest.approx(80, abs=3)
    several = annotated(blank, crf(page(1, {"Date": ["AESTDTC"]})))
    assert [one.words for one in several.findings] == [
        "crf.pdf: page 1 has the label of ae.field_0 several times: annotated at the first"
    ]


def test_text_of_a_form_that_the_page_draws_as_a_whole_is_found_where_it_is_seen() -> None:
    def draw(canvas: Any, paper: Paper) -> None:
        canvas.beginForm("inner", 0, 0, 300, 300)
        canvas.setFont("Helvetica", 10)
        canvas.drawString(10, 20, "Start date")
        canvas.endForm()
        canvas.beginForm("outer", 0, 0, 400, 400)
        canvas.translate(30, 40)
        canvas.doForm("inner")
        canvas.endForm()
        canvas.translate(100, 200)
        canvas.scale(1.5, 1.5)
        canvas.doForm("outer")

    done = annotated(pdf((A4, draw)), crf(page(1, {"Start date": ["AESTDTC"]})))
    assert checks(done) == set()
    (question,), (found,) = boxes(done.content, "Start date"), boxes(done.content, "AESTDTC")
    assert question[0] == pytest.approx(160, abs=2)
    assert abs(found[1] - question[1]) < 6
    assert question[2] < found[0] < question[2] + 20


def unbalanced(data: bytes) -> Callable[[Any], None]:
    """A change that wraps what the first page draws in these operators."""
    from pypdf.generic import NameObject

    def change(writer: Any) -> None:
        content = writer.pages[0].get_contents()
        content.set_data(data.replace(b"...", content.get_data()))
        writer.pages[0][NameObject("/Contents")] = content

    return change


@pytest.mark.parametrize("data", [b"q 2 0 0 2 50 50 cm q ...", b"... Q Q 3 0 0 3 0 0 cm", b"... 0.2 0 0 0.2 9 9 cm"])
def test_what_the_page_leaves_open_does_not_move_the_annotations(data: bytes) -> None:
    blank = edited(pdf((A4, questions("Start date"))), unbalanced(data))
    given = Given({(FIELD, 1): Position(300.0, 300.0)}, {})
    done = annotated(blank, crf(page(1, {"Anything": ["AESTDTC"]}), given=given))
    ((left, bottom, right, _),) = boxes(done.content, "AESTDTC")
    assert (left, bottom) == pytest.approx((304, 300), abs=2.5)
    assert right - left == pytest.approx(41, abs=3)


def test_a_page_that_draws_lines_only_and_leaves_its_state_open_is_annotated_in_place() -> None:
    def bare(writer: Any) -> None:
        from pypdf.generic import NameObject

        content = writer.pages[0].get_contents()
        content.set_data(b"q 3 0 0 3 9 9 cm 0 0 m 50 50 l S")
        writer.pages[0][NameObject("/Contents")] = content
        del writer.pages[0]["/Resources"]

    given = Given({(FIELD, 1): Position(300.0, 300.0)}, {})
    blank = edited(pdf((A4, questions("Start date"))), bare)
    done = annotated(blank, crf(page(1, {"Anything": ["AESTDTC"]}), given=given))
    ((left, bottom, _, _),) = boxes(done.content, "AESTDTC")
    assert (left, bottom) == pytest.approx((304, 300), abs=2.5)


def test_pages_that_share_what_they_draw_with_keep_their_fonts() -> None:
    def above(writer: Any) -> None:
        from pypdf.generic import NameObject

        home = writer.pages[0]["/Parent"]
        home[NameObject("/Resources")] = writer.pages[0].raw_get("/Resources")
        for one in writer.pages:
            del one["/Resources"]

    blank = edited(pdf(*[(A4, questions("Start date"))] * 3), above)
    done = annotated(blank, crf(*[page(number, {"Start date": [f"AE{number}DTC"]}) for number in (1, 2, 3)]))
    for number in range(3):
        texts = pypdf.PdfReader(BytesIO(done.content)).pages[number].extract_text().split()
        assert [word for word in texts if word.endswith("DTC")] == [f"AE{number + 1}DTC"]
        assert boxes(done.content, "CASE REPORT FORM", number)
    fonts = [one["/Resources"]["/Font"] for one in pypdf.PdfReader(BytesIO(done.content)).pages]
    assert max(len(one) for one in fonts) < 8


@pytest.mark.parametrize("name", ["A4", "turned 90", "turned 180", "turned 270", "cropped and turned"])
def test_a_page_without_room_is_wider_at_its_right(name: str) -> None:
    paper = PAPERS[name]
    long = "that takes the whole of its line " * (5 if paper.shown[0] > 700 else 2)
    asked = {f"Question {one:02d} {long}": [
        f"VSORRES when VSTESTCD = TEST{one:02d}", f"LONGER{one:02d} in SUPPVS"] for one in range(30)}  # fmt: skip
    blank = pdf((paper, questions(*asked, step=13.0)))
    done = annotated(blank, crf(page(1, asked, "VS", "vs")))
    assert checks(done) == {"acrf_page_widened"}
    before, after = picture(blank), picture(done.content)
    assert after.shape[0] == before.shape[0]
    assert after.shape[1] >= before.shape[1] + 200
    found = [box for several in asked.values() for text in several for box in boxes(done.content, text)]
    assert len(found) == 60
    for place, one in enumerate(found):
        assert not [other for other in found[:place] if one[0] < other[2] and other[0] < one[2]
                    and one[1] < other[3] and other[1] < one[3]]  # fmt: skip
        assert min(one) > 0
        assert one[2] < after.shape[1]
        assert one[3] < after.shape[0]
