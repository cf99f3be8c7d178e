"""Words for rows that belong together: one of several, rows of two tables, related records (RELREC)."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from mappings.distinct import Codes, as_text, encoded, factors, groups, number_text, spread, text
from mappings.error import MappingError
from mappings.records import JOINED, ROW, TABLE, Dropped, Records, taken
from mappings.spec import StudySpec
from mappings.where import NUMBER
from sdtm.algorithms.records import Mask, Names, _at, _check_known, _names, _stacked, _title, _with

RELTYPES = ("ONE", "MANY")
ISO_LIKE = re.compile(r"(\d{4}|-)(-.*)?", re.ASCII | re.DOTALL)


def unduplicated(table: Records) -> Records:
    """The records without exact duplicates: of rows equal in every column the first stays.

    Example:
        records = 'unduplicated(laboratory)'
    """
    return _first_rows(table, table.columns, "exact duplicate") if table.columns else table


def one_per(table: Records, *, by: Names) -> Records:
    """One record for each distinct combination of the named columns: its first row; the others are counted.

    Example:
        records = 'one_per(visits, by=[subject, visit])'
    """
    names = _names(by)
    _check_known(table, names)
    return _first_rows(table, names, f"same {', '.join(names)}")


def first_record(table: Records, *, by: Names, order: Names, study: StudySpec | None = None) -> Records:
    """The first record of each group (`by`) in the order of the named columns; the others are counted.

    Numbers go by size, dates by time (ISO 8601, or as declared for the table), other text by letters after the
    numbers. A missing value is chosen only where nothing is known; of equals the first row stays. Rows whose `by`
    is missing are a group of their own.

    Example:
        records = 'first_record(vitals, by=subject, order=[visit_date, line])'
    """
    return _one_of(table, _names(by), _names(order), study, backwards=False)


def last_record(table: Records, *, by: Names, order: Names, study: StudySpec | None = None) -> Records:
    """The last record of each group (`by`) in the order of the named columns; the others are counted.

    The order is that of `first_record`. A missing value is chosen only where nothing is known; of equals the last
    row stays.

    Example:
        records = 'last_record(disposition, by=subject, order=end_date)'
    """
    return _one_of(table, _names(by), _names(order), study, backwards=True)


def merge(left: Records, right: Records, *, by: Names, keep: str = "first") -> Records:
    """Every record of the left table once, with the columns of the right table's row of equal `by` values.

    A missing `by` value meets nothing. A right column whose name the left has already is called `right.column`
    (`right`: the table's name). Where several right rows meet, keep="first" or "last" takes one, and the left
    records this befell are counted against the right table ("other matches in ..."); keep="all" gives a record for
    each. Right rows that met nobody are counted. The records carry the provenance of the left row, and the row
    number of the right one.

    Example:
        records = 'merge(vitals, visits, by=[subject, visit])'
    """
    names = _names(by)
    _check_known(left, names)
    _check_known(right, names)
    if keep not in {"first", "last", "all"}:
        raise MappingError("", f"keep={keep!r} has no meaning", 'keep is "first", "last" or "all"')
    left_codes, right_codes = _paired(left, right, names)
    here, there, several = _matches(left_codes, right_codes, keep)
    frame = _at(left.frame, here)
    others = [name for name in right.columns if name not in names]
    made = {_fresh(left, right, name): taken(right.frame[name], there, frame.index) for name in others}
    made[f"{JOINED}{_title(right)}"] = taken(right.frame[ROW], there, frame.index)
    unmet = right.keep(np.isin(right_codes, left_codes), f"no match in {_title(left)}").dropped
    passed = Dropped(_title(right), f"other matches in {_title(right)}", several)
    counted = (passed,) if several and keep != "all" else ()
    return Records(_with(frame, made), (*left.dropped, *unmet, *counted))


def related(relid: str, *pairs: Series, study: StudySpec | None = None) -> Records:
    """Related records: those of one subject, in two or more datasets, that carry the same link value.

    The names come in pairs, the link and the variable that identifies the record (--SEQ). RELID is the given text
    and a number that runs within the subject, in the order the link values first appear. Link values found in one
    dataset only are counted; records without a link or a subject are not related to anything.

    Example:
        records = 'related("AECM", AE.AELNKID, AE.AESEQ, CM.CMLNKID, CM.CMSEQ)'
    """
    if len(pairs) < 4 or len(pairs) % 2:
        example = 'for example  related("AECM", AE.AELNKID, AE.AESEQ, CM.CMLNKID, CM.CMSEQ)'
        raise MappingError("", "related wants two or more pairs of a link and an identifying variable", example)
    sides = [_side(link, identifier, study) for link, identifier in zip(pairs[::2], pairs[1::2], strict=True)]
    # SDTMIG 3.4, 8.2: RELID is shared by all records of one relationship and unique within the subject.
    lengths = [len(side) for side in sides]
    frame = DataFrame({name: _stacked([side[name] for side in sides], lengths) for name in sides[0].columns})
    frame["#side"] = np.repeat(np.arange(len(sides)), lengths)
    relation, met = _relations(frame)
    dropped = Records(frame).keep(met, "its link value is found in no other dataset").dropped
    numbers = _running(frame["USUBJID"], relation, met)
    frame = frame.assign(RELTYPE=text([None] * len(frame)), RELID=_labelled(str(relid), numbers))
    subject = pd.factorize(frame["USUBJID"])[0]
    order = np.lexsort([frame["#side"].to_numpy(), numbers, subject])
    columns = ["RDOMAIN", "USUBJID", "IDVAR", "IDVARVAL", "RELTYPE", "RELID", TABLE, ROW]
    return Records(_at(frame[columns], order[met[order]]), dropped)


def dataset_relation(relid: str, members: Sequence[Sequence[str]]) -> Records:
    """A relationship between whole datasets: for each, the variable whose equal values link the records.

    USUBJID and IDVARVAL are missing; RELTYPE says whether a value stands for ONE record or MANY.

    Example:
        records = 'dataset_relation("QSIS", [["IS", "ISLNKID", "ONE"], ["QS", "QSLNKID", "MANY"]])'
    """
    for member in members if isinstance(members, tuple | list) else [members]:
        # SDTMIG 3.4, 8.3: RELTYPE takes ONE or MANY, and only for relationships between datasets.
        if not isinstance(member, tuple | list) or len(member) != 3 or member[2] not in RELTYPES:
            raise MappingError("", f"{member!r} is no member", 'a member is  ["QS", "QSLNKID", "MANY"]  (or "ONE")')
    if len(members) < 2:
        raise MappingError("", "a relationship has two members or more", "name both datasets")
    domains, variables, types = zip(*members, strict=True)
    count, blank = len(members), text([None] * len(members))
    columns: dict[str, Series] = {
        "RDOMAIN": text(domains), "USUBJID": blank, "IDVAR": text(variables), "IDVARVAL": blank,
        "RELTYPE": text(types), "RELID": text([str(relid)] * count),
        # No row says it, the rule itself does: provenance is the member's place in the rule.
        TABLE: text(["(rule)"] * count), ROW: Series(np.arange(1, count + 1)),
    }  # fmt: skip
    return Records(DataFrame(columns))


def _first_rows(table: Records, names: Sequence[str], reason: str) -> Records:
    codes = _grouped([table.frame[name] for name in names])
    return table.keep(~Series(codes).duplicated().to_numpy(), reason)


def _grouped(columns: Sequence[Series]) -> Codes:
    """One number for equal combinations of values, as they first appear; missing is a value of its own."""
    grouped = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        codes, values = factors(column)
        grouped = pd.factorize(grouped * (len(values) + 1) + codes + 1)[0].astype(np.int64)
    return grouped


def _one_of(
    table: Records, by: Sequence[str], order: Sequence[str], study: StudySpec | None, *, backwards: bool
) -> Records:
    _check_known(table, [*by, *order])
    group = _grouped([table.frame[name] for name in by])
    places = np.arange(len(group))
    ranks = [_rank(_timed(table, name, study), backwards=backwards) for name in order]
    ordered = np.lexsort([-places if backwards else places, *reversed(ranks), group])
    firsts = ordered[np.append(True, np.diff(group[ordered]) != 0)[: len(group)]]
    mask: Mask = np.zeros(len(group), dtype=bool)
    mask[firsts] = True
    word = "last" if backwards else "first"
    return table.keep(mask, f"not the {word} by {', '.join(order)} within {', '.join(by)}")


def _timed(table: Records, name: str, study: StudySpec | None) -> Series:
    """The column with dates in the formats declared for their table written in ISO 8601; all else as it is."""
    column = table.frame[name]
    tables = factors(table.frame[TABLE])[1]
    formats = {title: study.table(title).dates for title in tables if study and study.table(title).dates}
    if not formats or pd.api.types.is_numeric_dtype(column.dtype):
        return column
    from mappings.iso8601 import date_reader

    readers = {title: date_reader(declared) for title, declared in formats.items()}

    def one(value: str | None, title: str | None) -> str | None:
        read = readers.get(title or "")
        if value is None or read is None or NUMBER.fullmatch(value):
            return value
        return read(value) or value

    return spread(one, column, table.frame[TABLE])


def _rank(column: Series, *, backwards: bool) -> Codes:
    """The place of each value in order; equal values share it; missing comes last either way."""
    codes, values = groups([column])
    known = [value for (value,) in values if value is not None]
    keys = _sort_keys([value if isinstance(value, str) else number_text(value) for value in known])
    distinct = sorted(set(keys), reverse=backwards)
    place = {key: at for at, key in enumerate(distinct)}
    rank = {value: place[key] for value, key in zip(known, keys, strict=True)}
    ranks = np.array([rank.get(value, len(distinct)) for (value,) in values], dtype=np.int64)
    return ranks[codes] if len(codes) else codes


def _sort_keys(words: list[str]) -> list[tuple[int, float, str]]:
    # 2019 is a number among line numbers and a year among dates: the whole column decides, not the value.
    numeric = all(NUMBER.fullmatch(word) for word in words)
    if not numeric and all(ISO_LIKE.fullmatch(word) for word in words):
        return [(1, 0.0, word) for word in words]
    return [(0, float(word), "") if NUMBER.fullmatch(word) else (1, 0.0, word) for word in words]


def _matches(left: Codes, right: Codes, keep: str) -> tuple[Codes, Codes, int]:
    """Positions on the left and (-1: none) on the right of each joined record, and how many left rows met several."""
    by_key = np.argsort(right, kind="stable")
    sorted_keys = right[by_key]
    start, stop = np.searchsorted(sorted_keys, left, "left"), np.searchsorted(sorted_keys, left, "right")
    counts = stop - start
    width = np.maximum(counts, 1) if keep == "all" else np.ones(len(left), dtype=np.int64)
    here = np.repeat(np.arange(len(left)), width)
    step = np.arange(len(here)) - np.repeat(np.cumsum(width) - width, width)
    chosen = (stop - 1 if keep == "last" else start)[here] + step
    there = np.full(len(here), -1, dtype=np.int64)
    met = counts[here] > 0
    there[met] = by_key[chosen[met]]
    return here, there, int((counts > 1).sum())


def _paired(left: Records, right: Records, names: Sequence[str]) -> tuple[Codes, Codes]:
    """One code for equal `by` values on both sides: -1 on the left, -2 on the right, where a value is missing."""
    lengths = [len(left.frame), len(right.frame)]
    columns = [_stacked([as_text(left.frame[name]), as_text(right.frame[name])], lengths) for name in names]
    codes = _grouped(columns)
    missing = np.logical_or.reduce([column.isna().to_numpy() for column in columns])
    cut = lengths[0]
    return np.where(missing[:cut], -1, codes[:cut]), np.where(missing[cut:], -2, codes[cut:])


def _fresh(left: Records, right: Records, name: str) -> str:
    if name not in left.frame:
        return name
    fresh = f"{_title(right)}.{name}"
    if fresh in left.frame:
        raise MappingError("", f"the left table has a column {fresh} already", "merge the tables in another order")
    return fresh


def _side(link: Series, identifier: Series, study: StudySpec | None) -> DataFrame:
    """The records of one dataset that carry a link value."""
    name, _, variable = str(identifier.name).partition(".")
    if str(link.name).partition(".")[0] != name or len(link) != len(identifier):
        problem = f"{link.name} and {identifier.name} are of two datasets"
        raise MappingError("", problem, "each pair names one dataset, for example  AE.AELNKID, AE.AESEQ")
    spec = study.dataset(name) if study else None
    subjects = text(Series(link.index.to_numpy(dtype=object)))
    there = np.flatnonzero(link.notna().to_numpy() & subjects.notna().to_numpy())
    index = pd.RangeIndex(len(there))
    made = {
        "RDOMAIN": encoded(np.zeros(len(there), dtype=np.int64), [spec.domain if spec else name], index),
        "USUBJID": taken(subjects, there, index),
        "IDVAR": encoded(np.zeros(len(there), dtype=np.int64), [variable], index),
        "IDVARVAL": taken(as_text(identifier), there, index),
        "#link": taken(as_text(link), there, index),
        TABLE: encoded(np.zeros(len(there), dtype=np.int64), [name], index),
        ROW: Series(there + 1, index=index),
    }
    return DataFrame(made)


def _relations(frame: DataFrame) -> tuple[Codes, np.ndarray]:
    """For each record its (subject, link value), numbered as they first appear, and whether two datasets have it."""
    relation = _grouped([frame["USUBJID"], frame["#link"]])
    sides = frame["#side"].to_numpy()
    seen = DataFrame({"relation": relation, "side": sides}).drop_duplicates()["relation"].to_numpy()
    return relation, np.bincount(seen, minlength=len(frame) + 1)[relation] > 1


def _running(subject: Series, relation: Codes, met: np.ndarray) -> Codes:
    """1, 2, 3 ... within the subject for each relation that was met; 0 for the others."""
    firsts = ~Series(relation).duplicated().to_numpy() & met
    codes = factors(subject)[0]
    numbers = np.zeros(len(relation) + 1, dtype=np.int64)
    numbers[relation[firsts]] = Series(codes[firsts]).groupby(codes[firsts]).cumcount().to_numpy() + 1
    return numbers[relation]


def _labelled(relid: str, numbers: Codes) -> Series:
    words = [None, *(f"{relid}{number}" for number in range(1, int(numbers.max(initial=0)) + 1))]
    return encoded(numbers, words, pd.RangeIndex(len(numbers)))
