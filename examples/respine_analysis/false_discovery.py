"""P values corrected for their number: the false discovery rate of Benjamini and Hochberg (1995)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def corrected(p_values: Sequence[float]) -> list[float]:
    """Each p value as the least false discovery rate at which it is a discovery; missing ones stay, and do not count.

    The i-th smallest of n becomes n/i times itself, or what a larger one becomes if that is less.
    """
    values = np.asarray(p_values, dtype=float)
    if ((values < 0) | (values > 1)).any():
        raise ValueError("a p value below 0 or above 1")
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")]
    scaled = values[order] * len(order) / np.arange(1, len(order) + 1)
    found = np.full(len(values), np.nan)
    found[order] = np.minimum.accumulate(scaled[::-1])[::-1]
    return [float(value) for value in found]
