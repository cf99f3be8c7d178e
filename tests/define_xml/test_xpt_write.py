"""SAS transport files: every reader finds in them what was written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow
import pyreadstat
import pytest

from define_xml.transport.stream import Reading, Stream, Writing, streamed, text_dtype
from define_xml.transport.xpt import words as xpt_words
from define_xml.transport.xpt.read import open_xpt, read_xpt
from define_xml.transport.xpt.write import write_xpt, xpt_blocks, xpt_bytes
from mappings.dataset import Dataset, FileFacts
from mappings.finding import Finding
from tests.define_xml.made import NOW, dataset, refused, values, written

SHARED = Path(__file__).parents[2] / ".." / "shared"

VITALS = dataset(
    {
        "USUBJID": ["RSP-01-001", "RSP-01-001", None, "RSP-02-010"],
        "VSORRES": [" 0120", "NA", ".", None],
        "VSSTRESN": [120.0, -0.1, None, 7.2e75],
        "VSDT": [0.0, 22000.0, None, -1e-70],
        "EMPTY": [None, None, None, None],
    },
    USUBJID={"length": 20},
    VSDT={"format": "DATE9."},
    VSSTRESN={"format": "8.2"},
)


def test_pyreadstat_finds_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "vs.xpt"
    write_xpt(VITALS, path, NOW)
    frame, found = pyreadstat.read_xport(str(path), disable_datetime_conversion=True)
    assert (found.table_name, found.file_label, found.number_rows) == ("VS", "Vital Signs", 4)
    assert found.creation_time == NOW.created
    assert found.column_names_to_labels == {name: f"Label of {name}" for name in VITALS.records}
    assert found.variable_storage_width == {"USUBJID": 20, "VSORRES": 5, "VSSTRESN": 8, "VSDT": 8, "EMPTY": 1}
    assert found.original_variable_types["VSDT"] == "DATE9"
    assert found.original_variable_types["VSSTRESN"] == "8.2"
    for name in VITALS.records:
        wanted = [value or "" if frame[name].dtype.kind not in "f" else value for value in values(VITALS.records[name])]
        assert values(frame[name]) == wanted


def test_pandas_finds_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "vs.xpt"
    write_xpt(VITALS, path, NOW)
    frame = pd.read_sas(path, format="xport", encoding="ascii")
    assert list(frame.columns) == list(VITALS.records.columns)
    for name in ("VSSTRESN", "VSORRES"):
        assert [value or None for value in values(frame[name])] == values(VITALS.records[name])


def test_our_reader_finds_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "vs.xpt"
    write_xpt(VITALS, path, NOW)
    found = read_xpt(path)
    said = [(one.name, one.label, one.type, one.length, one.format) for one in found.spec.variables]
    assert said[0] == ("USUBJID", "Label of USUBJID", "Char", 20, "")
    assert said[2:4] == [
        ("VSSTRESN", "Label of VSSTRESN", "Num", 8, "8.2"),
        ("VSDT", "Label of VSDT", "Num", 8, "DATE9."),
    ]
    assert {name: values(column) for name, column in found.records.items()} == {
        name: values(column) for name, column in VITALS.records.items()
    }


@pytest.mark.parametrize(
    "dtype",
    [
        "object",
        "category",
        pd.StringDtype("python"),
        pd.StringDtype("pyarrow"),
        text_dtype(),
        pd.ArrowDtype(pyarrow.string()),
        pd.ArrowDtype(pyarrow.dictionary(pyarrow.int32(), pyarrow.string())),
    ],
    ids=str,
)
def test_same_bytes_whatever_carries_the_text(dtype: Any) -> None:
    words = ["RSP-01-001", "é", None, "", " a", "b  ", "  ", "RSP-01-001", "\tx"]
    plain = dataset({"A": words, "N": [1.0] * 9})
    carried = plain.records.assign(A=pd.Series(words, dtype="object").astype(dtype))
    if str(dtype) == "category":
        assert isinstance(carried["A"].dtype, pd.CategoricalDtype)
    latin = Writing(created=NOW.created, encoding="cp1252")
    assert written(Dataset(plain.spec, carried), latin) == written(plain, latin)
    assert len(written(plain, latin)[0]) % 80 == 0


def test_same_bytes_whatever_carries_the_numbers() -> None:
    plain = dataset({"N": [1.0, None, -7.0]})
    wanted = xpt_bytes(plain, NOW)
    dtypes: list[Any] = ["Int64", "Float64", "Int8", "float32"]
    dtypes += [pd.ArrowDtype(pyarrow.int64()), pd.ArrowDtype(pyarrow.float64())]
    for dtype in dtypes:
        assert xpt_bytes(Dataset(plain.spec, plain.records.astype(dtype)), NOW) == wanted, dtype
    mixed = pd.DataFrame({"N": pd.Series([np.int64(1), pd.NA, -7], dtype="object")})
    assert xpt_bytes(Dataset(plain.spec, mixed), NOW) == wanted


def test_hidden_bytes_under_missing_values_stay_hidden() -> None:
    full = pyarrow.array(["aa", "secret", "bb"], pyarrow.large_string())
    _, starts, data = full.buffers()
    known = pyarrow.py_buffer(bytes([0b101]))
    column = pd.Series(
        pyarrow.Array.from_buffers(full.type, 3, [known, starts, data]).to_pandas(types_mapper=pd.ArrowDtype)
    )
    one = dataset({"A": ["aa", None, "bb"], "N": [1.0, 1.0, 1.0]})
    assert xpt_bytes(Dataset(one.spec, one.records.assign(A=column)), NOW) == xpt_bytes(one, NOW)


def test_no_records(tmp_path: Path) -> None:
    path = tmp_path / "vs.xpt"
    write_xpt(Dataset(VITALS.spec, VITALS.records.iloc[:0]), path, NOW)
    frame, found = pyreadstat.read_xport(str(path))
    assert (len(frame), found.column_names) == (0, list(VITALS.records.columns))
    assert len(read_xpt(path).records) == 0
    for empty in ("object", "float64", text_dtype()):
        assert xpt_bytes(Dataset(VITALS.spec, VITALS.records.iloc[:0].astype(empty)), NOW) == path.read_bytes()


def test_variables_that_stay_at_home_and_provenance_are_left_out() -> None:
    one = dataset(
        {"A": ["x"], "HELP": ["y"], "MODE": ["z"], "#row": ["2"]}, HELP={"submit": False}, MODE={"supplemental": True}
    )
    assert xpt_bytes(one, NOW) == xpt_bytes(dataset({"A": ["x"]}), NOW)


def test_blocks_of_records_follow_each_other(tmp_path: Path) -> None:
    count = 2 * 65536 + 3
    number = pd.Series(np.arange(count, dtype=np.float64))
    path = tmp_path / "lb.xpt"
    one = dataset({"A": number, "B": [f"v{at % 7}" for at in range(count)]})
    write_xpt(one, path, NOW)
    frame, _ = pyreadstat.read_xport(str(path))
    assert (frame["A"] == number).all()
    assert frame["B"].tolist() == [f"v{at % 7}" for at in range(count)]
    # However the records are cut into chunks, and whether or not lengths must be found first.
    for chunk in (1000, 65537, count):
        assert b"".join(xpt_blocks(streamed(one, chunk), NOW, [])) == path.read_bytes()
    assert xpt_bytes(dataset({"A": number, "B": one.records["B"]}, B={"length": 2}), NOW) == path.read_bytes()


# Who made the file, and when.


def test_what_the_header_says() -> None:
    about = {"sas_version": "9.4", "sas_os": "Linux"}
    one = dataset({"A": ["x"], "N": [1.0]}, A={"informat": "$3.", "justify": "right"}, N={"informat": "BEST12.4"})
    spec = one.spec.model_copy(update={"sas_type": "DATA"})
    when = datetime(1999, 12, 31, 23, 59, 59), datetime(2059, 1, 1)
    data = xpt_bytes(Dataset(spec, one.records), Writing(created=when[0], modified=when[1], about=about))
    assert data[104:112] + data[112:120] == b"9.4     Linux   "
    assert data.count(b"31DEC99:23:59:59") == 2
    assert data.count(b"01JAN59:00:00:00") == 2
    assert data[5 * 80 + 24 : 5 * 80 + 40] == b"9.4     Linux   "
    assert data[6 * 80 + 32 : 6 * 80 + 80] == b"Vital Signs".ljust(40) + b"DATA    "
    first, second = data[640:780], data[780:920]
    assert (first[68:70], first[72:84]) == (b"\0\1", b"$       \0\3\0\0")
    assert second[72:84] == b"BEST    \0\x0c\0\4"


def test_times_of_the_file_that_was_read_are_kept() -> None:
    one = dataset({"A": ["x"]})
    about = {"sas_version": "9.1", "sas_os": "X64_SRV0", "created": "01FEB03:04:05:06", "modified": "07AUG09:10:11:12"}
    read = Dataset(one.spec, one.records, FileFacts("vs.xpt", "xpt", about=about))
    data = xpt_bytes(read, Writing())
    assert [data.count(text_.encode()) for text_ in about.values()] == [2, 2, 2, 2]
    again = xpt_bytes(read, Writing(created=datetime(2021, 3, 4, 5, 6, 7), about={"sas_os": "Linux"}))
    assert [again.count(word) for word in (b"9.1 ", b"X64_SRV0", b"Linux   ", b"01FEB03", b"04MAR21:05:06:07")] == [
        2, 0, 2, 0, 4,
    ]  # fmt: skip
    assert xpt_bytes(Dataset(one.spec, one.records), Writing()).count(b"01JAN60:00:00:00") == 4


def test_years_that_two_digits_do_not_tell(tmp_path: Path) -> None:
    for year in (1959, 2060):
        assert refused(VITALS, tmp_path / "vs.xpt", Writing(created=datetime(year, 1, 1)))[1:] == [
            f"created in {year}; a transport file tells two digits of the year",
            "say a time from 1960 to 2059",
        ]


def test_a_wrong_byte_is_found_before_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of our own, or of the libraries under us: what is taken out of the record is not what was put in."""
    path = tmp_path / "vs.xpt"
    path.write_bytes(b"old")
    one = dataset({"A": pd.Series(["one", "three"], dtype=text_dtype())}, A={"type": "Char"})

    def wrong(self: xpt_words.OwnWords, rows: slice) -> np.ndarray:
        return np.frombuffer(b"one  thr3e", "V5")

    monkeypatch.setattr(xpt_words.OwnWords, "written", wrong)
    assert refused(one, path)[:2] == ["VS.A", "taken out of its record again, a value differs"]
    assert path.read_bytes() == b"old"


def test_chunks_are_asked_for_once_where_lengths_are_said() -> None:
    one = dataset({"A": ["xx", "y"], "N": [1.0, 2.0]}, A={"length": 2})
    passes = 0

    def chunks() -> Iterator[pd.DataFrame]:
        nonlocal passes
        passes += 1
        yield one.records

    said = b"".join(xpt_blocks(Stream(one.spec, chunks), NOW, []))
    assert passes == 1
    found = one.spec.model_copy(update={"variables": tuple(
        variable.model_copy(update={"length": None}) for variable in one.spec.variables
    )})  # fmt: skip
    assert b"".join(xpt_blocks(Stream(found, chunks), NOW, [])) == said
    assert passes == 3


def real_files() -> list[Path]:
    """The real transport files beside the checkout."""
    return sorted(path for path in (SHARED / "realdata").rglob("*.xpt") if path.parent.name != "robustness")


def test_real_files_written_again_are_the_same_bytes(tmp_path: Path) -> None:
    if not real_files():
        pytest.skip("no shared folder beside the checkout")
    same = 0
    for path in real_files():
        encoding = "cp1252" if path.name == "ts.xpt" else "ascii"
        noted: list[Finding] = []
        stream = open_xpt(path, Reading(encoding))
        assert b"".join(xpt_blocks(stream, Writing(encoding=encoding), noted)) == path.read_bytes(), path.name
        same += 1
    assert same > 20
