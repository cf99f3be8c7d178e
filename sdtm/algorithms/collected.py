"""Words for what was collected: taken over, put into terminology, looked up, recoded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas import Series

from mappings.distinct import as_text, encoded, groups, number_text, spread
from mappings.error import MappingError
from mappings.records import of_subject, taken
from mappings.spec import Codelist

Columns = Series | Sequence[Series]


def assign(source: Series, *, codelist: Codelist | None) -> Series:
    """The collected value; in the terminology of the variable, if it has one.

    A value of the codelist stays. Else it is sought among the collected words of the terms, then among their
    meanings (decodes) and published synonyms; found in exactly one term it becomes that term, otherwise it stays as
    collected.

    Example:
        SEX = 'assign(gender)'
    """
    if codelist is None:
        return source
    words = codelist.meant
    return spread(lambda value: None if value is None else words.get(value, value), as_text(source))


def constant(value: Any, *, index: pd.Index) -> Series:
    """The same value in every record.

    Example:
        QSCAT = 'constant("ODI")'
        RFPENDTC = 'constant(None)'
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Series(np.full(len(index), float(value)), index=index)
    return encoded(np.zeros(len(index), dtype=np.int64), [None if value is None else _word(value)], index)


def decode(source: Series, *, source_codelist: Codelist | None) -> Series:
    """The meaning (decode) of the value in the codelist of its variable; unknown values stay as they are.

    Example:
        QSTEST = 'decode(QSTESTCD)'
    """
    if source_codelist is None:
        remedy = "decode takes a variable that has a codelist, for example  decode(QSTESTCD)"
        raise MappingError("", f"{source.name} has no codelist", remedy)
    meanings = {term.value: term.decode or term.value for term in source_codelist.terms}
    return spread(lambda value: None if value is None else meanings.get(value, value), as_text(source))


def lookup(value: Columns, keys: Columns, values: Series) -> Series:
    """The value looked up in another table by equal keys: the first match; missing where there is none.

    Several columns stand in lists, in the same order on both sides. A missing value matches nothing.

    Example:
        VISITNUM = 'lookup(VISIT, tv.VISIT, tv.VISITNUM)'
        LBSTRESU = 'lookup([LBTESTCD, LBORRESU], [units.test, units.collected], units.standard)'
    """
    wanted, known = _columns(value), _columns(keys)
    _check_sides(wanted, known, values)
    codes, combinations = groups([as_text(column) for column in known])
    firsts = Series(np.arange(len(codes))).groupby(codes).first().to_numpy()
    place = {words: int(first) for words, first in zip(combinations, firsts, strict=True) if None not in words}
    codes, combinations = groups([as_text(column) for column in wanted])
    places = np.array([place.get(words, -1) for words in combinations], dtype=np.int64)
    return taken(values, places[codes] if len(codes) else codes, wanted[0].index)


def subject_value(values: Series, *, subject: Series | None) -> Series:
    """The value of the same subject in another dataset: that of its first record; missing for an unknown subject.

    Example:
        ARM = 'subject_value(randomisation.arm)'
    """
    if isinstance(values.index, pd.RangeIndex):
        remedy = "name a column of a dataset that has subjects, for example  subject_value(DM.RFSTDTC)"
        raise MappingError("", f"{values.name} is not labelled by subject", remedy)
    if subject is None:
        raise MappingError("", "these records have no subjects", "give the dataset a USUBJID")
    return of_subject(values, subject)


def recode(source: Series, words: Mapping[str, str | float | None]) -> Series:
    """The value put in other words by a table in the rule; unlisted values stay as they are (None: missing).

    Example:
        AESER = 'recode(serious, {"1": "Y", "0": "N"})'
    """
    if not isinstance(words, Mapping):
        raise MappingError("", "recode wants a table of words", 'for example  recode(serious, {"1": "Y", "0": "N"})')
    table = {key: None if word is None else _word(word) for key, word in words.items()}
    return spread(lambda value: None if value is None else table.get(value, value), as_text(source))


def flag(source: Series, *, ticked: Any = ("1",), value: str = "Y") -> Series:
    """Y where the box is ticked, else missing.

    Example:
        AESHOSP = 'flag(sae_hospital)'
    """
    marks, given = _listed(ticked), _word(value)
    return spread(lambda mark: given if mark in marks else None, as_text(source))


def any_of(*flags: Series, ticked: Any = ("1",), value: str = "Y") -> Series:
    """Y where at least one of the boxes is ticked, else missing.

    Example:
        AESER = 'any_of(sae_death, sae_hospital, sae_disability)'
    """
    _check_some(flags, "any_of", "any_of(sae_death, sae_hospital)")
    marks, given = _listed(ticked), _word(value)
    return spread(lambda *found: given if marks & set(found) else None, *[as_text(column) for column in flags])


def ticked_term(boxes: Mapping[str, Any], *, several: str = "MULTIPLE", ticked: Any = ("1",)) -> Series:
    """The term of the box that is ticked; the word for several where more than one is; missing where none is.

    Example:
        RACE = 'ticked_term({"WHITE": race_white, "BLACK OR AFRICAN AMERICAN": race_black, "ASIAN": race_asian})'
    """
    columns = [as_text(column) for column in _columns(tuple(boxes.values()))]
    _check_some(columns, "ticked_term", 'ticked_term({"WHITE": race_white, "ASIAN": race_asian})')
    terms, marks = list(boxes), _listed(ticked)

    def chosen(*values: str | None) -> str | None:
        found = [term for term, value in zip(terms, values, strict=True) if value in marks]
        return several if len(found) > 1 else found[0] if found else None

    return spread(chosen, *columns)


def first_known(*sources: Any, index: pd.Index) -> Series:
    """The first of the values that is not missing; a constant at the end is what holds otherwise.

    Example:
        AETERM = 'first_known(term_corrected, term, "NOT STATED")'
    """
    _check_some(sources, "first_known", "first_known(term_corrected, term)")
    columns = [source if isinstance(source, Series) else constant(source, index=index) for source in sources]
    if all(pd.api.types.is_numeric_dtype(column.dtype) for column in columns):
        numbers = columns[0].to_numpy(dtype=np.float64)
        for column in columns[1:]:
            numbers = np.where(np.isnan(numbers), column.to_numpy(dtype=np.float64), numbers)
        return Series(numbers, index=index)
    words = [as_text(column) for column in columns]
    return spread(lambda *found: next((word for word in found if word is not None), None), *words)


def only(source: Series, values: Any) -> Series:
    """The value where it is one of those listed, else missing.

    Example:
        ARMNRS = 'only(status, ["SCREEN FAILURE", "NOT ASSIGNED"])'
    """
    kept = _listed(values)
    return spread(lambda value: value if value in kept else None, as_text(source))


def _check_sides(wanted: Sequence[Series], known: Sequence[Series], values: Series) -> None:
    if len(wanted) != len(known) or not wanted:
        problem = f"{len(wanted)} values are looked up among {len(known)} keys"
        remedy = "name as many columns on both sides, for example  lookup([A, B], [t.a, t.b], t.c)"
        raise MappingError("", problem, remedy)
    homes = {str(column.name).rpartition(".")[0] for column in (*known, values) if column.name is not None}
    if len(homes) > 1 or len({len(column) for column in (*known, values)}) > 1:
        names = ", ".join(str(column.name) for column in (*known, values))
        raise MappingError("", f"{names} are not of one table", "keys and values stand in the same rows of one table")


def _check_some(columns: Sequence[Any], word: str, example: str) -> None:
    if not columns:
        raise MappingError("", f"{word} names no column", f"for example  {example}")


def _columns(columns: Columns) -> list[Series]:
    several: list[Any] = list(columns) if isinstance(columns, tuple | list) else [columns]
    for column in several:
        if not isinstance(column, Series):
            raise MappingError("", f"{column!r} is no column", "for example  lookup(VISIT, tv.VISIT, tv.VISITNUM)")
    return several


def _listed(values: Any) -> frozenset[str]:
    """The listed values as text."""
    return frozenset(_word(value) for value in (values if isinstance(values, list | tuple) else (values,)))


def _word(value: Any) -> str:
    """A plain value as text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        found = f"{value.name} is a column" if isinstance(value, Series) else f"{value!r} is no value of a record"
        raise MappingError("", found, 'say a text in quotes or a number, for example  "Y"')
    return value if isinstance(value, str) else number_text(value)
