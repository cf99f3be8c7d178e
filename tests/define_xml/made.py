"""Datasets written as they look, and what a transport file of them is, or why there is none."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from define_xml.transport.stream import Writing, streamed
from define_xml.transport.xpt.write import write_xpt, xpt_blocks
from mappings.dataset import Dataset
from mappings.distinct import text
from mappings.error import InputError
from mappings.finding import Finding
from mappings.spec import DatasetSpec, VariableSpec

NOW = Writing(created=datetime(2021, 3, 4, 5, 6, 7))


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


def written(one: Dataset, writing: Writing = NOW) -> tuple[bytes, list[Finding]]:
    """The file's bytes, and what is odd about it."""
    noted: list[Finding] = []
    return b"".join(xpt_blocks(streamed(one), writing, noted)), noted


def refused(one: Dataset, path: Path, writing: Writing = NOW) -> list[str]:
    """The lines of the error; nothing was written."""
    before = sorted(item.name for item in path.parent.iterdir())
    with pytest.raises(InputError) as caught:
        write_xpt(one, path, writing)
    assert sorted(item.name for item in path.parent.iterdir()) == before
    return [line.strip() for line in str(caught.value).splitlines()]


def told(noted: list[Finding]) -> list[tuple[str, str, str, int, tuple[int, ...]]]:
    """Check, place, value, count and records of each finding."""
    return [(one.check, one.place, one.value, one.count, one.records) for one in noted]
