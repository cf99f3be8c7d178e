"""Events that began before treatment and grew worse on it: recorded on one line, or on several lines of a group."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas import Series

from adam.moments import Moments, earlier, measures
from mappings.date_columns import Mask, Numbers
from mappings.distinct import factors, groups
from mappings.error import MappingError


def intensities(column: Series) -> Numbers:
    """The intensity as a number; text must hold numerals, for MILD is neither more nor less than SEVERE."""
    values = measures(column)
    words = [] if pd.api.types.is_numeric_dtype(column.dtype) else factors(column)[1]
    if words and np.isnan(values).all():
        problem = f"{column.name} holds {words[0]!r}, and words have no order"
        raise MappingError("", problem, "name a column of numbers or numerals, for example AESEVN or AETOXGR")
    return values


def worse_than_begun(initial: Series | None, intensity: Series | None) -> Mask | bool:
    """Where the intensity is above that with which the event began; False where either is missing."""
    if initial is None and intensity is None:
        return False
    if initial is None or intensity is None:
        remedy = "say both, for example  initial=AEITOXGR, intensity=AETOXGR"
        raise MappingError("", "worsening needs the initial and the later intensity", remedy)
    return np.asarray(intensities(initial) < intensities(intensity))


def emergent_in_group(group: Series, intensity: Series, start: Moments, first: Moments, *, subject: Series) -> Mask:
    """Where a line begun on treatment is new or worse than its group was before, or follows one that is.

    What the group was before is the intensity of its last line begun before treatment. A line without group stands
    alone. Lines without start are never emergent here.
    """
    keys = _grouped(group, subject)
    order = np.lexsort((start.day if start.second is None else start.second, keys))
    keys, before, values = keys[order], earlier(start, first)[order], intensities(intensity)[order]
    on = (start.known & first.known & ~earlier(start, first))[order]
    last = np.full(int(keys.max(initial=-1)) + 1, -1, dtype=np.int64)
    np.maximum.at(last, keys[before], np.flatnonzero(before))
    base = np.append(values, -np.inf)[last][keys]
    hit = on & ((values > base) | np.isneginf(base))
    begun = np.searchsorted(keys, keys, side="left")
    so_far = np.concatenate([[0], np.cumsum(hit)])
    answer = np.zeros(len(order), dtype=bool)
    answer[order] = on & (so_far[1:] > so_far[begun])
    return answer


def _grouped(group: Series, subject: Series) -> np.ndarray:
    """One code for the lines of a group of a subject; a code of its own for a line without group."""
    codes = groups([subject, group])[0]
    alone = group.isna().to_numpy()
    return np.where(alone, codes.max(initial=-1) + 1 + np.arange(len(codes)), codes)
