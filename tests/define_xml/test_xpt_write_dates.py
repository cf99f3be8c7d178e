"""Dates, moments and times in transport files: days and seconds as SAS counts them."""

from __future__ import annotations

import datetime as clock
import math
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from define_xml.transport.xpt.write import xpt_bytes
from mappings.error import InputError
from tests.define_xml.made import NOW, dataset, refused

BEGIN = clock.date(1960, 1, 1)
NO_DAYS = [clock.date(4000, 2, 29), clock.date(8000, 2, 29)]
DAYS = st.one_of(
    st.dates(clock.date(1582, 1, 1), clock.date(9999, 12, 31)),
    st.sampled_from([clock.date(1582, 1, 1), *(day + clock.timedelta(step) for day in NO_DAYS for step in (-1, 1)),
                     clock.date(9999, 12, 31)]),
).filter(lambda day: day not in NO_DAYS)  # fmt: skip


def sas_day(day: clock.date) -> int:
    """Days since 1960 as SAS counts them: to it the years 4000 and 8000 are no leap years."""
    return (day - BEGIN).days - sum(day > gone for gone in NO_DAYS)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), DAYS), min_size=1, max_size=10), st.sampled_from(["s", "ms", "us", "object"]))
def test_b13_days(days: list[clock.date | None], unit: str) -> None:
    wanted = [None if day is None else float(sas_day(day)) for day in days]
    column = pd.Series(days, dtype="object") if unit == "object" else pd.Series(np.array(days, dtype=f"M8[{unit}]"))
    found = xpt_bytes(dataset({"A": column}, A={"type": "Num", "format": "DATE9."}), NOW)
    assert found == xpt_bytes(dataset({"A": pd.Series(wanted, dtype="float64")}, A={"format": "DATE9."}), NOW)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.datetimes(datetime(1582, 1, 1), datetime(9999, 12, 31, 23, 59, 59)), min_size=1, max_size=10),
    st.booleans(),
)
def test_b13_moments(moments: list[datetime], objects: bool) -> None:
    """The nearest double to the seconds gives the microsecond back, or the moment is refused."""
    column = pd.Series(moments, dtype="object") if objects else pd.Series(np.array(moments, dtype="M8[us]"))
    one = dataset({"A": column}, A={"type": "Num", "format": "E8601DT26.6"})
    start = datetime(1960, 1, 1)
    if any(moment.date() in NO_DAYS for moment in moments):
        return
    gone = [sum(moment.date() > day for day in NO_DAYS) * 86_400 * 10**6 for moment in moments]
    micro = [
        (moment - start) // clock.timedelta(microseconds=1) - days for moment, days in zip(moments, gone, strict=True)
    ]
    numbers = [count // 10**6 + (count % 10**6) / 10**6 for count in micro]
    back = [round((number - math.floor(number)) * 10**6) for number in numbers]
    if back == [count % 10**6 for count in micro]:
        wanted = dataset({"A": pd.Series(numbers, dtype="float64")}, A={"format": "E8601DT26.6"})
        assert xpt_bytes(one, NOW) == xpt_bytes(wanted, NOW)
    else:
        with pytest.raises(InputError, match="fraction of a second"):
            xpt_bytes(one, NOW)


def test_b13_days_that_sas_prints() -> None:
    known = {"1582-01-01": -138061, "1959-12-31": -1, "1960-01-01": 0, "2024-02-29": 23435, "9999-12-31": 2936547}
    days = dataset({"A": pd.Series(np.array(list(known), "M8[s]"))}, A={"type": "Num", "format": "DATE9."})
    numbers = dataset({"A": pd.Series([float(day) for day in known.values()])}, A={"format": "DATE9."})
    assert xpt_bytes(days, NOW) == xpt_bytes(numbers, NOW)


def test_b13_moments_at_the_edges() -> None:
    words = ["1959-12-31T23:59:59", "9999-12-31T23:59:59", "2020-01-01T00:00:00.5", "NaT"]
    moments = pd.Series(np.array(words, "M8[ms]"))
    one = dataset({"A": moments}, A={"type": "Num", "format": "DATETIME20."})
    wanted = pd.Series([-1.0, 253717747199.0, 1893456000.5, None])
    assert xpt_bytes(one, NOW) == xpt_bytes(dataset({"A": wanted}, A={"format": "DATETIME20."}), NOW)


def test_b13_times() -> None:
    wanted = xpt_bytes(dataset({"A": pd.Series([0.0, 86399.25, None])}, A={"format": "TIME8."}), NOW)
    stretches = pd.Series(np.array([0, 86_399_250, "NaT"], "m8[ms]"))
    clocks = pd.Series([clock.time(0), clock.time(23, 59, 59, 250_000), None], dtype="object")
    moments = pd.Series(np.array(["1960-01-01", "1960-01-01T23:59:59.250", "NaT"], "M8[ms]"))
    for column in (stretches, clocks, moments):
        assert xpt_bytes(dataset({"A": column}, A={"type": "Num", "format": "TIME8."}), NOW) == wanted


UTC = clock.UTC


@pytest.mark.parametrize(
    ("value", "format_", "problem"),
    [
        (pd.Timestamp("2020-01-01", tz="UTC"), "DATETIME20.", "2020-01-01 00:00:00+00:00 bears a zone"),
        (datetime(2020, 1, 1, tzinfo=UTC), "DATETIME20.", "2020-01-01 00:00:00+00:00 bears a zone"),
        (clock.time(1, tzinfo=UTC), "TIME8.", "01:00:00+00:00 bears a zone"),
        (pd.Timestamp("2020-01-01 10:00"), "DATE9.", "2020-01-01 10:00:00 bears a time, and the format counts days"),
        (pd.Timestamp("2020-01-01"), "TIME8.", "2020-01-01 00:00:00 bears a day"),
        (pd.Timestamp("2020-01-01 00:00:00.000000001"), "DATETIME20.", "2020-01-01 00:00:00.000000001 has a fraction"),
        (clock.date(1500, 1, 1), "DATE9.", "1500-01-01 is no day of the years that SAS knows"),
        (clock.date(4000, 2, 29), "DATE9.", "4000-02-29 is no day of the years that SAS knows"),
        (pd.Timedelta(1, "s"), "DATE9.", "0 days 00:00:01 is a time, and the format DATE9. counts dates"),
    ],
)  # fmt: skip
def test_b13_what_is_refused(value: object, format_: str, problem: str, tmp_path: Path) -> None:
    for column in (pd.Series([None, value]), pd.Series([None, value], dtype="object")):
        one = dataset({"A": column}, A={"type": "Num", "format": format_})
        lines = refused(one, tmp_path / "a.xpt")
        assert lines[0] == "VS.A  record 2"
        assert lines[1].startswith(problem)


@pytest.mark.parametrize(
    ("format_", "said"), [("", "there is no format that counts"), ("8.2", "the format 8.2 counts no")]
)
def test_b13_dates_without_a_format(format_: str, said: str, tmp_path: Path) -> None:
    one = dataset({"A": pd.Series([pd.Timestamp("2020-01-01")])}, A={"type": "Num", "format": format_})
    assert refused(one, tmp_path / "a.xpt")[:2] == ["VS.A", f"dates or times, and {said} days or seconds"]


def test_b13_dates_among_others(tmp_path: Path) -> None:
    column = pd.Series([clock.date(2020, 1, 1), 3], dtype="object")
    one = dataset({"A": column}, A={"type": "Num", "format": "DATE9."})
    wrong = ["VS.A  record 2", "3 is of another kind than the dates or times before it"]
    assert refused(one, tmp_path / "a.xpt")[:2] == wrong
