"""Which texts are values of each of Define-XML's data types."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from mappings.distinct import Codes
from mappings.iso8601 import Interval, PartialDate, is_duration, parse

NUMERIC = frozenset({"integer", "float"})
_TIME = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?"
_FULL_TIME = re.compile(_TIME, re.ASCII)
_PARTIAL_TIME = re.compile(rf"([01]\d|2[0-3])|{_TIME}", re.ASCII)
_INTEGER = re.compile(r"\s*[-+]?\d+\s*", re.ASCII)
_PLAIN = re.compile(r"[-+]?\d+(\.\d*)?", re.ASCII)
_SHORT = 12
Numbers = np.ndarray[Any, np.dtype[np.float64]]
_FLOAT = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*", re.ASCII)


def _dated(known: Callable[[PartialDate], bool]) -> Callable[[str], bool]:
    def fits(word: str) -> bool:
        found = parse(word)
        return isinstance(found, PartialDate) and known(found)

    return fits


def _day(found: PartialDate) -> bool:
    return found.complete and len(found.known) == 3 and "T" not in str(found)


def _moment(found: PartialDate) -> bool:
    return len(found.known) >= 5


def _no_time(found: PartialDate) -> bool:
    return found.hour is None and found.minute is None and found.second is None


# Define-XML 2.1, 4.3.1: ISO 8601 in each of its forms; a partial one may be whole.
FITS: dict[str, Callable[[str], bool]] = {
    "integer": lambda word: _INTEGER.fullmatch(word) is not None,
    "float": lambda word: _FLOAT.fullmatch(word) is not None,
    "date": _dated(_day),
    "time": lambda word: _FULL_TIME.fullmatch(word) is not None,
    "datetime": _dated(_moment),
    "partialDate": _dated(_no_time),
    "partialTime": lambda word: _PARTIAL_TIME.fullmatch(word) is not None,
    "partialDatetime": _dated(lambda found: True),
    "incompleteDatetime": _dated(lambda found: True),
    "durationDatetime": is_duration,
    "intervalDatetime": lambda word: isinstance(parse(word), Interval),
}  # fmt: skip


def whole_number(text: str | None) -> int | None:
    """The number that an attribute says; None if it says none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def digits(word: str) -> tuple[int, int]:
    """How many digits a number has, and how many of them stand after the point; as many as 12 are looked at."""
    # A number of SAS or of a computer has a tail of digits that nobody wrote: 0.1 + 0.2.
    plain = word.strip() if len(word) <= _SHORT and _PLAIN.fullmatch(word) else _written(float(word))
    before, _, after = plain.lstrip("+-").partition(".")
    after = after.rstrip("0")
    return len(before) + len(after), len(after)


def _written(value: float) -> str:
    plain = f"{value:.12g}"
    return f"{value:.12f}" if "e" in plain else plain


def number_digits(values: Numbers) -> tuple[Codes, Codes]:
    """For each number what `digits` gives for its text; all at once."""
    sizes = np.floor(np.log10(np.maximum(np.abs(values), 1e-12)))
    # Half of what the 12th digit stands for.
    near = 0.5 * 10 ** (sizes - 11)
    decimals = np.full(len(values), 12, dtype=np.int64)
    for places in range(11, -1, -1):
        decimals[np.abs(np.round(values, places) - values) <= near] = places
    whole = np.maximum(np.abs(np.trunc(np.round(values, 12))), 1)
    return np.floor(np.log10(whole)).astype(np.int64) + 1 + decimals, decimals
