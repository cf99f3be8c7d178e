"""Words for one number in terms of another: the ratio to a baseline, the percentage of a whole."""

from __future__ import annotations

from typing import Any

from pandas import Series

from adam.cuts import beside, checked_number
from adam.exact import exactly


def ratio(value: Series, base: Series, *, times: float = 1, subject: Series | None) -> Series:
    """The value divided by the base, on the decimal digits of both and rounded once; times=100 gives it in percent.

    Missing where one of them is, or the base is 0; the base may be of another dataset. (admiral:
    derive_var_analysis_ratio)

    Example:
        R2BASE = 'ratio(AVAL, BASE)'
        AVAL = 'ratio(FLUID, ADSL.FLUIDBL, times=100)'
    """
    factor = checked_number(times, "times")

    def divided(one: Any, whole: Any) -> Any:
        return factor * one / whole

    return exactly(divided, value, beside(base, value, subject))
