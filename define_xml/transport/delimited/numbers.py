"""Numbers as the shortest text that gives them back, and numbers from text that no double would round."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from mappings.error import InputError
from mappings.missing import letters_of, tagged

# pyarrow ships no types.
_arrow: Any = pa
_compute: Any = compute
Array = np.ndarray[Any, np.dtype[Any]]
Rows = Sequence[tuple[int, Sequence[str]]]

# xsd:double, and the special missing values of SAS.
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|-?INF", re.ASCII)
# So few digits that no double rounds them, and all readers agree.
_SHORT = r"^-?(?:[0-9]{1,15}|[0-9]{1,8}\.[0-9]{1,7})$"
_SPECIAL = re.compile(r"\.[A-Z_]", re.ASCII)


def number_texts(values: Array) -> list[str]:
    """The text of each number; empty for missing, `.A` for special missing values."""
    # By their bits, so that -0 is no 0, and each letter stays itself.
    bits, codes = np.unique(np.ascontiguousarray(values).view(np.int64), return_inverse=True)
    distinct = bits.view(np.float64)
    letters = letters_of(distinct).tolist()
    texts = [_text(value, letter) for value, letter in zip(distinct.tolist(), letters, strict=True)]
    return [texts[code] for code in codes.ravel().tolist()]


def _text(value: float, letter: int) -> str:
    if math.isnan(value):
        return f".{chr(letter)}" if letter else ""
    if math.isinf(value):
        return "INF" if value > 0 else "-INF"
    # Python writes the shortest digits that give the same double.
    return repr(value).removesuffix(".0")


def numbers_of(texts: Sequence[str], place: str, rows: Rows) -> Array:
    """The numbers of the cells; InputError, with the line of the row, for what is none or would be rounded."""
    cells = _arrow.array(texts, _arrow.large_string())
    short = _compute.match_substring_regex(cells, _SHORT)
    plain = _compute.if_else(short, cells, _arrow.scalar(None, _arrow.large_string())).cast(_arrow.float64())
    # A copy, for what Arrow hands out is its own.
    values = np.array(plain.to_numpy(zero_copy_only=False))
    others = np.flatnonzero(~short.to_numpy(zero_copy_only=False) & (_compute.binary_length(cells).to_numpy() > 0))
    known: dict[str, float] = {}
    for at in others.tolist():
        text = texts[at]
        if text not in known:
            known[text], problem = _parsed(text)
            if problem:
                name, _, variable = place.partition("  ")
                raise InputError(f"{name}  line {rows[at][0]}  {variable}", f"{text!r} {problem}", "mend the cell")
        values[at] = known[text]
    return values


def _parsed(text: str) -> tuple[float, str]:
    if text == ".":
        return math.nan, ""
    if _SPECIAL.fullmatch(text):
        return float(tagged(np.array([ord(text[1])], dtype=np.uint8))[0]), ""
    if not _NUMBER.fullmatch(text):
        return math.nan, "is no number, and the variable is Num"
    number = float(text)
    # Few characters have few digits, and what Python writes itself is exact.
    if (len(text) <= 15 and not math.isinf(number)) or repr(number) == text or "INF" in text:
        return number, ""
    problem = _rounded(text, number)
    return (math.nan if problem else number), problem


def _rounded(text: str, number: float) -> str:
    if math.isinf(number):
        return "is larger than any number"
    digits = re.sub(r"[eE].*|[^\d]", "", text).strip("0")
    whole = re.fullmatch(r"[+-]?\d+", text)
    if len(digits) > 17 or (whole and int(text) != int(number)):
        return "has more digits than a number holds: it would be rounded"
    return ""
