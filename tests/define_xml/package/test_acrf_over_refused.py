"""CRFs that cannot be annotated: each is refused with what is wrong and what helps, and none takes long."""

from __future__ import annotations

import random
import time
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from define_xml.package.acrf import over_open
from define_xml.package.acrf.over import annotated
from define_xml.package.acrf.over_open import check_blank
from define_xml.package.acrf.positions import Given, Position
from mappings.error import InputError
from tests.define_xml.package.blank_crf import A4, Paper, crf, edited, page, pdf, questions

pytest.importorskip("pypdf", reason="pypdf opens the CRF")
pytest.importorskip("reportlab", reason="reportlab draws the CRFs")
ASKED = {"Start date": ["AESTDTC"]}
CRF = crf(page(1, ASKED))
GOOD = pdf((A4, questions("Start date")), (A4, questions("End date")))


def picture(canvas: Any, paper: Paper) -> None:
    """A scanned form: nothing but an image."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 230)), 0, 0, *paper.shown)


def refused(content: bytes) -> str:
    """What is told of a CRF that is refused."""
    with pytest.raises(InputError) as told:
        annotated(content, CRF, "crf.pdf")
    return str(told.value)


def locked(user: str) -> Callable[[Any], object]:
    """A change that encrypts."""
    return lambda writer: writer.encrypt(user, "owner", algorithm="RC4-128")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "it is empty"),
        (b"form,field\r\n", "it is no PDF"),
        (b"PK\x03\x04" + b"\0" * 5000, "it is no PDF"),
        (b"%PDF-1.7\n" + b"x" * 9000, "it is cut: the mark of its end, %%EOF, is not there"),
        (b"%PDF-1.7\n%%EOF\n", "it cannot be read as a PDF"),
        (GOOD[: len(GOOD) * 2 // 3], "it is cut: the mark of its end, %%EOF, is not there"),
    ],
    ids=["empty", "text", "zip", "no end", "nothing inside", "cut"],
)
def test_what_is_no_pdf_is_refused(content: bytes, problem: str) -> None:
    lines = refused(content).splitlines()
    assert lines[0] == "crf.pdf"
    assert lines[1].strip().startswith(problem)
    assert len(lines) == 3  # and a remedy


@pytest.mark.parametrize("user", ["secret", ""])
def test_a_locked_pdf_is_refused_with_and_without_a_password_to_open_it(user: str) -> None:
    assert refused(edited(GOOD, locked(user))) == (
        "crf.pdf\n    it is encrypted: with a password, or with limits on what may be done with it\n"
        "    agencies take no such PDF: save it without security and bring that"
    )


def test_a_pdf_without_pages_is_refused() -> None:
    assert "it has no pages" in refused(edited(GOOD, lambda writer: (writer.remove_page(0), writer.remove_page(0))))


def test_fewer_pages_than_the_dictionary_names_are_refused() -> None:
    wanted = crf(*[page(number, ASKED) for number in range(1, 15)])
    with pytest.raises(InputError, match=r"it has 2 pages, .* names page 3, 4, 5, 6, 7, 8, 9, 10 and 4 more"):
        annotated(GOOD, wanted)


def test_a_picture_is_refused_where_no_place_is_given_and_annotated_where_one_is() -> None:
    scanned = pdf((A4, picture))
    assert refused(scanned) == (
        "crf.pdf\n    page 1 is a picture without text, and no field of it has a place\n"
        "    bring a CRF with text, or say the places in data_dictionary.csv: columns x and y"
    )
    given = Given({(("ae", "field_0"), 1): Position(200, 300)}, {})
    done = annotated(scanned, crf(page(1, ASKED), given=given))
    assert [(one.check, one.severity) for one in done.findings] == [("acrf_page_without_text", "warning")]
    assert "page 1 is a picture" in done.findings[0].words


def test_too_many_bytes_and_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(over_open, "MOST_PAGES", 1)
    assert "it has 2 pages, and 1 are the most that are annotated" in refused(GOOD)
    monkeypatch.setattr(over_open, "MOST_BYTES", 1000)
    assert "and 1,000 are the most that are read" in refused(GOOD)


def drawing(data: bytes) -> bytes:
    """A PDF whose first page draws this."""
    from pypdf.generic import EncodedStreamObject, NameObject, NumberObject

    def change(writer: Any) -> None:
        stream = EncodedStreamObject()
        stream._data = zlib.compress(data, 9)
        stream[NameObject("/Filter")] = NameObject("/FlateDecode")
        stream[NameObject("/Length")] = NumberObject(len(stream._data))
        writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)

    return edited(GOOD, change)


def nested(deep: int, wide: int) -> bytes:
    """A PDF of a few forms, each of which draws the next one several times."""
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    def change(writer: Any) -> None:
        inner: Any = None
        for _ in range(deep):
            form = DecodedStreamObject()
            form.set_data(b"/F Do " * wide if inner is not None else b"BT (x) Tj ET " * 50)
            form[NameObject("/Subtype")] = NameObject("/Form")
            if inner is not None:
                named = DictionaryObject({NameObject("/F"): inner})
                form[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named})
            inner = writer._add_object(form)
        writer.pages[0]["/Resources"][NameObject("/XObject")] = DictionaryObject({NameObject("/F"): inner})

    return edited(drawing(b"/F Do"), change)


ENDLESS = {
    "long": drawing(b"q Q " * 10_000_000), "huge": drawing(b" " * 90_000_000), "nested": nested(20, 10),
}  # fmt: skip


@pytest.mark.parametrize("name", ENDLESS)
def test_what_draws_without_end_is_refused_soon(name: str) -> None:
    content = ENDLESS[name]
    assert len(content) < 300_000
    begun = time.monotonic()
    told = refused(content)
    assert "page 1 draws more than can be read" in told or "page 1 is damaged" in told
    assert time.monotonic() - begun < 20


def test_a_form_that_draws_itself_is_read_once() -> None:
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    def change(writer: Any) -> None:
        form = DecodedStreamObject()
        form.set_data(b"/F Do /F Do")
        form[NameObject("/Subtype")] = NameObject("/Form")
        named = DictionaryObject({NameObject("/F"): writer._add_object(form)})
        form[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named})
        writer.pages[0]["/Resources"][NameObject("/XObject")] = named

    given = Given({(("ae", "field_0"), 1): Position(200, 300)}, {})
    done = annotated(edited(drawing(b"/F Do"), change), crf(page(1, ASKED), given=given))
    assert done.content.startswith(b"%PDF-")


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_pdf_is_annotated_or_refused_and_never_breaks(seed: int) -> None:
    chance = random.Random(seed)
    damaged = bytearray(GOOD)
    for _ in range(chance.choice((1, 3, 20, 200))):
        place = chance.randrange(9, len(damaged) - 6)
        damaged[place : place + chance.choice((1, 1, 8))] = chance.randbytes(chance.choice((0, 1, 1, 4)))
    damaged += b"\n%%EOF"
    told: InputError | None = None
    try:
        check_blank(bytes(damaged), "crf.pdf")
        done = annotated(bytes(damaged), CRF, "crf.pdf")
    except InputError as error:
        told = error
    if told is None:
        assert any(one.check == "acrf_mended" for one in done.findings) or "Start date" in text_of(done.content)
    else:
        assert (told.place, bool(told.problem), bool(told.remedy)) == ("crf.pdf", True, True)


def test_a_filter_that_nobody_knows_is_told() -> None:
    unknown = GOOD.replace(b"/FlateDecode", b"/FlateDecodX")
    assert unknown != GOOD
    with pytest.raises(InputError) as error:
        annotated(unknown, CRF, "crf.pdf")
    assert (error.value.place, bool(error.value.remedy)) == ("crf.pdf", True)


def text_of(content: bytes) -> str:
    """The text of the first page, as another reader has it."""
    pdfium: Any = pytest.importorskip("pypdfium2", reason="a second reader of PDFs")
    text: str = pdfium.PdfDocument(content)[0].get_textpage().get_text_bounded()
    return text
