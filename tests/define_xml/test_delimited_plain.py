"""CSV read by Arrow and CSV read by the strict reader: the same records, the same findings, the same errors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from define_xml.transport.delimited import plain
from define_xml.transport.delimited.file import open_csv
from define_xml.transport.delimited.plain import Plain
from define_xml.transport.stream import Reading, whole
from mappings.error import InputError
from tests.define_xml.test_delimited import EVENTS, TEXT, bits, put

MANY = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CELL = st.one_of(st.text('a", \n\r.1\u00e9', max_size=4), st.sampled_from(["", '""', '"a,b"', '"x\ny"', '"a""b"', "1"]))


def found(path: Path, strict: bool, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Records and findings, or the error's text."""
    with monkeypatch.context() as patch:
        if strict:
            patch.setattr(plain, "_columns", lambda *_: None)
        try:
            back = whole(open_csv(path, Reading(chunk=2)))
        except InputError as error:
            return str(error)
        return bits(back), back.findings


@MANY
@given(
    rows=st.lists(st.lists(CELL, min_size=1, max_size=3).map(",".join), max_size=5),
    header=st.sampled_from(["A,B", "A", '"A",B', 'A"x,B', "\ufeffA,B", "A,B\r"]),
    end=st.sampled_from(["\n", "", "\r\n"]), block=st.integers(1, 40), longest=st.integers(1, 40),
)  # fmt: skip
def test_both_ways_agree(
    rows: list[str], header: str, end: str, block: int, longest: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stands in the file, and wherever the blocks that are read of it end."""
    path = tmp_path / "ae.csv"
    path.write_bytes("\n".join([header, *rows]).encode() + end.encode())
    monkeypatch.setattr(plain, "_BLOCK", block)
    monkeypatch.setattr(plain, "_LONGEST", longest)
    assert found(path, False, monkeypatch) == found(path, True, monkeypatch)


@pytest.mark.parametrize(("old", "new"), [("0.1", "x"), ("S4", "S\0"), ("S4", "S4\r"), ('""b', '"b'), ("1e+300", "")])
def test_both_ways_agree_about_what_is_described(
    old: str, new: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, EVENTS)
    path.write_text(TEXT.replace(old, new), encoding="utf-8", newline="")
    assert found(path, False, monkeypatch) == found(path, True, monkeypatch)


@pytest.mark.parametrize(
    ("content", "odd"),
    [
        ('A,B\nx,1\n"a ""b"", c","two\nlines"\n', False), ("A,B\r\nx,1\r\n", False), ('A\n""\nx\n', False),
        ("\ufeffA,B\nx,1", False), ("A,B\n", False), ('A,B\n"x"y,1\n', True), ("A,B\nx,y,z\n", True),
        ("A,B\n\nx,1\n", True), ('A,B\n"x\r\n",1\n', True), ('A,B\nx"y,1\n', True), ('A,B\n"x,1\n', True),
    ],
)  # fmt: skip
def test_what_the_strict_reader_has_to_look_at(content: str, odd: bool, tmp_path: Path) -> None:
    path = tmp_path / "ae.csv"
    path.write_text(content, encoding="utf-8", newline="")
    read = Plain(path)
    width = content.split("\n")[0].count(",") + 1
    rows = sum(len(columns[0]) for columns in read.blocks(width))
    assert read.odd == odd
    assert odd or rows == len(whole(open_csv(path)).records)
