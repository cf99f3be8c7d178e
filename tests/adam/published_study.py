"""Published studies beside the checkout: their SDTM changed at will, and their ADaM compared with ours cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame

from define_xml import read_dataset
from mappings.dataset import Dataset
from sdtm.datasets import Build

ROOT = Path(__file__).parents[2]
REAL = ROOT / ".." / "shared" / "realdata"
there = pytest.mark.skipif(not REAL.is_dir(), reason="the published studies are not beside the checkout")
Tables = dict[str, DataFrame]
Row = Mapping[str, str | float | None]


def tables(folder: Path, names: str) -> Tables:
    """SDTM datasets as plain text, empty where missing: of CSV files, else of transport files."""
    found = {}
    for name in names.split():
        if (folder / f"{name}.csv").is_file():
            found[name] = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
        else:
            records = read_dataset(folder / f"{name}.xpt").records
            found[name] = DataFrame({one: [_cell(value) for value in records[one]] for one in records})
    return found


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "" if np.isnan(value) else repr(value).removesuffix(".0")
    return "" if value is None else str(value)


def put(found: Tables, name: str, who: str, **cells: str) -> None:
    """Those columns of all the subject's records set to the values."""
    rows = found[name]["USUBJID"] == who
    assert rows.any()
    for column, value in cells.items():
        assert column in found[name]
        found[name].loc[rows, column] = value


def more(found: Tables, name: str, who: str, **cells: str) -> None:
    """One more record of the subject: a copy of its first one with those columns changed."""
    first = found[name][found[name]["USUBJID"] == who].iloc[[0]]
    assert set(cells) <= set(first.columns)
    found[name] = pd.concat([found[name], first.assign(**cells)], ignore_index=True)


def without(found: Tables, name: str, choose: Callable[[DataFrame], pd.Series]) -> None:
    """Those records left out."""
    found[name] = found[name][~choose(found[name])].reset_index(drop=True)


def written(found: Tables, folder: Path) -> Path:
    """The datasets as CSV files in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in found.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    return folder


def built(build: Build, name: str) -> Dataset:
    """A dataset of the build."""
    return next(one for one in build.datasets if one.name == name)


def seconds(texts: pd.Series) -> pd.Series:
    """ISO 8601 as seconds since 1960, by pandas' own reading."""
    moments = pd.to_datetime(texts.where(texts != ""), format="ISO8601")
    return (moments - pd.Timestamp("1960-01-01")).dt.total_seconds()


def day(text: str) -> float:
    """One date as SAS days."""
    return float((pd.Timestamp(text) - pd.Timestamp("1960-01-01")).days)


def differing(ours: Dataset, published: DataFrame, keys: Sequence[str]) -> dict[str, int]:
    """Of each variable that is not the same in every record: in how many it differs; numbers count from 1e-9 apart."""
    mine, theirs = (frame.set_index(list(keys)).sort_index() for frame in (ours.records, published))
    assert mine.index.is_unique
    assert list(mine.index) == list(theirs.index)
    counts = {}
    for variable in ours.spec.variables:
        if variable.name in keys or variable.name not in theirs:
            continue
        one, other = mine[variable.name], theirs[variable.name]
        if variable.type == "Num":
            first, second = one.to_numpy(dtype=np.float64), other.to_numpy(dtype=np.float64)
            same = (np.abs(first - second) < 1e-9) | (np.isnan(first) & np.isnan(second))
        else:
            words, others = (column.astype("object").where(column.notna(), "").to_numpy() for column in (one, other))
            same = words == others
        counts[variable.name] = int((~same).sum())
    return {name: count for name, count in counts.items() if count}
