"""The variables of a dataset as the bytes of a transport file: whatever does not fit is said before one is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from pandas import Series

from define_xml.transport.ibm import outside, to_ibm
from mappings.distinct import factors
from mappings.error import InputError
from mappings.spec import VariableSpec

# FDA Study Data Technical Conformance Guide, 3.3.2
LONGEST = 200
Array = np.ndarray[Any, np.dtype[Any]]
# The bytes of some records of one variable, as they lie in the file.
Bytes = Callable[[slice], Array]


def text_part(place: str, variable: VariableSpec, column: Series, encoding: str) -> tuple[int, Bytes]:
    """The width of a text variable, and its padded values by record."""
    codes, words = coded(place, column)
    cells = _cells(place, codes, words, encoding)
    sizes = np.array([len(cell) for cell in cells], dtype=np.int64)
    longest = int(sizes.max(initial=0))
    width = variable.length or max(longest, 1)
    if width > LONGEST:
        where = f"{place}  record {record_of(codes, int(sizes.argmax()))}" if longest > LONGEST else place
        problem = f"{width} bytes; a transport file holds {LONGEST}"
        raise InputError(where, problem, "split the value by a rule, cut(...), or move it to SUPP--")
    if longest > width:
        record = record_of(codes, int(sizes.argmax()))
        problem = f"a value of {longest} bytes; the spec says length {width}"
        raise InputError(f"{place}  record {record}", problem, "say a larger length, or shorten the value by a rule")
    table = np.frombuffer(b"".join([*(cell.ljust(width) for cell in cells), b" " * width]), dtype=f"V{width}")
    return width, lambda rows: table[codes[rows]]


def coded(place: str, column: Series) -> tuple[Array, list[str]]:
    """Codes (missing: -1) and words; InputError for what is no text."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, words = factors(column)
        if pd.api.types.infer_dtype(words) in ("string", "empty"):
            return codes, words
    else:
        # Python finds 1 and True equal, so numbers among text are looked for before they are merged.
        _check_text(place, column)
        codes, found = pd.factorize(column, use_na_sentinel=True)
        words = list(found)
    for code, word in enumerate(words):
        if not isinstance(word, str):
            raise _no_text(place, record_of(codes, code), word)
    return codes, words


def _check_text(place: str, column: Series) -> None:
    if isinstance(column.dtype, pd.StringDtype):
        return
    kind = pd.api.types.infer_dtype(column, skipna=True)
    if kind not in ("string", "empty"):
        for record, value in enumerate(column, 1):
            if not isinstance(value, str) and not pd.isna(value):
                raise _no_text(place, record, value)


def _no_text(place: str, record: int, value: object) -> InputError:
    problem = f"{value!r} is no text, and the variable is Char"
    return InputError(f"{place}  record {record}", problem, "make it text by a rule, or say type Num")


def _cells(place: str, codes: Array, words: list[str], encoding: str) -> list[bytes]:
    """Each word encoded; words no record has are empty."""
    used = np.bincount(codes + 1, minlength=len(words) + 1)[1:] > 0
    if "".join(words).isascii():
        # All encodings a transport file may be in agree on these letters.
        return [word.encode() if some else b"" for word, some in zip(words, used.tolist(), strict=True)]
    return [_encoded(place, word, code, codes, encoding) if used[code] else b"" for code, word in enumerate(words)]


def _encoded(place: str, word: str, code: int, codes: Array, encoding: str) -> bytes:
    try:
        return word.encode(encoding)
    except UnicodeEncodeError as error:
        letter = word[error.start]
        problem = f"{letter!r} (U+{ord(letter):04X}) in {word[:60]!r} does not fit {encoding}"
        remedy = "say it in plain letters by a rule: plain(...), or choose another encoding for transport files"
        raise InputError(f"{place}  record {record_of(codes, code)}", problem, remedy) from None


def record_of(codes: Array, code: int) -> int:
    """The number of the first record with that code."""
    return int(np.argmax(codes == code)) + 1


def number_part(place: str, column: Series) -> tuple[int, Bytes]:
    """The width of a number, and its IBM doubles by record."""
    if not pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_complex_dtype(column.dtype):
        _check_numbers(place, column)
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = outside(values) | _rounded(column, values)
    if wrong.any():
        record = int(np.argmax(wrong))
        problem = f"{column.iloc[record]} does not fit an IBM double (5.4e-79 to 7.2e75, integers to 2**53)"
        raise InputError(f"{place}  record {record + 1}", problem, "set it missing, or mend it, by a rule")
    return 8, lambda rows: to_ibm(values[rows]).astype(">u8").view("V8")


def _check_numbers(place: str, column: Series) -> None:
    """InputError for the first value that is no number (a column of missing values is one of numbers)."""
    for record, value in enumerate(column, 1):
        if not pd.isna(value) and (isinstance(value, bool) or not isinstance(value, int | float)):
            problem = f"{value!r} is no number, and the variable is Num"
            raise InputError(f"{place}  record {record}", problem, "make it a number by a rule, or say type Char")


def _rounded(column: Series, values: Array) -> Array:
    """Integers beyond 2**53, which doubles round."""
    if not pd.api.types.is_integer_dtype(column.dtype):
        return np.zeros(len(values), dtype=bool)
    # Compared as integers: as a double 2**53 + 1 is 2**53.
    return ((column > 2**53) | (column < -(2**53))).to_numpy(dtype=bool, na_value=False)
