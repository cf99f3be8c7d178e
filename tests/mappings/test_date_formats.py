"""What declared date formats promise: what fits for certain is read, no day is invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.error import MappingError
from mappings.iso8601 import date_reader, is_iso8601, parse_date


@pytest.mark.parametrize(
    ("collected", "meant"),
    [
        ("02-JAN-2019", "2019-01-02"),
        ("2-jan-2019", "2019-01-02"),
        (" 02-January-2019 ", "2019-01-02"),
        ("UN-JAN-2019", "2019-01"),
        ("UNK-JAN-2019", "2019-01"),
        ("UN-UNK-2019", "2019"),
        ("un-unk-2019", "2019"),
        ("XX-XXX-2019", "2019"),
        ("??-???-2019", "2019"),
        ("  -   -2019", "2019"),
        ("-JAN-2019", "2019-01"),
        ("JAN-2019", "2019-01"),
        ("2019", "2019"),
        ("15-UNK-2019", "2019---15"),
        ("15-DEC-UNKN", "--12-15"),
        ("UN-UNK-UNKN", ""),
        ("UNK", ""),
        ("", ""),
        ("30-FEB-2024", None),
        ("29-FEB-2023", None),
        ("00-JAN-2019", None),
        ("02-JAN-19", None),
        ("02/JAN/2019", None),
        ("02-01-2019", None),
        ("02-GEN-2019", None),
        ("02-JAN-2019 10:30", None),
        ("032-JAN-2019", None),
        ("2019-JAN-02", None),
        ("ONGOING", None),
    ],
)
def test_one_format(collected: str, meant: str | None) -> None:
    assert date_reader(["DD-MMM-YYYY"])(collected) == meant


@pytest.mark.parametrize(
    ("formats", "collected", "meant"),
    [
        (["DD/MM/YYYY", "MM/DD/YYYY"], "25/12/2019", "2019-12-25"),
        (["DD/MM/YYYY", "MM/DD/YYYY"], "01/02/2019", None),
        (["DD/MM/YYYY", "MM/DD/YYYY"], "02/02/2019", "2019-02-02"),
        (["DD/MM/YYYY", "MM/DD/YYYY"], "02/2019", "2019-02"),
        (["DD/MM/YYYY"], "31/12/24", None),
        (["DD/MM/YY[1950]"], "31/12/49", "2049-12-31"),
        (["DD/MM/YY[1950]"], "31/12/50", "1950-12-31"),
        (["DD/MM/YY[1950]"], "12/50", None),
        (["YYYYMMDD"], "20190102", "2019-01-02"),
        (["YYYYMMDD"], "201901", "2019-01"),
        (["YYYYMMDD"], "2019012", None),
        (["DDMMMYYYY"], "02JAN2019", "2019-01-02"),
        (["DDMMMYYYY"], "UNJAN2019", "2019-01"),
        (["DDMMMYYYY"], "UNUNK2019", "2019"),
        (["YYYY-MM-DDThh:mm:ss"], "2019-01-02T10:30:05", "2019-01-02T10:30:05"),
        (["YYYY-MM-DDThh:mm:ss"], "2019-01-02", "2019-01-02"),
        (["YYYY-MM-DDThh:mm:ss"], "2019-01", "2019-01"),
        (["YYYY-MM-DDThh:mm:ss"], "2019-01-02T24:00:00", None),
        (["DD-MMM-YYYY hh:mm"], "02-JAN-2019 UN:UN", "2019-01-02"),
        (["DD-MMM-YYYY hh:mm"], "02-JAN-2019 9:05", "2019-01-02T09:05"),
        (["DD-MMM-YYYY hh:mm"], "02-JAN-2019 9:5", None),
        (["DD-MMM-YYYY hh:mm"], "02-JAN-2019 UN:05", "2019-01-02T-:05"),
        (["DD-MMM-YYYY hh:mm"], "UN-JAN-2019 10:30", "2019-01--T10:30"),
        (["MM/DD/YYYY hh:mm AM/PM"], "1/2/2019 12:05 am", "2019-01-02T00:05"),
        (["MM/DD/YYYY hh:mm AM/PM"], "1/2/2019 12:05 PM", "2019-01-02T12:05"),
        (["MM/DD/YYYY hh:mm AM/PM"], "1/2/2019 13:05 PM", None),
        (["hh:mm"], "10:30", "-----T10:30"),
        (["MMM DD, YYYY"], "Mar 4, 2019", "2019-03-04"),
        (["MMM DD, YYYY"], "Mar 2019", "2019-03"),
        (["MM/YYYY"], "2019", None),
        ([], "2019-01-02", None),
    ],
)
def test_formats(formats: list[str], collected: str, meant: str | None) -> None:
    assert date_reader(formats)(collected) == meant


@pytest.mark.parametrize("format", ["dd/mm/yyyy", "DD-MM-YY", "DD-DD-YYYY", "DD-MM-YYYY Z", "D/M/YYYY", "-", ""])
def test_a_format_that_cannot_be_read_is_an_error_that_names_it(format: str) -> None:
    with pytest.raises(MappingError, match="date format") as caught:
        date_reader([format])
    assert repr(format) in caught.value.problem
    assert "YY[1930]" in caught.value.remedy


FORMATS = ["DD-MMM-YYYY", "YYYY-MM-DD", "DD.MM.YYYY", "MM/DD/YYYY", "YYYYMMDD", "DDMMMYYYY", "DD/MM/YY[1950]"]
NAMES = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]


def in_format(format: str, year: str, month: str, day: str) -> str:
    """A date written in the format; `UN` and the like stand for what is not known."""
    named = NAMES[int(month) - 1] if month.isdigit() else "UNK"
    text = format.replace("YY[1950]", year[2:]).replace("YYYY", year).replace("DD", "\0")
    return text.replace("MMM", named).replace("MM", month).replace("\0", day)


@settings(deadline=None)
@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.sampled_from(FORMATS), st.sampled_from(["", "day", "month"]))
def test_no_day_is_invented(day: date, format: str, unknown: str) -> None:
    year, month, number = f"{day:%Y-%m-%d}".split("-")
    meant = {"": f"{year}-{month}-{number}", "day": f"{year}-{month}", "month": year}[unknown]
    written = in_format(format, year, "UN" if unknown == "month" else month, "UN" if unknown else number)
    assert date_reader([format])(written) == meant
    assert date_reader(FORMATS)(written) in {meant, None}


@settings(deadline=None)
@given(st.text(alphabet="0123456789-/. JANFEBUK?X:", max_size=12), st.lists(st.sampled_from(FORMATS), max_size=3))
def test_what_is_read_is_iso_and_every_number_in_it_was_written(text: str, formats: list[str]) -> None:
    found = date_reader(formats)(text)
    if found:
        assert is_iso8601(found)
        known = parse_date(found)
        assert known is not None
        assert known.day is None or f"{known.day}" in text
        assert known.year is None or f"{known.year}"[2:] in text
