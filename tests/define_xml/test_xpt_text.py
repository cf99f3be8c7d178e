"""Text of transport files that is odd: read as declared, kept, and told with record, variable and byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from define_xml.transport.stream import Reading, text_dtype
from define_xml.transport.xpt.read import open_xpt, read_xpt
from mappings.error import MappingError
from mappings.finding import Finding
from tests.define_xml.xpt_files import (
    WHOLE,
    Cell,
    checks,
    field,
    packed,
    refused,
    values,
    write,
)


def test_a14_bytes_that_are_no_ascii(tmp_path: Path) -> None:
    odd = b"Alzheimer\x92s"
    records: list[list[Cell]] = [["x", "y"], ["x", odd], ["z", "y"], [b"\xe9", odd]]
    data = packed([field("A", 3), field("TSVAL", 20)], records, "TS")
    assert refused(tmp_path, data)[:2] == ["vs.xpt  TS.A  record 4", "byte E9 is no ascii text"]
    found = read_xpt(write(tmp_path, data), Reading(encoding="cp1252"))
    assert values(found.records["TSVAL"]) == ["y", "Alzheimer’s", "y", "Alzheimer’s"]  # noqa: RUF001
    assert found.records["TSVAL"].dtype == text_dtype()
    noted = [(one.check, one.severity, one.variable, one.value, one.count, one.records) for one in found.findings]
    assert noted == [
        ("not_ascii", "error", "A", r"\xE9", 1, (4,)),
        ("not_ascii", "error", "TSVAL", r"Alzheimer\x92s", 2, (2, 4)),
    ]
    assert found.findings[1].words == "byte 92 is no ASCII text; it is read as cp1252"


def test_a15_text_of_several_bytes(tmp_path: Path) -> None:
    text = "Lasègue, größer, 東京"
    data = packed([field("A", 40)], [[text.encode()], ["plain"]])
    found = read_xpt(write(tmp_path, data), Reading(encoding="utf-8"))
    assert (values(found.records["A"]), found.spec.variables[0].length) == ([text, "plain"], 40)
    assert "not_ascii" in checks(found.findings)
    assert refused(tmp_path, packed([field("A", 4)], [["x"], [b"abc\xc3"]]), Reading(encoding="utf-8")) == [
        "vs.xpt  VS.A  record 2",
        "byte C3 is no utf-8 text",
        "it was written in another encoding: declare that one, or --lenient keeps the bytes as they are",
    ]


def test_bytes_that_the_encoding_does_not_know_are_kept_where_forgiven(tmp_path: Path) -> None:
    data = packed([field("A", 6), field("B", 3)], [[b"a\x92b", "x"], [None, "y"], [b"\xc3\xa9", "z"]])
    found = read_xpt(write(tmp_path, data), Reading(encoding="utf-8", lenient=True))
    column = values(found.records["A"])
    assert column == ["a\udc92b", None, "é"]
    assert str(column[0]).encode("utf-8", "surrogateescape") == b"a\x92b"
    assert [(one.check, one.value, one.records) for one in found.findings] == [
        ("not_ascii", r"\xC3\xA9", (3,)),
        ("wrong_encoding", r"a\x92b", (1,)),
    ]


def test_a16_control_characters(tmp_path: Path) -> None:
    records: list[list[Cell]] = [["x\0y", "1"], ["tab\there", "2"], ["x\0y", "3"], ["\x7f", "4"]]
    found = read_xpt(write(tmp_path, packed([field("A", 9), field("B", 1)], records)))
    assert values(found.records["A"]) == ["x\0y", "tab\there", "x\0y", "\x7f"]
    noted = [(one.check, one.severity, one.value, one.count, one.records) for one in found.findings]
    assert noted == [
        ("control_character", "error", r"x\x00y", 2, (1, 3)),
        ("control_character", "error", r"tab\x09here", 1, (2,)),
        ("control_character", "error", r"\x7F", 1, (4,)),
    ]


def test_a17_leading_blanks(tmp_path: Path) -> None:
    found = read_xpt(write(tmp_path, packed([field("A", 4)], [[" x"], ["y"], ["y"], [" x"], ["  z"]])))
    assert values(found.records["A"]) == [" x", "y", "y", " x", "  z"]
    noted = [(one.check, one.severity, one.value, one.records) for one in found.findings]
    assert noted == [("leading_blank", "warning", " x", (1, 4)), ("leading_blank", "warning", "  z", (5,))]


def test_findings_are_counted_and_bounded(tmp_path: Path) -> None:
    records: list[list[Cell]] = [["x", f" {at % 1500:04}"] for at in range(4001)]
    stream = open_xpt(write(tmp_path, packed([field("A", 1), field("B", 6)], records)), Reading(chunk=700))
    first = next(stream.chunks())
    assert len(first) == 700
    assert len(stream.findings) == 700
    seen: list[list[Finding]] = []
    for _ in range(2):
        assert sum(len(chunk) for chunk in stream.chunks()) == 4001
        seen.append(list(stream.findings))
    assert seen[0] == seen[1]
    assert len(seen[0]) == 1001
    assert (seen[0][0].value, seen[0][0].count, seen[0][0].records) == (" 0000", 3, (1, 1501, 3001))
    assert seen[0][-1].words == "1,001 more values are like these 1,000 and are not shown"
    assert sum(one.count for one in seen[0]) == 4001
    many = read_xpt(write(tmp_path, packed([field("A", 2)], [[" x"]] * 50)))
    assert (many.findings[-1].count, many.findings[-1].records) == (50, tuple(range(1, 21)))


def test_encodings_that_are_none(tmp_path: Path) -> None:
    path = write(tmp_path, WHOLE)
    for encoding in ("klingon", "utf-16", "cp037", "rot13"):
        with pytest.raises(MappingError, match="is no encoding of a transport file"):
            open_xpt(path, Reading(encoding=encoding))
