"""Words for what a subject's other records say: its first or last one, extremes, counts and totals."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas import Series

from adam.subjects import Subjects, check_together, flagged, given, key, numbers, outermost, totals
from mappings.distinct import Codes, factors
from mappings.error import MappingError


def subject_first(values: Series, *order: Series, subject: Series) -> Series:
    """The value of the subject's first record in a dataset, in the order of the columns named (else of the records).

    The record is chosen first, and its value given even if it is missing: words of one order tell of one record.
    Numbers go by size, text by letters, ISO 8601 dates among them. A missing order value is chosen only where nothing
    is known, and of equals the first record. Choose among fewer records by a helper dataset with a `where`.
    (admiral: derive_vars_merged, mode "first")

    Example:
        TRTSDTC = 'subject_first(DOSED.EXSTDTC, DOSED.EXSTDTC, DOSED.EXSEQ)'
    """
    return _of_record_chosen(values, order, subject, last=False)


def subject_last(values: Series, *order: Series, subject: Series) -> Series:
    """The value of the subject's last record in a dataset, in the order of the columns named (else of the records).

    The order is that of `subject_first`, backwards: a missing order value is chosen only where nothing is known, and
    of equals the last record. (admiral: derive_vars_merged, mode "last")

    Example:
        EOSSTT = 'subject_last(DISPOSED.DSDECOD, DISPOSED.DSSTDTC)'
    """
    return _of_record_chosen(values, order, subject, last=True)


def subject_smallest(*values: Series, subject: Series) -> Series:
    """The smallest number the subject has in any of the columns, its earliest date if they are dates.

    Columns of this dataset and of others may be named together. Missing where the subject has no number at all.
    (admiral: derive_vars_extreme_event, mode "first")

    Example:
        TRTSDT = 'subject_smallest(DOSED.ASTDT)'
    """
    return _extreme(values, subject, greatest=False)


def subject_largest(*values: Series, subject: Series) -> Series:
    """The largest number the subject has in any of the columns, its latest date if they are dates.

    Columns of this dataset and of others may be named together. Missing where the subject has no number at all.
    (admiral: derive_vars_extreme_event, mode "last")

    Example:
        LSTALVDT = 'subject_largest(TRTEDT, EVENTS.ASTDT, EVENTS.AENDT)'
    """
    return _extreme(values, subject, greatest=True)


def subject_has(values: Series, *, otherwise: str = "", value: str = "Y", subject: Series) -> Series:
    """Y where the subject has a record with a value in that column, else missing (or the text of `otherwise`).

    (admiral: derive_var_merged_exist_flag)

    Example:
        SAFFL = 'subject_has(DOSED.EXSEQ, otherwise="N")'
    """
    people, counts = _counted(values, subject)
    return flagged(np.append(counts, 0)[people.codes] > 0, people.index, value, otherwise)


def subject_count(values: Series, *, subject: Series) -> Series:
    """The number of the subject's records that have a value in that column; 0 for a subject without any.

    (admiral: derive_var_merged_summary)

    Example:
        NDOSES = 'subject_count(DOSED.EXSEQ)'
    """
    people, counts = _counted(values, subject)
    return people.numbers(counts.astype(np.float64))


def subject_distinct(values: Series, *, subject: Series) -> Series:
    """The number of different values the subject has in that column; 0 for a subject without any.

    Example:
        NTERMS = 'subject_distinct(AE.AEDECOD)'
    """
    people = Subjects(subject)
    rows = np.where(given(values), people.of_rows(values), -1)
    codes, words = factors(values)
    pairs = pd.unique((rows * (len(words) + 1) + codes)[rows >= 0])
    counts = np.bincount(pairs // (len(words) + 1), minlength=len(people.names))
    return people.numbers(counts.astype(np.float64))


def subject_total(values: Series, *, subject: Series) -> Series:
    """The sum of the subject's numbers in that column; missing where it has none.

    The sum is that of the decimal digits collected, rounded once: ten times 0.1 is 1.
    (admiral: derive_var_merged_summary)

    Example:
        CUMDOSE = 'subject_total(DOSED.EXDOSE)'
    """
    people = Subjects(subject)
    amounts = numbers(values, "subject_total")
    return people.numbers(totals(people.of_rows(values), amounts, len(people.names)))


def _of_record_chosen(values: Series, order: tuple[Series, ...], subject: Series, *, last: bool) -> Series:
    check_together(values, *order)
    people = Subjects(subject)
    rows = outermost(people.of_rows(values), [key(column) for column in order], last=last)
    found = np.full(len(people.names), -1, dtype=np.int64)
    found[: len(rows)] = rows
    return people.values(values, found)


def _extreme(columns: tuple[Series, ...], subject: Series, *, greatest: bool) -> Series:
    if not columns:
        word = "subject_largest" if greatest else "subject_smallest"
        raise MappingError("", f"{word} names no column", f"for example  {word}(EX.ASTDT)")
    people = Subjects(subject)
    nothing = -np.inf if greatest else np.inf
    best, some = np.full(len(people.names), nothing), np.zeros(len(people.names), dtype=bool)
    for column in columns:
        rows, figures = people.of_rows(column), numbers(column, "an extreme")
        known = (rows >= 0) & ~np.isnan(figures)
        (np.maximum if greatest else np.minimum).at(best, rows[known], figures[known])
        some[rows[known]] = True
    return people.numbers(np.where(some, best, np.nan))


def _counted(values: Series, subject: Series) -> tuple[Subjects, Codes]:
    """The subjects, and how many rows with a value each has."""
    people = Subjects(subject)
    rows = people.of_rows(values)
    counted = rows[given(values) & (rows >= 0)]
    return people, np.bincount(counted, minlength=len(people.names))
