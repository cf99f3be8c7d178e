"""Small datasets drawn at random, with ties, missing values and strangers; and columns of another dataset."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st
from pandas import DataFrame, Series

from mappings.distinct import text

# Few different values, so that equal ones meet often. Z is a subject that no record has, None no subject at all.
WHO = st.sampled_from(["A", "B", "C", None])
THEM = st.sampled_from(["A", "B", "Z", None])
DAY = st.one_of(st.none(), st.integers(-3, 12).map(float))
NUMBER = st.one_of(st.none(), st.sampled_from([-1.5, 0.0, 0.1, 0.2, 0.3, 1.0, 2.0, 9.0, 10.0]))
WORD = st.one_of(st.none(), st.sampled_from(["a", "b", "N", "Y", " ", "2014-01", "2014-01-03"]))
FIGURE = st.one_of(st.none(), st.sampled_from(["9", "10", "2", "10.0"]))


def column(values: Sequence[Any], number: bool) -> Series:
    """The values as a column of records: float64 or dictionary-encoded text."""
    if number:
        return Series([np.nan if value is None else float(value) for value in values], dtype="float64")
    return text(list(values))


def of(dataset: str, who: Sequence[str | None], values: Series) -> Series:
    """The column as rules get it of another dataset: labelled by subject."""
    return Series(values.array, index=pd.Index(list(who), dtype="object", name="USUBJID"), name=f"{dataset}.X")


def labelled(frame: DataFrame, name: str, dataset: str = "EX") -> Series:
    """A column of a drawn table as one of another dataset; its USUBJID are the labels."""
    return of(dataset, plain(frame["USUBJID"]), frame[name]).rename(f"{dataset}.{name}")


def plain(values: Series) -> list[Any]:
    """The values, None where missing."""
    return [None if value is None or value != value else value for value in values.astype(object)]
