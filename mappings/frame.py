"""A dataset as people analyse it: a DataFrame with dates where SAS has numbers."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from mappings.distinct import factors
from mappings.error import MappingError
from mappings.iso8601 import parse_date
from mappings.sas_dates import calendar_kind, from_sas
from mappings.spec import VariableSpec

if TYPE_CHECKING:
    from mappings.dataset import Dataset

Array = np.ndarray[Any, np.dtype[Any]]

_DTC = re.compile(r".*DTC")


def frame(dataset: Dataset, dates: bool | Literal["all"] = True) -> DataFrame:
    """The records for analysis: one column for each variable in the order of the spec, no others, index from 0.

    - Text is pandas' own text, missing values NaN.
    - Numbers are float64, special missing values plain NaN; variables of data type integer are Int64, if all are whole.
    - Numbers with a SAS format of dates or times (`calendar_kind`) become such: datetime64[s] for days, datetime64[us]
      for moments, timedelta64[us] for times. A variable with a value that is none (half a day, a year before 1582 or
      after 9999) stays a column of numbers, whole: nothing is dropped. `dates=False` leaves all of them numbers.
    - `dates="all"` also puts `AESTDTC_date` after each text variable with ISO 8601 dates: datetime64[us] where year,
      month and day are known (with the clock if it tells hour and minute, and names no zone), else NaT. The text stays.
    - `attrs` have name and label of the dataset, and the labels and formats of its variables.
    """
    columns: dict[str, Series] = {}
    variables = [variable for variable in dataset.spec.variables if variable.submit and not variable.supplemental]
    for variable in variables:
        if variable.name not in dataset.records.columns:
            problem = "no column of that name in the records"
            raise MappingError(f"{dataset.name}.{variable.name}", problem, "build it, or leave it out of the spec")
        column = dataset.records[variable.name].reset_index(drop=True)
        columns[variable.name] = _numbers(variable, column, dates) if variable.type == "Num" else _text(column)
        if dates == "all" and _tells_dates(variable):
            columns[f"{variable.name}_date"] = _days(columns[variable.name])
    records = DataFrame(columns, index=pd.RangeIndex(len(dataset.records)))
    records.attrs = {
        "name": dataset.name,
        "label": dataset.spec.label,
        "labels": {variable.name: variable.label for variable in variables},
        "formats": {variable.name: variable.format for variable in variables if variable.format},
    }
    return records


def _text(column: Series) -> Series:
    usual: Any = Series(["a"]).dtype
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype("object")
    return column.where(column.notna(), np.nan).astype(usual)


def _numbers(variable: VariableSpec, column: Series, dates: object) -> Series:
    if column.dtype.kind in "mM":
        # Somebody has put dates there already.
        return column
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    # A NaN of our own may bear the letter of a special missing value; here all are alike.
    values = np.where(np.isnan(values), np.nan, values)
    kind = calendar_kind(variable.format) if dates else ""
    moments = from_sas(values, kind) if kind else None
    if moments is not None:
        return Series(moments)
    if variable.data_type == "integer" and not calendar_kind(variable.format) and _whole(values):
        return Series(values).astype("Int64")
    return Series(values)


def _whole(values: Array) -> bool:
    known = values[~np.isnan(values)]
    return bool(((known == np.floor(known)) & (np.abs(known) <= 2**53)).all())


def _tells_dates(variable: VariableSpec) -> bool:
    dated = variable.data_type in ("date", "datetime", "partialDatetime") or _DTC.fullmatch(variable.name)
    return variable.type == "Char" and bool(dated)


def _days(column: Series) -> Series:
    """The moments of ISO 8601 texts whose day is known, as datetime64[us]; NaT for the others."""
    codes, words = factors(column)
    # The last one is for the code of missing values, -1.
    return Series(np.array([*(_moment(word) for word in words), None], dtype="M8[us]")[codes])


def _moment(text: str) -> datetime | None:
    found = parse_date(text)
    if found is None or not found.complete:
        return None
    clock = len(found.known) > 4 and not found.zone
    return found.earliest if clock else found.without_time.earliest
