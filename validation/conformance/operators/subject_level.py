"""Operators for what analysis records say again of their subject: the periods, treatments and dates of ADSL."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from validation.conformance.column import Column, Mask
from validation.conformance.operators.on import On
from validation.conformance.rule import NotApplicable
from validation.conformance.table import Table

Rows = NDArray[np.intp]
Numbers = NDArray[np.float64]
SUBJECT = "USUBJID"
DAY = 86_400
# A moment is as exact as a double of SAS tells it: to the millisecond for any date a trial has.
EXACT = 1e-3
FILL = re.compile(r"<(?P<name>[A-Z][A-Z0-9_]*):(?P<width>\d)>")


def differs_from_dataset(on: On) -> Mask:
    """Records whose value is another than the same subject's in the dataset named; none where it lacks the variable."""
    other = named_dataset(on)
    name = str(on.condition.value or on.name)
    if name not in other.columns:
        return on.falses()
    rows = rows_of_subject(on, other)
    return (rows >= 0) & differ(on.target, other.columns[name].take(rows))


def has_no_partner(on: On) -> Mask:
    """Records of subjects that the dataset named does not have."""
    return np.asarray(rows_of_subject(on, named_dataset(on)) < 0) & ~on.column(SUBJECT).empty


def differs_from_named(on: On) -> Mask:
    """Records whose value is another than that of the subject's variable the record names: `AP<APERIOD:2>SDT`.

    A name that the dataset lacks is a difference where there is a value; a record that names none is not judged.
    """
    other = named_dataset(on)
    rows = rows_of_subject(on, other)
    wrong = on.falses()
    for name, here in names_made(on, str(on.condition.value)):
        theirs = other.columns.get(name)
        wrong |= here & (~on.target.empty if theirs is None else differ(on.target, theirs.take(rows)))
    return wrong & (rows >= 0)


def differs_from_every(on: On) -> Mask:
    """Records with a value that none of the subject's variables has whose names match the expression whole."""
    other = named_dataset(on)
    rows = rows_of_subject(on, other)
    wrong: Mask = (rows >= 0) & ~on.target.empty
    for name in names_like(other, str(on.condition.value)):
        wrong &= differ(on.target, other.columns[name].take(rows))
    return wrong


def differs_from_largest(on: On) -> Mask:
    """Records whose number is not the largest of the record's variables whose names match the expression whole."""
    names = names_like(on.table, str(on.condition.value))
    if not names:
        raise NotApplicable(f"{on.table.name} has no variable whose name matches {on.condition.value}")
    largest = np.full(on.table.count, np.nan)
    for name in names:
        largest = np.fmax(largest, numbers(on.column(name)))
    own = numbers(on.target)
    return np.asarray((own != largest) & ~(np.isnan(own) & np.isnan(largest)))


def names_no_variable(on: On) -> Mask:
    """Records whose value, put into the expression, names no variable of the dataset: `TRT<APERIOD:2>P`."""
    other = named_dataset(on)
    wrong = on.falses()
    for expression, here in names_made(on, str(on.condition.value)):
        if not names_like(other, expression):
            wrong |= here
    return wrong & ~on.target.empty


def date_part_differs(on: On) -> Mask:
    """Records whose date (days since 1960) is not the day of the datetime (seconds since 1960) compared with."""
    return apart(on, lambda moments: np.floor(moments / DAY))


def time_part_differs(on: On) -> Mask:
    """Records whose time (seconds of a day) is not the clock time of the datetime compared with."""
    return apart(on, lambda moments: np.mod(moments, DAY))


def apart(on: On, part: Callable[[Numbers], Numbers]) -> Mask:
    """Records where both have a value and the number is not that part of the datetime."""
    moments = numbers(on.column(str(on.condition.value)))
    difference = np.abs(numbers(on.target) - part(moments))
    return np.asarray(difference > EXACT)


def named_dataset(on: On) -> Table:
    """The dataset a condition names, ADSL unless it says another; NotApplicable where the study has none."""
    name = str(on.option("dataset", "ADSL"))
    if name not in on.study.tables:
        raise NotApplicable(f"there is no {name} to compare with")
    return on.study.tables[name]


def rows_of_subject(on: On, other: Table) -> Rows:
    """For each record the position of its subject's first record in the other dataset; -1 where there is none."""
    if SUBJECT not in other.columns:
        raise NotApplicable(f"{other.name} has no variable {SUBJECT}")
    own, theirs = on.column(SUBJECT), other.columns[SUBJECT]
    codes, first = np.unique(theirs.codes, return_index=True)
    places = {theirs.values[code]: row for code, row in zip(codes, first, strict=True) if code >= 0}
    of_values = np.array([*(places.get(value, -1) for value in own.values), -1], dtype=np.intp)
    return np.asarray(of_values[own.codes])


def differ(left: Column, right: Column) -> Mask:
    """Records where two columns say something different; both missing is the same, a number is not its text."""
    codes: dict[object, int] = {value: code for code, value in enumerate(left.values)}
    as_left = np.array([*(codes.get(value, -2) for value in right.values), -1], dtype=np.int64)
    return np.asarray(left.codes != as_left[right.codes])


def numbers(column: Column) -> Numbers:
    """Each record's number, NaN where it is missing; NotApplicable where the column is text."""
    if not column.number and len(column.values):
        raise NotApplicable("the values compared are text, not numbers")
    return np.array([*column.values, np.nan], dtype=np.float64)[column.codes]


def names_like(table: Table, expression: str) -> list[str]:
    """The names of a dataset's variables that match the expression whole, in order."""
    whole = re.compile(expression)
    return [name for name in table.columns if whole.fullmatch(name)]


def names_made(on: On, pattern: str) -> Iterator[tuple[str, Mask]]:
    """Each name that the records make of the pattern, and which records make it.

    `<APERIOD:2>` is the record's APERIOD as a whole number of two digits at least; none is made where it is no such.
    """
    fills = list(FILL.finditer(pattern))
    if not fills:
        raise NotApplicable(f"{pattern} names no variable in angle brackets")
    columns = [on.column(fill["name"]) for fill in fills]
    chosen, of_record = np.unique(np.stack([column.codes for column in columns]), axis=1, return_inverse=True)
    edges = [0, *(place for fill in fills for place in fill.span()), len(pattern)]
    between = [pattern[start:end] for start, end in pairwise(edges)][::2]
    for place, codes in enumerate(chosen.T):
        values = [column.values[code] if code >= 0 else None for column, code in zip(columns, codes, strict=True)]
        parts = [digits(value, int(fill["width"])) for value, fill in zip(values, fills, strict=True)]
        if all(parts):
            name = between[0] + "".join(part + rest for part, rest in zip(parts, between[1:], strict=True))
            yield name, np.asarray(of_record.reshape(-1) == place)


def digits(value: object, width: int) -> str:
    """A whole number in so many digits at least; "" where the value is no such."""
    try:
        number = float(str(value))
    except ValueError:
        return ""
    return f"{int(number):0{width}}" if number.is_integer() and number >= 0 else ""


SUBJECT_LEVEL: dict[str, Callable[[On], Mask]] = {
    "differs_from_dataset": differs_from_dataset,
    "has_no_partner": has_no_partner,
    "differs_from_named": differs_from_named,
    "differs_from_every": differs_from_every,
    "differs_from_largest": differs_from_largest,
    "names_no_variable": names_no_variable,
    "date_part_differs": date_part_differs,
    "time_part_differs": time_part_differs,
}
