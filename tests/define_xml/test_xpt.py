"""SAS transport files: other readers find in them what was written, and what does not fit is refused."""

from __future__ import annotations

import math
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from define_xml.transport.ibm import SMALLEST, TOO_LARGE
from define_xml.transport.xpt import read_xpt, write_xpt, xpt_bytes
from mappings.dataset import Dataset
from mappings.distinct import text
from mappings.error import InputError, MappingError
from mappings.spec import DatasetSpec, VariableSpec

CREATED = datetime(2021, 3, 4, 5, 6, 7)
SHARED = Path(__file__).parents[2] / ".." / "shared"


def dataset(
    columns: dict[str, object], name: str = "VS", label: str = "Vital Signs", **said: dict[str, object]
) -> Dataset:
    """A dataset of these columns: lists of text are Char, the others Num; `said` adds to a variable's spec."""
    frame = pd.DataFrame(
        {key: column if isinstance(column, pd.Series) else _series(column) for key, column in columns.items()}  # type: ignore[arg-type]
    )
    variables = tuple(
        VariableSpec(
            **{  # type: ignore[arg-type]
                "name": key,
                "label": f"Label of {key}",
                "type": "Num" if pd.api.types.is_numeric_dtype(frame[key].dtype) else "Char",
                **said.get(key, {}),
            }
        )
        for key in frame.columns
        if not key.startswith("#")
    )
    return Dataset(DatasetSpec(name=name, label=label, domain=name, variables=variables), frame)


def _series(values: list[object]) -> pd.Series:
    words = [value for value in values if value is not None]
    return text(values) if all(isinstance(word, str) for word in words) else pd.Series(values, dtype="float64")  # type: ignore[arg-type]


def values(column: pd.Series) -> list[object]:
    """The values, None for missing."""
    return [None if pd.isna(value) else value for value in column.astype("object")]


def refused(one: Dataset, path: Path, encoding: str = "ascii") -> list[str]:
    """The lines of the error; nothing was written."""
    before = sorted(item.name for item in path.parent.iterdir())
    with pytest.raises(InputError) as caught:
        write_xpt(one, path, CREATED, encoding)
    assert sorted(item.name for item in path.parent.iterdir()) == before
    return [line.strip() for line in str(caught.value).splitlines()]


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
    write_xpt(VITALS, path, CREATED)
    frame, found = pyreadstat.read_xport(str(path), disable_datetime_conversion=True)
    assert (found.table_name, found.file_label, found.number_rows) == ("VS", "Vital Signs", 4)
    assert found.creation_time == CREATED
    assert found.column_names_to_labels == {name: f"Label of {name}" for name in VITALS.records}
    assert found.variable_storage_width == {"USUBJID": 20, "VSORRES": 5, "VSSTRESN": 8, "VSDT": 8, "EMPTY": 1}
    assert found.original_variable_types["VSDT"] == "DATE9"
    assert found.original_variable_types["VSSTRESN"] == "8.2"
    for name in VITALS.records:
        wanted = [value or "" if frame[name].dtype.kind not in "f" else value for value in values(VITALS.records[name])]
        assert values(frame[name]) == wanted


def test_pandas_finds_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "vs.xpt"
    write_xpt(VITALS, path, CREATED)
    frame = pd.read_sas(path, format="xport", encoding="ascii")
    assert list(frame.columns) == list(VITALS.records.columns)
    for name in ("VSSTRESN", "VSORRES"):
        assert [value or None for value in values(frame[name])] == values(VITALS.records[name])


def test_our_reader_finds_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "vs.xpt"
    write_xpt(VITALS, path, CREATED)
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


def test_same_dataset_same_bytes_whatever_carries_the_text() -> None:
    plain = VITALS.records.assign(USUBJID=VITALS.records["USUBJID"].astype("object"))
    arrow = VITALS.records.assign(VSORRES=VITALS.records["VSORRES"].astype(pd.StringDtype("pyarrow")))
    wanted = xpt_bytes(VITALS, CREATED)
    assert len(wanted) % 80 == 0
    assert [xpt_bytes(Dataset(VITALS.spec, frame), CREATED) == wanted for frame in (plain, arrow)] == [True, True]
    assert wanted.count(b"04MAR21:05:06:07") == 4


def test_no_records(tmp_path: Path) -> None:
    path = tmp_path / "vs.xpt"
    write_xpt(Dataset(VITALS.spec, VITALS.records.iloc[:0]), path, CREATED)
    frame, found = pyreadstat.read_xport(str(path))
    assert (len(frame), found.column_names) == (0, list(VITALS.records.columns))
    assert len(read_xpt(path).records) == 0


def test_variables_that_stay_at_home_and_provenance_are_left_out() -> None:
    one = dataset(
        {"A": ["x"], "HELP": ["y"], "MODE": ["z"], "#row": ["2"]}, HELP={"submit": False}, MODE={"supplemental": True}
    )
    assert xpt_bytes(one, CREATED) == xpt_bytes(dataset({"A": ["x"]}), CREATED)


def test_blocks_of_records_follow_each_other(tmp_path: Path) -> None:
    count = 2 * 65536 + 3
    number = pd.Series(np.arange(count, dtype=np.float64))
    path = tmp_path / "lb.xpt"
    write_xpt(dataset({"A": number, "B": [f"v{at % 7}" for at in range(count)]}), path, CREATED)
    frame, _ = pyreadstat.read_xport(str(path))
    assert (frame["A"] == number).all()
    assert frame["B"].tolist() == [f"v{at % 7}" for at in range(count)]


NUMBERS = st.floats(allow_nan=True, allow_infinity=False).filter(
    lambda value: value != value or value == 0 or SMALLEST <= abs(value) < TOO_LARGE
)


@settings(max_examples=30, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=20))
def test_numbers_come_back_from_other_readers(tmp_path_factory: pytest.TempPathFactory, numbers: list[float]) -> None:
    path = tmp_path_factory.mktemp("xpt") / "a.xpt"
    write_xpt(dataset({"A": pd.Series(numbers, dtype="float64")}), path, CREATED)
    frame, _ = pyreadstat.read_xport(str(path))
    assert np.array_equal(frame["A"].to_numpy(dtype="float64"), np.array(numbers), equal_nan=True)


ASCII = st.text(st.characters(min_codepoint=1, max_codepoint=126), max_size=12)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(st.none(), ASCII), min_size=1, max_size=15))
def test_text_comes_back_but_for_blanks_at_its_end(
    tmp_path_factory: pytest.TempPathFactory, words: list[str | None]
) -> None:
    path = tmp_path_factory.mktemp("xpt") / "a.xpt"
    write_xpt(dataset({"A": words, "N": [1.0] * len(words)}), path, CREATED)
    assert values(read_xpt(path).records["A"]) == [(word or "").rstrip(" ") or None for word in words]


# What cannot be written.


@pytest.mark.parametrize("name", ["VSSTRESNX", "vsorres", "1A", "A B", "É", ""])
def test_b1_b2_names(tmp_path: Path, name: str) -> None:
    assert refused(
        dataset({"A": ["x"]}, A={"name": name}) if name else dataset({"A": ["x"]}, name=""), tmp_path / "vs.xpt"
    )
    assert refused(dataset({"A": ["x"]}, name="LONGNAMED"), tmp_path / "vs.xpt")[1] == "name LONGNAMED: 9 characters"


def test_b3_labels(tmp_path: Path) -> None:
    path = tmp_path / "vs.xpt"
    write_xpt(dataset({"A": ["x"]}, A={"label": "x" * 40}, label="y" * 40), path, CREATED)
    path.unlink()
    assert "the label has 41 bytes" in refused(dataset({"A": ["x"]}, A={"label": "x" * 41}), path)[1]
    assert refused(dataset({"A": ["x"]}, label="y" * 41), path)[0] == "VS"
    assert refused(dataset({"A": ["x"]}, A={"label": "Größe"}), path)[1] == "'ö' of the label does not fit ascii"
    assert "41 bytes" in refused(dataset({"A": ["x"]}, A={"label": "ö" + "x" * 39}), path, "utf-8")[1]


def test_b4_b19_lengths(tmp_path: Path) -> None:
    path = tmp_path / "vs.xpt"
    assert refused(dataset({"A": ["x", "y" * 201]}), path)[1] == "201 bytes; a transport file holds 200"
    assert refused(dataset({"A": ["x", "x", "four"]}, A={"length": 3}), path)[:2] == [
        "VS.A  record 3",
        "a value of 4 bytes; the spec says length 3",
    ]
    assert "4 bytes" in refused(dataset({"A": ["éé"]}, A={"length": 3}), path, "utf-8")[1]
    write_xpt(dataset({"A": ["y" * 200]}), path, CREATED)


def test_b5_text_that_does_not_fit(tmp_path: Path) -> None:
    one = dataset({"A": ["x", None, "Lasègue's"]}, name="PE")
    assert refused(one, tmp_path / "pe.xpt") == [
        "PE.A  record 3",
        "'è' (U+00E8) in \"Lasègue's\" does not fit ascii",
        "say it in plain letters by a rule: plain(...), or choose another encoding for transport files",
    ]
    for encoding in ("cp1252", "utf-8"):
        write_xpt(one, tmp_path / "pe.xpt", CREATED, encoding)
        assert values(read_xpt(tmp_path / "pe.xpt", encoding).records["A"]) == ["x", None, "Lasègue's"]
        frame, _ = pyreadstat.read_xport(str(tmp_path / "pe.xpt"), encoding=encoding)
        assert frame["A"].tolist() == ["x", "", "Lasègue's"]


def test_words_of_no_record_are_not_judged(tmp_path: Path) -> None:
    column = pd.Series(pd.Categorical(["x"], categories=["x", "é", "y" * 300]))
    write_xpt(dataset({"A": column}), tmp_path / "a.xpt", CREATED)
    assert read_xpt(tmp_path / "a.xpt").spec.variables[0].length == 1


@pytest.mark.parametrize("number", [math.inf, -math.inf, 1e80, -1e80, 1e-80, 5e-324, TOO_LARGE])
def test_b6_b7_numbers_that_do_not_fit(tmp_path: Path, number: float) -> None:
    lines = refused(dataset({"A": [1.0, None, number]}), tmp_path / "a.xpt")
    assert lines[0] == "VS.A  record 3"
    assert "does not fit an IBM double" in lines[1]


def test_b8_integers_that_doubles_round(tmp_path: Path) -> None:
    for whole in (pd.Series([2**53, 2**53 + 1]), pd.Series([None, -(2**53) - 1], dtype="Int64")):
        assert refused(dataset({"A": whole}), tmp_path / "a.xpt")[0] == "VS.A  record 2"
    write_xpt(dataset({"A": pd.Series([2**53, None], dtype="Int64")}), tmp_path / "a.xpt", CREATED)
    assert values(read_xpt(tmp_path / "a.xpt").records["A"]) == [2.0**53, None]


def test_b10_a_blank_last_record(tmp_path: Path) -> None:
    path = tmp_path / "a.xpt"
    assert refused(dataset({"A": ["x", None], "B": ["y", " "]}), path)[0] == "VS  record 2"
    write_xpt(dataset({"A": ["x", None, "z"]}), path, CREATED)
    assert values(read_xpt(path).records["A"]) == ["x", None, "z"]
    write_xpt(dataset({"A": ["x", None]}, A={"length": 80}), path, CREATED)
    assert values(read_xpt(path).records["A"]) == ["x", None]


def test_b12_mixed_values(tmp_path: Path) -> None:
    path = tmp_path / "a.xpt"
    mixed = pd.Series(["x", 1, True], dtype="object")
    assert refused(dataset({"A": mixed}), path)[:2] == ["VS.A  record 2", "1 is no text, and the variable is Char"]
    assert refused(dataset({"A": mixed}, A={"type": "Num"}), path)[1] == "'x' is no number, and the variable is Num"
    assert refused(dataset({"A": ["1"]}, A={"type": "Num"}), path)[0] == "VS.A  record 1"
    assert refused(dataset({"A": [1.0]}, A={"type": "Char"}), path)[1] == "1.0 is no text, and the variable is Char"


def test_records_and_spec_must_agree(tmp_path: Path) -> None:
    one = dataset({"A": ["x"], "B": ["y"]})
    path = tmp_path / "a.xpt"
    assert refused(Dataset(one.spec, one.records[["A"]]), path)[:2] == ["VS.B", "0 columns of that name in the records"]
    assert refused(Dataset(one.spec, one.records.assign(C="z")), path)[:2] == [
        "VS.C",
        "a column the spec says nothing of",
    ]
    assert "format" in refused(dataset({"A": ["x"]}, A={"format": "not one"}), path)[1]
    with pytest.raises(MappingError, match="cannot be written in utf-16"):
        write_xpt(one, path, CREATED, "utf-16")


def test_real_files_keep_every_byte_of_their_records() -> None:
    paths = sorted((SHARED / "realdata").rglob("*.xpt"))
    if not paths:
        pytest.skip("no shared folder beside the checkout")
    marker, same = b"HEADER RECORD*******OBS     ", 0
    for path in (path for path in paths if path.parent.name != "robustness"):
        encoding = "cp1252" if path.name == "ts.xpt" else "ascii"
        wanted, found = path.read_bytes(), xpt_bytes(read_xpt(path, encoding), CREATED, encoding)
        assert found[found.index(marker) :] == wanted[wanted.index(marker) :], path.name
        same += 1
    assert same > 20
