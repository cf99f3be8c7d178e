"""Words for cut points: criteria, improvements, categories, ranges; decided by the decimal digits collected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas import Series

from adam.cuts import SIGNS, beside, gains, intervals, places, stands
from adam.exact import numbers
from mappings.date_columns import Mask
from mappings.distinct import as_text, encoded, spread, spread_number
from mappings.error import MappingError


def criterion(value: Series, comparison: str, limit: Any, *, otherwise: str = "N", subject: Series | None) -> Series:
    """Y where the number meets the criterion, N where it does not; missing where the number or the limit is.

    The comparison is one of < <= > >= == !=, the limit a number or a column (also one of another dataset). Numbers of
    up to 15 digits compare as they are written; of computed ones, what the 15th digit cannot tell decides nothing.
    otherwise="" leaves the flag missing instead of N. (admiral: derive_vars_crit_flag)

    Example:
        CRIT1FL = 'criterion(PCHG, "<=", -90)'
        CRIT2FL = 'criterion(AVAL, ">", ANRHI, otherwise="")'
    """
    if comparison not in SIGNS:
        raise MappingError("", f"{comparison!r} is no comparison", f"say one of  {' '.join(SIGNS)}")
    found = stands(value, limit, subject)
    return _flags(SIGNS[comparison](found), ~np.isnan(found), otherwise, value.index)


def improved(
    value: Series, base: Series, *, percent: float | None = None, points: float | None = None,
    better: str = "lower", otherwise: str = "N", subject: Series | None,
) -> Series:  # fmt: skip
    """Y where the number improved on the base by at least so many percent and points, N where it did not.

    Of percent and points those that are said must hold, exactly on the digits collected: 80 to 64 is an improvement by
    20 percent. A percentage is one of the base's size; of a base of 0 it is not known. better="higher" means that
    greater numbers are better. Missing where it is not known.

    Example:
        CRIT1FL = 'improved(AVAL, BASE, percent=20, points=20)'
        CRIT2FL = 'improved(AVAL, ADSL.PCSBL, points=5, better="higher")'
    """
    found = gains(value, beside(base, value, subject), (percent, points), better)
    met = np.all([one >= 0 for one in found], axis=0)
    failed = np.any([one < 0 for one in found], axis=0)
    return _flags(met, met | failed, otherwise, value.index)


def category(value: Series, categories: dict[str, Any]) -> Series:
    """The category whose interval holds the number; missing where none does.

    Intervals are in mathematical writing: "< 18", "[18, 65)", "(65, 80]", ">= 80", "= 0". Each number may lie in one
    only; a number exactly on a bound lies where the bound says. Categories are texts, or all of them numbers.
    (admiral: derive_vars_cat)

    Example:
        AGEGR1 = 'category(AGE, {"< 18": "<18", "[18, 65)": "18-64", ">= 65": ">=65"})'
        AGEGR1N = 'category(AGE, {"< 18": 1, "[18, 65)": 2, ">= 65": 3})'
    """
    if not isinstance(categories, dict):
        raise MappingError("", "category wants the intervals in a {table}", '{"< 18": "<18", ">= 18": "18+"}')
    bounds, owners = intervals(list(categories))
    at = places(value, bounds)
    owner = np.where(at >= 0, owners[at], -1)
    labels = list(categories.values())
    if all(isinstance(label, int | float) and not isinstance(label, bool) for label in labels):
        return Series(np.array([*labels, np.nan], dtype=np.float64)[owner], index=value.index)
    if not all(isinstance(label, str) for label in labels):
        raise MappingError("", "categories are texts, or all of them numbers", "write each in quotes")
    return encoded(owner, labels, value.index)


def range_indicator(
    value: Series, low: Any, high: Any, lowest: Any = None, highest: Any = None, *, subject: Series | None
) -> Series:
    """LOW, NORMAL or HIGH: where the number lies beside its normal range, whose ends are NORMAL.

    With `lowest` and `highest`, what lies below or above them is LOW LOW or HIGH HIGH. One end of the range suffices;
    missing without any. Numbers compare as in `criterion`. (admiral: derive_var_anrind)

    Example:
        ANRIND = 'range_indicator(AVAL, ANRLO, ANRHI)'
        ANRIND = 'range_indicator(AVAL, ANRLO, ANRHI, A1LO, A1HI)'
    """
    nothing = np.full(len(value), np.nan)
    below, above, far_below, far_above = (
        nothing if limit is None else stands(value, limit, subject) for limit in (low, high, lowest, highest)
    )
    codes = np.where(np.isnan(below) & np.isnan(above), -1, 0)
    for code, found in enumerate((below < 0, above > 0, far_below < 0, far_above > 0), start=1):
        codes[found] = code
    return encoded(codes, ["NORMAL", "LOW", "HIGH", "LOW LOW", "HIGH HIGH"], value.index)


def any_met(*flags: Series, complete: bool = False) -> Series:
    """Y where at least one of the flags is Y, N where all are N; else missing, for an unknown flag could be Y.

    complete=True: missing wherever a flag is not known, even beside a Y.

    Example:
        AVALC = 'any_met(CRIT1FL, CRIT2FL, complete=True)'
    """
    return _logic(flags, "any_met", lambda known: "Y" if "Y" in known else None if None in known else "N", complete)


def all_met(*flags: Series, complete: bool = False) -> Series:
    """Y where all of the flags are Y, N where at least one is N; else missing, for an unknown flag could be N.

    complete=True: missing wherever a flag is not known, even beside an N.

    Example:
        AVALC = 'all_met(MCIDVAS, MCIDODI)'
    """
    return _logic(flags, "all_met", lambda known: "N" if "N" in known else None if None in known else "Y", complete)


def yes_number(flag: Series) -> Series:
    """The number of the flag: 1 for Y, 0 for N; missing for anything else.

    Example:
        AVAL = 'yes_number(AVALC)'
    """
    _check_flags((flag,), "yes_number")
    return spread_number(lambda value: {"Y": 1, "N": 0}.get(value or ""), as_text(flag))


def shift(first: Series, second: Series, *, missing: str = "NULL", separator: str = " to ") -> Series:
    """The first value and the second in one text: `NORMAL to HIGH`.

    A missing value is written NULL, or as `missing` says; missing="" leaves the shift missing. (admiral:
    derive_var_shift)

    Example:
        SHIFT1 = 'shift(BNRIND, ANRIND)'
    """

    def written(one: str | None, other: str | None) -> str | None:
        parts = [value if value is not None and value.strip() else missing for value in (one, other)]
        return separator.join(parts) if all(parts) else None

    return spread(written, as_text(first), as_text(second))


def _flags(met: Mask, known: Mask, otherwise: str, index: pd.Index) -> Series:
    return encoded(np.where(known, np.where(met, 0, 1), -1), ["Y", otherwise or None], index)


def _logic(
    flags: Sequence[Series], word: str, verdict: Callable[[set[str | None]], str | None], complete: bool
) -> Series:
    _check_flags(flags, word)

    def decided(*values: str | None) -> str | None:
        known = {value if value in {"Y", "N"} else None for value in values}
        return None if complete and None in known else verdict(known)

    return spread(decided, *(as_text(flag) for flag in flags))


def _check_flags(flags: Sequence[Series], word: str) -> None:
    if not flags:
        raise MappingError("", f"{word} names no flag", f"for example  {word}(CRIT1FL, CRIT2FL)")
    for flag in flags:
        if pd.api.types.is_numeric_dtype(flag.dtype) and not np.isnan(numbers(flag)).all():
            raise MappingError("", f"{flag.name or 'a flag'} is a number; a flag is Y or N", "name the text variable")
