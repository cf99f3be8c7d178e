"""List A, 1 to 6 and 11 to 13: what is no transport file, or cut, damaged or of another kind, is refused."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

import define_xml
from mappings.error import MappingError
from tests.define_xml.acceptance.bad_files import (
    CARD,
    HEAD,
    ODD_VARIABLES,
    changed,
    dm,
    marker,
    put,
    size,
    start,
    xpt,
)
from tests.define_xml.acceptance.command import POSIX, asked, line, lines, listed, ran, refused, stopped

Shown = pytest.CaptureFixture[str]
ODD = dm(306, ODD_VARIABLES)


def test_a01_empty_file(tmp_path: Path, capsys: Shown) -> None:
    refused(capsys, put(tmp_path, b""), """
        dm.xpt
            the file is empty
            write or send it again
    """)  # fmt: skip


def test_a02_a_folder_of_that_name(tmp_path: Path, capsys: Shown) -> None:
    (tmp_path / "dm.xpt").mkdir()
    refused(capsys, tmp_path / "dm.xpt", """
        dm.xpt
            a folder, no file
            give a transport file
    """)  # fmt: skip


def test_a02_a_folder_of_that_name_in_a_folder(tmp_path: Path, capsys: Shown) -> None:
    (tmp_path / "sdtm" / "ae.xpt").mkdir(parents=True)
    put(tmp_path / "sdtm", ODD)
    said = asked(capsys, "convert", tmp_path / "sdtm", tmp_path / "out")
    assert said.code == 3
    assert said.err == "ae.xpt\n    a folder, no file\n    give a transport file\n"
    assert listed(tmp_path) == ["sdtm", "sdtm/ae.xpt", "sdtm/dm.xpt"]


def zipped(name: str) -> bytes:
    """A ZIP file with one entry."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), "x")  # ZipInfo's own date: no clock
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "looks"),
    [
        (b"STUDYID,USUBJID,AGE\nRESPINE,RESPINE-000001,43\n" * 40, "CSV text"),
        (zipped("dm.csv"), "a ZIP file"),
        (zipped("[Content_Types].xml"), "an Excel workbook (XLSX)"),
        (gzip.compress(b"x" * 999, mtime=0), "a gzip file"),
        (b"%PDF-1.7\n" * 40, "a PDF file"),
        (b"<?xml version='1.0'?>\n<ODM/>" * 40, "an XML file"),
        (b'{"datasetJSONVersion": "1.1.0"}' * 40, "a JSON file"),
        (bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011") + bytes(999), "a SAS7BDAT file"),
        (b"PAR1" + bytes(900), "a Parquet file"),
        (b"just words, and more of them\n\n" * 40, "CSV text"),
        (b"just words\n" * 40, "plain text"),
    ],
    # Named by what is asked, never by the bytes: workers that collect must agree on the names.
    ids=lambda value: value if isinstance(value, str) else "content",
)
def test_a03_another_kind_of_file(content: bytes, looks: str, tmp_path: Path, capsys: Shown) -> None:
    refused(capsys, put(tmp_path, content), f"""
        dm.xpt
            no SAS transport file; it looks like {looks}
            give a version 5 transport file
    """)  # fmt: skip


def test_a03_a_kind_nobody_knows(tmp_path: Path, capsys: Shown) -> None:
    refused(capsys, put(tmp_path, bytes(2000)), """
        dm.xpt
            no SAS transport file
            give a version 5 transport file
    """)  # fmt: skip


@pytest.mark.parametrize("length", [1, 79, 80, 400, 639, 640, 700, 1279])
def test_a04_cut_inside_the_header(length: int, tmp_path: Path, capsys: Shown) -> None:
    told = ", which speaks of 4 variables" if length >= HEAD else ""
    refused(capsys, put(tmp_path, xpt(ODD)[:length]), f"""
        dm.xpt  byte {length}
            the file ends within its header{told}
            it is cut or damaged: write or send it again
    """)  # fmt: skip


def test_a05_cut_inside_a_row(tmp_path: Path, capsys: Shown) -> None:
    cut = start(ODD) + 146 * size(ODD) + 17
    refused(capsys, put(tmp_path, xpt(ODD)[:cut]), f"""
        dm.xpt  byte {cut}
            the file ends within record 147, of which it has 17 of 35 bytes; record 146 is the last whole one
            it is cut or damaged: write or send it again
    """)  # fmt: skip


def test_a06_cut_on_a_card_that_ends_no_row(tmp_path: Path, capsys: Shown) -> None:
    cut = start(ODD) + 64 * CARD
    assert (cut - start(ODD)) % size(ODD)
    refused(capsys, put(tmp_path, xpt(ODD)[:cut]), f"""
        dm.xpt  byte {cut}
            the file ends within record 147, of which it has 10 of 35 bytes; record 146 is the last whole one
            it is cut or damaged: write or send it again
    """)  # fmt: skip


def test_a11_one_header_byte_flipped(tmp_path: Path) -> None:
    """Each byte of the markers and of what the layout hangs on: refused, or at least found when it is only words."""
    content = xpt(dm(3, ODD_VARIABLES))
    true = define_xml.read_dataset(put(tmp_path, content))
    for at in range(start(ODD)):
        path = put(tmp_path, changed(content, at, bytes([content[at] ^ 0x01])))
        try:
            found = define_xml.read_dataset(path)
        except MappingError:
            continue
        assert (found.spec, found.file) != (true.spec, true.file), at


def test_a11_a_flipped_byte_is_named(tmp_path: Path, capsys: Shown) -> None:
    refused(capsys, put(tmp_path, changed(xpt(ODD), 3 * CARD + 7, b"X")), """
        dm.xpt  byte 247
            the header is damaged: 'XECORD**' instead of 'RECORD**'
            it is cut or damaged: write or send it again
    """)  # fmt: skip


@POSIX
@pytest.mark.parametrize(
    ("count", "at", "problem"),
    [
        ("0000", 614, "the header is damaged: '0000' variables"),
        ("00 4", 614, "the header is damaged: '00 4' variables"),
        ("-001", 614, "the header is damaged: '-001' variables"),
        ("9999", 12000, "the file ends within its header, which speaks of 9999 variables"),
        ("0003", 1060, r"the header is damaged: '\x00\x01\x00\x00\x00\x08\x00\x04' instead of '        '"),
        ("0005", 1342, r"the header is damaged: 'B\x16\x00\x00\x00\x00\x00\x00' instead of '        '"),
    ],
)
def test_a12_a_wrong_count_of_variables(count: str, at: int, problem: str, tmp_path: Path, capsys: Shown) -> None:
    card = marker("NAMESTR", f"000000{count}{'0' * 20}")
    path = put(tmp_path, changed(xpt(ODD), HEAD - CARD, card))
    refused(capsys, path, f"""
        dm.xpt  byte {at}
            {problem}
            it is cut or damaged: write or send it again
    """)  # fmt: skip
    # Soon, and with no memory for variables that are not there.
    assert ran(line("inspect", path), limits={"memory": 1 << 30}, seconds=10).code == 3


def version_8(folder: Path, name: str) -> Path:
    """A file as pyreadstat writes it, with a variable of that name."""
    frame = pd.DataFrame({name: ["1", "2"], "AGE": [43.0, 44.0]})
    path = folder / "dm.xpt"
    pyreadstat.write_xport(frame, str(path), table_name="DM", file_format_version=8)
    return path


def test_a13_version_8_is_refused_and_a_way_offered(tmp_path: Path, capsys: Shown) -> None:
    path = version_8(tmp_path, "SUBJID")
    stopped(lambda: define_xml.read_dataset(path), """
        dm.xpt
            a SAS transport file of version 8; agencies take version 5
            convert it: python -m define_xml convert dm.xpt OUT.xpt
    """)  # fmt: skip
    stopped(lambda: define_xml.read_datasets(tmp_path), """
        dm.xpt
            a SAS transport file of version 8; agencies take version 5
            convert it: python -m define_xml convert dm.xpt OUT.xpt
    """)  # fmt: skip
    said = asked(capsys, "inspect", path)
    assert said.code == 1
    words = "a SAS transport file of version 8: agencies take version 5; python -m define_xml convert writes it"
    assert f"error: DM: {words}" in said.out
    # The way that is offered is one.
    assert asked(capsys, "convert", path, tmp_path / "new.xpt").code == 0
    new = define_xml.read_dataset(tmp_path / "new.xpt")
    assert new.records["SUBJID"].tolist() == ["1", "2"]
    assert new.records["AGE"].tolist() == [43.0, 44.0]


def test_a13_what_version_5_has_no_room_for(tmp_path: Path, capsys: Shown) -> None:
    path = version_8(tmp_path, "SUBJECT_NUMBER")
    said = asked(capsys, "convert", path, tmp_path / "new.xpt")
    assert (said.code, said.out) == (3, "")
    assert said.err == lines("""
        dm.xpt
            version 5 has no room for
              variable SUBJECT_NUMBER: 14 characters: --rename SUBJECT_NUMBER=SUBJECT_
            rename with --rename OLD=NEW; shorten labels and texts where they are made
    """) + "\n"  # fmt: skip
    assert listed(tmp_path) == ["dm.xpt"]
    assert asked(capsys, "convert", path, tmp_path / "new.xpt", "--rename", "SUBJECT_NUMBER=SUBJID").code == 0
    assert list(define_xml.read_dataset(tmp_path / "new.xpt").records) == ["SUBJID", "AGE"]
