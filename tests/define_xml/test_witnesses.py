"""Two other readers, pyreadstat and pandas, find in every file of ours what we wrote."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sdtm
from define_xml.transport.formats import FORMATS
from define_xml.transport.stream import Reading, Writing, streamed, whole
from mappings.dataset import Dataset
from mappings.missing import letters_of, tagged
from tests.define_xml.laws import made
from tests.define_xml.mutations import layout
from tests.define_xml.test_real_files import FILES, each_file, encoding, needs_shared, published
from tests.process import STUDY

CREATED = datetime(2021, 3, 4, 5, 6, 7)
# What pandas gives for the eight zero bytes of 0, and for nothing else that we write.
PANDAS_ZERO = 16.0**-65


def written(dataset: Dataset, encoding: str = "ascii") -> bytes:
    """Our transport file."""
    return b"".join(FORMATS["xpt"].write(streamed(dataset), Writing(created=CREATED, encoding=encoding), []))


def ours(path: Path, encoding: str = "ascii") -> Dataset:
    """What our reader finds."""
    return whole(FORMATS["xpt"].open(path, Reading(encoding)))


def by_pyreadstat(path: Path, encoding: str | None = "ascii") -> tuple[pd.DataFrame, Any]:
    """What pyreadstat finds, dates as numbers."""
    frame, meta = pyreadstat.read_xport(str(path), encoding=encoding, disable_datetime_conversion=True)
    return frame, meta


def by_pandas(path: Path, encoding: str = "ascii") -> pd.DataFrame:
    """What pandas finds, its zeros mended."""
    frame = pd.read_sas(path, format="xport", encoding=encoding)
    return frame.replace({PANDAS_ZERO: 0.0, -PANDAS_ZERO: 0.0})


def texts(column: pd.Series) -> list[str]:
    """Text; missing is empty."""
    return ["" if pd.isna(value) else str(value) for value in column.tolist()]


def agree(path: Path, dataset: Dataset, encoding: str = "ascii") -> None:
    """Both witnesses find every name, label, width and cell; so do we."""
    frame, meta = by_pyreadstat(path, encoding)
    spec = dataset.spec
    assert (meta.table_name, meta.file_label or "") == (spec.name, spec.label)
    assert meta.column_names == [one.name for one in spec.variables]
    assert [label or "" for label in meta.column_labels] == [one.label for one in spec.variables]
    widths = {one.name: one.length or (8 if one.type == "Num" else None) for one in spec.variables}
    assert {name: width for name, width in meta.variable_storage_width.items() if widths[name]} == {
        name: width for name, width in widths.items() if width
    }
    for witness in (frame, by_pandas(path, encoding), ours(path, encoding).records):
        assert list(witness.columns) == meta.column_names
        assert len(witness) == len(dataset.records)
        for one in spec.variables:
            wanted, found = dataset.records[one.name], witness[one.name]
            if one.type == "Char":
                assert texts(found) == [text.rstrip(" ") for text in texts(wanted)], one.name
            else:
                np.testing.assert_array_equal(found.to_numpy(float), wanted.to_numpy(float), one.name)


@pytest.fixture(scope="module")
def respine() -> tuple[Dataset, ...]:
    """The datasets of the reference study."""
    return tuple(sdtm.build(STUDY).datasets)  # type: ignore[operator]


def test_the_reference_study(respine: tuple[Dataset, ...], tmp_path: Path) -> None:
    assert len(respine) > 15
    for dataset in respine:
        path = tmp_path / f"{dataset.name.lower()}.xpt"
        path.write_bytes(written(dataset))
        agree(path, dataset)


@needs_shared
@each_file
def test_the_real_files(name: str, tmp_path: Path) -> None:
    """Rewritten by us, in the eyes of both; the dates and the system of the header too."""
    path = tmp_path / FILES[name].name
    dataset = ours(FILES[name], encoding(name))
    blocks = FORMATS["xpt"].write(streamed(dataset), Writing(encoding=encoding(name)), [])
    path.write_bytes(b"".join(blocks))
    assert path.read_bytes() == published(name)
    agree(path, dataset, encoding(name))
    assert dataset.file is not None
    assert by_pyreadstat(path, encoding(name))[1].creation_time == parsed(dataset.file.about["created"])


def parsed(text: str) -> datetime:
    """The time of a header: `15OCT12:22:56:18`."""
    return datetime.strptime(text.title(), "%d%b%y:%H:%M:%S")


# Datasets of chance. Text has no blanks at its end, for no transport file keeps them, and no control characters.
TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30).map(lambda text: text.rstrip(" "))
LONG = st.floats(-7e75, 7e75).filter(lambda number: number == 0 or abs(number) > 1e-78)
SHORT = st.integers(-8192, 8192).map(float)
MISSING = st.sampled_from([float("nan"), *tagged(np.frombuffer(b"_AMZ", dtype=np.uint8)).tolist()])


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    """One to six variables, up to twelve records; the first text of each record is filled, so that none is blank."""
    count, said = draw(st.integers(0, 12)), dict[str, dict[str, Any]]()
    columns: dict[str, list[Any]] = {"KEY": [f"{number:03}" for number in range(count)] or [""]}
    for place in range(draw(st.integers(0, 5))):
        name, width = f"V{place}", draw(st.sampled_from([0, 8, 3, 5, 7]))
        cells: st.SearchStrategy[Any] = TEXT if width == 0 else st.one_of(LONG if width == 8 else SHORT, MISSING)
        columns[name] = draw(st.lists(cells, min_size=max(count, 1), max_size=max(count, 1)))
        said[name] = {"length": width, "format": draw(st.sampled_from(["", "8.2", "BEST12."]))} if width else {}
    dataset = made(columns, "XX", **said)
    return Dataset(dataset.spec, dataset.records.iloc[:count])


@settings(max_examples=60, deadline=None)
@given(datasets())
def test_datasets_of_chance(tmp_path_factory: pytest.TempPathFactory, dataset: Dataset) -> None:
    path = tmp_path_factory.mktemp("chance") / "xx.xpt"
    data = written(dataset)
    path.write_bytes(data)
    found = ours(path)
    for variable in found.spec.variables:
        if variable.type == "Num":
            pair = [one.records[variable.name].to_numpy(np.float64) for one in (found, dataset)]
            assert letters_of(pair[0]).tolist() == letters_of(pair[1]).tolist()
    frame, _ = by_pyreadstat(path)
    assert texts(frame["KEY"]) == texts(dataset.records["KEY"])
    if pandas_count(data) == len(dataset.records) > 0:
        agree(path, dataset)


def pandas_count(data: bytes) -> int:
    """How many records pandas finds: to it eight blanks within the last card are padding, wherever they lie."""
    start, size = layout(data)
    card = data[-80:]
    blanks = sum(card[at : at + 8] == b" " * 8 for at in range(0, 80, 8)) if size <= 80 else 0
    return (len(data) - start - 8 * blanks) // size


@pytest.mark.parametrize("format_", ["json", "ndjson"])
def test_odmlib_reads_our_dataset_json(format_: str, respine: tuple[Dataset, ...], tmp_path: Path) -> None:
    """A reader of Dataset-JSON that is not ours: names, labels, types, and every cell of every record."""
    model: Any = pytest.importorskip("odmlib.dataset_json_1_1.model", reason="odmlib is not installed")
    for dataset in respine if format_ == "json" else respine[:4]:
        path = tmp_path / f"{dataset.name.lower()}.{format_}"
        blocks = FORMATS[format_].write(streamed(dataset), Writing(created=CREATED), [])
        path.write_bytes(b"".join(blocks))
        read = model.DatasetJSON.read_ndjson if format_ == "ndjson" else model.DatasetJSON.read_json
        found = read(str(path))
        assert (found.name, found.label, found.records) == (dataset.name, dataset.spec.label, len(dataset.records))
        assert [one.name for one in found.columns] == [one.name for one in dataset.spec.variables]
        assert [one.label for one in found.columns] == [one.label for one in dataset.spec.variables]
        columns = list(zip(*found.rows, strict=True)) or [()] * len(found.columns)
        for one, column in zip(dataset.spec.variables, columns, strict=True):
            wanted = dataset.records[one.name]
            if one.type == "Char":
                assert ["" if value is None else value for value in column] == texts(wanted), one.name
            else:
                numbers = [np.nan if value is None else float(value) for value in column]
                np.testing.assert_array_equal(numbers, wanted.to_numpy(float), one.name)
