"""Parquet of other programs, changed by them, or damaged: read for what it says, or refused in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from define_xml.transport.parquet.file import open_parquet, parquet_blocks
from define_xml.transport.stream import Reading, Writing, streamed, whole
from mappings.dataset import Dataset
from mappings.error import InputError
from mappings.missing import tagged
from mappings.spec import DatasetSpec, VariableSpec

MOMENT = datetime(2020, 3, 16, 17, 46, 40, 250000)


def put(folder: Path, columns: dict[str, Any] | pa.Table, **options: Any) -> Path:
    """A file as any program writes it."""
    table = columns if isinstance(columns, pa.Table) else pa.table(columns)
    pq.write_table(table, folder / "dm.parquet", **options)
    return folder / "dm.parquet"


def refused(path: Path, reading: Reading = Reading()) -> list[str]:  # noqa: B008 - it is frozen
    """The lines of the error."""
    with pytest.raises(InputError) as caught:
        whole(open_parquet(path, reading))
    assert caught.value.place.startswith(path.name)
    return [line.strip() for line in str(caught.value).splitlines()]


@pytest.mark.parametrize(
    ("cells", "values", "said"),
    [
        (pa.array(["a", None, ""]), ["a", None, ""], "Char text"),
        (pa.array(["a", None], pa.large_string()), ["a", None], "Char text"),
        (pa.array(["a", None, "a"]).dictionary_encode(), ["a", None, "a"], "Char text"),
        (pa.nulls(2), [None, None], "Char text"),
        (pa.array([1, None, -3], pa.int8()), [1, None, -3], "Num integer"),
        (pa.array([1, 2**53], pa.uint64()), [1, 2**53], "Num integer"),
        (pa.array([True, None, False]), [1, None, 0], "Num integer"),
        (pa.array([0.1, None, np.nan]), [0.1, None, None], "Num float"),
        (pa.array([0.5, None], pa.float32()), [0.5, None], "Num float"),
        (pa.array(np.array([0.5], np.float16)), [0.5], "Num float"),
        (pa.array([Decimal("0.10"), None], pa.decimal128(20, 2)), [0.1, None], "Num float"),
        (pa.array([date(1960, 1, 2), None]), [1, None], "Num integer DATE9."),
        (pa.array([date(1960, 1, 2), None], pa.date64()), [1, None], "Num integer DATE9."),
        (pa.array([MOMENT, None], pa.timestamp("us")), [1.9e9 + 0.25, None], "Num float DATETIME20."),
        (pa.array([MOMENT, None], pa.timestamp("ns")), [1.9e9 + 0.25, None], "Num float DATETIME20."),
        (pa.array([MOMENT.replace(tzinfo=UTC)], pa.timestamp("us", "UTC")), [1.9e9 + 0.25], "Num float DATETIME20."),
        (pa.array([time(1, 0, 1), None], pa.time32("s")), [3601, None], "Num float TIME8."),
        (pa.array([time(1, 0, 0, 500000)], pa.time64("us")), [3600.5], "Num float TIME8."),
        (pa.array([timedelta(days=2, milliseconds=1)], pa.duration("ms")), [172800.001], "Num float TIME8."),
    ],
    ids=lambda one: str(one.type) if isinstance(one, pa.Array) else "",
)
def test_types_of_other_programs(cells: pa.Array, values: list[Any], said: str, tmp_path: Path) -> None:
    back = whole(open_parquet(put(tmp_path, {"X": cells})))
    (one,) = back.spec.variables
    assert " ".join([one.type, one.data_type, one.format]).strip() == said
    assert [None if pd.isna(value) else value for value in back.records["X"].tolist()] == values
    assert [finding.check for finding in back.findings] == ["no_metadata"]
    assert (back.name, back.spec.label) == ("DM", "")
    assert back.file is not None
    assert (back.file.format, back.file.about) == ("parquet", {})


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (pa.array([1, 2**53 + 1]), "dm.parquet  X  record 2 / 9007199254740993 is beyond 2**53"),
        (pa.array([1, 2**64 - 1], pa.uint64()), "dm.parquet  X  record 2 / 18446744073709551615 is beyond 2**53"),
        (pa.array([[1]]), "dm.parquet  X / its type is list<"),
        (pa.array([{"a": 1}]), "dm.parquet  X / its type is struct<"),
        (pa.array([b"\xff"]), "dm.parquet  X / its type is binary"),
        (pa.array([MOMENT], pa.timestamp("us", "Europe/Berlin")), "dm.parquet  X / its type is timestamp[us, tz="),
        (pa.array([1], pa.int64()).cast(pa.timestamp("ns")), "dm.parquet  X  record 1 / 1970-01-01 00:00:00.000000001"),
        (pa.array([date(2020, 1, 1), date(1581, 12, 31)]), "dm.parquet  X  record 2 / 1581-12-31 is finer or larger"),
        (pa.array([datetime(4000, 2, 29)], pa.timestamp("s")), "dm.parquet  X  record 1 / 4000-02-29 00:00:00.000 is "),
        (pa.array([Decimal("1"), Decimal("0.1234567890123456789")]),
         "dm.parquet  X  record 2 / 0.1234567890123456789 is finer or larger than a number holds"),
    ],
)  # fmt: skip
def test_what_no_variable_holds_is_refused(cells: pa.Array, problem: str, tmp_path: Path) -> None:
    assert " / ".join(refused(put(tmp_path, {"X": cells}))).startswith(problem)


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        (["A", "A"], "2 columns have this name"),
        (["A", "#row"], "no name of a variable"),
        (["A", " "], "no name of a variable"),
        (["A", "__index_level_0__"], "the index of a pandas frame"),
    ],
)
def test_columns_that_are_no_variables(names: list[str], problem: str, tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=names)
    assert refused(put(tmp_path, table))[1] == problem


def test_text_that_is_none(tmp_path: Path) -> None:
    cells = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"\xc3\x28")])
    assert refused(put(tmp_path, {"X": cells}))[:2] == ["dm.parquet  X", "a value is no UTF-8 text"]


def test_a_frame_of_pandas_is_read(tmp_path: Path) -> None:
    frame = pd.DataFrame({"A": ["x", None], "D": pd.to_datetime(["2020-01-01", None]), "N": [1.5, np.nan]})
    frame.to_parquet(tmp_path / "dm.parquet")
    back = whole(open_parquet(tmp_path / "dm.parquet"))
    assert [one.format for one in back.spec.variables] == ["", "DATETIME20.", ""]
    again = back.frame()
    assert again["D"].tolist()[0] == pd.Timestamp("2020-01-01")
    assert again["D"].isna().tolist() == [False, True]


def ours() -> Dataset:
    """Two variables, described; record 2 of the second is special missing."""
    variables = (
        VariableSpec(name="ID", label="Subject", type="Char", length=4),
        VariableSpec(name="N", label="Number", type="Num", data_type="float", format="8.2"),
    )
    numbers = pd.Series([1.0, float(tagged(np.array([65], np.uint8))[0]), 3.0])
    spec = DatasetSpec(name="DM", label="Demographics", domain="DM", variables=variables)
    return Dataset(spec, pd.DataFrame({"ID": ["a", "b", "c"], "N": numbers}))


def written(folder: Path) -> Path:
    """Our own file."""
    path = folder / "dm.parquet"
    path.write_bytes(b"".join(parquet_blocks(streamed(ours()), Writing(), [])))
    return path


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda table: table.slice(1), "2 records, and 3 are described"),
        (lambda table: table.select(["ID"]), "variable N is described, and has no column"),
        (lambda table: table.select(["N", "ID"]), "its columns are in another order than described"),
        (lambda table: table.append_column("X", pa.array([1, 2, 3])), "column X is not described"),
        (lambda table: table.set_column(1, "N", pa.array([1, None, 3])),
         "column N is described as double, and is int64"),
        (lambda table: table.set_column(1, "N", pa.array([1.0, 2, 3])),
         "column N, record 2: a number, described as special missing"),
    ],
)  # fmt: skip
def test_a_file_that_another_program_changed(change: Any, problem: str, tmp_path: Path) -> None:
    table = pq.read_table(written(tmp_path))
    path = put(tmp_path, change(table).replace_schema_metadata(table.schema.metadata))
    assert refused(path)[1:] == [
        problem, "another program changed it: write it again from its source, or read it as it is: --lenient",
    ]  # fmt: skip
    stream = open_parquet(path, Reading(lenient=True))
    back, told = whole(stream), list(stream.findings)
    assert [(one.check, one.words) for one in back.findings] == [("damaged_header", f"forgiven: {problem}")]
    list(stream.chunks())
    assert stream.findings == told
    assert len(back.records) == change(table).num_rows


def test_a_file_without_its_description_is_any_file(tmp_path: Path) -> None:
    path = put(tmp_path, pq.read_table(written(tmp_path)).replace_schema_metadata(None))
    assert [one.check for one in whole(open_parquet(path)).findings] == ["no_metadata"]


def test_every_byte_counts(tmp_path: Path) -> None:
    """One bit turned, anywhere but in the seal's own name: refused, and by the seal."""
    path = written(tmp_path)
    sound, base = path.read_bytes(), whole(open_parquet(path))
    name = sound.index(b"trial_dossier seal 1")
    for at in range(0, len(sound), 7):
        path.write_bytes(sound[:at] + bytes([sound[at] ^ (1 << at % 8)]) + sound[at + 1 :])
        if not name <= at < name + 20:
            assert refused(path)
            continue
        back = whole(open_parquet(path))
        assert (back.spec, back.records["ID"].tolist()) == (base.spec, base.records["ID"].tolist())


def test_damage_without_the_seal_is_found_by_check_sums(tmp_path: Path) -> None:
    path = written(tmp_path)
    sound = path.read_bytes()
    at = sound.index(b"trial_dossier seal 1")
    sound = sound[:at] + b"x" + sound[at + 1 :]
    path.write_bytes(sound)
    assert len(whole(open_parquet(path)).records) == 3


def test_a_description_that_is_damaged(tmp_path: Path) -> None:
    table = pq.read_table(written(tmp_path))
    said = {key: text.replace(b"Demographics", b"demographics") for key, text in table.schema.metadata.items()}
    path = put(tmp_path, table.replace_schema_metadata(said))
    assert refused(path)[1] == "its description is damaged"
    lenient = whole(open_parquet(path, Reading(lenient=True)))
    assert [one.check for one in lenient.findings] == ["damaged_header", "no_metadata"]


def test_no_part_of_a_file_is_a_file(tmp_path: Path) -> None:
    path = written(tmp_path)
    sound = path.read_bytes()
    for size in (0, 1, 4, 11, 12, *range(13, len(sound), 101), len(sound) - 1):
        path.write_bytes(sound[:size])
        lines = refused(path)
        assert lines[1] in {"the file is empty", "no Parquet file; it looks like plain text",
                            "the file is cut: its end is missing"}  # fmt: skip
        assert refused(path, Reading(lenient=True)) == lines


@pytest.mark.parametrize(
    ("content", "looks"),
    [
        (b"STUDYID,AGE\nX,1\n", "no Parquet file; it looks like CSV text"),
        (b"PK\x03\x04" + bytes(99), "no Parquet file; it looks like a ZIP file"),
        (b"PARE" + bytes(99), "no Parquet file; it looks like an encrypted Parquet file"),
        (b"PAR1" + bytes(99), "the file is cut: its end is missing"),
        (b"PAR1" + bytes(99) + b"\xff\xff\xff\xff" + b"PAR1", "the file is cut: its end is missing"),
        (b"PAR1" + bytes(99) + b"\x10\0\0\0" + b"PAR1", "the file is damaged: "),
    ],
)
def test_other_files(content: bytes, looks: str, tmp_path: Path) -> None:
    (tmp_path / "dm.parquet").write_bytes(content)
    assert refused(tmp_path / "dm.parquet")[1].startswith(looks)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refused(tmp_path / "dm.parquet")[1].startswith("cannot be read: ")


def test_another_number_of_records_than_was_told(tmp_path: Path) -> None:
    assert refused(written(tmp_path), Reading(count=4))[1] == "it holds 3 records; 4 are expected"
    assert len(whole(open_parquet(written(tmp_path), Reading(count=3))).records) == 3
