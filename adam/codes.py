"""The values a text variable has, in the order that its numeric companion gives, with what codes stand for."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame, Series
from pandas.api.types import is_numeric_dtype, is_string_dtype

from mappings.distinct import Codes, factors

Numbers = np.ndarray[Any, np.dtype[np.float64]]

COLUMNS = ("dataset", "variable", "value", "number", "meaning", "records", "subjects")
# Identifiers and dates are no codes, however few of them there are.
_NO_CODES = re.compile(r"(U?SUBJID|[A-Z]{2,4}DTC?|SRC(DOM|VAR)|.*SEQ)")


def ordered_codes(frame: DataFrame, variable: str) -> DataFrame:
    """The values in use with their `number` (the N companion's, else missing) and `code`, in order; by value."""
    codes, words = factors(frame[variable])
    found = DataFrame({"number": _companion(frame, variable, codes, len(words)), "code": range(len(words))}, words)
    found.index.name = "value"
    return found.sort_index().sort_values("number", kind="stable", na_position="last")


def codes_of(frame: DataFrame, name: str, most: int) -> DataFrame:
    """The codes of the dataset, variable by variable in its order: `COLUMNS`."""
    subjects = factors(frame["USUBJID"])[0] if "USUBJID" in frame.columns else None
    parts = [_part(frame, name, str(variable), most, subjects) for variable in frame.columns]
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


def _part(frame: DataFrame, name: str, variable: str, most: int, subjects: Codes | None) -> DataFrame:
    if not is_string_dtype(frame[variable].dtype) or _NO_CODES.fullmatch(variable):
        return DataFrame()
    codes, words = factors(frame[variable])
    if len(words) > most and not any(one in frame.columns for one in [*companions(variable), *_meanings(variable)]):
        return DataFrame()
    found = ordered_codes(frame, variable).reset_index().assign(dataset=name, variable=variable)
    at = found["code"].to_numpy()
    found["meaning"] = _meaning(frame, variable, codes, len(words))[at]
    found["records"] = np.bincount(codes[codes >= 0], minlength=len(words))[at]
    found["subjects"] = _subjects(codes, subjects, len(words))[at]
    return found[list(COLUMNS)]


def _companion(frame: DataFrame, variable: str, codes: Codes, size: int) -> Numbers:
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


def _one_each(codes: Codes, numbers: Numbers, size: int) -> Numbers | None:
    """The number of each code; None if a code has two."""
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


def _meaning(frame: DataFrame, variable: str, codes: Codes, size: int) -> np.ndarray[Any, np.dtype[np.object_]]:
    """The text each code stands for; missing where there is none, or more than one."""
    told = np.full(size, None, dtype=object)
    for name in _meanings(variable):
        if name in frame.columns:
            texts, words = factors(frame[name])
            one = _one_each(codes, np.where(texts >= 0, texts, np.nan), size)
            places = np.full(size, np.nan) if one is None else one
            known = ~np.isnan(places)
            told[known] = np.array(words, dtype=object)[places[known].astype(np.intp)]
    return told


def _subjects(codes: Codes, subjects: Codes | None, size: int) -> Codes:
    """How many subjects have each code."""
    if subjects is None:
        return np.zeros(size, dtype=np.int64)
    known = (codes >= 0) & (subjects >= 0)
    pairs = pd.unique(codes[known] + size * subjects[known])
    return np.bincount(pairs % size, minlength=size) if size else pairs
