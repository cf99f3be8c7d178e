"""Dates and datetimes side by side: SAS days, SAS seconds or complete ISO 8601, at the precision both have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from pandas import Series

from adam.partial_dates import counts_seconds
from mappings.date_columns import Mask, Numbers
from mappings.distinct import Codes, factors, spread_number
from mappings.iso8601 import day_number
from mappings.sas_dates import DAY

# The number of 1960-01-01 where 0001-01-01 is day 1.
SAS_BEGINS = date(1960, 1, 1).toordinal()


@dataclass(frozen=True)
class Moments:
    """For each record the SAS day, and the SAS second where the column holds seconds; NaN where there is none."""

    day: Numbers
    second: Numbers | None = None

    @property
    def known(self) -> Mask:
        """Where there is a date."""
        return ~np.isnan(self.day)

    def at(self, places: Codes) -> Moments:
        """The moments at those positions, none at -1."""
        second = None if self.second is None else np.append(self.second, np.nan)[places]
        return Moments(np.append(self.day, np.nan)[places], second)


def moments(column: Series) -> Moments:
    """The column as moments; text is a complete ISO 8601 date, of which the day counts."""
    values = numbers_of(column)
    if in_seconds(column):
        return Moments(np.floor(values / DAY), values)
    return Moments(values)


def days(column: Series) -> Numbers:
    """The SAS day of each record, whether it is told in days, in seconds or as a complete ISO 8601 date."""
    return moments(column).day


def numbers_of(column: Series) -> Numbers:
    """SAS days or seconds as the column counts them; of text the day of a complete ISO 8601 date; else plain NaN."""
    if not pd.api.types.is_numeric_dtype(column.dtype):
        return spread_number(day_number, column).to_numpy(dtype=np.float64) - SAS_BEGINS
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isnan(values), np.nan, values)


def in_seconds(column: Series) -> bool:
    """Whether the column holds seconds and not days."""
    return pd.api.types.is_numeric_dtype(column.dtype) and counts_seconds(column)


def earlier(left: Moments, right: Moments) -> Mask:
    """Where left is before right: by the second if both tell seconds, else by the day; False where one is missing."""
    if left.second is None or right.second is None:
        return np.asarray(left.day < right.day)
    return np.asarray(left.second < right.second)


def measures(column: Series) -> Numbers:
    """The numbers of a column; of text those of its numerals (`3` is 3), NaN for any other text."""
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    codes, words = factors(column)
    numbers = pd.to_numeric(Series(words, dtype="object"), errors="coerce").to_numpy(dtype=np.float64)
    return np.append(numbers, np.nan)[codes]
