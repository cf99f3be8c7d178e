"""The values a text variable has, in the order that its numeric companion gives, with what codes stand for."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from pandas import DataFrame, Series
from pandas.api.types import is_numeric_dtype, is_string_dtype

from mappings.distinct import factors

COLUMNS = ("dataset", "variable", "value", "number", "meaning", "records", "subjects")
# Identifiers and dates are no codes, however few of them there are.
_NO_CODES = re.compile(r"(U?SUBJID|[A-Z]{2,4}DTC?|SRC(DOM|VAR)|.*SEQ)")


def ordered_codes(frame: DataFrame, variable: str) -> DataFrame:
    """The values in use: `number` (of the N companion, else missing), `meaning`, `records`, `subjects`; by value."""
    codes, words = factors(frame[variable])
    known = codes >= 0
    found = DataFrame(index=pd.Index(words, name="value"))
    found["number"] = _companion(frame, variable, codes, len(words))
    found["meaning"] = _meaning(frame, variable, codes, len(words))
    found["records"] = np.bincount(codes[known], minlength=len(words))
    found["subjects"] = _subjects(frame, codes, len(words))
    found = found[found["records"] > 0].sort_index()
    return found.sort_values("number", kind="stable", na_position="last")


def codes_of(frame: DataFrame, name: str, most: int) -> DataFrame:
    """The codes of the dataset, variable by variable in its order: `COLUMNS`."""
    parts = [_part(frame, name, str(variable), most) for variable in frame.columns]
    empty = DataFrame({column: Series(dtype="float64" if column == "number" else "str") for column in COLUMNS})
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else empty


def companions(variable: str) -> list[str]:
    """The names that a text variable's numeric companion may have (ADaMIG 1.3, 3.1)."""
    names = [f"{variable}N"]
    if variable.endswith("FL"):
        names.append(f"{variable[:-1]}N")
    # AVALCAT1 has AVALCA1N, for a name has eight letters; APERIODC has APERIOD.
    names += [found[1] + found[2] + "N"] if (found := re.fullmatch(r"(.*CA)T(\d+)", variable)) else []
    names += [variable[:-1]] if variable in ("APERIODC", "ASPERC") else []
    return names


def _part(frame: DataFrame, name: str, variable: str, most: int) -> DataFrame:
    if not is_string_dtype(frame[variable].dtype) or _NO_CODES.fullmatch(variable):
        return DataFrame()
    few = frame[variable].nunique() <= most
    if not few and not any(one in frame.columns for one in [*companions(variable), *_meanings(variable)]):
        return DataFrame()
    codes = ordered_codes(frame, variable).reset_index()
    return codes.assign(dataset=name, variable=variable)[list(COLUMNS)]


def _companion(frame: DataFrame, variable: str, codes: np.ndarray, size: int) -> np.ndarray:
    """The number of each value; all missing unless there is exactly one for each."""
    none = np.full(size, np.nan)
    for name in companions(variable):
        if name in frame.columns and is_numeric_dtype(frame[name].dtype):
            numbers = frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
            one = _one_each(codes, numbers, size)
            return none if one is None else one
    if variable == "PARAMCD":
        return _companion(frame, "PARAM", codes, size)
    return none


def _one_each(codes: np.ndarray, numbers: np.ndarray, size: int) -> np.ndarray | None:
    known = (codes >= 0) & ~np.isnan(numbers)
    low, high = np.full(size, np.inf), np.full(size, -np.inf)
    np.minimum.at(low, codes[known], numbers[known])
    np.maximum.at(high, codes[known], numbers[known])
    numbered = np.isfinite(low)
    if not (low[numbered] == high[numbered]).all():
        return None
    return np.where(numbered, low, np.nan)


def _meanings(variable: str) -> list[str]:
    return [variable[:-2]] if variable.endswith("CD") else []


def _meaning(frame: DataFrame, variable: str, codes: np.ndarray, size: int) -> np.ndarray:
    """The text each code stands for; missing where there is none, or more than one."""
    told = np.full(size, None, dtype=object)
    for name in _meanings(variable):
        if name in frame.columns:
            pairs = DataFrame({"code": codes, "text": frame[name]}).dropna().drop_duplicates()
            pairs = pairs[(pairs["code"] >= 0) & ~pairs["code"].duplicated(keep=False)]
            told[pairs["code"].to_numpy(dtype=np.intp)] = pairs["text"].to_numpy(dtype=object)
    return told


def _subjects(frame: DataFrame, codes: np.ndarray, size: int) -> np.ndarray:
    if "USUBJID" not in frame.columns:
        return np.zeros(size, dtype=np.int64)
    subjects, _ = factors(frame["USUBJID"])
    pairs = np.unique(np.column_stack([codes, subjects]), axis=0)
    return np.bincount(pairs[(pairs >= 0).all(axis=1), 0], minlength=size)
