"""Dates as SAS counts them: what its formats say, both calendars, and moments as numbers and back."""

from __future__ import annotations

import datetime as clock
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.io.sas.sas_constants import sas_date_formats, sas_datetime_formats  # type: ignore[import-not-found]

from mappings.error import InputError
from mappings.sas_dates import (
    FAMILIES,
    calendar_count,
    calendar_kind,
    from_sas,
    has_no_day,
    holds_moments,
    sas_count,
    to_sas,
)

DAYS = st.one_of(st.integers(-138_061, 2_936_547), st.integers(745_150, 745_157), st.integers(2_206_120, 2_206_135))


@pytest.mark.parametrize(
    ("format_", "kind"),
    [
        ("DATE9.", "date"), ("DATE", "date"), ("date9.", "date"), ("YYMMDD10.", "date"), ("YYMMDDN8.", "date"),
        ("MMDDYYS10.", "date"), ("E8601DA.", "date"), ("E8601DA10.", "date"), ("B8601DA8.", "date"),
        ("YYQRS.", "date"), ("WEEKDATX.", "date"), ("NLDATE20.", "date"), ("DEUDFDE9.", "date"),
        ("YEAR4.", "date"), ("MONYY7.", "date"), ("IS8601DT", "datetime"),
        ("DATETIME20.", "datetime"), ("DATETIME26.6", "datetime"), ("E8601DT26.3", "datetime"),
        ("DTDATE9.", "datetime"), ("E8601DN10.", "datetime"), ("NLDATMAP.", "datetime"), ("FRADFDT18.", "datetime"),
        ("TIME5.", "time"), ("TIME8.", "time"), ("TIME12.3", "time"), ("HHMM5.", "time"), ("E8601TM8.", "time"),
        ("TOD8.", "time"), ("MMSS.", "time"),
        ("", ""), ("8.", ""), ("8.2", ""), ("BEST12.", ""), ("$CHAR8.", ""), ("$DATE9.", ""), ("COMMA10.2", ""),
        ("DATEX9.", ""), ("MYDATE.", ""), ("Z8.", ""), ("9", ""), (".", ""), ("DATE9.x", ""),
    ],
)  # fmt: skip
def test_what_a_format_says_of_numbers(format_: str, kind: str) -> None:
    assert calendar_kind(format_) == kind


def test_all_that_pandas_knows_is_known() -> None:
    assert {FAMILIES.get(name) for name in sas_date_formats} == {"date"}
    # TOD shows the clock of a time, and of a datetime: pandas takes it for the latter.
    assert {FAMILIES.get(name) for name in sas_datetime_formats if name != "TOD"} == {"datetime"}
    assert all(calendar_kind(name) == kind for name, kind in FAMILIES.items())


@given(st.lists(DAYS, max_size=9), st.integers(0, 86_399_999_999))
def test_the_two_calendars_turn_into_each_other(days: list[int], micro: int) -> None:
    numbers = np.array(days, dtype=np.int64)
    assert sas_count(calendar_count(numbers)).tolist() == days
    assert not has_no_day(calendar_count(numbers)).any()
    size = 86_400 * 10**6
    moments = numbers * size + micro
    assert sas_count(calendar_count(moments, size), size).tolist() == moments.tolist()


@given(
    st.lists(st.one_of(DAYS, st.none()), min_size=1, max_size=9),
    st.sampled_from(["DATE9.", "DATETIME20.", "TIME8."]),
)
def test_moments_are_the_numbers_they_came_from(days: list[int | None], format_: str) -> None:
    """Numbers to moments and back, for each kind of them, as numpy holds them and as Python does."""
    kind = calendar_kind(format_)
    numbers = np.array([math.nan if day is None else day % 86_400 if kind == "time" else day for day in days])
    numbers = numbers * 86_400 + 0.25 if kind == "datetime" else numbers
    moments = from_sas(numbers, kind)
    assert moments is not None
    held: list[Any] = [pd.Series(moments), pd.Series(moments).astype("object")]
    for column in held:
        assert np.array_equal(to_sas("X", column, format_), numbers, equal_nan=True)


def test_moments_of_arrow() -> None:
    days = pd.Series([clock.date(2020, 1, 1), None], dtype="date32[day][pyarrow]")
    assert holds_moments(days)
    assert to_sas("X", days, "DATE9.")[0] == 21_915


@pytest.mark.parametrize(
    ("values", "held"),
    [
        ([None, 1.0], False), ([None, None], False), ([], False), ([None, "2020-01-01"], False), ([[1]], False),
        ([None, clock.date(2020, 1, 1)], True), ([np.datetime64("2020-01-01")], True), ([clock.time(1)], True),
        ([clock.timedelta(1)], True), ([pd.NaT, pd.Timestamp("2020-01-01", tz="UTC")], True),
    ],
)  # fmt: skip
def test_what_holds_moments(values: list[Any], held: bool) -> None:
    assert holds_moments(pd.Series(values, dtype="object")) == held


def test_records_count_on() -> None:
    with pytest.raises(InputError) as caught:
        to_sas("DM.X", pd.Series(pd.to_datetime(pd.Index([None, "2020-01-01T00:00:00Z"]))), "DATETIME20.", 100)
    assert caught.value.place == "DM.X  record 102"
