"""Transport files that are cut, damaged or of another kind: refused, with the byte where it shows."""

from __future__ import annotations

import math
import struct
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from define_xml.transport.ibm import to_ibm
from define_xml.transport.xpt import read_xpt, xpt_bytes
from mappings.dataset import Dataset
from mappings.distinct import text
from mappings.error import InputError
from mappings.spec import DatasetSpec, VariableSpec

CREATED = datetime(2021, 3, 4, 5, 6, 7)


def dataset(columns: dict[str, list[str] | list[float]]) -> Dataset:
    """A dataset of these columns: lists of text are Char, the others Num."""
    kinds = {name: "Char" if isinstance(column[0], str) else "Num" for name, column in columns.items()}
    frame = pd.DataFrame({name: text(column) if kinds[name] == "Char" else column for name, column in columns.items()})  # type: ignore[arg-type]
    variables = tuple(VariableSpec(name=name, label="", type=kind) for name, kind in kinds.items())  # type: ignore[arg-type]
    return Dataset(DatasetSpec(name="VS", label="", domain="VS", variables=variables), frame)


def read_bytes(folder: Path, data: bytes) -> list[str]:
    """The lines of the error."""
    path = folder / "vs.xpt"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_xpt(path)
    return [line.strip() for line in str(caught.value).splitlines()]


def test_files_that_are_cut_or_damaged(tmp_path: Path) -> None:
    whole = xpt_bytes(dataset({"A": [f"{at:070}" for at in range(9)], "N": [1.0] * 9}), CREATED)
    start = len(whole) - 720
    assert read_bytes(tmp_path, b"")[1] == "the file is empty"
    assert read_bytes(tmp_path, b"USUBJID,AGE\n")[1] == "no SAS transport file"
    assert read_bytes(tmp_path, b"PK\x03\x04" + whole)[1] == "an Excel workbook or ZIP file"
    for cut in (80, 300, 640, start - 80, start - 1):
        assert read_bytes(tmp_path, whole[:cut])[1] == "the header is damaged or cut"
    assert read_bytes(tmp_path, whole[: start + 200])[1] == "the file ends within record 3"
    assert read_bytes(tmp_path, whole[: start + 160])[1] == "the file ends within record 3"
    assert read_bytes(tmp_path, whole + b"garbage")[1] == "the file ends within record 10"
    assert read_bytes(tmp_path, whole + whole[240:])[1] == "a second dataset begins here"


def test_one_letter_of_a_header_card(tmp_path: Path) -> None:
    whole = bytearray(xpt_bytes(dataset({"A": ["x"]}), CREATED))
    for at in (3, 250, 330, 600, 800):
        damaged = bytearray(whole)
        damaged[at] ^= 1
        assert read_bytes(tmp_path, bytes(damaged))


@pytest.mark.parametrize("count", [b"0000", b"9999", b"00x1"])
def test_a_wrong_count_of_variables(tmp_path: Path, count: bytes) -> None:
    whole = xpt_bytes(dataset({"A": ["x"]}), CREATED)
    assert read_bytes(tmp_path, whole[:614] + count + whole[618:])[1] == "the header is damaged or cut"


def test_short_numbers_are_read(tmp_path: Path) -> None:
    whole = xpt_bytes(dataset({"A": [-118.625, 1.0, math.nan]}), CREATED)
    start = len(whole) - 80
    short = b"".join(struct.pack(">Q", int(word))[:4] for word in to_ibm(np.array([-118.625, 1.0, math.nan])))
    path = tmp_path / "vs.xpt"
    path.write_bytes(whole[:644] + b"\0\x04" + whole[646:start] + short.ljust(80))
    assert np.array_equal(read_xpt(path).records["A"], [-118.625, 1.0, math.nan], equal_nan=True)
