"""Data types, columns, and the facts that are observed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from define_xml.checks.beside.columns import column
from define_xml.checks.beside.kinds import FITS, digits, number_digits, whole_number
from define_xml.checks.beside.observed import VALUES, observed
from mappings.distinct import number_text, text
from tests.define_xml.beside.beside_example import DM_DATA, both, data, example, with_item

FIT = """
integer            | 12, -3, +4              | 1.5, x, 1e3
float              | 1, 1.5, -.5, 1e3        | x, 1.5.1
date               | 2024-02-29              | 2024-02, 2024-02-30, 2024-02-01T10:00, 29FEB2024
time               | 10:30, 23:59:59         | 24:00, 10
datetime           | 2024-02-01T10:30        | 2024-02-01, 2024-02-01T10
partialDate        | 2024, 2024-02, 2024-02-01 | 2024-13, 2024-02-01T10:00
partialTime        | 10, 10:30               | 25, 1030
partialDatetime    | 2024, 2024-02-01T10     | 20240201, x
incompleteDatetime | 2024---15, 2024         | 2024-99
durationDatetime   | P1Y, PT90M              | 1Y, P
intervalDatetime   | 2024-01/2024-02         | 2024-01, P1Y
"""


@pytest.mark.parametrize("row", [line for line in FIT.splitlines() if line])
def test_what_fits_a_data_type(row: str) -> None:
    kind, right, wrong = (cell.strip() for cell in row.split("|"))
    assert [word for word in right.split(", ") if not FITS[kind](word)] == []
    assert [word for word in wrong.split(", ") if FITS[kind](word)] == []


@pytest.mark.parametrize(
    ("word", "size"),
    [("12", (2, 0)), ("-1.50", (2, 1)), ("0.1", (2, 1)), ("0.30000000000000004", (2, 1)), ("1e6", (7, 0)),
     ("1000000000000000", (16, 0)), ("0.0000012", (8, 7))],
)  # fmt: skip
def test_how_many_digits_a_number_has(word: str, size: tuple[int, int]) -> None:
    assert digits(word) == size


@given(st.lists(st.floats(-1e6, 1e6).map(lambda value: round(value, 5)), min_size=1))
def test_numbers_have_the_digits_of_their_texts(values: list[float]) -> None:
    every, decimals = number_digits(np.array(values))
    assert list(zip(every.tolist(), decimals.tolist(), strict=True)) == [digits(number_text(value)) for value in values]


@pytest.mark.parametrize(("text_", "number"), [("12", 12), ("", None), (None, None), ("1.5", None), ("²", None)])
def test_a_number_in_an_attribute(text_: str | None, number: int | None) -> None:
    assert whole_number(text_) == number


@given(st.lists(st.one_of(st.none(), st.sampled_from(["", " ", "A", "A ", "A  ", " A", "B"]))))
def test_a_column_counts_each_record_once(values: list[str | None]) -> None:
    found = column(text(values))
    wanted: dict[str, int] = {}
    for value in values:
        word = (value or "").rstrip(" ")
        wanted[word] = wanted.get(word, 0) + 1
    counts = found.counts().tolist()
    told = {word: count for word, count in zip((*found.words, ""), counts, strict=True) if count}
    assert told == {word: count for word, count in wanted.items() if count}
    assert [found.words[code] if code >= 0 else "" for code in found.codes.tolist()] == [
        (value or "").rstrip(" ") for value in values
    ]


def test_what_is_observed() -> None:
    found = observed(example(), [*both(), data("XX", DM_DATA)])
    assert found.unnamed == ("XX",)
    assert {name: (one.records, one.file) for name, one in found.datasets.items()} == {
        "DM": (3, "dm.xpt"), "VS": (5, "vs.xpt"),
    }  # fmt: skip
    start = found.variable("DM", "RFSTDTC")
    assert start is not None
    assert (start.records, start.filled, round(start.percent, 1), start.least, start.greatest) == (
        3, 2, 66.7, "2024-01-02", "2024-01-09",
    )  # fmt: skip
    sex = found.variable("DM", "SEX")
    assert sex is not None
    assert (sex.values, sex.permitted, sex.used, sex.unpermitted, sex.longest) == ((("F", 2), ("M", 1)), 2, 2, (), 1)
    age = found.variable("DM", "AGE")
    assert age is not None
    assert (age.numeric, age.least, age.greatest, age.permitted) == (True, "34", "61", None)
    temperature = found.item("VS", "VSORRES", "IT.VS.VSORRES.TEMP")
    assert temperature is not None
    assert (temperature.records, temperature.least, temperature.greatest, temperature.decimals) == (
        2,
        "36.6",
        "37.1",
        1,
    )
    position = found.item("VS", "VSORRES", "IT.VS.VSORRES.POS")
    assert position is not None
    assert (position.permitted, position.used, position.values) == (2, 1, (("SUPINE", 1),))
    assert found.variable("AE", "AETERM") is None
    assert found.item("DM", "SEX", "?") is None


@pytest.mark.parametrize(
    ("format_", "ends"),
    [
        ("DATE9.", ("1960-02-04", "1960-03-02")),
        ("DATETIME20.", ("1960-01-01T00:00:34", "1960-01-01T00:01:01")),
        ("TIME5.", ("34", "61")),
        ("", ("34", "61")),
    ],
)
def test_dates_of_sas_are_shown_as_dates(format_: str, ends: tuple[str, str]) -> None:
    shown = observed(example(), [data("DM", AGE={"format": format_})]).variable("DM", "AGE")
    assert shown is not None
    assert (shown.least, shown.greatest) == ends
    said = observed(with_item("IT.DM.AGE", display_format=format_), [data("DM")]).variable("DM", "AGE")
    assert said is not None
    assert (said.least, said.greatest) == ends


def test_of_very_many_values_the_most_frequent_are_kept() -> None:
    rows = [f"{at:04}" for at in range(VALUES + 5)] + ["0003"]
    found = observed(example(), [data("DM", "\n".join(["USUBJID", *rows]))]).variable("DM", "USUBJID")
    assert found is not None
    assert (len(found.values), found.values[0], found.distinct, found.capped) == (VALUES, ("0003", 2), VALUES + 5, True)
