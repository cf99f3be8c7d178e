"""A dataset for analysis: dates where SAS has numbers, as pandas and pyreadstat find them; nothing dropped."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from define_xml.transport.files import read_dataset
from mappings.dataset import Dataset
from mappings.error import MappingError
from mappings.missing import tagged
from mappings.spec import DatasetSpec, VariableSpec

REAL = Path(__file__).parents[2] / ".." / "shared" / "realdata" / "cdiscpilot01" / "adam"
FILES = sorted(REAL.glob("*.xpt"))
EPOCH = datetime(1960, 1, 1)
USUAL = pd.Series(["a"]).dtype


def dataset(**columns: tuple[str, Any]) -> Dataset:
    """DM with these variables: `$` for text, `integer`, or the SAS format of a number; and their values."""
    variables = tuple(
        VariableSpec(
            name=name, label=f"Label of {name}", type="Char" if said == "$" else "Num",
            data_type="text" if said == "$" else "integer" if said == "integer" else "float",
            format="" if said in ("$", "integer") else said,
        )
        for name, (said, _) in columns.items()
    )  # fmt: skip
    frame = pd.DataFrame({name: values for name, (_, values) in columns.items()}, index=None)
    return Dataset(DatasetSpec(name="DM", label="Demographics", domain="DM", variables=variables), frame)


def only(said: str, values: Any, dates: Any = True) -> pd.Series:
    """The one column."""
    return dataset(X=(said, values)).frame(dates)["X"]


def test_what_a_frame_is() -> None:
    one = dataset(
        USUBJID=("$", pd.Categorical(["a", None, "b"])), AGE=("integer", [1.0, math.nan, 3.0]),
        WEIGHT=("8.2", [1, 2, 3]), TRTSDT=("DATE9.", [0.0, None, 22000.0]),
        ADTM=("E8601DT19.", [0.0, None, 1.9e9 + 0.25]), ATM=("TIME8.", [0.0, None, -90061.5]),
    )  # fmt: skip
    one.records["#row"] = [7, 8, 9]
    one.records.index = pd.Index([5, 6, 7])
    frame = one.frame()
    assert {name: str(dtype) for name, dtype in frame.dtypes.items() if name != "USUBJID"} == {
        "AGE": "Int64", "WEIGHT": "float64", "TRTSDT": "datetime64[s]", "ADTM": "datetime64[us]",
        "ATM": "timedelta64[us]",
    }  # fmt: skip
    assert frame["USUBJID"].dtype == USUAL
    assert list(frame) == ["USUBJID", "AGE", "WEIGHT", "TRTSDT", "ADTM", "ATM"]
    assert list(frame.index) == [0, 1, 2]
    assert frame.isna().to_numpy().tolist() == [[False] * 6, [True, True, False, True, True, True], [False] * 6]
    assert frame["TRTSDT"].dt.strftime("%Y-%m-%d").tolist()[::2] == ["1960-01-01", "2020-03-26"]
    assert frame["ADTM"][2] == pd.Timestamp("2020-03-16T17:46:40.250")
    assert frame["ATM"][2] == -timedelta(days=1, hours=1, minutes=1, seconds=1.5)
    assert frame.attrs == {
        "name": "DM",
        "label": "Demographics",
        "labels": {name: f"Label of {name}" for name in frame},
        "formats": {"WEIGHT": "8.2", "TRTSDT": "DATE9.", "ADTM": "E8601DT19.", "ATM": "TIME8."},
    }


def test_dates_that_are_there_already_stay() -> None:
    moments = pd.Series(pd.to_datetime(["2020-01-01", None]))
    pd.testing.assert_series_equal(only("DATE9.", moments), moments, check_names=False)


def test_dates_false_leaves_numbers() -> None:
    assert only("DATE9.", [22000.0, None], dates=False).tolist()[0] == 22000.0
    assert str(only("DATE9.", [22000.0], dates=False).dtype) == "float64"
    assert str(only("DATETIME20.", [], dates=False).dtype) == "float64"
    assert str(only("DATETIME20.", []).dtype) == "datetime64[us]"


@pytest.mark.parametrize(
    ("format_", "wrong"),
    [
        ("DATE9.", 0.5), ("DATE9.", -138_062.0), ("DATE9.", 2_936_548.0), ("DATE9.", 1e20), ("DATE9.", math.inf),
        ("DATETIME20.", -138_062.0 * 86400), ("DATETIME20.", 2_936_548.0 * 86400), ("DATETIME20.", 1e300),
        ("TIME8.", 1e13), ("TIME8.", -math.inf), ("X.", 1.0),
    ],
)  # fmt: skip
def test_one_value_that_is_no_date_leaves_numbers(format_: str, wrong: float) -> None:
    column = only(format_, [1.0, wrong, None])
    assert str(column.dtype) == "float64"
    assert column.tolist()[:2] == [1.0, wrong]


def test_the_first_and_the_last_day() -> None:
    assert only("DATE9.", [-138_061.0, 2_936_547.0]).dt.strftime("%Y-%m-%d").tolist() == ["1582-01-01", "9999-12-31"]
    moments = only("DATETIME20.", [-138_061.0 * 86400, 2_936_548.0 * 86400 - 1])
    assert [str(moment) for moment in moments.to_numpy()] == [
        "1582-01-01T00:00:00.000000", "9999-12-31T23:59:59.000000",
    ]  # fmt: skip


def moment(days: int) -> datetime:
    """The day with this number to SAS, for which the years 4000 and 8000 are no leap years."""
    plain = EPOCH + timedelta(days=days)
    if plain >= datetime(4000, 2, 29):
        plain += timedelta(days=1)
    return plain + timedelta(days=1) if plain >= datetime(8000, 2, 29) else plain


def test_days_that_sas_does_not_count() -> None:
    """31DEC9999 has the number that SAS gives it."""
    assert only("DATE9.", [745_153.0, 745_154.0]).dt.strftime("%Y-%m-%d").tolist() == ["4000-02-28", "4000-03-01"]
    assert [moment(745_154), moment(2_936_547)] == [datetime(4000, 3, 1), datetime(9999, 12, 31)]


DAYS = st.one_of(st.integers(-138_061, 2_936_547), st.integers(745_150, 745_157), st.integers(2_206_120, 2_206_135))


@given(st.lists(st.one_of(DAYS, st.none()), max_size=9), st.sampled_from(["DATE9.", "DATETIME20."]))
def test_days_are_those_of_the_calendar(days: list[int | None], format_: str) -> None:
    wanted = [None if day is None else moment(day) for day in days]
    numbers = pd.Series(days, dtype="float64") * (86400 if format_ == "DATETIME20." else 1)
    found = only(format_, numbers)
    assert [None if pd.isna(one) else one for one in found.to_numpy().astype("M8[us]").tolist()] == wanted


SECONDS = st.floats(-138_061 * 86400, 745_000 * 86400, exclude_max=True)


@given(st.lists(SECONDS, max_size=9), st.sampled_from(["DATETIME26.6", "TIME20.6"]))
def test_fractions_of_a_second_are_exact(seconds: list[float], format_: str) -> None:
    """To the nearest microsecond of what the double is, by exact arithmetic."""
    found = only(format_, pd.Series(seconds, dtype="float64")).to_numpy().astype(np.int64)
    start = int((EPOCH - datetime(1970, 1, 1)).total_seconds()) * 10**6 if "DATE" in format_ else 0
    wanted = [round(Fraction(second) * 10**6) + start for second in seconds]
    # Where the fraction is exactly half a microsecond, both neighbours are nearest.
    halves = [Fraction(second) * 10**6 % 1 == Fraction(1, 2) for second in seconds]
    assert all(one == two or half for one, two, half in zip(found.tolist(), wanted, halves, strict=True))


@pytest.mark.skipif(not FILES, reason="the real files are not beside the checkout")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_real_dates_are_those_that_others_find(path: Path) -> None:
    frame = read_dataset(path, encoding="cp1252").frame()
    theirs = pd.read_sas(path, format="xport", encoding="cp1252")
    second, _ = pyreadstat.read_xport(path, encoding="cp1252")
    dated = [name for name, dtype in frame.dtypes.items() if dtype.kind == "M"]
    assert len(frame) == len(theirs) == len(second)
    assert [name for name, dtype in frame.dtypes.items() if dtype.kind == "f"] == [
        name for name, dtype in theirs.dtypes.items() if dtype.kind == "f" and name not in dated
    ]  # fmt: skip
    for name in dated:
        days = theirs[name].map(lambda day: None if pd.isna(day) else EPOCH + timedelta(days=day))
        assert [one for one in frame[name] if not pd.isna(one)] == [one for one in days if not pd.isna(one)]
        beside = [None if one is None or pd.isna(one) else pd.Timestamp(one) for one in second[name]]
        assert [None if pd.isna(one) else one for one in frame[name]] == beside
    assert dated or path.name not in {"adsl.xpt", "adae.xpt"}


def test_special_missing_values_are_missing() -> None:
    letters = tagged(np.frombuffer(b"AZ_", dtype=np.uint8))
    for said in ("", "integer", "DATE9.", "TIME8."):
        assert only(said, letters).isna().all()
    assert len(set(only("", letters).to_numpy().view(np.int64).tolist())) == 1


@pytest.mark.parametrize(
    ("values", "dtype"), [([1.0, 2.5], "float64"), ([2.0**53], "Int64"), ([2.0**54], "float64"), ([], "Int64")]
)
def test_integers(values: list[float], dtype: str) -> None:
    column = only("integer", np.array(values, dtype=np.float64))
    assert str(column.dtype) == dtype
    assert column.tolist() == values


def test_text_dates_when_asked() -> None:
    texts = [
        "2020-02-29", "2020-02", "2020", None, "2020-02-29T10:30", "2020-02-29T10:30:15.25", "2020-02-29T10",
        "2020-02-29T10:30Z", "2020-02-30", "0001-01-01", "unknown", "2020-02-29/2020-03-01",
    ]  # fmt: skip
    one = dataset(AESTDTC=("$", texts), AETERM=("$", texts), ADT=("DATE9.", [0.0] * len(texts)))
    assert list(one.frame()) == ["AESTDTC", "AETERM", "ADT"]
    frame = one.frame("all")
    assert list(frame) == ["AESTDTC", "AESTDTC_date", "AETERM", "ADT"]
    assert [None if pd.isna(text) else text for text in frame["AESTDTC"]] == texts
    assert str(frame["AESTDTC_date"].dtype) == "datetime64[us]"
    found = [None if np.isnat(one) else str(one) for one in frame["AESTDTC_date"].to_numpy().astype("M8[us]")]
    day = "2020-02-29T00:00:00.000000"
    assert found == [
        day, None, None, None, "2020-02-29T10:30:00.000000", "2020-02-29T10:30:15.250000", day, day, None,
        "0001-01-01T00:00:00.000000", None, None,
    ]  # fmt: skip


def test_variables_that_stay_at_home_are_not_there() -> None:
    one = dataset(A=("$", ["x"]), B=("", [1.0]))
    variables = (one.spec.variables[0], one.spec.variables[1].model_copy(update={"submit": False}))
    assert list(Dataset(one.spec.model_copy(update={"variables": variables}), one.records).frame()) == ["A"]


def test_a_column_that_is_not_there() -> None:
    one = dataset(A=("$", ["x"]))
    with pytest.raises(MappingError) as caught:
        Dataset(one.spec, one.records.drop(columns="A")).frame()
    assert str(caught.value).startswith("DM.A\n    no column of that name in the records")
