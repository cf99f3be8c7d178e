"""What leaves the house: dates as numbers for every format, told in one place; and what is told of it afterwards."""

from __future__ import annotations

import datetime as clock
import weakref
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from define_xml.transport.files import write_dataset
from define_xml.transport.formats import FORMATS
from define_xml.transport.proof import counted, read_back
from define_xml.transport.stream import Stream, Writing, streamed
from define_xml.transport.submitted import submitted
from mappings.dataset import Dataset, FileFacts
from mappings.error import InputError
from mappings.spec import DatasetSpec, VariableSpec

WRITING = Writing(created=clock.datetime(2021, 3, 4))


def dataset(values: Any, format_: str = "DATE9.", **said: Any) -> Dataset:
    """DM with one Num variable X."""
    one = VariableSpec(**{"name": "X", "label": "Day", "type": "Num", "format": format_, **said})
    spec = DatasetSpec(name="DM", label="Demographics", domain="DM", variables=(one,))
    return Dataset(spec, pd.DataFrame({"X": pd.Series(values)}))


def test_numbers_are_left_alone() -> None:
    given = dataset([1.0, None])
    chunk = next(submitted(given).chunks())
    assert chunk["X"].to_numpy().base is not None
    assert chunk["X"].equals(given.records["X"])


def test_records_count_on_from_chunk_to_chunk() -> None:
    days: list[Any] = [clock.date(2020, 1, 1), None, clock.date(1500, 1, 1)]
    given = streamed(dataset(pd.Series(days, dtype="object")), 2)
    with pytest.raises(InputError) as caught:
        list(submitted(given).chunks())
    assert caught.value.place == "DM.X  record 3"


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("values", [[pd.Timestamp("2020-01-01")], [clock.time(1)], [clock.timedelta(1)]])
def test_b13_dates_without_a_format_are_refused_by_all(name: str, values: list[Any], tmp_path: Path) -> None:
    for column in (pd.Series(values), pd.Series(values, dtype="object")):
        with pytest.raises(InputError) as caught:
            write_dataset(dataset(column, ""), tmp_path / f"dm.{name}", WRITING)
        assert str(caught.value).splitlines() == [
            "DM.X",
            "    dates or times, and there is no format that counts days or seconds",
            "    say format DATE9., DATETIME20. or TIME8., or make them numbers by a rule",
        ]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        ("", "date", "its numbers are days since 1960-01-01, and no format says so: say format DATE9."),
        ("8.", "datetime", "its numbers are seconds since 1960-01-01, and no format says so: say format DATETIME20."),
        ("", "time", "its numbers are seconds of a day, and no format says so: say format TIME8."),
        ("TIME5.", "time", ""),
        ("", "float", ""),
    ],
)
def test_b13_a_date_without_a_format_is_told(said: str, kind: str, words: str, tmp_path: Path) -> None:
    """A column of Dataset-JSON says what its numbers are; a transport file says it by a format, or not at all."""
    facts = FileFacts("dm.json", "json", 1, "utf-8", {"columns.X.dataType": kind})
    noted = write_dataset(replace(dataset([1.0], said), file=facts), tmp_path / "dm.xpt", WRITING)
    assert [(one.check, one.severity, one.variable, one.words) for one in noted] == (
        [("date_without_format", "warning", "X", words)] if words else []
    )


def test_b13_a_date_of_the_spec_without_a_format_is_told(tmp_path: Path) -> None:
    noted = write_dataset(dataset([1.0], "", data_type="date"), tmp_path / "dm.xpt", WRITING)
    assert [one.check for one in noted] == ["date_without_format"]


def test_records_are_counted_anew_in_each_pass() -> None:
    stream, count = counted(streamed(dataset([1.0, 2.0, 3.0]), 2))
    for _ in range(2):
        assert [len(chunk) for chunk in stream.chunks()] == [2, 1]
        assert count() == 3


def test_b12_what_is_wrong_with_a_draft_is_told_of_the_file_it_is_to_be() -> None:
    part = Path(".dm.csv.4711.part")
    with pytest.raises(InputError) as caught, read_back(part, "dm.csv"):
        raise InputError(".dm.csv.4711.part  line 3", "a blank line", "take it out")
    assert str(caught.value).splitlines() == [
        "dm.csv  line 3", "    read back: a blank line",
        "    this is our fault: report it; the files that were there are unchanged",
    ]  # fmt: skip
    with pytest.raises(InputError, match=r"DM\.X\n    odd"), read_back(part, "dm.csv"):
        raise InputError("DM.X", "odd")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("count", [15, None])
def test_one_chunk_at_a_time_is_held(name: str, count: int | None, tmp_path: Path) -> None:
    """Writing and reading back, nobody keeps a chunk while the next one is made."""
    last: list[weakref.ref[Any]] = []
    alive: list[bool] = []

    def chunks() -> Iterator[pd.DataFrame]:
        for number in range(3):
            alive.append(bool(last) and last[-1]() is not None)
            chunk = pd.DataFrame({"X": [float(number)] * 5})
            last.append(weakref.ref(chunk))
            yield chunk
            del chunk

    given = Stream(dataset([1.0], "").spec, chunks, count=count)
    write_dataset(given, tmp_path / f"dm.{name}", WRITING)
    assert alive
    assert not any(alive)


DAYS = [clock.date(2020, 1, 1), clock.date(2020, 1, 2)]
NUMBERS = [21915, 21916]


@pytest.mark.parametrize(
    ("values", "record", "words"),
    [
        ([*DAYS, *NUMBERS], 3, "21915 is no such, and the records before have dates or times"),
        ([None, DAYS[0], None, None, None, 21915.5], 6, "21915.5 is no such, and the records before have dates or"),
        (
            [*NUMBERS, None, *DAYS],
            4,
            "datetime.date(2020, 1, 1) is a date or time, and the records before have numbers",
        ),
    ],
)
@pytest.mark.parametrize("name", FORMATS)
def test_dates_in_one_chunk_and_numbers_in_another(
    name: str, values: list[Any], record: int, words: str, tmp_path: Path
) -> None:
    given = streamed(dataset(pd.Series(values, dtype="object")), 2)
    with pytest.raises(InputError) as caught:
        write_dataset(given, tmp_path / f"dm.{name}", WRITING)
    assert caught.value.place == f"DM.X  record {record}"
    assert caught.value.problem.startswith(words)
    assert not list(tmp_path.iterdir())


def test_dates_that_pandas_knows_and_then_doubles() -> None:
    first, then = pd.Series(pd.to_datetime(["2020-01-01"])), pd.Series([1.0])

    def chunks() -> Iterator[pd.DataFrame]:
        for column in (first, then):
            yield pd.DataFrame({"X": column})

    with pytest.raises(InputError, match=r"DM\.X  record 2"):
        list(submitted(Stream(dataset([1.0]).spec, chunks)).chunks())


def test_chunks_without_a_value_are_of_either_kind() -> None:
    values = [None, None, *DAYS, None, None, None, DAYS[0]]
    given = streamed(dataset(pd.Series(values, dtype="object")), 2)
    found = [value for chunk in submitted(given).chunks() for value in chunk["X"].tolist()]
    assert [value for value in found if value is not None and value == value] == [21915.0, 21916.0, 21915.0]
