"""What a transport file could only hold changed: said before anything lands."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from define_xml.transport.stream import Reading, Writing, text_dtype
from define_xml.transport.xpt.read import read_xpt
from define_xml.transport.xpt.write import write_xpt
from mappings.dataset import Dataset
from mappings.error import MappingError
from tests.define_xml.made import NOW, dataset, refused, told, values, written


@pytest.mark.parametrize("name", ["VSSTRESNX", "vsorres", "1A", "A B", "É", ""])
def test_b1_b2_names(tmp_path: Path, name: str) -> None:
    assert refused(
        dataset({"A": ["x"]}, A={"name": name}) if name else dataset({"A": ["x"]}, name=""), tmp_path / "vs.xpt"
    )
    assert refused(dataset({"A": ["x"]}, name="LONGNAMED"), tmp_path / "vs.xpt")[1] == "name LONGNAMED: 9 characters"


def test_b3_labels(tmp_path: Path) -> None:
    path = tmp_path / "vs.xpt"
    write_xpt(dataset({"A": ["x"]}, A={"label": "x" * 40}, label="y" * 40), path, NOW)
    path.unlink()
    assert "the label has 41 bytes" in refused(dataset({"A": ["x"]}, A={"label": "x" * 41}), path)[1]
    assert refused(dataset({"A": ["x"]}, label="y" * 41), path)[0] == "VS"
    assert refused(dataset({"A": ["x"]}, A={"label": "Größe"}), path)[1] == "'ö' of the label does not fit ascii"
    utf8 = Writing(encoding="utf-8")
    assert "41 bytes" in refused(dataset({"A": ["x"]}, A={"label": "ö" + "x" * 39}), path, utf8)[1]
    assert "byte 0A in the label" in refused(dataset({"A": ["x"]}, A={"label": "a\nb"}), path)[1]
    assert "ends in a blank" in refused(dataset({"A": ["x"]}, A={"label": "a "}), path)[1]
    noted = write_xpt(dataset({"A": ["x"]}, A={"label": "ö" + "x" * 38}), path, utf8)
    assert told(noted) == [("not_ascii", "VS.A", r"\xC3\xB6" + "x" * 38, 1, ())]
    assert read_xpt(path, Reading("utf-8")).spec.variables[0].label == "ö" + "x" * 38


def test_b4_b19_lengths(tmp_path: Path) -> None:
    path = tmp_path / "vs.xpt"
    cases: list[dict[str, object]] = [{}, {"length": 201}, {"length": 300}]
    for said in cases:
        lines = refused(dataset({"A": ["x", "y" * 201]}, A=said), path)
        assert lines[:2] == ["VS.A  record 2", "201 bytes; a transport file holds 200"]
    assert refused(dataset({"A": ["x"]}, A={"length": 201}), path)[:2] == [
        "VS.A",
        "201 bytes; a transport file holds 200",
    ]
    assert refused(dataset({"A": ["x", "x", "four"]}, A={"length": 3}), path)[:2] == [
        "VS.A  record 3",
        "a value of 4 bytes; the spec says length 3",
    ]
    assert "4 bytes" in refused(dataset({"A": ["éé"]}, A={"length": 3}), path, Writing(encoding="utf-8"))[1]
    write_xpt(dataset({"A": ["y" * 200]}), path, NOW)


def test_b5_text_that_does_not_fit(tmp_path: Path) -> None:
    one = dataset({"A": ["x", None, "Lasègue's"]}, name="PE")
    assert refused(one, tmp_path / "pe.xpt") == [
        "PE.A  record 3",
        "'è' (U+00E8) in \"Lasègue's\" does not fit ascii",
        "say it in plain letters by a rule: plain(...), or convert with --out-encoding cp1252",
    ]
    for encoding in ("cp1252", "utf-8"):
        write_xpt(one, tmp_path / "pe.xpt", Writing(encoding=encoding))
        assert values(read_xpt(tmp_path / "pe.xpt", Reading(encoding)).records["A"]) == ["x", None, "Lasègue's"]
        frame, _ = pyreadstat.read_xport(str(tmp_path / "pe.xpt"), encoding=encoding)
        assert frame["A"].tolist() == ["x", "", "Lasègue's"]


def test_bytes_of_no_encoding_are_written_as_they_were_or_refused(tmp_path: Path) -> None:
    one = dataset({"A": pd.Series(["a", "x\udc81y"], dtype="object")}, A={"type": "Char"})
    for encoding in ("ascii", "cp1252", "utf-8"):
        assert refused(one, tmp_path / "a.xpt", Writing(encoding=encoding))[:2] == [
            "VS.A  record 2",
            r"byte 81 in 'x\\udc81y' was kept as it was read, in no encoding",
        ]
        data, noted = written(one, Writing(encoding=encoding, lenient=True))
        assert b"a  x\x81y" in data
        assert told(noted) == [("wrong_encoding", "VS.A", r"x\x81y", 1, (2,))]


def test_words_of_no_record_are_not_judged(tmp_path: Path) -> None:
    column = pd.Series(pd.Categorical(["x"], categories=["x", "é", "y" * 300, 3]))
    cases: list[dict[str, object]] = [{}, {"length": 1}]
    for said in cases:
        write_xpt(dataset({"A": column}, A=said), tmp_path / "a.xpt", NOW)
        assert read_xpt(tmp_path / "a.xpt").spec.variables[0].length == 1


def test_b10_a_blank_last_record(tmp_path: Path) -> None:
    path = tmp_path / "a.xpt"
    assert refused(dataset({"A": ["x", None], "B": ["y", " "]}), path)[0] == "VS  record 2"
    write_xpt(dataset({"A": ["x", None, "z"]}), path, NOW)
    assert values(read_xpt(path).records["A"]) == ["x", None, "z"]
    write_xpt(dataset({"A": ["x", None]}, A={"length": 80}), path, NOW)
    assert values(read_xpt(path).records["A"]) == ["x", None]
    write_xpt(dataset({"A": ["x", None], "N": [None, None]}, N={"type": "Num"}), path, NOW)
    assert len(read_xpt(path).records) == 2


def test_b11_text_without_values(tmp_path: Path) -> None:
    for empty in (pd.Series([None, None]), pd.Series([math.nan, math.nan]), pd.Series(["", None], dtype=text_dtype())):
        one = dataset({"A": empty, "N": [1.0, 2.0]}, A={"type": "Char"})
        write_xpt(one, tmp_path / "a.xpt", NOW)
        found = read_xpt(tmp_path / "a.xpt")
        assert (found.spec.variables[0].length, values(found.records["A"])) == (1, [None, None])


@pytest.mark.parametrize("value", [1, 1.5, True, b"x", ["x"], np.int64(3)])
def test_b12_mixed_values(tmp_path: Path, value: object) -> None:
    path = tmp_path / "a.xpt"
    mixed = pd.Series(["x", None, value], dtype="object")
    remedy = "make it text by a rule, or say type Num"
    wrong = ["VS.A  record 3", f"{value!r} is no text, and the variable is Char", remedy]
    assert refused(dataset({"A": mixed}, A={"type": "Char"}), path) == wrong
    if not isinstance(value, list):
        category = dataset({"A": mixed.astype("category")}, A={"type": "Char"})
        assert refused(category, path) == wrong


@pytest.mark.parametrize("value", ["x", "1", True, b"1", [1], 1 + 2j])
def test_b12_no_numbers(tmp_path: Path, value: object) -> None:
    one = dataset({"A": pd.Series([1.0, None, value], dtype="object")}, A={"type": "Num"})
    remedy = "make it a number by a rule, or say type Char"
    wrong = ["VS.A  record 3", f"{value!r} is no number, and the variable is Num", remedy]
    assert refused(one, tmp_path / "a.xpt") == wrong


@pytest.mark.parametrize(
    "column",
    [pd.Series([True]), pd.Series([1 + 2j]), pd.Series(["1"], dtype="category")],
    ids=["truth", "complex", "category"],
)
def test_b12_columns_of_no_numbers(tmp_path: Path, column: pd.Series) -> None:
    assert "is no number" in refused(dataset({"A": column}, A={"type": "Num"}), tmp_path / "a.xpt")[1]


def test_numbers_for_text(tmp_path: Path) -> None:
    one = dataset({"A": [None, 1.0]}, A={"type": "Char"})
    assert refused(one, tmp_path / "a.xpt")[:2] == ["VS.A  record 2", "1.0 is no text, and the variable is Char"]


def test_records_and_spec_must_agree(tmp_path: Path) -> None:
    one = dataset({"A": ["x"], "B": ["y"]})
    path = tmp_path / "a.xpt"
    assert refused(Dataset(one.spec, one.records[["A"]]), path)[:2] == ["VS.B", "0 columns of that name in the records"]
    assert refused(Dataset(one.spec, one.records.assign(C="z")), path)[:2] == [
        "VS.C",
        "a column the spec says nothing of",
    ]
    assert "format" in refused(dataset({"A": ["x"]}, A={"format": "not one"}), path)[1]
    assert "described twice" in refused(dataset({"A": ["x"], "B": ["y"]}, B={"name": "A"}), path)[1]
    with pytest.raises(MappingError, match="'utf-16' is no encoding of a transport file"):
        write_xpt(one, path, Writing(encoding="utf-16"))
