"""List A, 14 to 19: what is odd in values is kept and told, one finding for each value."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import define_xml
from define_xml.transport.convert import convert
from mappings.finding import Finding
from mappings.missing import SPECIAL, letters_of
from tests.define_xml.acceptance.bad_files import Cell, Member, Var, ibm, missing, number, put, text
from tests.define_xml.acceptance.command import asked, lines, listed, refused

Shown = pytest.CaptureFixture[str]
VARIABLES = (text("USUBJID", 8), text("TSVAL", 20), number("AGE"))


def ts(*values: Cell, variables: Sequence[Var] = VARIABLES) -> Member:
    """TS with these values, a subject each."""
    return Member("TS", variables, [(f"S{place}", value, 1) for place, value in enumerate(values, 1)], "Trial Summary")


def found(path: Path, check: str, **reading: object) -> list[Finding]:
    """The findings of that name in the file."""
    return [one for one in define_xml.read_dataset(path, **reading).findings if one.check == check]


def values(path: Path, variable: str = "TSVAL", **reading: object) -> list[object]:
    """The values of the variable."""
    column = define_xml.read_dataset(path, **reading).records[variable]
    return list(column.astype("object").where(column.notna(), None))


QUOTED = b"the subject\x92s visit"


def test_a14_a_byte_of_no_declared_encoding(tmp_path: Path, capsys: Shown) -> None:
    path = put(tmp_path, ts("a", QUOTED, "c"), "ts.xpt")
    refused(capsys, path, """
        ts.xpt  TS.TSVAL  record 2
            byte 92 is no ascii text
            declare the encoding it was written in, for example --encoding cp1252
    """)  # fmt: skip


def test_a14_a_byte_of_the_declared_encoding(tmp_path: Path, capsys: Shown) -> None:
    path = put(tmp_path, ts("a", QUOTED, "c", QUOTED, b"\xe9t\xe9"), "ts.xpt")
    whose = "the subject\u2019s visit"
    assert values(path, encoding="cp1252") == ["a", whose, "c", whose, "\xe9t\xe9"]
    odd = found(path, "not_ascii", encoding="cp1252")
    assert [(one.severity, one.place, one.value, one.count, one.records) for one in odd] == [
        ("error", "TS.TSVAL", "the subject\\x92s visit", 2, (2, 4)),
        ("error", "TS.TSVAL", "\\xE9t\\xE9", 1, (5,)),
    ]
    assert [one.words for one in odd] == [
        "byte 92 is no ASCII text; it is read as cp1252",
        "byte E9 is no ASCII text; it is read as cp1252",
    ]
    said = asked(capsys, "inspect", path, "--encoding", "cp1252")
    assert said.code == 1
    assert said.err == ""
    assert "not_ascii" in said.out
    assert "92" in said.out
    # It is written as it was, and that is not told once more.
    out = tmp_path / "out.xpt"
    said = asked(capsys, "convert", path, out, "--encoding", "cp1252")
    assert said.code == 1
    assert "findings: 2 errors, 0 warnings" in said.out
    assert out.read_bytes() == path.read_bytes()


def test_a14_a_byte_that_the_declared_encoding_does_not_know(tmp_path: Path, capsys: Shown) -> None:
    path = put(tmp_path, ts("a", b"x\x81y"), "ts.xpt")
    refused(capsys, path, """
        ts.xpt  TS.TSVAL  record 2
            byte 81 is no cp1252 text
            it was written in another encoding: declare that one, or --lenient keeps the bytes as they are
    """, "--encoding", "cp1252")  # fmt: skip


def test_a14_bytes_that_are_no_text_are_kept_where_it_is_asked_for(tmp_path: Path, capsys: Shown) -> None:
    path = put(tmp_path, ts("a", b"x\x81y", QUOTED), "ts.xpt")
    odd = found(path, "wrong_encoding", encoding="cp1252", lenient=True)
    assert [(one.severity, one.value, one.records) for one in odd] == [("error", r"x\x81y", (2,))]
    assert odd[0].words == "forgiven: byte 81 is no cp1252 text; it is kept as it is"
    out = tmp_path / "again.xpt"
    assert asked(capsys, "convert", path, out, "--encoding", "cp1252", "--lenient").code == 1
    assert out.read_bytes() == path.read_bytes()


def test_a15_text_of_several_bytes(tmp_path: Path) -> None:
    word = "\u00e9" * 10
    path = put(tmp_path, ts(word, "\u4e2d\u6587"), "ts.xpt")
    assert values(path, encoding="utf-8") == [word, "\u4e2d\u6587"]
    odd = found(path, "not_ascii", encoding="utf-8")
    assert [(one.value, one.records) for one in odd] == [(r"\xC3\xA9" * 10, (1,)), (r"\xE4\xB8\xAD\xE6\x96\x87", (2,))]
    assert odd[0].words == "byte C3 A9 is no ASCII text; it is read as utf-8"


def test_a15_bytes_count_and_not_characters(tmp_path: Path, capsys: Shown) -> None:
    """A field of 20 bytes ends within a letter of two: 9 letters and a half are no text."""
    half = ("x" + "\u00e9" * 10).encode()[:20]
    refused(capsys, put(tmp_path, ts(half), "ts.xpt"), """
        ts.xpt  TS.TSVAL  record 1
            byte C3 is no utf-8 text
            it was written in another encoding: declare that one, or --lenient keeps the bytes as they are
    """, "--encoding", "utf-8")  # fmt: skip


@pytest.mark.parametrize(("raw", "shown"), [(b"a\0b", r"a\x00b"), (b"\0", r"\x00"), (b"a\0", r"a\x00")])
def test_a16_nul(raw: bytes, shown: str, tmp_path: Path, capsys: Shown) -> None:
    path = put(tmp_path, ts("x", raw, raw, "y"), "ts.xpt")
    assert values(path) == ["x", raw.decode(), raw.decode(), "y"]
    odd = found(path, "control_character")
    assert [(one.severity, one.place, one.value, one.count, one.records) for one in odd] == [
        ("error", "TS.TSVAL", shown, 2, (2, 3))
    ]
    assert odd[0].words == "byte 00 is a control character"
    assert asked(capsys, "inspect", path).code == 1


@pytest.mark.parametrize("byte", [*range(1, 32), 127])
def test_a16_control_character(byte: int, tmp_path: Path) -> None:
    raw = b"a" + bytes([byte]) + b"b"
    path = put(tmp_path, ts("x", raw), "ts.xpt")
    assert values(path) == ["x", raw.decode()]
    odd = found(path, "control_character")
    assert [(one.severity, one.value, one.records) for one in odd] == [("error", rf"a\x{byte:02X}b", (2,))]
    assert [one.records for one in convert(path, tmp_path / "out.json").files] == [2]
    assert values(tmp_path / "out.json") == ["x", raw.decode()]


def test_a17_leading_blanks(tmp_path: Path, capsys: Shown) -> None:
    path = put(tmp_path, ts("  two", "none", " one", "  two"), "ts.xpt")
    assert values(path) == ["  two", "none", " one", "  two"]
    odd = found(path, "leading_blank")
    assert [(one.severity, one.place, one.value, one.records) for one in odd] == [
        ("warning", "TS.TSVAL", "  two", (1, 4)),
        ("warning", "TS.TSVAL", " one", (3,)),
    ]
    for name in ("ts.json", "ts.ndjson", "ts.parquet", "again.xpt"):
        asked(capsys, "convert", path, tmp_path / name)
        assert values(tmp_path / name) == ["  two", "none", " one", "  two"], name
    assert (tmp_path / "again.xpt").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("width", [2, 3, 8])
def test_a18_special_missing_values(width: int, tmp_path: Path, capsys: Shown) -> None:
    one = (text("ID", 4), number("N", width))
    cells: list[Cell] = [*(missing(letter, width) for letter in SPECIAL), missing(".", width), 0, 1, -1]
    path = put(tmp_path, Member("TS", one, [(f"{place}", value) for place, value in enumerate(cells)], "x"), "ts.xpt")
    column = define_xml.read_dataset(path).records["N"].to_numpy()
    assert bytes(letters_of(column)) == SPECIAL.encode() + bytes(4)
    assert np.isnan(column).tolist() == [True] * 28 + [False] * 3
    for name in ("ts.parquet", "ts.csv"):
        assert asked(capsys, "convert", path, tmp_path / name).code == 0
        assert asked(capsys, "convert", tmp_path / name, tmp_path / "again.xpt").code == 0
        again = define_xml.read_dataset(tmp_path / "again.xpt").records["N"].to_numpy()
        assert bytes(letters_of(again)) == SPECIAL.encode() + bytes(4), name
        assert again[28:].tolist() == [0, 1, -1]
    out = tmp_path / "out"
    out.mkdir()
    said = asked(capsys, "convert", path, out / "ts.json")
    assert (said.code, said.err) == (3, lines("""
        TS.N  record 1
            the special missing value ._ has no place in Dataset-JSON
            write it as null: --lenient
    """) + "\n")  # fmt: skip
    assert listed(out) == []


@pytest.mark.parametrize("width", range(2, 9))
def test_a19_numbers_of_fewer_bytes(width: int, tmp_path: Path, capsys: Shown) -> None:
    """The bytes that are not there are zeros: the value is exactly what the bytes say."""
    numbers = [0, 1, -1, 43, 0.1, 1 / 3, -2.5e10, 123456.789, 2**31, 5e-10]
    one = (text("ID", 4), number("N", width))
    path = put(tmp_path, Member("TS", one, [(f"{place}", value) for place, value in enumerate(numbers)], "x"), "ts.xpt")
    read = define_xml.read_dataset(path)
    assert read.records["N"].tolist() == [exact(ibm(value, width)) for value in numbers]
    assert read.spec.variables[1].length == width
    out = tmp_path / "again.xpt"
    assert asked(capsys, "convert", path, out).code == 0
    assert out.read_bytes() == path.read_bytes()


def exact(raw: bytes) -> float:
    """The number that the bytes stand for, worked out with whole numbers."""
    word = struct.unpack(">Q", raw.ljust(8, b"\0"))[0]
    value = Fraction(word & (1 << 56) - 1, 1 << 56) * Fraction(16) ** ((word >> 56 & 0x7F) - 64)
    return float(-value if word >> 63 else value)


def test_a19_a_number_of_one_byte(tmp_path: Path, capsys: Shown) -> None:
    one = (text("ID", 4), number("N", 1))
    refused(capsys, put(tmp_path, Member("TS", one, [("a", b"\0")], "x"), "ts.xpt"), """
        ts.xpt  byte 780
            the header is damaged: N is of kind 1 and has 1 bytes
            it is cut or damaged: write or send it again
    """)  # fmt: skip
