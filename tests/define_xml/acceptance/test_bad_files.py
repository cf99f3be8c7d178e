"""The files these lists begin with are what they should be: other readers agree on the sound ones."""

from __future__ import annotations

import struct
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

import define_xml
from tests.define_xml.acceptance.bad_files import (
    DM_VARIABLES,
    ODD_VARIABLES,
    Var,
    changed,
    dm,
    ibm,
    lengths,
    number,
    put,
    size,
    start,
    text,
    xpt,
)

ODD = dm(306, ODD_VARIABLES)


@pytest.mark.parametrize("variables", [DM_VARIABLES, ODD_VARIABLES])
def test_three_readers_agree(variables: tuple[Var, ...], tmp_path: Path) -> None:
    path = put(tmp_path, dm(306, variables))
    ours = define_xml.read_dataset(path)
    frame, meta = pyreadstat.read_xport(str(path))
    pandas = pd.read_sas(path, format="xport", encoding="ascii")
    for records in (ours.records, frame, pandas):
        assert records["USUBJID"].tolist() == [f"RESPINE-{place:06}" for place in range(1, 307)]
        assert records["AGE"].tolist() == [20 + place % 60 for place in range(1, 307)]
    assert (meta.table_name, meta.file_label) == (ours.name, ours.spec.label) == ("DM", "Demographics")
    assert meta.column_labels == [variable.label for variable in ours.spec.variables]
    assert lengths(path) == {var.name: var.width for var in variables}


def test_what_pyreadstat_wrote_is_read_the_same(tmp_path: Path) -> None:
    frame = pd.DataFrame({"USUBJID": ["a", "bb"], "AGE": [43.0, 0.1]})
    path = tmp_path / "dm.xpt"
    pyreadstat.write_xport(frame, str(path), table_name="DM", file_label="Demographics", file_format_version=5)
    ours = define_xml.read_dataset(path)
    assert ours.records["USUBJID"].tolist() == ["a", "bb"]
    assert ours.records["AGE"].tolist() == [43.0, 0.1]


@pytest.mark.parametrize(("value", "raw"), [(1, "4110"), (-1, "C110"), (0, "00"), (0.5, "4080"), (118.625, "4276A0")])
def test_numbers_are_those_of_the_textbooks(value: float, raw: str) -> None:
    assert ibm(value) == bytes.fromhex(raw).ljust(8, b"\0")


def test_the_places_of_a_file() -> None:
    data = xpt(ODD)
    assert (start(ODD), size(ODD), len(data) % 80) == (1280, 35, 0)
    assert data[start(ODD) : start(ODD) + 7] == b"RESPINE"
    assert changed(b"abcd", 1, b"XY") == b"aXYd"
    assert struct.unpack(">h", data[644:646]) == (8,)
    assert (number("N").kind, text("T", 3).kind) == (1, 2)
