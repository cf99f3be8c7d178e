"""List B, 13: dates before 1960, the last of all, and those with a zone, as numbers and as text."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import define_xml
from define_xml.transport.files import write_dataset
from define_xml.transport.stream import Writing
from mappings.dataset import Dataset
from mappings.spec import DatasetSpec, VariableSpec
from tests.define_xml.acceptance.bad_files import Member, Var, ibm, put, text
from tests.define_xml.acceptance.bad_json import column, put_json
from tests.define_xml.acceptance.command import asked, refused_to_write, stopped

Shown = pytest.CaptureFixture[str]
FORMATS = ("xpt", "json", "ndjson", "dsjc", "parquet", "csv")
ID = column("USUBJID", 8)
WRITING = Writing(created=datetime(2021, 3, 4, 5, 6, 7))
# SAS counts from 1960-01-01; to it the years 4000 and 8000 are no leap years.
DAYS = {"1582-01-01": -138061, "1959-12-31": -1, "1960-01-01": 0, "2024-02-29": 23435, "9999-12-31": 2936547}
SECONDS = {"1959-12-31T23:59:59": -1, "1960-01-01T00:00:00": 0, "9999-12-31T23:59:59": 253717747199}
CLOCK = {"00:00:00": 0, "23:59:59": 86399}


@pytest.mark.parametrize(
    ("kind", "form", "numbers"),
    [("date", "DATE9.", DAYS), ("datetime", "DATETIME19.", SECONDS), ("time", "TIME8.", CLOCK)],
)
def test_b13_dates_as_numbers(kind: str, form: str, numbers: dict[str, int], tmp_path: Path, capsys: Shown) -> None:
    """From Dataset-JSON to the numbers of SAS, and back to the same text."""
    said = column("X", kind=kind, targetDataType="integer", displayFormat=form)
    path = put_json(tmp_path, [ID, said], [*([f"S{place}", one] for place, one in enumerate(numbers)), ["S", None]])
    assert asked(capsys, "convert", path, tmp_path / "dm.xpt").code == 0
    found = define_xml.read_dataset(tmp_path / "dm.xpt")
    assert found.records["X"].dropna().tolist() == list(numbers.values())
    assert found.spec.variables[1].format == form
    assert asked(capsys, "convert", tmp_path / "dm.xpt", tmp_path / "back.json").code == 0
    again = define_xml.read_dataset(tmp_path / "back.json")
    assert again.records["X"].dropna().tolist() == list(numbers.values())
    content = (tmp_path / "back.json").read_text(encoding="utf-8")
    assert [one for one in numbers if f'"{one}"' in content] == list(numbers)
    if kind != "time":
        moments = [one.isoformat() for one in found.frame()["X"][:-1]]
        assert moments == [one if "T" in one else f"{one}T00:00:00" for one in numbers]


@pytest.mark.parametrize("name", FORMATS[1:])
def test_b13_numbers_of_dates_pass_through_every_format(name: str, tmp_path: Path, capsys: Shown) -> None:
    day = Var("ADT", 8, "Date", kind=1, format="DATE", wide=9)
    records = [(f"S{place}", ibm(number)) for place, number in enumerate(DAYS.values())]
    source = put(tmp_path, Member("DM", (text("USUBJID", 8), day), records))
    assert asked(capsys, "convert", source, tmp_path / f"dm.{name}").code == 0
    back = ("convert", tmp_path / f"dm.{name}", tmp_path / "again.xpt", "--created", "2020-08-21")
    assert asked(capsys, *back).code == 0
    again = define_xml.read_dataset(tmp_path / "again.xpt")
    assert again.records["ADT"].tolist() == list(DAYS.values())
    assert again.spec.variables[1].format == "DATE9."


@pytest.mark.parametrize(
    ("kind", "form", "value"),
    [
        ("date", "DATE9.", "2020-02-30"),
        ("date", "DATE9.", "2020"),
        ("datetime", "DATETIME19.", "2020-01-01T10:00:00+02:00"),
        ("datetime", "DATETIME19.", "2020-01-01T10:00:00Z"),
        ("time", "TIME8.", "24:00:00"),
    ],
)
def test_b13_what_no_number_stands_for(kind: str, form: str, value: str, tmp_path: Path, capsys: Shown) -> None:
    said = column("X", kind=kind, targetDataType="integer", displayFormat=form)
    path = put_json(tmp_path, [ID, said], [["S1", None], ["S2", value]])
    refused_to_write(capsys, path, f"""
        dm.json  DM.X  record 2
            {value!r} is no {kind} that a number can stand for
            have the file written as its columns say
    """)  # fmt: skip


def test_b13_text_keeps_its_zone(tmp_path: Path, capsys: Shown) -> None:
    moments = ["1959-12-31T23:59:59", "2020-01-01T10:00:00+02:00", "2020-01", "9999-12-31"]
    path = put_json(tmp_path, [ID, column("DTC", 30)], [[f"S{place}", one] for place, one in enumerate(moments)])
    for name in ("dm.xpt", "dm.parquet", "dm.csv", "dm.ndjson"):
        assert asked(capsys, "convert", path, tmp_path / name).code == 0
        assert define_xml.read_dataset(tmp_path / name).records["DTC"].tolist() == moments, name


def built(moments: pd.Series[Any]) -> Dataset:
    """A dataset with one variable of moments."""
    one = VariableSpec(name="X", label="Moment", type="Num", data_type="datetime", format="DATETIME20.")
    return Dataset(
        DatasetSpec(name="DM", label="Demographics", domain="DM", variables=(one,)), pd.DataFrame({"X": moments})
    )


@pytest.mark.parametrize("name", FORMATS)
def test_b13_moments_of_pandas(name: str, tmp_path: Path) -> None:
    """Dates that someone put into the column himself: the same number in every format."""
    moments = pd.Series(pd.to_datetime(["1959-12-31T00:00:00", None, "2020-01-01T00:00:01"]))
    write_dataset(built(moments), tmp_path / f"dm.{name}", WRITING)
    numbers = pd.to_numeric(define_xml.read_dataset(tmp_path / f"dm.{name}").records["X"])
    assert numbers.dropna().tolist() == [-86400, 1893456001]


@pytest.mark.parametrize("name", FORMATS)
def test_b13_moments_with_a_zone(name: str, tmp_path: Path) -> None:
    mixed = pd.Series([None, datetime(2020, 1, 1, tzinfo=UTC)], dtype="object")
    for moments in (mixed, pd.Series(pd.to_datetime([None, "2020-01-01T00:00:00+00:00"]))):
        zoned = built(moments)
        stopped(lambda zoned=zoned: write_dataset(zoned, tmp_path / f"dm.{name}", WRITING), """
            DM.X  record 2
                2020-01-01 00:00:00+00:00 bears a zone, and SAS numbers know none
                say it as local time, dt.tz_localize(None), or as UTC, dt.tz_convert(None); a text keeps the zone
        """)  # fmt: skip
    assert not list(tmp_path.iterdir())
