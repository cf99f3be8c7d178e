"""Parquet: what comes back is what went in, to the bit and with every fact; pandas sees dates; damage is refused."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from define_xml.transport.formats import FORMATS
from define_xml.transport.parquet.file import open_parquet, parquet_blocks
from define_xml.transport.stream import CHUNK, Reading, Stream, Writing, streamed, whole
from mappings.dataset import Dataset, FileFacts
from mappings.error import InputError
from mappings.missing import SPECIAL, letters_of, tagged
from mappings.spec import DatasetSpec, VariableSpec

REAL = Path(__file__).parents[2] / ".." / "shared" / "realdata"
FILES = sorted(REAL.glob("cdiscpilot01/*/*.xpt")) + sorted(REAL.glob("msg_sdtm33/**/*.xpt"))
ABOUT = {"sas_version": "9.3", "sas_os": "X64_7HOM", "created": "15OCT12:22:56:22", "modified": "16OCT12:01:02:03"}
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def variable(name: str, format_: str = "", data_type: Any = "float", **said: Any) -> VariableSpec:
    """A Num variable."""
    return VariableSpec(name=name, label=f"Label of {name}", type="Num", data_type=data_type, format=format_, **said)


def dataset(columns: dict[str, tuple[VariableSpec, Any]], file: FileFacts | None = None) -> Dataset:
    """AE, with these columns."""
    variables = tuple(one for one, _ in columns.values())
    spec = DatasetSpec(name="AE", label="Adverse Events", domain="AE", sas_type="DATA", oid="IG.AE", keys=("USUBJID",),
                       variables=variables)  # fmt: skip
    return Dataset(spec, pd.DataFrame({name: column for name, (_, column) in columns.items()}), file)


SUBJECT = VariableSpec(name="USUBJID", label="Subject", type="Char", length=20, oid="IT.AE.USUBJID", codelists=("C1",),
                       origin="Assigned", justify="left")  # fmt: skip
LETTERS = tagged(np.frombuffer(b"A_Z", dtype=np.uint8))
EVENTS = dataset(
    {
        "USUBJID": (SUBJECT, pd.Series(["S1", None, "ünï, \"x\"\n", "=cmd()", " S1 "])),
        "AESEQ": (variable("AESEQ", data_type="integer"), pd.Series([1.0, 2.0, np.nan, 4.0, -5.0])),
        "AVAL": (variable("AVAL", "8.2", length=8), pd.Series([0.1, -0.0, *LETTERS])),
        "ADT": (variable("ADT", "DATE9."), pd.Series([0.0, 22000.0, np.nan, -138061.0, 2936547.0])),
        "ADTM": (variable("ADTM", "DATETIME20."), pd.Series([0.0, 1.9e9 + 0.25, np.nan, -1e9, 0.000001])),
        "ATM": (variable("ATM", "TIME8."), pd.Series([0.0, 86399.5, np.nan, 60.0, 0.1])),
    },
    FileFacts("ae.xpt", "xpt", 4711, "cp1252", ABOUT),
)  # fmt: skip


def put(folder: Path, one: Dataset | Stream, writing: Writing = Writing()) -> Path:  # noqa: B008 - it is frozen
    """The dataset as a file."""
    path = folder / "ae.parquet"
    stream = streamed(one) if isinstance(one, Dataset) else one
    path.write_bytes(b"".join(parquet_blocks(stream, writing, [])))
    return path


def bits(one: Dataset) -> dict[str, list[Any]]:
    """The records, numbers as their bits (missing ones by letter), None for missing text."""
    shown: dict[str, list[Any]] = {}
    for var in one.spec.variables:
        column = one.records[var.name]
        if var.type == "Char":
            shown[var.name] = [None if pd.isna(value) else value for value in column.tolist()]
        else:
            values = column.to_numpy(np.float64, na_value=np.nan)
            letters = letters_of(values).tolist()
            pairs = zip(values.tolist(), letters, strict=True)
            shown[var.name] = [chr(code or 46) if math.isnan(value) else value.hex() for value, code in pairs]
    return shown


def test_every_fact_and_every_bit_comes_back(tmp_path: Path) -> None:
    path = put(tmp_path, EVENTS)
    back = whole(open_parquet(path))
    assert back.spec == EVENTS.spec
    assert bits(back) == bits(EVENTS)
    assert back.file == FileFacts("ae.parquet", "xpt", path.stat().st_size, "cp1252", ABOUT)
    assert back.findings == ()


def test_what_pandas_finds(tmp_path: Path) -> None:
    frame = pd.read_parquet(put(tmp_path, EVENTS))
    kinds = {name: str(dtype) for name, dtype in frame.dtypes.items() if name != "USUBJID"}
    assert kinds == {
        "AESEQ": "Int64", "AVAL": "float64", "ADT": "date32[day][pyarrow]", "ADTM": "datetime64[us]",
        "ATM": "time64[us][pyarrow]",
    }  # fmt: skip
    assert frame["USUBJID"].dtype == pd.Series(["a"]).dtype
    assert frame["ADT"].dt.year.tolist()[:2] == [1960, 2020]
    assert frame["ADT"].isna().tolist() == [False, False, True, False, False]
    assert str(frame["ADTM"][1]) == "2020-03-16 17:46:40.250000"
    assert isinstance(frame.index, pd.RangeIndex)
    assert frame.attrs == EVENTS.frame().attrs
    assert frame.attrs["labels"]["ADT"] == "Label of ADT"


def test_what_arrow_finds(tmp_path: Path) -> None:
    schema = pq.read_schema(put(tmp_path, EVENTS))
    assert [str(field.type) for field in schema] == [
        "string", "int64", "double", "date32[day]", "timestamp[us]", "time64[us]",
    ]  # fmt: skip
    assert schema.field("USUBJID").metadata == {
        b"label": b"Subject", b"codelist": b"C1", b"OID": b"IT.AE.USUBJID", b"length": b"20", b"origin": b"Assigned",
        b"dataType": b"text",
    }  # fmt: skip
    assert schema.field("ADT").metadata[b"format"] == b"DATE9."


@pytest.mark.parametrize(
    ("said", "values", "kept"),
    [
        (variable("X", data_type="integer"), [1.0, 1.5], "double"),
        (variable("X", data_type="integer"), [1.0, -0.0], "double"),
        (variable("X", data_type="integer"), [2.0**53, -(2.0**53)], "int64"),
        (variable("X", data_type="integer"), [2.0**53 + 2], "double"),
        (variable("X"), [1.0, 2.0], "double"),
        (variable("X", "DATE9."), [1.0, 1.5], "double"),
        (variable("X", "DATE9."), [2936548.0], "double"),
        (variable("X", "DATE9."), [-138062.0], "double"),
        (variable("X", "YYMMDD10.", "integer"), [1.0, math.nan], "date32[day]"),
        (variable("X", "E8601DT."), [1e-7], "double"),
        (variable("X", "DATETIME20."), [1e30], "double"),
        (variable("X", "TIME5."), [86400.0], "double"),
        (variable("X", "TIME5."), [-1.0], "double"),
        (variable("X", "TIME5."), [], "time64[us]"),
    ],
)
def test_one_value_that_does_not_fit_leaves_numbers(
    said: VariableSpec, values: list[float], kept: str, tmp_path: Path
) -> None:
    one = dataset({"X": (said, pd.Series(values, dtype="float64"))})
    path = put(tmp_path, one)
    assert str(pq.read_schema(path).field("X").type) == kept
    assert bits(whole(open_parquet(path))) == bits(one)


NUMBERS = st.one_of(
    st.floats(allow_nan=False), st.integers(-(2**54), 2**54).map(float), st.integers(-140_000, 3_000_000).map(float),
    st.floats(0, 86400), st.integers(0, 10**16).map(lambda count: count / 1e6), st.just(math.nan),
    st.sampled_from([float(value) for value in tagged(np.frombuffer(SPECIAL.encode(), dtype=np.uint8))]),
)  # fmt: skip
TEXTS = st.one_of(st.none(), st.text(st.characters(exclude_categories=("Cs",)), max_size=8))
FORMATS_OF_NUMBERS = st.sampled_from(["", "DATE9.", "DATETIME20.", "TIME8.", "8.2", "E8601DT26.6"])


@QUICK
@given(st.data())
def test_round_trip(tmp_path: Path, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, 20))
    texts = data.draw(st.lists(TEXTS, min_size=count, max_size=count))
    columns: dict[str, tuple[VariableSpec, Any]] = {"USUBJID": (SUBJECT, pd.Series(texts, dtype="object"))}
    for name in ("X", "Y"):
        said = variable(name, data.draw(FORMATS_OF_NUMBERS), data.draw(st.sampled_from(["float", "integer"])))
        # NaNs one by one, for a list may lose what they bear.
        columns[name] = (said, pd.Series(np.array(data.draw(st.lists(NUMBERS, min_size=count, max_size=count)))))
    one = dataset(columns)
    path = put(tmp_path, one)
    size = data.draw(st.integers(1, 7))
    back = whole(open_parquet(path, Reading(chunk=size)))
    assert back.spec == one.spec
    assert bits(back) == bits(one)
    assert put(tmp_path, streamed(back, size)).read_bytes() == path.read_bytes()


def many(count: int, size: int) -> Stream:
    """So many records in chunks of a size, with a stretch of special missing values across chunks."""
    numbers = np.arange(count, dtype=np.float64)
    numbers[10:-10] = np.where(numbers[10:-10] % 1000 < 300, LETTERS[0], numbers[10:-10])
    one = dataset(
        {
            "USUBJID": (SUBJECT, pd.Series([f"S{number % 100}" for number in range(count)], dtype="category")),
            "X": (variable("X", data_type="integer"), pd.Series(numbers)),
        }
    )
    return streamed(one, size)


def test_chunks_leave_no_trace_in_the_file(tmp_path: Path) -> None:
    count = CHUNK + 1000
    sizes = (count, CHUNK, 999)
    files = [put(tmp_path, many(count, size)).read_bytes() for size in sizes]
    assert files[0] == files[1] == files[2]
    found = pq.ParquetFile(tmp_path / "ae.parquet")
    assert [found.metadata.row_group(at).num_rows for at in range(found.num_row_groups)] == [CHUNK, 1000]
    assert bits(whole(open_parquet(tmp_path / "ae.parquet"))) == bits(whole(many(count, count)))


def test_no_more_than_a_group_is_held() -> None:
    """The chunks are asked for one by one, and the bytes of a group are handed on before the next is read."""
    asked: list[int] = []
    source = many(3 * CHUNK, CHUNK)

    def chunks() -> Iterator[pd.DataFrame]:
        for number, chunk in enumerate(source.chunks()):
            asked.append(number)
            yield chunk

    blocks = parquet_blocks(replace(source, chunks=chunks), Writing(), [])
    next(blocks)
    assert asked == [0, 1, 2, 0]
    assert sum(1 for _ in blocks) == 3


def test_text_and_numbers_as_pandas_may_hold_them(tmp_path: Path) -> None:
    for texts in (["a", None, "b"], pd.Categorical(["a", None, "b"]), pd.array(["a", None, "b"], "string")):
        for numbers in ([1, None, 3], pd.array([1, None, 3], "Int64"), pd.Series([1, None, 3], dtype="object")):
            one = dataset({"USUBJID": (SUBJECT, texts), "X": (variable("X"), numbers)})
            assert bits(whole(open_parquet(put(tmp_path, one)))) == {
                "USUBJID": ["a", None, "b"], "X": [(1.0).hex(), ".", (3.0).hex()],
            }  # fmt: skip


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (pd.Series([1, 2**53 + 1]), "9007199254740993 is beyond 2**53: as a number it would be rounded"),
        (
            pd.Series([1, 2**53 + 1], dtype="object"),
            "9007199254740993 is beyond 2**53: as a number it would be rounded",
        ),
        (pd.Series([1.5, "2"], dtype="object"), "'2' is no number, and the variable is Num"),
        (pd.Series([0, True], dtype="object"), "True is no number, and the variable is Num"),
    ],
)
def test_what_is_no_number_is_refused(column: pd.Series, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        put(tmp_path, dataset({"X": (variable("X"), column)}))
    assert (caught.value.place, caught.value.problem) == ("AE.X  record 2", told)


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        put(tmp_path, dataset({"USUBJID": (SUBJECT, pd.Series(["a", 1], dtype="object"))}))
    assert str(caught.value).startswith("AE.USUBJID  record 2\n    1 is no text, and the variable is Char\n")


def test_bytes_that_no_encoding_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="it is no Unicode text"):
        put(tmp_path, dataset({"USUBJID": (SUBJECT, pd.Series(["a", "\udc92"], dtype="object"))}))


def test_the_time_that_is_said_is_kept(tmp_path: Path) -> None:
    moment = datetime(2024, 5, 31, 12, 0, 1)
    back = open_parquet(put(tmp_path, EVENTS, Writing(created=moment, about={"sas_version": "9.4"}))).file
    assert back is not None
    assert back.about == {**ABOUT, "sas_version": "9.4", "created": "31MAY24:12:00:01", "modified": "31MAY24:12:00:01"}
    built = open_parquet(put(tmp_path, replace(EVENTS, file=None), Writing(created=moment))).file
    assert built is not None
    assert (built.format, built.about["created"]) == ("parquet", "2024-05-31T12:00:01")


@pytest.mark.skipif(not FILES, reason="the real files are not beside the checkout")
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_real_files_through_parquet_are_the_same_bytes(path: Path, tmp_path: Path) -> None:
    """The header too: nothing but the Parquet file is known when the transport file is written again."""
    reading = Reading("cp1252")
    original = FORMATS["xpt"].open(path, reading)
    found = open_parquet(put(tmp_path, original))
    assert found.spec == original.spec
    assert b"".join(FORMATS["xpt"].write(found, Writing(encoding="cp1252"), [])) == path.read_bytes()
    assert pa.total_allocated_bytes() < 1 << 28


@pytest.mark.parametrize("format_", ["DATE9.", "DATETIME20."])
def test_dates_that_pandas_holds_become_numbers(format_: str, tmp_path: Path) -> None:
    """31DEC9999 as well: SAS counts two days fewer until then."""
    moments = pd.Series(np.array(["2020-03-26", "NaT", "9999-12-31"], dtype="M8[s]"))
    path = put(tmp_path, dataset({"X": (variable("X", format_), moments)}))
    back = whole(open_parquet(path))
    size = 86400 if format_ == "DATETIME20." else 1
    assert back.records["X"].dropna().tolist() == [22000 * size, 2936547 * size]
    assert [str(one)[:10] for one in pd.read_parquet(path)["X"].dropna()] == ["2020-03-26", "9999-12-31"]
    assert back.frame()["X"].dropna().dt.year.tolist() == [2020, 9999]
