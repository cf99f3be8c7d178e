"""Words for occurrence flags: Y on the first, last or worst record of each subject."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from pandas import Series

from adam.subjects import Key, Subjects, flagged, group_codes, held, key, listed, numbers, outermost


def flag_first(*order: Series, by: Any = (), among: Any = None, subject: Series) -> Series:
    """Y on the first record of each subject (and of the values of `by`) in the order of the columns; else missing.

    Only records count where every column of `among` has a value, and a flag there says neither N, NA nor U. Numbers
    go by size, text by letters. A missing order value is chosen only where nothing is known, and of equals the first
    record. A missing `by` value is a group of its own. (admiral: derive_var_extreme_flag, mode "first")

    Example:
        AOCCFL = 'flag_first(ASTDT, AESEQ, among=TRTEMFL)'
        AOCC03FL = 'flag_first(ASTDT, AESEQ, by=[AEBODSYS, AEDECOD], among=[TRTEMFL, AESER])'
    """
    return _flag([key(column) for column in _here(order, subject)], by, among, subject)


def flag_last(*order: Series, by: Any = (), among: Any = None, subject: Series) -> Series:
    """Y on the last record of each subject (and of the values of `by`) in the order of the columns; else missing.

    The order is that of `flag_first`, backwards: a missing order value is chosen only where nothing is known, and of
    equals the last record. `by` and `among` mean the same. (admiral: derive_var_extreme_flag, mode "last")

    Example:
        ANL01FL = 'flag_last(ADT, ASEQ, by=[PARAMCD, AVISIT], among=AVAL)'
    """
    return _flag([key(column) for column in _here(order, subject)], by, among, subject, last=True)


def flag_worst(
    value: Series, *order: Series, by: Any = (), among: Any = None, highest: bool = True, subject: Series
) -> Series:
    """Y on the record of each subject (and of the values of `by`) with the highest value; else missing.

    highest=False takes the lowest. Of equal values the first record in the order of the columns is flagged; a missing
    value or order value is chosen only where nothing is known, and of equals the first record. `by` and `among` mean
    what they mean in `flag_first`. (admiral: derive_var_extreme_flag with desc(); AOCCIFL)

    Example:
        AOCCIFL = 'flag_worst(ASEVN, ASTDTM, AESEQ, among=TRTEMFL)'
    """
    numbers(value, "flag_worst")
    worst, *rest = _here((value, *order), subject)
    return _flag([key(worst, falling=bool(highest)), *(key(column) for column in rest)], by, among, subject)


def _here(columns: Sequence[Series], subject: Series) -> list[Series]:
    people = Subjects(subject)
    return [people.here(column) for column in columns]


def _flag(order: Sequence[Key], by: Any, among: Any, subject: Series, *, last: bool = False) -> Series:
    group = group_codes([subject, *_here(listed(by, "by"), subject)])
    chosen = held(_here(listed(among, "among"), subject), len(subject)) & subject.notna().to_numpy()
    rows = outermost(group, order, chosen, last=last)
    mask = np.zeros(len(subject), dtype=bool)
    mask[rows[rows >= 0]] = True
    return flagged(mask, subject.index)
