"""Numbers as the shortest text that gives them back, and numbers from text that no double would round."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from mappings.missing import letters_of, tagged

# pyarrow ships no types.
_arrow: Any = pa
_compute: Any = compute
_TEXT: Any = pa.large_string()
Array = np.ndarray[Any, np.dtype[Any]]

# xsd:double, and the special missing values of SAS.
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|-?INF", re.ASCII)
# So few digits that no double rounds them, and all readers agree.
_SHORT = r"^-?(?:[0-9]{1,15}|[0-9]{1,8}\.[0-9]{1,7})$"
_SPECIAL = re.compile(r"\.[A-Z_]", re.ASCII)


def number_texts(values: Array) -> Any:
    """The text of each number as an Arrow array; empty for missing, `.A` for special missing values."""
    # By their bits, so that -0 is no 0, and each letter stays itself.
    coded = _arrow.array(np.ascontiguousarray(values).view(np.int64)).dictionary_encode()
    distinct = coded.dictionary.to_numpy(zero_copy_only=False).view(np.float64)
    letters = letters_of(distinct).tolist()
    texts = [_text(value, letter) for value, letter in zip(distinct.tolist(), letters, strict=True)]
    return _arrow.array(texts, _TEXT).take(coded.indices)


def _text(value: float, letter: int) -> str:
    if math.isnan(value):
        return f".{chr(letter)}" if letter else ""
    if math.isinf(value):
        return "INF" if value > 0 else "-INF"
    # Python writes the shortest digits that give the same double.
    return repr(value).removesuffix(".0")


def numbers_of(cells: Any) -> tuple[Array, tuple[int, str] | None]:
    """The numbers of the cells (nothing is missing); the first that is none or would be rounded, and what it is."""
    coded = cells.dictionary_encode()
    words = coded.dictionary
    short = _compute.match_substring_regex(words, _SHORT)
    plain = _compute.if_else(short, words, _arrow.scalar(None, _TEXT)).cast(_arrow.float64())
    # A copy, for what Arrow hands out is its own; the last one is for missing cells.
    values = np.append(plain.to_numpy(zero_copy_only=False), math.nan)
    codes = coded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
    wrong: dict[int, str] = {}
    for code in np.flatnonzero(~short.to_numpy(zero_copy_only=False)).tolist():
        values[code], problem = _parsed(words[code].as_py())
        if problem:
            wrong[code] = problem
    # Words have their numbers in the order in which they are met.
    first = min(wrong, default=-1)
    return values[codes], (int(np.argmax(codes == first)), wrong[first]) if wrong else None


def _parsed(text: str) -> tuple[float, str]:
    if text in ("", "."):
        return math.nan, ""
    if _SPECIAL.fullmatch(text):
        return float(tagged(np.array([ord(text[1])], dtype=np.uint8))[0]), ""
    if not _NUMBER.fullmatch(text):
        return math.nan, f"{text!r} is no number, and the variable is Num"
    number = float(text)
    # Few characters have few digits, and what Python writes itself is exact.
    if (len(text) <= 15 and not math.isinf(number)) or repr(number) == text or "INF" in text:
        return number, ""
    problem = _rounded(text, number)
    return (math.nan if problem else number), problem and f"{text!r} {problem}"


def _rounded(text: str, number: float) -> str:
    if math.isinf(number):
        return "is larger than any number"
    digits = re.sub(r"[eE].*|[^\d]", "", text).strip("0")
    whole = re.fullmatch(r"[+-]?\d+", text)
    if len(digits) > 17 or (whole and int(text) != int(number)):
        return "has more digits than a number holds: it would be rounded"
    return ""
