"""Words for the baseline: which record it is, its value, and the change from it, exact on the digits collected."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from pandas import Series

from adam.cuts import beside
from adam.exact import difference, exactly, numbers
from adam.subjects import Key, Subjects, flagged, given, group_codes, key, listed, outermost
from mappings.distinct import as_text, factors
from mappings.records import taken


def last_until(
    date: Series, limit: Series, *by: Series, value: Series | None = None, order: Any = (),
    inclusive: bool = True, subject: Series,
) -> Series:  # fmt: skip
    """Y on the last record on or before the limit, by subject and the columns named; else missing.

    Date and limit are numeric, both dates or both datetimes; the limit may be of another dataset. With `value` only
    records count that have a value there. Of equal dates the last in the `order` of columns is taken, else the last
    record; inclusive=False wants it before the limit. A missing `by` value is a group of its own. (admiral:
    derive_var_extreme_flag with filter ADT <= TRTSDT)

    Example:
        ABLFL = 'last_until(ADT, ADSL.TRTSDT, PARAMCD, BASETYPE, value=AVAL, order=[VISITNUM, QSSEQ])'
    """
    people = Subjects(subject)
    here = [people.here(column) for column in by]
    dates, limits = numbers(date), numbers(beside(limit, date, subject))
    chosen = (dates <= limits) if inclusive else (dates < limits)
    chosen = chosen & subject.notna().to_numpy()
    if value is not None:
        chosen = chosen & given(people.here(value))
    keys = [Key(dates), *(key(people.here(column)) for column in listed(order, "order"))]
    rows = outermost(group_codes([subject, *here]), keys, chosen, last=True)
    mask = np.zeros(len(date), dtype=bool)
    mask[rows[rows >= 0]] = True
    return flagged(mask, date.index)


def baseline(value: Series, flag: Series, *by: Series, subject: Series) -> Series:
    """The value on the subject's record flagged Y, by the columns named: text or number.

    Missing where no record is flagged, and where several are with different values. A missing `by` value is a group
    of its own. (admiral: derive_var_base)

    Example:
        BASE = 'baseline(AVAL, ABLFL, PARAMCD, BASETYPE)'
        BNRIND = 'baseline(ANRIND, ABLFL, PARAMCD)'
    """
    people = Subjects(subject)
    group = group_codes([subject, *(people.here(column) for column in by)])
    codes, words = factors(as_text(flag))
    yes = np.array([*(word.strip() == "Y" for word in words), False], dtype=bool)[codes]
    rows = np.flatnonzero(yes & subject.notna().to_numpy())
    found = np.full(int(group.max(initial=-1)) + 1, -1, dtype=np.int64)
    found[group[rows[::-1]]] = rows[::-1]
    values = factors(value)[0]
    contrary = rows[values[rows] != values[found[group[rows]]]]
    found[group[contrary]] = -1
    answer = taken(value, found[group], value.index)
    # A letter of a missing value tells why that record lacks it, not why this one does.
    return answer if isinstance(answer.dtype, pd.CategoricalDtype) else answer.mask(answer.isna(), np.nan)


def change(value: Series, base: Series, *, subject: Series | None) -> Series:
    """The value less the base, on the decimal digits of both and rounded once (7.3 less 7.1 is 0.2).

    Missing where one of them is; the base may be of another dataset. (admiral: derive_var_chg)

    Example:
        CHG = 'change(AVAL, BASE)'
    """
    return difference(value, beside(base, value, subject))


def percent_change(value: Series, base: Series, *, by_size: bool = False, subject: Series | None) -> Series:
    """The change from the base in percent of the base, on the decimal digits of both and rounded once.

    Missing where one of them is, or the base is 0; the base may be of another dataset. The base divides with its
    sign, as ADaMIG has it; by_size=True divides by its size, so that an increase is above 0 from any base. (admiral:
    derive_var_pchg, which always divides by the size)

    Example:
        PCHG = 'percent_change(AVAL, BASE)'
    """

    # ADaMIG 1.3, 3.3.4.1: PCHG is (AVAL-BASE)/BASE*100.
    def percent(value: Any, base: Any) -> Any:
        return 100 * (value - base) / (abs(base) if by_size else base)

    return exactly(percent, value, beside(base, value, subject))
