"""What a file says of itself: facts, and the page of text whole."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from define_xml.transport.files import write_dataset, write_datasets
from define_xml.transport.inspection import inspect, inspect_folder
from define_xml.transport.inspection_text import as_text, folder_text, number_text
from define_xml.transport.report import cut, finding_lines, shown_width, table
from define_xml.transport.stream import Reading, Writing
from mappings.dataset import Dataset
from mappings.finding import Finding, exit_code
from mappings.missing import tagged
from mappings.spec import DatasetSpec, VariableSpec

WRITING = Writing(created=datetime(1999, 12, 31, 23, 59, 58), about={"sas_version": "9.4", "sas_os": "Linux"})


def vs() -> Dataset:
    """Four records of text and numbers, with missing ones of both kinds."""
    variables = (
        VariableSpec(name="USUBJID", label="Unique Subject Identifier", type="Char", length=12),
        VariableSpec(name="VSORRES", label="Result", type="Char", length=20, format="$20."),
        VariableSpec(name="VSSTRESN", label="Numeric Result", type="Num", length=8, format="8.2"),
        VariableSpec(name="VSFAST", label="Fasting Status", type="Char", length=1),
    )
    letters = tagged(np.frombuffer(b"A", dtype=np.uint8))[0]
    records = pd.DataFrame(
        {
            "USUBJID": ["RSP-01-001", "RSP-01-001", "RSP-01-002", "RSP-01-002"],
            "VSORRES": ["120", "taken again at visit", None, None],
            "VSSTRESN": [120.5, np.nan, letters, -3],
            "VSFAST": [None] * 4,
        }
    )
    return Dataset(DatasetSpec(name="VS", label="Vital Signs", domain="VS", variables=variables), records)


PAGE = """vs.xpt: SAS transport file, version 5, 1,520 bytes, ascii text
  dataset      VS  Vital Signs
               4 records, 41 bytes each, 4 variables
  created      1999-12-31 23:59:58
  modified     1999-12-31 23:59:58
  SAS version  9.4
  system       Linux

#  name      type  length  used  missing  format  values            label
1  USUBJID   Char      12    10        -                            Unique Subject Identifier
2  VSORRES   Char      20    20    50.0%  $20.                      Result
3  VSSTRESN  Num        8          50.0%  8.2     -3 to 120.5 .A:1  Numeric Result
4  VSFAST    Char       1     0      all                            Fasting Status

first 3 of 4 records
#  USUBJID     VSORRES               VSSTRESN  VSFAST
1  RSP-01-001  120                      120.5
2  RSP-01-001  taken again at visit
3  RSP-01-002                              .A

findings: 0 errors, 0 warnings, 1 note
  note: VS: 31DEC99:23:59:58 is taken for 1999: two digits from 60 on are 19.., below 20.. [two_digit_year]
"""


def test_the_page(tmp_path: Path) -> None:
    write_dataset(vs(), tmp_path / "vs.xpt", WRITING)
    text = as_text(inspect(tmp_path / "vs.xpt", records=3))
    assert text.splitlines() == PAGE.splitlines()
    assert max(map(len, text.splitlines())) <= 112


def test_the_facts(tmp_path: Path) -> None:
    write_dataset(vs(), tmp_path / "vs.xpt", WRITING)
    found = inspect(tmp_path / "vs.xpt", Reading(chunk=3), records=2)
    assert (found.file, found.format, found.dataset, found.label, found.records) == (
        "vs.xpt", "xpt", "VS", "Vital Signs", 4,
    )  # fmt: skip
    assert (found.created, found.record_length, found.bytes) == ("1999-12-31T23:59:58", 41, 1520)
    assert found.first_records == (
        ("RSP-01-001", "120", 120.5, None), ("RSP-01-001", "taken again at visit", None, None),
    )  # fmt: skip
    number = found.variables[2]
    assert (number.missing, number.special, number.least, number.greatest) == (2, {".A": 1}, -3, 120.5)
    assert [(one.length, one.used) for one in found.variables] == [(12, 10), (20, 20), (8, None), (1, 0)]


def test_json_has_the_published_names(tmp_path: Path) -> None:
    write_dataset(vs(), tmp_path / "vs.xpt", WRITING)
    said = json.loads(json.dumps(asdict(inspect(tmp_path / "vs.xpt"))))
    assert list(said) == [
        "file", "format", "bytes", "encoding", "created", "modified", "header", "dataset", "label", "type", "oid",
        "records", "record_length", "variables", "first_records", "findings",
    ]  # fmt: skip
    assert list(said["variables"][0]) == [
        "name", "label", "type", "data_type", "oid", "format", "informat", "length", "used", "missing", "special",
        "least", "greatest",
    ]  # fmt: skip
    assert list(said["findings"][0])[:8] == [
        "check", "severity", "words", "dataset", "variable", "value", "count", "records",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["xpt", "json", "ndjson", "dsjc", "parquet", "csv"])
def test_every_format(name: str, tmp_path: Path) -> None:
    """The facts of the data are the same whatever the file; only formats that have a header say when it was made."""
    path = tmp_path / f"vs.{name}"
    dataset = vs()
    dataset.records.loc[2, "VSSTRESN"] = np.nan
    write_dataset(dataset, path, WRITING)
    found = inspect(path)
    assert (found.records, len(found.variables), found.format) == (4, 4, name)
    assert [(one.name, one.missing, one.least, one.greatest) for one in found.variables] == [
        ("USUBJID", 0, None, None), ("VSORRES", 2, None, None), ("VSSTRESN", 2, -3, 120.5), ("VSFAST", 4, None, None),
    ]  # fmt: skip
    assert f"vs.{name}: " in as_text(found)
    assert found.created == "1999-12-31T23:59:58"


def test_no_records(tmp_path: Path) -> None:
    write_dataset(replace(vs(), records=vs().records.iloc[:0]), tmp_path / "vs.xpt", WRITING)
    text = as_text(inspect(tmp_path / "vs.xpt"))
    assert "0 records, 41 bytes each, 4 variables" in text
    assert "first" not in text
    assert "[no_records]" in text


def test_wide_records_are_turned_over_to_the_next_line(tmp_path: Path) -> None:
    names = [f"VAR{number:02}" for number in range(40)]
    variables = tuple(VariableSpec(name=name, label="x" * 40, type="Char") for name in names)
    frame = pd.DataFrame({name: ["y" * 50, "z\ty"] for name in names})
    dataset = Dataset(DatasetSpec(name="XX", label="Wide", domain="XX", variables=variables), frame)
    write_dataset(dataset, tmp_path / "xx.xpt", Writing(created=WRITING.created, lenient=True))
    lines = as_text(inspect(tmp_path / "xx.xpt")).splitlines()
    assert max(map(len, lines)) <= 112
    assert sum(line.startswith("#  VAR") for line in lines) == 14
    assert sum("y" * 27 + "..." in line for line in lines) == 14
    # A control character is shown, not sent to the terminal.
    assert any("z\\x09y" in line for line in lines)
    assert not any("\t" in line for line in lines)


def test_a_folder(tmp_path: Path) -> None:
    """What cannot be read does not keep the others from being shown."""
    write_datasets(
        [vs(), replace(vs(), spec=vs().spec.model_copy(update={"name": "XX"}))], tmp_path, created=WRITING.created
    )
    (tmp_path / "dm.xpt").write_bytes(b"")
    found, errors = inspect_folder(tmp_path)
    assert [str(error) for error in errors] == ["dm.xpt\n    the file is empty\n    write or send it again"]
    assert folder_text(found, "sdtm").splitlines() == [
        "sdtm: 2 datasets",
        "",
        "file    dataset  label        records  variables  bytes  created     findings",
        "vs.xpt  VS       Vital Signs        4          4  1,520  1999-12-31         0",
        "xx.xpt  XX       Vital Signs        4          4  1,520  1999-12-31         0",
        "",
        "findings: 0 errors, 0 warnings, 0 notes",
    ]


def test_many_findings_of_one_variable_are_counted() -> None:
    odd = [
        Finding("leading_blank", "warning", "begins with a blank", "AE", "AETERM", f" {n}", n, (n,))
        for n in range(1, 9)
    ]
    grave = Finding("name_differs", "error", "the dataset is named AE, and the file x.xpt", "AE", value="x.xpt")
    assert finding_lines([*odd, grave, grave]) == [
        "findings: 1 error, 8 warnings, 0 notes",
        "  error: AE: the dataset is named AE, and the file x.xpt [name_differs]",
        "  warning: AE.AETERM: begins with a blank (8 values, 36x) [leading_blank]",
        "      ' 1'  record 1",
        *(f"      ' {n}'  {n}x; record {n}" for n in range(2, 6)),
        "      and 3 more values, 21x",
    ]
    assert finding_lines(odd[:1]) == [
        "findings: 0 errors, 1 warning, 0 notes",
        "  warning: AE.AETERM ' 1': begins with a blank (record 1) [leading_blank]",
    ]
    assert [exit_code(odd, severity) for severity in ("error", "warning", "note", "never")] == [0, 1, 1, 0]
    assert exit_code([grave], "error") == 1


def test_what_is_said_of_many_datasets_is_said_once() -> None:
    odd = [Finding("no_label", "warning", "the dataset has no label", f"D{n}") for n in range(1, 11)]
    assert finding_lines(odd) == [
        "findings: 0 errors, 10 warnings, 0 notes",
        "  warning: D1, D2, D3, D4, D5, D6, D7, D8 and 2 more: the dataset has no label [no_label]",
    ]
    assert finding_lines(odd[:1])[1:] == ["  warning: D1: the dataset has no label [no_label]"]


def test_letters_that_take_two_columns() -> None:
    """A terminal gives Japanese letters two columns, and an accent of its own none."""
    assert [shown_width(text) for text in ("ab", "\u7d05\u6591", "e\u0301", "\uff71")] == [2, 4, 1, 1]
    assert table(["a", "b"], [["\u7d05\u6591", "x"], ["abc", "y"]]) == ["a     b", "\u7d05\u6591  x", "abc   y"]
    assert cut("\u7d05" * 20, 30) == "\u7d05" * 13 + "..."
    assert cut("\u7d05" * 15, 30) == "\u7d05" * 15
    assert cut("x" * 100_000, 30) == "x" * 27 + "..."


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (22000, "DATE9.", "2020-03-26"), (22000.5, "DATE9.", "22000.5"), (22000, "8.", "22000"), (-4, "", "-4"),
        (0, "DATETIME20.", "1960-01-01T00:00:00"), (0.5, "DATETIME20.", "1960-01-01T00:00:00.500000"),
        (1e300, "DATE9.", "1e+300"), (3661, "TIME8.", "3661"),
    ],
)  # fmt: skip
def test_numbers_that_are_dates_are_shown_as_dates(value: float, form: str, shown: str) -> None:
    assert number_text(value, form) == shown


def test_a_file_without_label_and_one_that_cannot_be_read(tmp_path: Path) -> None:
    nameless = replace(vs(), spec=vs().spec.model_copy(update={"label": ""}))
    write_dataset(nameless, tmp_path / "vs.xpt", WRITING)
    found, _ = inspect_folder(tmp_path)
    assert "  dataset      VS  (no label)\n" in as_text(found[0])
    assert folder_text(found, "in", ["dm.xpt", "ts.xpt"]).splitlines() == [
        "in: 1 dataset",
        "not read: dm.xpt, ts.xpt",
        "",
        "file    dataset  records  variables  bytes  created     findings",
        "vs.xpt  VS             4          4  1,520  1999-12-31         1",
        "",
        "findings: 0 errors, 1 warning, 0 notes",
        "  warning: vs.xpt: the dataset has no label [no_label]",
    ]


def test_a_table() -> None:
    assert table(["a", "bb"], [["x", 1000], ["long", 2]], right=("bb",)) == [
        "a        bb", "x     1,000", "long      2",
    ]  # fmt: skip
