"""CSV of other programs, changed by people, or damaged: read for what it says, or refused with its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from define_xml.transport.delimited.file import open_csv
from define_xml.transport.stream import Reading, whole
from mappings.error import InputError, MappingError
from tests.define_xml.test_delimited import EVENTS, TEXT, bits, put


def plain(folder: Path, content: str | bytes) -> Path:
    """A file of another program, with nothing beside it."""
    path = folder / "ae.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(path: Path, reading: Reading = Reading()) -> list[str]:  # noqa: B008 - it is frozen
    """The lines of the error."""
    with pytest.raises(InputError) as caught:
        whole(open_csv(path, reading))
    assert caught.value.place.startswith("ae.csv")
    return [line.strip() for line in str(caught.value).splitlines()]


@pytest.mark.parametrize(
    ("content", "reading", "rows"),
    [
        ("A,B\nx,1\n,.A\n", Reading(), [["x", "1"], [None, ".A"]]),
        ("\ufeffA,B\r\nx,1\r\n", Reading(), [["x", "1"]]),
        ('A,B\r"x\r",1\r', Reading(), [["x\r", "1"]]),
        ("A,B\n\u00e9,1\n", Reading("utf-8"), [["\u00e9", "1"]]),
        (b"A,B\n\xe9,1\n", Reading("cp1252"), [["\u00e9", "1"]]),
        ("A,B\n", Reading(), []),
        ("A,B", Reading(), []),
    ],
)
def test_without_a_description_all_is_text(
    content: str | bytes, reading: Reading, rows: list[list[str]], tmp_path: Path
) -> None:
    back = whole(open_csv(plain(tmp_path, content), reading))
    assert [(one.name, one.type, one.label) for one in back.spec.variables] == [("A", "Char", ""), ("B", "Char", "")]
    assert [list(row) for row in zip(*bits(back).values(), strict=True)] == rows
    checks = [finding.check for finding in back.findings]
    assert checks[0] == "no_metadata"
    assert ("no_records" in checks) == (not rows)
    assert ("completeness_unproven" in checks) == (content == "A,B")
    assert back.name == "AE"


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ("", ["ae.csv", "the file is empty: not even a header", "write or send it again"]),
        ("A,B\n1,2\n3\n", ["ae.csv  line 3", "1 cells, and the first line names 2"]),
        ('A,B\n"1\n1",2\n3,4,5\n', ["ae.csv  line 4", "3 cells, and the first line names 2"]),
        ("A,B\n1,2\n\n3,4\n", ["ae.csv  line 3", "a blank line"]),
        ("A\n1\n\n", ["ae.csv  line 3", "a blank line"]),
        ('A,B\n1,2\n"3,4\n', ["ae.csv  line 3", "a quote that is not closed"]),
        ('A,B\n1,2\n"3"x,4\n', ["ae.csv  line 3", "a quote within a cell that is not doubled"]),
        ("A,A\n1,2\n", ["ae.csv  line 1", "more than one column is named A"]),
        ("A,\n1,2\n", ["ae.csv  line 1", "column 2 has no name"]),
        ("A,#row\n1,2\n", ["ae.csv  line 1", "column #row: a name cannot begin with #"]),
        ("\n1,2\n", ["ae.csv  line 1", "column 1 has no name"]),
        (b"A,B\n1,2\n3,\xe9\n", ["ae.csv  line 3", "byte E9 is no utf-8 text", "declare its encoding: --encoding"]),
        (b"A,B\n1,\xc3", ["ae.csv  line 2", "it ends within a letter"]),
        ("A,B\n1,\0\n", ["ae.csv  line 2", "a NUL character"]),
        ("A,B\n" + "1,2\n" * 40000 + "1,\0\n", ["ae.csv  line 40002", "a NUL character"]),
        ("A,B\n1,2\n".encode("utf-16"), ["ae.csv", "no CSV file; it looks like UTF-16 text"]),
        (b"PK\x03\x04" + bytes(99), ["ae.csv", "no CSV file; it looks like a ZIP file"]),
        ("A\n" + "x" * 131_073, ["ae.csv  line 2", "a cell of more than 131,072 characters"]),
    ],
    ids=range(18),
)  # fmt: skip
def test_what_is_no_csv_is_refused(content: str | bytes, lines: list[str], tmp_path: Path) -> None:
    found = refused(plain(tmp_path, content))
    assert len(found) == 3
    for line, wanted in zip(found, lines, strict=False):
        assert line.startswith(wanted)


def test_an_encoding_that_keeps_no_ascii(tmp_path: Path) -> None:
    for encoding in ("utf-16", "cp037", "klingon"):
        with pytest.raises(MappingError) as caught:
            open_csv(plain(tmp_path, "A\n1\n"), Reading(encoding))
        assert caught.value.problem == f"CSV cannot be read in {encoding}"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("0.1", "x", "'x' is no number, and the variable is Num"),
        ("0.1", "1_0", "'1_0' is no number, and the variable is Num"),
        ("0.1", "nan", "'nan' is no number, and the variable is Num"),
        ("0.1", " 1", "' 1' is no number, and the variable is Num"),
        ("0.1", "1e400", "'1e400' is larger than any number"),
        ("0.1", "9007199254740993", "'9007199254740993' has more digits than a number holds: it would be rounded"),
        ("0.1", "0.123456789012345678", "'0.123456789012345678' has more digits than a number holds: it would be "
                                        "rounded"),
    ],
)  # fmt: skip
def test_a_cell_that_is_no_number(old: str, new: str, problem: str, tmp_path: Path) -> None:
    path = put(tmp_path, EVENTS)
    path.write_text(TEXT.replace(old, new), encoding="utf-8", newline="")
    assert refused(path) == ["ae.csv  line 2  AVAL", problem, "mend the cell"]


def test_a_file_that_was_changed_is_told(tmp_path: Path) -> None:
    path = put(tmp_path, EVENTS)
    path.write_text(TEXT.replace("S4", "S5"), encoding="utf-8", newline="")
    stream = open_csv(path)
    back = whole(stream)
    assert [(one.check, one.severity, one.words) for one in back.findings] == [
        ("changed_file", "warning", "changed since ae.csv-metadata.json was written"),
    ]  # fmt: skip
    whole(stream)
    assert tuple(stream.findings) == back.findings
    assert bits(back)["USUBJID"] == ["S1", None, "S3", "S5"]


def test_a_file_that_was_cut_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, EVENTS)
    path.write_text(TEXT[: TEXT.index("S4")], encoding="utf-8", newline="")
    problem = "3 records, and ae.csv-metadata.json says 4"
    assert refused(path)[1] == problem
    told = whole(open_csv(path, Reading(lenient=True))).findings
    assert [(one.check, one.words) for one in told] == [("cut_record", f"forgiven: {problem}")]


def test_another_number_of_records_than_was_told(tmp_path: Path) -> None:
    assert refused(plain(tmp_path, "A\n1\n"), Reading(count=2))[1] == "it holds 1 records; 2 are expected"
    assert len(whole(open_csv(plain(tmp_path, "A\n1"), Reading(count=1))).findings) == 1


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda text: text[:99], "no description of a table as CSV on the Web has it"),
        (lambda text: "[" * 100_000, "no description of a table as CSV on the Web has it"),
        (lambda text: "{}", "no description of a table as CSV on the Web has it"),
        (lambda text: text.replace('name": "AESEQ"', 'name": "X"'), "it describes column 3 as X, and it is named"),
        (lambda text: text.replace('type": "Num"', 'type": "Number"'), "its description cannot be read: "),
        (lambda text: text.replace('dossier:length": 8', 'dossier:length": "x"'), "its description cannot be read: "),
        (lambda text: text.replace('dossier:length": 8', 'dossier:lenght": 8'), "its description cannot be read: "),
        (lambda text: text.replace('records": 4', 'records": true'), "records or sha256 is damaged"),
        (lambda text: text.replace('version": 1', 'version": 2'), "a description of version 2; known is 1"),
    ],
)  # fmt: skip
def test_a_description_that_is_none(change: Any, problem: str, tmp_path: Path) -> None:
    path = put(tmp_path, EVENTS)
    beside = tmp_path / "ae.csv-metadata.json"
    beside.write_text(change(beside.read_text(encoding="utf-8")), encoding="utf-8")
    found = refused(path)
    assert found[0] == "ae.csv-metadata.json"
    assert found[1].startswith(problem)


def test_a_description_by_another_program(tmp_path: Path) -> None:
    columns = [
        {"name": "ID", "titles": "Subject", "datatype": "string"},
        {"name": "N", "titles": ["N", "Count"], "datatype": {"base": "nonNegativeInteger"}},
        {"name": "X", "datatype": "decimal"},
        {"name": "D", "titles": {"en": "Day"}, "datatype": "date"},
    ]
    said = {"@context": "http://www.w3.org/ns/csvw", "url": "ae.csv", "tableSchema": {"columns": columns}}
    (tmp_path / "ae.csv-metadata.json").write_text(json.dumps(said), encoding="utf-8")
    back = whole(open_csv(plain(tmp_path, "ID,N,X,D\n01,2,0.5,2020-01-01\n")))
    assert [(one.name, one.label, one.type, one.data_type) for one in back.spec.variables] == [
        ("ID", "Subject", "Char", "text"), ("N", "Count", "Num", "integer"), ("X", "", "Num", "float"),
        ("D", "Day", "Char", "text"),
    ]  # fmt: skip
    assert back.records.iloc[0].tolist() == ["01", 2.0, 0.5, "2020-01-01"]
    assert back.findings == ()
