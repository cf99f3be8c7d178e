"""List A, 7 to 10: where a transport file ends: too early, too late, or with another dataset behind."""

from __future__ import annotations

from pathlib import Path

import pytest

import define_xml
from define_xml.transport.stream import Reading
from define_xml.transport.xpt.read import open_xpt
from tests.define_xml.acceptance.bad_files import ODD_VARIABLES, Member, changed, dm, put, size, start, text, xpt
from tests.define_xml.acceptance.command import asked, lines, listed, refused, stopped

Shown = pytest.CaptureFixture[str]
ODD = dm(306, ODD_VARIABLES)


def test_a07_cut_on_a_row_that_ends_no_card(tmp_path: Path, capsys: Shown) -> None:
    cut = start(ODD) + 146 * size(ODD)
    refused(capsys, put(tmp_path, xpt(ODD)[:cut]), f"""
        dm.xpt  byte {cut}
            the file ends on no border of 80 bytes; record 146 is the last whole one
            it is cut or damaged: write or send it again
    """)  # fmt: skip


def test_a07_cut_where_a_row_and_a_card_end(tmp_path: Path, capsys: Shown) -> None:
    """Nothing in such a file says that it is cut: that is told, and no more can be."""
    path = put(tmp_path, xpt(dm())[: start(dm()) + 146 * 40])
    said = asked(capsys, "inspect", path)
    assert said.code == 0
    assert "146 records" in said.out
    assert "completeness_unproven" in said.out
    dataset = define_xml.read_dataset(path)
    assert len(dataset.records) == 146
    found = [finding for finding in dataset.findings if finding.check == "completeness_unproven"]
    assert [(finding.severity, finding.dataset) for finding in found] == [("warning", "DM")]
    assert found[0].words == (
        "the file ends where a record ends, without padding: whether records are missing cannot be told from it; "
        "compare the number of records"
    )


def test_a07_what_says_how_many_there_are(tmp_path: Path) -> None:
    path = put(tmp_path, xpt(dm())[: start(dm()) + 146 * 40])
    stopped(lambda: list(open_xpt(path, Reading(count=306)).chunks()), """
        dm.xpt
            it holds 146 records; 306 are expected
            it is cut, or of another transfer: send it again
    """)  # fmt: skip
    assert not list(open_xpt(path, Reading(count=146)).findings)


SUPP = (
    text("STUDYID", 8), text("RDOMAIN", 2), text("USUBJID", 16), text("IDVAR", 8), text("IDVARVAL", 8),
    text("QNAM", 8), text("QLABEL", 40), text("QVAL", 4),
)  # fmt: skip


def supplement(*places: int) -> Member:
    """SUPPDM with something of these subjects."""
    told = [("RESPINE", "DM", f"RESPINE-{place:06}", "", "", "RANDNO", "Number", "1") for place in places]
    return Member("SUPPDM", SUPP, told, "Supplemental Qualifiers for DM")


def test_a07_what_a_supplement_points_to_is_cut_off(tmp_path: Path, capsys: Shown) -> None:
    folder = tmp_path / "in"
    put(folder, xpt(dm())[: start(dm()) + 146 * 40])
    put(folder, supplement(1, 146), "suppdm.xpt")
    assert len(define_xml.read_datasets(folder)["DM"].records) == 146
    put(folder, supplement(1, 147, 306), "suppdm.xpt")
    message = """
        dm.xpt
            suppdm.xpt, record 2, points to subject RESPINE-000147, which is not in it (and 1 more); nothing proves that it is whole
            it is cut, or of another delivery: write or send both again
    """  # noqa: E501
    stopped(lambda: define_xml.read_datasets(folder), message)
    said = asked(capsys, "convert", folder, tmp_path / "out", "--to", "json")
    assert (said.code, said.out, said.err) == (3, "", lines(message) + "\n")
    assert listed(tmp_path) == ["in", "in/dm.xpt", "in/suppdm.xpt"]


@pytest.mark.parametrize("garbage", [b"garbage", b"g" * 80, b"garbage" * 500, bytes(7)])
def test_a08_trailing_garbage(garbage: bytes, tmp_path: Path, capsys: Shown) -> None:
    refused(capsys, put(tmp_path, xpt(ODD) + garbage), f"""
        dm.xpt  byte 12000
            {len(garbage):,} bytes follow record 306 and its padding
            it is cut or damaged: write or send it again
    """)  # fmt: skip


def test_a08_garbage_in_the_padding(tmp_path: Path, capsys: Shown) -> None:
    """It could be the beginning of a record that is cut off: what is sure is said."""
    content = xpt(ODD)
    refused(capsys, put(tmp_path, changed(content, len(content) - 3, b"xyz")), """
        dm.xpt  byte 12000
            the file ends within record 307, of which it has 10 of 35 bytes; record 306 is the last whole one
            it is cut or damaged: write or send it again
    """)  # fmt: skip


def test_a08_garbage_where_no_padding_was(tmp_path: Path, capsys: Shown) -> None:
    refused(capsys, put(tmp_path, xpt(dm()) + b"garbage" * 20), """
        dm.xpt  byte 13660
            the file ends within record 310, of which it has 20 of 40 bytes; record 309 is the last whole one
            it is cut or damaged: write or send it again
    """)  # fmt: skip


@pytest.mark.parametrize("count", [1, 10])
def test_a08_more_blanks_than_padding_can_be(count: int, tmp_path: Path, capsys: Shown) -> None:
    refused(capsys, put(tmp_path, xpt(ODD) + b" " * 80 * count), f"""
        dm.xpt  byte 12000
            {80 * count} bytes follow record 306 and its padding
            it is cut or damaged: write or send it again
    """)  # fmt: skip


@pytest.mark.parametrize("count", [80, 800])
def test_a09_trailing_nuls(count: int, tmp_path: Path, capsys: Shown) -> None:
    refused(capsys, put(tmp_path, xpt(ODD) + bytes(count)), f"""
        dm.xpt  byte 12000
            {count} NUL bytes at the end of the file
            it is cut or damaged: write or send it again
    """)  # fmt: skip


def test_a09_what_is_whole_is_read_where_it_is_asked_for(tmp_path: Path) -> None:
    path = put(tmp_path, xpt(ODD) + bytes(800))
    dataset = define_xml.read_dataset(path, lenient=True)
    assert len(dataset.records) == 306
    (odd,) = dataset.findings
    assert (odd.check, odd.severity, odd.place) == ("trailing_bytes", "error", "DM")
    assert odd.words == "forgiven: 800 NUL bytes at the end of the file (byte 12000)"


def test_a10_two_datasets_in_one_file(tmp_path: Path, capsys: Shown) -> None:
    ae = Member("AE", (text("STUDYID", 8), text("AETERM", 20)), [("RESPINE", "Headache")] * 3, "Adverse Events")
    path = put(tmp_path, xpt(ODD, ae))
    refused(capsys, path, """
        dm.xpt  byte 12000
            after DM a second dataset begins here: AE
            choose one with --member, or give each a file of its own
    """)  # fmt: skip
    said = asked(capsys, "convert", path, tmp_path / "ae.json", "--member", "AE")
    assert said.code == 0
    assert len(define_xml.read_dataset(tmp_path / "ae.json").records) == 3
    assert len(define_xml.read_dataset(path, member="DM").records) == 306
    refused(capsys, path, """
        dm.xpt
            no dataset DN in the file; it holds DM, AE
            choose one of them
    """, "--member", "DN")  # fmt: skip
