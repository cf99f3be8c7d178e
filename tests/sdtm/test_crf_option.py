"""A build over a CRF that the user brings: by the study or by --crf, what is told, and what stops it."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from define_xml.package.acrf.proof import proof
from define_xml.read import read_define
from mappings.error import MappingErrors
from mappings.study import load_study
from sdtm.__main__ import main
from tests.define_xml.package.blank_crf import A4, pdf, questions
from tests.folder import STUDY, write_study

pytest.importorskip("pypdf", reason="pypdf merges the annotations")
pytest.importorskip("reportlab", reason="reportlab draws the annotations")
ACRF = '\n[documents.acrf]\ntitle = "Annotated CRF"\nfile = "acrf.pdf"\nkind = "acrf"\n'
DICTIONARY = """form,field,label,type,codelist,page
people,subject,Subject,text,,1
people,sex,Sex,code,1=Male;2=Female,1
people,treated,First treatment,date,,1
events,subject,Subject,text,,2
events,term,What happened,text,,2
events,started,When did it begin,date,,2
"""
EVENT = questions("Subject", "What happened", "When did it begin?")
BLANK = pdf((A4, questions("Subject", "Sex", "First treatment")), (A4, EVENT))
HALF = DICTIONARY.replace("page\n", "page,x\n").replace(",1\n", ",1,5\n").replace(",2\n", ",2,\n")


def study(tmp_path: Path, *, blank: str = "", dictionary: str | None = DICTIONARY, acrf: str = ACRF) -> Path:
    """The small study with an annotated CRF and a data dictionary; crf.pdf lies beside it and, if named, in it."""
    said = acrf + (f'blank = "{blank}"\n' if blank else "")
    folder = write_study(tmp_path / "mini", {"study.toml": STUDY + said, "raw/data_dictionary.csv": dictionary})
    (tmp_path / "crf.pdf").write_bytes(BLANK)
    if blank:
        (folder / blank).write_bytes(BLANK)
    return folder


def run(folder: Path, *more: str) -> int:
    """The exit status of a build."""
    out = str(folder.parent / "out")
    return main(["build", str(folder), "--out", out, "--quiet", "--judge", "none", "--fail-on", "never", *more])


def texts(path: Path) -> list[str]:
    """The text of each page."""
    from pypdf import PdfReader

    return [page.extract_text() for page in PdfReader(BytesIO(path.read_bytes())).pages]


@pytest.mark.parametrize("declared", [True, False])
def test_the_users_pages_are_annotated_and_proved(tmp_path: Path, declared: bool) -> None:
    folder = study(tmp_path, blank="blank.pdf" if declared else "")
    assert run(folder, *([] if declared else ["--crf", str(tmp_path / "crf.pdf")])) == 0
    out = tmp_path / "out"
    pages = texts(out / "acrf.pdf")
    assert "CASE REPORT FORM" in pages[0]
    assert "DM (Demographics)" in pages[0]
    assert "AETERM" in pages[1].split()
    assert len(pages) == 3
    found = proof(read_define(out / "define.xml"), (out / "acrf.pdf").read_bytes())
    assert (found.misses, found.references > 3) == ((), True)
    assert not (out / "blank.pdf").exists()


def test_without_a_blank_we_draw_the_forms(tmp_path: Path) -> None:
    assert run(study(tmp_path)) == 0
    assert "CASE REPORT FORM" not in texts(tmp_path / "out" / "acrf.pdf")[0]


def test_the_option_goes_before_the_study(tmp_path: Path) -> None:
    folder = study(tmp_path, blank="blank.pdf")
    (folder / "blank.pdf").write_bytes(b"no PDF at all")
    assert run(folder, "--crf", str(tmp_path / "crf.pdf")) == 0


def test_what_is_told_stands_in_the_ledger(tmp_path: Path) -> None:
    folder = study(tmp_path, dictionary=f"{DICTIONARY}events,extra,Nowhere to be found,text,,2\n")
    assert run(folder, "--crf", str(tmp_path / "crf.pdf")) == 0
    found: list[dict[str, Any]] = json.loads((tmp_path / "out" / "ledger.json").read_text())["findings"]
    told = [one for one in found if one["check"].startswith("acrf_")]
    assert [(one["check"], one["severity"]) for one in told] == [("acrf_place_unknown", "warning")]
    assert "page 2 has no text that is the label of events.extra" in told[0]["words"]


def test_places_of_the_dictionary_are_taken(tmp_path: Path) -> None:
    rows = DICTIONARY.strip().splitlines()
    placed = "\n".join([f"{rows[0]},x,y", *(f"{row},," for row in rows[1:-1]), f"{rows[-1]},444,55"])
    assert run(study(tmp_path, dictionary=f"{placed}\n"), "--crf", str(tmp_path / "crf.pdf")) == 0
    places: list[tuple[float, float]] = []
    from pypdf import PdfReader

    def visit(text: str, _matrix: Any, words: Any, *_: Any) -> None:
        if text.strip() == "AESTDTC":
            places.append((words[4], words[5]))

    PdfReader(tmp_path / "out" / "acrf.pdf").pages[1].extract_text(visitor_text=visit)
    assert len(places) == 1
    assert places[0] == pytest.approx((448, 55), abs=2)


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (None, 3, "crf.pdf\n    cannot be read: No such file or directory"),
        (b"PK\x03\x04", 3, "crf.pdf\n    it is no PDF"),
        (BLANK[:-400], 3, "crf.pdf\n    it is cut"),
        (pdf((A4, questions("Sex"))), 3, "crf.pdf\n    it has 1 page, and the data dictionary names page 2"),
    ],
    ids=["absent", "no pdf", "cut", "few pages"],
)
def test_what_cannot_be_annotated_stops_the_build(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, status: int, words: str
) -> None:
    folder = study(tmp_path)
    path = tmp_path / "crf.pdf"
    path.unlink() if content is None else path.write_bytes(content)
    assert run(folder, "--crf", str(path)) == status
    assert words in capsys.readouterr().err
    assert not list((tmp_path / "out").glob("*.xpt"))


@pytest.mark.parametrize(
    ("more", "changed", "words"),
    [
        (["--define", "none"], {}, "with --define none or --only no annotated CRF is made"),
        (["--only", "AE"], {}, "with --define none or --only no annotated CRF is made"),
        ([], {"acrf": ""}, "the study has no annotated CRF among its documents"),
        ([], {"dictionary": None}, "no field has a page: nothing says where annotations go"),
        ([], {"dictionary": HALF}, "x is said and y is not"),
    ],
    ids=["no define", "a part", "no document", "no dictionary", "odd place"],
)
def test_what_cannot_be_meant_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], changed: dict[str, Any], words: str
) -> None:
    folder = study(tmp_path, **changed)
    assert run(folder, "--crf", str(tmp_path / "crf.pdf"), *more) == 2
    assert words in capsys.readouterr().err


def test_a_finished_crf_and_a_blank_one_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = study(tmp_path, blank="blank.pdf")
    (folder / "acrf.pdf").write_bytes(BLANK)
    assert run(folder) == 2
    assert "acrf.pdf stands finished in the study folder, and blank.pdf is to be annotated" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ('file = "notes.pdf"\nblank = "crf.pdf"', "only an annotated CRF is made of a blank"),
        ('file = "acrf.pdf"\nkind = "acrf"\nblank = "../crf.pdf"', "'../crf.pdf' is no name of a PDF"),
        ('file = "acrf.pdf"\nkind = "acrf"\nblank = "crf.docx"', "'crf.docx' is no name of a PDF"),
        ('file = "acrf.pdf"\nkind = "acrf"\nblank = "ACRF.pdf"', "ACRF.pdf is both the blank CRF and"),
    ],
    ids=["other kind", "away", "no pdf", "itself"],
)
def test_a_blank_that_cannot_be_is_told_with_its_place(tmp_path: Path, document: str, problem: str) -> None:
    folder = write_study(tmp_path / "mini", {"study.toml": f'{STUDY}\n[documents.one]\ntitle = "One"\n{document}\n'})
    with pytest.raises(MappingErrors) as told:
        load_study(folder)
    (error,) = told.value.errors
    assert error.place == "mini/study.toml  documents.one.blank"
    assert error.problem.startswith(problem)
    assert error.remedy
