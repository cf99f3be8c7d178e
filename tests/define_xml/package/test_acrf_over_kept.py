"""What of a user's CRF stays when it is annotated, what is taken away and told, and what is added around the pages."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from define_xml.package.acrf.over import Crf, annotated
from define_xml.package.acrf.pages import FieldShown, FormShown, PageShown
from define_xml.package.acrf.positions import Given
from tests.define_xml.package.blank_crf import A4, LABELS, Paper, crf, edited, page, pdf, questions

pypdf = pytest.importorskip("pypdf", reason="pypdf merges the annotations")
pytest.importorskip("reportlab", reason="reportlab draws the annotations")
ROOT = Path(__file__).parents[3]
ASKED = {"Start date": ["AESTDTC"]}


def read(content: bytes) -> Any:
    """The PDF, read anew."""
    return pypdf.PdfReader(BytesIO(content))


def titles(reader: Any) -> list[tuple[int, str, int]]:
    """The outline: level, title and page of each entry."""

    def walked(entries: Any, level: int) -> Any:
        for one in entries:
            if isinstance(one, list):
                yield from walked(one, level + 1)
            else:
                yield level, str(one.title), reader.get_destination_page_number(one) + 1

    return list(walked(reader.outline, 0))


def form(canvas: Any, paper: Paper) -> None:
    """A CRF page as it is filled on a screen: a field, a link to a page, a link to a site."""
    questions("Start date")(canvas, paper)
    canvas.bookmarkPage("here")
    canvas.bookmarkPage("there")
    canvas.acroForm.textfield(name="start", x=330, y=500, width=100, height=16)
    canvas.linkAbsolute("", "here", (50, 300, 90, 310))
    canvas.linkURL("https://example.org/", (50, 320, 90, 330))
    canvas.addOutlineEntry("Their chapter", "here", 0)
    canvas.addOutlineEntry("Their section", "there", 1)


def test_links_form_fields_and_bookmarks_of_the_user_stay() -> None:
    done = annotated(pdf((A4, form)), crf(page(1, ASKED)))
    assert [one.check for one in done.findings] == []
    reader = read(done.content)
    assert list(reader.get_form_text_fields()) == ["start"]
    kinds = [one.get_object()["/Subtype"] for one in reader.pages[0]["/Annots"]]
    assert sorted(kinds) == ["/Link", "/Link", "/Widget"]
    actions = [one.get_object().get("/A") for one in reader.pages[0]["/Annots"]]
    assert [one["/URI"] for one in actions if one is not None and "/URI" in one] == ["https://example.org/"]
    assert titles(reader)[-3:] == [(0, "Original bookmarks", 1), (1, "Their chapter", 1), (2, "Their section", 1)]


def test_both_trees_come_first_and_the_contents_are_after_the_last_page_of_the_user() -> None:
    def shown(number: int, name: str, label: str, text: str) -> PageShown:
        fields = page(number, {label: [text]}).forms[0].fields
        return PageShown(number, (FormShown(name, fields),))

    pages = (
        shown(1, "dm", "Sex", "SEX"), PageShown(2), shown(3, "ae", "Term", "AETERM"), shown(4, "eg", "Date", "EGDTC"),
    )  # fmt: skip
    visits = {"DAY 1": ("dm",), "WEEK 4": ("dm", "ae")}
    blank = pdf(*[(A4, questions("Sex", "Term", "Date"))] * 6)
    done = annotated(blank, Crf("STUDY", pages, Given({}, {}), LABELS, visits))
    reader = read(done.content)
    assert [(one.check, one.count) for one in done.findings] == [("acrf_page_idle", 3)]
    outline = titles(reader)
    assert outline[0] == (0, "Table of contents", 7)
    assert [(level, title.lower(), number) for level, title, number in outline if level < 2][1:9] == [
        (0, "by visit", 1), (1, "day 1", 1), (1, "week 4", 1), (1, "running records", 4),
        (0, "by form", 3), (1, "ae", 3), (1, "dm", 1), (1, "eg", 4),
    ]  # fmt: skip
    assert len(reader.pages) == 7
    links = [one.get_object() for one in reader.pages[6]["/Annots"]]
    wanted = {title: number for _, title, number in outline[1:]}
    leads = [reader.get_page_number(one["/Dest"][0].get_object()) + 1 for one in links]
    assert sorted(leads) == sorted(number for _, _, number in outline[1:])
    assert "Table of contents" in reader.pages[6].extract_text()
    assert wanted["Running Records"] == 4
    assert reader.trailer["/Root"]["/PageMode"] == "/UseOutlines"


def loaded(writer: Any) -> None:
    """Gives a PDF all that a submission may not hold."""
    from pypdf.annotations import FreeText
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

    script = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("private")}
    run = DictionaryObject({NameObject(key): said for key, said in script.items()})
    start = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("private")})
    writer.add_attachment("private.txt", b"private attachment")
    writer.add_metadata({"/Author": "Private Person", "/CreationDate": "D:20200101", "/Keywords": "private"})
    writer.xmp_metadata = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><private/></x:xmpmeta>"
    named = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("one"), run])})
    writer.root_object["/Names"][NameObject("/JavaScript")] = named
    writer.root_object[NameObject("/OpenAction")] = run
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): run})
    writer.pages[0][NameObject("/PieceInfo")] = DictionaryObject({NameObject("/Private"): TextStringObject("private")})
    note = FreeText(text="A note of theirs", rect=(50, 50, 150, 70))
    note[NameObject("/T")] = TextStringObject("Private Person")
    note[NameObject("/M")] = TextStringObject("D:20200101")
    writer.add_annotation(0, note)
    rectangle = note["/Rect"]
    for kind, action in (("/Link", start), ("/Movie", None), ("/FileAttachment", None)):
        one = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject(kind),
                                NameObject("/Rect"): rectangle})  # fmt: skip
        if action is not None:
            one[NameObject("/A")] = action
        writer.pages[0]["/Annots"].append(writer._add_object(one))


def test_what_no_submission_may_hold_is_taken_away_and_told() -> None:
    blank = edited(pdf((A4, form)), loaded)
    assert b"rivate" in blank
    done = annotated(blank, crf(page(1, ASKED)))
    assert {one.check for one in done.findings} == {"acrf_kept_out"}
    told = {one.words.split(": ")[1].split(" are not")[0]: one.count for one in done.findings}
    assert told == {
        "scripts": 2, "attached files": 2, "films": 1, "actions that start something": 1,
        "actions that start by themselves": 1,
    }  # fmt: skip
    reader = read(done.content)
    assert not reader.attachments
    held = b"".join(objects(reader))
    for word in (b"rivate", b"JavaScript", b"Launch", b"EmbeddedFile", b"2020", b"Movie"):
        assert word not in done.content
        assert word not in held
    notes = [one.get_object() for one in reader.pages[0]["/Annots"]]
    assert [one["/Contents"] for one in notes if one["/Subtype"] == "/FreeText"] == ["A note of theirs"]
    assert list(reader.get_form_text_fields()) == ["start"]


def objects(reader: Any) -> list[bytes]:
    """Every object of a file, its streams unpacked."""
    found = []
    for number in range(1, int(reader.trailer["/Size"])):
        one = reader.get_object(number)
        found.append(repr(one).encode())
        if hasattr(one, "get_data"):
            found.append(one.get_data())
    return found


def test_the_particulars_are_ours_without_names_and_dates() -> None:
    reader = read(annotated(edited(pdf((A4, form)), loaded), crf(page(1, ASKED))).content)
    assert dict(reader.metadata) == {
        "/Title": "Annotated case report form, STUDY", "/Creator": "trial-dossier",
        "/Subject": "The fields of the case report form and the SDTM variables they become",
    }  # fmt: skip
    assert reader.pdf_header == "%PDF-1.4"


def test_a_newer_pdf_than_agencies_take_is_told() -> None:
    def newer(writer: Any) -> None:
        writer.pdf_header = "%PDF-2.0"

    done = annotated(edited(pdf((A4, questions("Start date"))), newer), crf(page(1, ASKED)))
    assert [one.check for one in done.findings] == ["acrf_version"]


TWICE = """
from hashlib import sha256
from tests.define_xml.package.test_acrf_over_kept import made
print(sha256(made()).hexdigest())
"""


def made() -> bytes:
    """An annotated CRF of several pages."""
    blank = edited(pdf((A4, form), (A4, questions("Sex", "Term"))), loaded)
    return annotated(blank, crf(page(1, ASKED), page(2, {"Sex": ["SEX", "RACE"], "No": ["AETERM"]}, "DM"))).content


def test_equal_input_gives_equal_bytes_whatever_the_seed_of_hashes() -> None:
    expected = sha256(made()).hexdigest()
    for seed in ("0", "1", "4711"):
        run = subprocess.run(
            [sys.executable, "-c", TWICE], cwd=ROOT, env={"PYTHONHASHSEED": seed, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert run.stdout.strip() == expected


def test_a_field_without_answers_is_said_to_be_not_submitted() -> None:
    from define_xml.package.acrf.annotation import not_submitted

    fields = (FieldShown("initials", "Initials", "text", (), (not_submitted(),)),)
    done = annotated(pdf((A4, questions("Initials"))), crf(PageShown(1, (FormShown("dm", fields),))))
    assert "[NOT SUBMITTED]" in read(done.content).pages[0].extract_text()
