"""The columns of a chunk as Arrow text or doubles, whatever pandas holds them in; what is neither is refused."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas import Series

from mappings.distinct import factors
from mappings.error import InputError

# pyarrow ships no types.
_arrow: Any = pa
Array = np.ndarray[Any, np.dtype[Any]]


def text_cells(place: str, column: Series, first: int) -> Any:
    """The text as an Arrow array, missing values null; InputError (records count from `first` + 1) for what is none."""
    try:
        if isinstance(column.dtype, pd.CategoricalDtype):
            codes, words = factors(column)
            _check_text(place, words, first, codes)
            cells = _arrow.array([str(word) for word in words], _arrow.large_string())
            return cells.take(_arrow.array(codes, mask=codes < 0))
        if not isinstance(column.dtype, pd.StringDtype):
            _check_text(place, column.tolist(), first)
        cells = _arrow.array(column, from_pandas=True)
    except UnicodeEncodeError as error:
        problem = f"{str(error.object)[:60]!r} has bytes that no encoding could read"
        raise InputError(place, problem, "read the file in its encoding: --encoding") from None
    return _joined(cells).cast(_arrow.large_string())


def _joined(cells: Any) -> Any:
    if not isinstance(cells, _arrow.ChunkedArray):
        return cells
    joined = cells.combine_chunks()
    # The oldest pyarrow gives chunks back where there is one or none.
    return _arrow.concat_arrays(joined.chunks) if isinstance(joined, _arrow.ChunkedArray) else joined


def _check_text(place: str, values: list[Any], first: int, codes: Array | None = None) -> None:
    if pd.api.types.infer_dtype(values, skipna=True) in ("string", "empty"):
        return
    for at, value in enumerate(values):
        if not isinstance(value, str) and (isinstance(value, list) or not pd.isna(value)):
            record = at if codes is None else int(np.argmax(codes == at))
            problem = f"{value!r} is no text, and the variable is Char"
            remedy = "make it text by a rule, or say type Num"
            raise InputError(f"{place}  record {first + record + 1}", problem, remedy)


def number_cells(place: str, column: Series, first: int) -> Array:
    """The numbers as doubles, missing values NaN (those that bear a letter keep it); InputError for what is none."""
    if column.dtype == np.float64:
        return column.to_numpy()
    numeric = pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_complex_dtype(column.dtype)
    if not numeric or isinstance(column.dtype, pd.CategoricalDtype):
        _check_numbers(place, column, first)
    values = np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))
    if pd.api.types.is_integer_dtype(column.dtype):
        # Compared as integers: as a double 2**53 + 1 is 2**53.
        refuse_large(place, column, first)
    return values


def refuse_large(place: str, whole: Series, first: int) -> None:
    """InputError for the first integer that a double may round."""
    large = ((whole > 2**53) | (whole < -(2**53))).to_numpy(dtype=bool, na_value=False)
    if large.any():
        at = int(np.argmax(large))
        raise _rounded(f"{place}  record {first + at + 1}", whole.iloc[at])


def _check_numbers(place: str, column: Series, first: int) -> None:
    for at, value in enumerate(column.tolist()):
        if isinstance(value, Real) and not isinstance(value, bool):
            if isinstance(value, Integral) and abs(int(value)) > 2**53:
                raise _rounded(f"{place}  record {first + at + 1}", value)
        elif isinstance(value, list) or not pd.isna(value):
            problem = f"{value!r} is no number, and the variable is Num"
            raise InputError(
                f"{place}  record {first + at + 1}", problem, "make it a number by a rule, or say type Char"
            )


def _rounded(place: str, value: object) -> InputError:
    problem = f"{value} is beyond 2**53: as a number it would be rounded"
    return InputError(place, problem, "make it text: identifiers are no numbers")
