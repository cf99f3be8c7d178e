"""List B, 4 to 12: values that a format could only hold changed are refused, all others are kept to the last bit."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import define_xml
from define_xml.transport.files import write_dataset
from define_xml.transport.stream import Writing
from mappings.dataset import Dataset
from mappings.spec import DatasetSpec, VariableSpec
from tests.define_xml.acceptance.bad_files import lengths
from tests.define_xml.acceptance.bad_json import Column, column, put_json
from tests.define_xml.acceptance.command import asked, listed, refused_to_write, stopped

Shown = pytest.CaptureFixture[str]
WRITING = Writing(created=datetime(2021, 3, 4, 5, 6, 7))
FORMATS = ("xpt", "json", "ndjson", "dsjc", "parquet", "csv")
ID = column("USUBJID", 8)
AGE = column("AGE", kind="float")


def built(values: Any, kind: str = "Num", **said: Any) -> Dataset:
    """DM with a subject for each value of its one other variable."""
    column = values if isinstance(values, pd.Series) else pd.Series(values, dtype="object")
    one = VariableSpec(name="X", label="Value", type="Num" if kind == "Num" else "Char", **said)
    subject = VariableSpec(name="USUBJID", label="Subject", type="Char", length=8)
    spec = DatasetSpec(name="DM", label="Demographics", domain="DM", variables=(subject, one))
    subjects = [f"S{place}" for place in range(1, len(column) + 1)]
    return Dataset(spec, pd.DataFrame({"USUBJID": subjects, "X": column}))


def back(dataset: Dataset, path: Path) -> Any:
    """The values of X, written to the path and read back."""
    write_dataset(dataset, path, WRITING)
    return define_xml.read_dataset(path, encoding="utf-8").records["X"]


def parquet(folder: Path, values: Sequence[float]) -> Path:
    """A Parquet file as anyone writes it, with nothing of ours in it."""
    path = folder / "dm.parquet"
    pd.DataFrame({"AGE": values}).to_parquet(path)
    return path


@pytest.mark.parametrize("size", [201, 300, 5000])
def test_b04_a_long_value(size: int, tmp_path: Path, capsys: Shown) -> None:
    """The length that is said is the data's: it is the format that has no room."""
    path = put_json(tmp_path, [ID, column("TERM", size)], [["a", "x" * 200], ["b", "y" * size]])
    refused_to_write(capsys, path, f"""
        DM.TERM  record 2
            {size} bytes; a transport file holds 200
            split the value by a rule, cut(...), or move it to SUPP--
    """)  # fmt: skip


def test_b04_200_bytes_are_kept(tmp_path: Path, capsys: Shown) -> None:
    path = put_json(tmp_path, [ID, column("TERM", 200)], [["a", "x" * 200], ["b", "y"]])
    assert asked(capsys, "convert", path, tmp_path / "dm.xpt").code == 0
    assert define_xml.read_dataset(tmp_path / "dm.xpt").records["TERM"].tolist() == ["x" * 200, "y"]


def test_b04_other_formats_hold_long_values(tmp_path: Path) -> None:
    for name in FORMATS[1:]:
        assert back(built(["y" * 5000], "Char"), tmp_path / f"dm.{name}").tolist() == ["y" * 5000]


ACCENT = "caf\u00e9 \u4e2d"


def test_b05_letters_beyond_ascii(tmp_path: Path, capsys: Shown) -> None:
    refused_to_write(capsys, put_json(tmp_path, [ID, column("TERM", 20)], [["a", "x"], ["b", ACCENT]]), """
        DM.TERM  record 2
            'é' (U+00E9) in 'café 中' does not fit ascii
            say it in plain letters by a rule: plain(...), or convert with --out-encoding cp1252
    """)  # fmt: skip


def test_b05_letters_beyond_the_declared_encoding(tmp_path: Path, capsys: Shown) -> None:
    path = put_json(tmp_path, [ID, column("TERM", 20)], [["a", "x"], ["b", ACCENT]])
    refused_to_write(capsys, path, """
        DM.TERM  record 2
            '中' (U+4E2D) in 'café 中' does not fit cp1252
            say it in plain letters by a rule: plain(...), or convert with --out-encoding cp1252
    """, "--encoding", "cp1252")  # fmt: skip
    said = asked(capsys, "convert", path, tmp_path / "dm.xpt", "--encoding", "utf-8")
    assert said.code == 1
    assert "not_ascii" in said.out
    assert define_xml.read_dataset(tmp_path / "dm.xpt", encoding="utf-8").records["TERM"].tolist() == ["x", ACCENT]


@pytest.mark.parametrize("name", FORMATS[1:])
def test_b05_other_formats_are_unicode(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"dm.{name}"
    write_dataset(built([ACCENT, "\U0001f600", 'a"b,\n\\\t\u2028'], "Char"), path, WRITING)
    assert define_xml.read_dataset(path).records["X"].tolist() == [ACCENT, "\U0001f600", 'a"b,\n\\\t\u2028']


@pytest.mark.parametrize("value", [math.inf, -math.inf])
def test_b06_infinite(value: float, tmp_path: Path, capsys: Shown) -> None:
    refused_to_write(capsys, parquet(tmp_path, [1.0, value]), f"""
        DM.AGE  record 2
            {value} does not fit an IBM double (5.4e-79 to 7.2e75, integers to 2**53)
            set it missing, or mend it, by a rule
    """, "--created", "2021-03-04T05:06:07")  # fmt: skip
    for name in ("json", "ndjson", "dsjc"):
        stopped(lambda name=name: write_dataset(built([1.0, value]), tmp_path / f"dm.{name}", WRITING), f"""
            DM.X  record 2
                {value} has no place in Dataset-JSON
                set it missing, or mend it, by a rule
        """)  # fmt: skip
    assert listed(tmp_path) == ["dm.parquet"]
    assert back(built([1.0, value]), tmp_path / "dm.parquet").tolist() == [1.0, value]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("value", [math.nan, None, pd.NA, np.float64("nan")])
def test_b06_no_number_is_missing(name: str, value: object, tmp_path: Path) -> None:
    column = back(built([1.0, value, -0.5]), tmp_path / f"dm.{name}")
    assert pd.to_numeric(column).isna().tolist() == [False, True, False]


@pytest.mark.parametrize("value", [1e80, -1e80, 7.3e75, 1e-80, -1e-80, 5e-324, 1.7976931348623157e308])
def test_b07_too_large_or_too_small(value: float, tmp_path: Path, capsys: Shown) -> None:
    refused_to_write(capsys, put_json(tmp_path, [ID, AGE], [["a", 1.5], ["b", value]]), f"""
        DM.AGE  record 2
            {value} does not fit an IBM double (5.4e-79 to 7.2e75, integers to 2**53)
            set it missing, or mend it, by a rule
    """)  # fmt: skip
    for name in FORMATS[1:]:
        column = back(built([1.5, value], data_type="float"), tmp_path / f"dm.{name}")
        assert [float(one) for one in column] == [1.5, value], name


@pytest.mark.parametrize("value", [2**53 + 1, -(2**53) - 1, 2**56 + 1, 2**63 - 1])
def test_b08_integers_beyond_53_bits(value: int, tmp_path: Path) -> None:
    for whole in (pd.Series([1, value], dtype="int64"), pd.Series([1, value], dtype="Int64")):
        stopped(lambda whole=whole: write_dataset(built(whole), tmp_path / "dm.xpt", WRITING), f"""
            DM.X  record 2
                {value} is beyond 2**53: as a number it would be rounded
                make it text: identifiers are no numbers
        """)  # fmt: skip
    assert listed(tmp_path) == []


@pytest.mark.parametrize("value", [2**53 + 1, 2**56 + 1])
def test_b08_integers_beyond_53_bits_in_json(value: int, tmp_path: Path, capsys: Shown) -> None:
    path = put_json(tmp_path, [ID, column("AGE", kind="integer")], [["a", 1], ["b", value]])
    refused_to_write(capsys, path, f"""
        dm.json  DM.AGE  record 2
            {value} is beyond 2**53, and no double is equal to it
            have it written as text: decimal
    """)  # fmt: skip


def test_b08_integers_of_53_bits_are_kept(tmp_path: Path) -> None:
    values = [2**53, -(2**53), 2**53 - 1, 0]
    for name in FORMATS:
        column = back(built(pd.Series(values, dtype="int64"), data_type="integer"), tmp_path / f"dm.{name}")
        assert [int(float(one)) for one in column] == values, name


def test_b09_ten_thousand_doubles(tmp_path: Path) -> None:
    """A transport file holds 53 bits of any power that it holds at all: nothing is rounded."""
    chance = np.random.default_rng(9)
    words = chance.integers(0, 2**64, 40_000, dtype=np.uint64).view(np.float64)
    words = words[np.isfinite(words) & (np.abs(words) > 5.4e-79) & (np.abs(words) < 7.2e75)][:9_000]
    values = [0.1 + 0.2, 1 / 3, *chance.normal(size=1_000).tolist(), *words.tolist()]
    assert len(values) > 9_900
    for name in FORMATS:
        column = back(built(pd.Series(values), data_type="float"), tmp_path / f"dm.{name}")
        read = [float(one) for one in column]
        assert [struct.pack(">d", one) for one in read] == [struct.pack(">d", one) for one in values], name


def test_b10_blank_records_at_the_end(tmp_path: Path) -> None:
    """Shorter than a card, they would be taken for padding: refused. With a number beside them they are counted."""
    one = VariableSpec(name="A", label="A", type="Char", length=4)
    spec = DatasetSpec(name="DM", label="Demographics", domain="DM", variables=(one,))
    short = Dataset(spec, pd.DataFrame({"A": ["x", None, None]}))
    stopped(lambda: write_dataset(short, tmp_path / "dm.xpt", WRITING), """
        DM  record 3
            all its variables are blank, and it is the last: readers would take it for padding
            leave the record out by a rule
    """)  # fmt: skip
    assert listed(tmp_path) == []
    for name in FORMATS[1:]:
        write_dataset(short, tmp_path / f"dm.{name}", WRITING)
        assert len(define_xml.read_dataset(tmp_path / f"dm.{name}").records) == 3, name
    assert len(back(built([1.0, None, None]), tmp_path / "dm.xpt")) == 3


def test_b10_blank_records_of_a_card_and_more_are_counted(tmp_path: Path) -> None:
    one = VariableSpec(name="A", label="A", type="Char", length=80)
    spec = DatasetSpec(name="DM", label="Demographics", domain="DM", variables=(one,))
    write_dataset(Dataset(spec, pd.DataFrame({"A": ["x", None, None]})), tmp_path / "dm.xpt", WRITING)
    assert len(define_xml.read_dataset(tmp_path / "dm.xpt").records) == 3


@pytest.mark.parametrize("empty", [None, "", math.nan])
def test_b11_a_variable_without_values(empty: object, tmp_path: Path, capsys: Shown) -> None:
    column = back(built([empty, empty], "Char"), tmp_path / "dm.xpt")
    assert column.isna().tolist() == [True, True]
    assert lengths(tmp_path / "dm.xpt") == {"USUBJID": 8, "X": 1}
    for name in ("dm.json", "dm.parquet", "dm.csv"):
        assert asked(capsys, "convert", tmp_path / "dm.xpt", tmp_path / name).code == 0
        assert list(define_xml.read_dataset(tmp_path / name).records) == ["USUBJID", "X"]


@pytest.mark.parametrize("name", FORMATS)
def test_b12_numbers_among_text(name: str, tmp_path: Path) -> None:
    for value in (1, 1.5, True, b"x", ["x"]):
        mixed = built(["x", None, value], "Char")
        stopped(lambda mixed=mixed: write_dataset(mixed, tmp_path / f"dm.{name}", WRITING), f"""
            DM.X  record 3
                {value!r} is no text, and the variable is Char
                make it text by a rule, or say type Num
        """)  # fmt: skip
    assert listed(tmp_path) == []


@pytest.mark.parametrize("name", FORMATS)
def test_b12_text_among_numbers(name: str, tmp_path: Path) -> None:
    for value in ("1", "x", True, b"1", [1]):
        mixed = built([1.0, None, value])
        stopped(lambda mixed=mixed: write_dataset(mixed, tmp_path / f"dm.{name}", WRITING), f"""
            DM.X  record 3
                {value!r} is no number, and the variable is Num
                make it a number by a rule, or say type Char
        """)  # fmt: skip
    assert listed(tmp_path) == []


@pytest.mark.parametrize(
    ("said", "value", "problem", "remedy"),
    [
        (column("X", 8), 1, "1 in a column of type string", "have the file written as its columns say"),
        (column("X", 8), True, "True in a column of type string", "have the file written as its columns say"),
        (column("X", kind="float"), "1", "'1' in a column of type float", "have the file written as its columns say"),
        (column("X", kind="float"), True, "True in a column of type float", "have the file written as its columns say"),
        (column("X", kind="integer"), 1.5, "1.5 is no integer, as its column says", "have the column typed float"),
    ],
)
def test_b12_in_a_json_file(
    said: Column, value: object, problem: str, remedy: str, tmp_path: Path, capsys: Shown
) -> None:
    refused_to_write(capsys, put_json(tmp_path, [ID, said], [["a", None], ["b", value]]), f"""
        dm.json  DM.X  record 2
            {problem}
            {remedy}
    """)  # fmt: skip


def test_b12_a_list_in_a_json_file(tmp_path: Path, capsys: Shown) -> None:
    path = put_json(tmp_path, [ID, column("X", 8)], [["a", None], ["b", ["x"]]])
    refused_to_write(capsys, path, f"""
        dm.json  byte {path.read_bytes().index(b'["x"')}
            record 2 holds more than values, or does not end
            a row is a flat array of values: the file is damaged
    """)  # fmt: skip


def test_b12_a_row_too_short(tmp_path: Path, capsys: Shown) -> None:
    path = put_json(tmp_path, [ID, AGE], [["a", 1], ["b"]])
    refused_to_write(capsys, path, f"""
        dm.json  byte {path.read_bytes().index(b'["b"')}
            record 2 has 1 values; there are 2 columns
            the file is damaged: get it again
    """)  # fmt: skip
