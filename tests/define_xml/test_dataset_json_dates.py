"""SAS dates and ISO 8601: known days, and there and back for all of them."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from define_xml.transport.dataset_json.dates import Kind, iso_texts, kind_of_text, sas_number

EPOCH = datetime(1960, 1, 1)
LAST_SECOND = 253_717_747_199


# To SAS these two years are no leap years.
NO_DAYS = (date(4000, 2, 29), date(8000, 2, 29))


def sas_days(day: date) -> int:
    """How many days SAS has counted less."""
    return sum(day > skipped for skipped in NO_DAYS)


def text(kind: Kind, value: float) -> str | None:
    """One number as text."""
    return iso_texts(kind, np.array([value], dtype=np.float64))[0]


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("date", 0, "1960-01-01"),
        ("date", -1, "1959-12-31"),
        ("date", 21_915, "2020-01-01"),
        ("date", 60, "1960-03-01"),
        ("date", 745_153, "4000-02-28"),
        ("date", 745_154, "4000-03-01"),
        ("date", 2_936_546, "9999-12-30"),
        ("date", 2_936_547, "9999-12-31"),
        ("date", -137_774, "1582-10-15"),
        ("date", -715_509, "0001-01-01"),
        ("datetime", 0, "1960-01-01T00:00:00"),
        ("datetime", -1, "1959-12-31T23:59:59"),
        ("datetime", -0.5, "1959-12-31T23:59:59.5"),
        ("datetime", 1_893_456_000.123, "2020-01-01T00:00:00.123"),
        ("datetime", LAST_SECOND, "9999-12-31T23:59:59"),
        ("time", 0, "00:00:00"),
        ("time", 86_399, "23:59:59"),
        ("time", 0.1 + 0.2, "00:00:00.30000000000000004"),
    ],
)
def test_known_moments(kind: Kind, value: float, shown: str) -> None:
    assert text(kind, value) == shown
    assert sas_number(kind, shown) == (value, True)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("date", 0.5), ("date", 2_936_548), ("date", -715_510), ("date", 1e300), ("date", -1e-300),
        ("datetime", LAST_SECOND + 1), ("datetime", -1e12), ("time", -1), ("time", 86_400), ("time", 1e9),
    ],
)  # fmt: skip
def test_what_iso_8601_cannot_write(kind: Kind, value: float) -> None:
    assert text(kind, value) is None


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("date", "2020"), ("date", "2020-02"), ("date", "2020-02-30"), ("date", "2020-01-01T00:00:00"), ("date", ""),
        ("date", "0000-01-01"), ("date", "4000-02-29"), ("date", "8000-02-29"), ("date", "\u0662020-01-01"),
        ("datetime", "2020-01-01"), ("datetime", "2020-01-01T24:00:00"),
        ("datetime", "2020-01-01T00:00:00Z"), ("datetime", "2020-01-01T00:00:00+01:00"), ("time", "25:00"),
        ("time", "10:00:60"), ("time", "-10:00"),
    ],
)  # fmt: skip
def test_what_no_number_stands_for(kind: Kind, shown: str) -> None:
    assert sas_number(kind, shown) is None


def test_a_clock_without_seconds_and_more_digits_than_a_double() -> None:
    assert sas_number("datetime", "2020-01-01T10:30") == (1_893_456_000 + 37_800, True)
    assert sas_number("time", "10:30") == (37_800, True)
    found = sas_number("datetime", "2020-01-01T00:00:00.12345678901234567890")
    assert found == (1_893_456_000.1234567, False)


@given(some.dates())
def test_every_day_there_and_back(day: date) -> None:
    number = (day - EPOCH.date()).days - sas_days(day)
    if day in NO_DAYS:
        assert sas_number("date", day.isoformat()) is None
        return
    assert text("date", number) == day.isoformat()
    assert sas_number("date", day.isoformat()) == (number, True)


@given(some.datetimes(min_value=datetime(1, 1, 1), max_value=datetime(9999, 12, 31, 23, 59, 59)))
def test_every_second_is_the_clock_s(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    number = (whole - EPOCH) // timedelta(seconds=1) - sas_days(whole.date()) * 86_400
    if whole.date() in NO_DAYS:
        assert sas_number("datetime", whole.isoformat()) is None
        return
    assert text("datetime", number) == whole.isoformat()
    assert sas_number("datetime", whole.isoformat()) == (number, True)


@given(some.floats(min_value=-61_819_977_600, max_value=LAST_SECOND, allow_nan=False))
def test_every_double_there_and_back(value: float) -> None:
    for kind in ("datetime", "time"):
        shown = text(kind, value)
        if shown is not None:
            found = sas_number(kind, shown)
            assert found is not None
            # There is one midnight: -0.0 is it too.
            assert math.isclose(found[0], value, rel_tol=0, abs_tol=0)
            assert kind_of_text(shown) == kind


@pytest.mark.parametrize(
    ("shown", "kind"),
    [
        ("2020-01-01", "date"), ("2020-02-30", None), ("2020-01", None), ("2020", None), ("2020-01-01T10:30", None),
        ("2020-01-01T10:30:00", "datetime"), ("2020-01-01T10:30:00.5Z", "datetime"), ("10:30:00", "time"),
        ("10:30", None), ("2020---05", None), ("P1D", None), ("2020-01-01\n", None),
    ],
)  # fmt: skip
def test_what_a_text_is(shown: str, kind: Kind | None) -> None:
    assert kind_of_text(shown) == kind
