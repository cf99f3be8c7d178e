"""Values of a dataset counted by records and subjects: what tables of analysis datasets in the guides stand on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas import DataFrame, Series


@dataclass(frozen=True)
class Counted:
    """Values that stand together, and in how many records and subjects they do."""

    values: tuple[str, ...]
    records: int
    subjects: int


def counted(frame: DataFrame, columns: Sequence[str], order: str = "") -> tuple[Counted, ...]:
    """Each combination of values of the columns with its records and subjects, by text, or by the number in `order`.

    Numbers are written as short as they can be; what is missing is "" and comes first.
    """
    if not columns or frame.empty:
        return ()
    texts = DataFrame({name: texted(frame[name]) for name in columns})
    texts["#"] = frame["USUBJID"].to_numpy(dtype=object) if "USUBJID" in frame else np.arange(len(frame)).astype(object)
    groups = texts.groupby(list(columns), sort=True)["#"]
    table = DataFrame({"records": groups.size(), "subjects": groups.nunique()})
    found = [
        Counted(tuple(str(one) for one in (key if isinstance(key, tuple) else (key,))), int(records), int(subjects))
        for key, records, subjects in zip(table.index, table["records"], table["subjects"], strict=True)
    ]
    if order in columns:
        place = list(columns).index(order)
        found.sort(key=lambda one: (float(one.values[place] or "-inf"), one.values))
    return tuple(found)


def filled(frame: DataFrame, name: str) -> tuple[Counted, ...]:
    """The values that are there of one variable; () if the dataset has no such variable."""
    return tuple(one for one in counted(frame, [name]) if one.values[0]) if name in frame else ()


def yes(frame: DataFrame, name: str) -> Counted:
    """Records and subjects with Y."""
    met = (frame[name] == "Y").to_numpy(dtype=bool, na_value=False)
    subjects = frame["USUBJID"][met].nunique() if "USUBJID" in frame else int(met.sum())
    return Counted(("Y",), int(met.sum()), int(subjects))


def texted(column: Series) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """The values as text, each value turned once."""
    codes, values = pd.factorize(column)
    # A missing value has the code -1, which is the last of the texts.
    texts = np.array([*(shown(value) for value in values), ""], dtype=object)
    found: np.ndarray[tuple[int], np.dtype[np.object_]] = texts[codes]
    return found


def shown(value: object) -> str:
    """A value as text: missing is "", a whole number has no point."""
    if value is None or value != value:
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)
