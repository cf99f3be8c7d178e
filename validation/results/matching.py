"""Numbers of two runs, each met once: what of one is in the other."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from validation.results.keys import Marks


def matched(here: Marks, there: Marks) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which of these numbers are among those, and which of those among these; each is met once."""
    codes = np.unique(np.concatenate([here, there]), return_inverse=True)[1].reshape(-1)
    own, other = codes[: len(here)], codes[len(here) :]
    count = int(codes.max()) + 1 if len(codes) else 0
    counts, others = np.bincount(own, minlength=count), np.bincount(other, minlength=count)
    return _places(own, counts) < others[own], _places(other, others) < counts[other]


def _places(codes: NDArray[Any], counts: NDArray[Any]) -> NDArray[Any]:
    """For each code how many equal ones come before it."""
    found = np.empty(len(codes), dtype=np.intp)
    found[np.argsort(codes, kind="stable")] = np.arange(len(codes)) - np.repeat(np.cumsum(counts) - counts, counts)
    return found
