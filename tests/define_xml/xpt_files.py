"""Transport files made byte by byte, for the tests that read them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame

from define_xml.transport.stream import Reading
from define_xml.transport.xpt.header import Field, Header, pack_header, padded
from define_xml.transport.xpt.ibm import to_ibm
from define_xml.transport.xpt.read import read_xpt
from mappings.error import InputError
from mappings.finding import Finding

ABOUT = {"sas_version": "9.4", "sas_os": "X64", "created": "21AUG20:09:14:28", "modified": "21AUG20:09:14:28"}
Cell = str | bytes | float | None


def field(name: str, width: int, text: bool = True) -> Field:
    """A field; `packed` says where it lies."""
    return Field(name, f"Label of {name}", text, width, 0)


def number(value: float | None) -> bytes:
    """The eight bytes of a number."""
    return int(to_ibm(np.array([math.nan if value is None else value]))[0]).to_bytes(8, "big")


def cell(one: Field, value: Cell) -> bytes:
    """A value as it lies in a record."""
    if isinstance(value, bytes):
        return value.ljust(one.width)
    return (str(value or "").encode("ascii")).ljust(one.width) if one.text else number(value)[: one.width]  # type: ignore[arg-type]


def packed(fields: Sequence[Field], records: Sequence[Sequence[Cell]], name: str = "VS") -> bytes:
    """A whole file of these records."""
    laid: list[Field] = []
    for one in fields:
        at = laid[-1].at + laid[-1].width if laid else 0
        laid.append(Field(one.name, one.label, one.text, one.width, at))
    body = b"".join(cell(one, value) for record in records for one, value in zip(laid, record, strict=True))
    return pack_header(Header(name, "Vital Signs", "", tuple(laid), ABOUT), "ascii") + padded(body)


FIELDS = [field("USUBJID", 10), field("VSTEST", 24), field("VSSEQ", 8, text=False)]
RECORDS: list[list[Cell]] = [[f"RSP-{at:04}", "Systolic" if at % 3 else None, at / 10] for at in range(1, 31)]
WHOLE = packed(FIELDS, RECORDS)
START = len(pack_header(Header("VS", "", "", tuple(Field(f"V{at}", "", True, 1, at) for at in range(3))), "ascii"))


def write(folder: Path, data: bytes, name: str = "vs.xpt") -> Path:
    """The file."""
    path = folder / name
    path.write_bytes(data)
    return path


def values(column: pd.Series) -> list[object]:
    """The values, None for missing."""
    return [None if pd.isna(value) else value for value in column.astype("object")]


def rows(frame: DataFrame) -> list[tuple[object, ...]]:
    """The records, None for missing."""
    return list(zip(*(values(frame[name]) for name in frame.columns), strict=True))


def refused(folder: Path, data: bytes, reading: Reading | None = None) -> list[str]:
    """The lines of the error."""
    path = write(folder, data)
    with pytest.raises(InputError) as caught:
        read_xpt(path, reading or Reading())
    return [line.strip() for line in str(caught.value).splitlines()]


def checks(findings: Sequence[Finding]) -> list[str]:
    """The names of what was found."""
    return [finding.check for finding in findings]
