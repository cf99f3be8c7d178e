"""What is text and what is a number: one judge, and every format says the same."""

from __future__ import annotations

import datetime as clock
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from define_xml.transport.cells import EXACT, is_missing, number_cells, text_cells
from define_xml.transport.files import read_dataset, write_dataset
from define_xml.transport.formats import FORMATS
from define_xml.transport.stream import Writing
from mappings.dataset import Dataset
from mappings.error import InputError
from mappings.missing import letters_of, tagged
from mappings.spec import DatasetSpec, VariableSpec

WRITING = Writing(created=clock.datetime(2021, 3, 4))
_arrow: Any = pa
LETTER = tagged(np.array([ord("A")], np.uint8))[0]


def said(column: Any, kind: Literal["Char", "Num"], folder: Path) -> dict[str, str]:
    """By format: the problem and its record, or the values as they are read back."""
    one = VariableSpec(name="X", label="x", type=kind, data_type="text" if kind == "Char" else "float")
    spec = DatasetSpec(name="DM", label="Demographics", domain="DM", variables=(one,))
    values = column if isinstance(column, pd.Series) else pd.Series(column, dtype="object")
    told = {}
    for name in FORMATS:
        path = folder / f"dm.{name}"
        try:
            write_dataset(Dataset(spec, pd.DataFrame({"X": values})), path, WRITING)
            told[name] = str([None if is_missing(value) else value for value in read_dataset(path).records["X"]])
        except InputError as error:
            told[name] = f"{error.place.split('  ')[-1]}: {error.problem}"
    return told


def category(codes: list[int], words: list[Any]) -> pd.Series:
    return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(words, dtype="object")))


def longdoubles() -> pd.Series:
    wide = pd.Series(np.array([1, np.longdouble(1) / 3], dtype=np.longdouble))
    if float(wide[1]) == wide[1]:
        pytest.skip("this system has no number of more bits")
    return wide


@pytest.mark.parametrize(
    ("column", "problem"),
    [
        ([1.5, Fraction(1, 3)], "Fraction(1, 3) is no number"),
        ([1.5, Decimal("1.1")], "Decimal('1.1') is no number"),
        ([1.5, True], "True is no number"),
        ([1.5, np.bool_(False)], "False is no number"),
        ([1.5, np.array([1, 2])], "array([1, 2]) is no number"),
        ([1.5, {1}], "{1} is no number"),
        ([1.5, 2**53 + 1], "9007199254740993 is beyond 2**53"),
        ([1.5, 10**5000], "an integer of 16,610 bits is beyond 2**53"),
        (pd.Series([None, True], dtype="boolean"), "True is no number"),
        (pd.Series([None, True], dtype="bool[pyarrow]"), "True is no number"),
        (pd.Series([None, Decimal("1.10")], dtype=pd.ArrowDtype(_arrow.decimal128(5, 2))), "Decimal('1.10') is no"),
        (pd.Series([0, 2**64 - 1], dtype="uint64"), "18446744073709551615 is beyond 2**53"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_no_format_takes_what_is_no_number(column: Any, problem: str, tmp_path: Path) -> None:
    for name, words in said(column, "Num", tmp_path).items():
        shown = words.replace("np.False_", "False")
        assert shown.startswith(f"record 2: {problem}"), name
    assert list(tmp_path.iterdir()) == []


def test_no_format_rounds_numbers_of_more_bits(tmp_path: Path) -> None:
    words = "more digits than a double holds: it would be rounded"
    wide = longdoubles()
    for column in (wide, wide.astype("object")):
        assert all(words in told and "record 2" in told for told in said(column, "Num", tmp_path).values())


def test_no_format_takes_a_column_of_truths(tmp_path: Path) -> None:
    told = said(pd.Series([True, False]), "Num", tmp_path)
    assert set(told.values()) == {"record 1: True is no number, and the variable is Num"}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ([1.5, np.float32(0.5)], 0.5),
        ([None, pd.NaT, 3], 3.0),
        (pd.Series([1.5, 0.5], dtype="category"), 0.5),
        (pd.Series([None, 2], dtype="int64[pyarrow]"), 2.0),
        (pd.Series([1.0, 0.5], dtype="float16"), 0.5),
    ],
    ids=["float32", "missing", "category", "arrow", "float16"],
)
def test_every_format_takes_numbers(column: Any, value: float, tmp_path: Path) -> None:
    told = said(column, "Num", tmp_path)
    assert len(set(told.values())) == 1
    assert told["xpt"].endswith(f", {value}]")


@pytest.mark.parametrize(
    ("column", "record", "problem"),
    [
        (["a", 2**63], 2, "9223372036854775808 is no text"),
        (["a", 10**400], 2, "an integer of 1,329 bits is no text"),
        (pd.Series([2**64 - 1, 0], dtype="uint64"), 1, "18446744073709551615 is no text"),
        (pd.Series(pd.period_range("2020-01", periods=2, freq="M")), 1, "Period('2020-01', 'M') is no text"),
        (pd.Series(pd.interval_range(0, 2)), 1, "Interval(0, 1, closed='right') is no text"),
        (["a", np.array(["b"])], 2, "array(['b']"),
        (["a", ("b",)], 2, "('b',) is no text"),
        (pd.Series(["a", 1], dtype="category"), 2, "1 is no text"),
    ],
    ids=["int65", "huge", "uint64", "period", "interval", "array", "tuple", "category"],
)
def test_no_format_takes_what_is_no_text(column: Any, record: int, problem: str, tmp_path: Path) -> None:
    for name, words in said(column, "Char", tmp_path).items():
        assert words.startswith(f"record {record}: {problem}"), name
    assert list(tmp_path.iterdir()) == []


def test_a_category_that_no_record_has_may_be_anything(tmp_path: Path) -> None:
    column = category([-1, 0], ["x", 3, "\udc80"])
    assert set(said(column, "Char", tmp_path).values()) == {"[None, 'x']"}


def test_a_long_value_is_told_in_part() -> None:
    with pytest.raises(InputError) as caught:
        number_cells("DM.X", pd.Series(["y" * 200], dtype="object"), 4)
    assert str(caught.value).splitlines()[:2] == [
        "DM.X  record 5", f"    '{'y' * 79}... is no number, and the variable is Num"
    ]  # fmt: skip


def test_text_that_is_no_unicode_is_told_with_its_record() -> None:
    for column in (pd.Series(["a", "\ud83d"], dtype="object"), category([0, 1], ["a", "\ud83d"])):
        with pytest.raises(InputError) as caught:
            text_cells("DM.X", column, 10)
        assert caught.value.place == "DM.X  record 12"


def test_objects_keep_the_letters_of_missing_values() -> None:
    values = number_cells("DM.X", pd.Series([1, float(LETTER), None, EXACT], dtype="object"), 0)
    assert letters_of(values).tolist() == [0, ord("A"), 0, 0]
    assert (values[0], values[3]) == (1.0, 2.0**53)
