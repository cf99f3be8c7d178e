"""Operators that hold analysis data against where they come from: the SDTM datasets beside them, and ADSL."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from mappings.catalog import load_standard
from validation.conformance.column import Column, Mask
from validation.conformance.grouping import firsts, paired, shared
from validation.conformance.operators.on import On
from validation.conformance.rule import NotApplicable, NotRun
from validation.conformance.table import Table, VariableFacts

NO_SDTM = "the SDTM datasets are not beside: name them with --sdtm DIR"
SUBJECT = "USUBJID"
Places = NDArray[np.int64]


def not_in_source_records(on: On) -> Mask:
    """Where a --SEQ that was kept is no sequence number of the subject in the SDTM dataset it is named for.

    A subject that the SDTM dataset does not have is not judged.
    """
    parts = _parts(on, on.name[:-3], on.name)
    subject = on.column(SUBJECT)
    lost, known = np.ones(on.table.count, dtype=bool), np.zeros(on.table.count, dtype=bool)
    for part in parts:
        lost &= partners([subject, on.target], [part.columns[SUBJECT], part.columns[on.name]]) < 0
        known |= partners([subject], [part.columns[SUBJECT]]) >= 0
    return np.asarray(lost & known & ~on.target.empty)


def differs_from_source_record(on: On) -> Mask:
    """Where an SDTM variable that was kept differs from the SDTM record that the --SEQ of its dataset names.

    A record without that --SEQ, or whose --SEQ is not found, is not judged.
    """
    domain = _domain(on)
    sequence = f"{domain}SEQ"
    on.column(SUBJECT)  # NotApplicable where there are no subjects
    differs = np.zeros(on.table.count, dtype=bool)
    for part in _parts(on, domain, on.name, sequence):
        place = _places(on.table, part, sequence)
        differs |= (place >= 0) & ~_same(on.target, part.columns[on.name].take(place))
    return np.asarray(differs)


def sdtm_dataset_exists(on: On) -> bool:
    """Whether there is an SDTM dataset of the name, or of that domain in parts."""
    return any(on.name in (one.name, one.domain) for one in _sources(on))


def is_filled_in_source(on: On) -> bool:
    """Whether the SDTM dataset `value` has the variable, filled on at least one record."""
    parts = [
        one for one in _sources(on) if on.condition.value in (one.name, one.domain) and on.name in set(one.columns)
    ]
    return any(not one.columns[on.name].empty.all() for one in parts)


def matches_no_value_in(on: On) -> Mask:
    """Where a value is none of the subject's own in `dataset`, in the variables whose names match `columns` whole."""
    other = on.study.tables.get(str(on.option("dataset")))
    named = re.compile(str(on.option("columns")))
    columns = [] if other is None else [other.columns[name] for name in other.columns if named.fullmatch(name)]
    if other is None or not columns:
        raise NotApplicable(f"{on.option('dataset')} has no variable like {on.option('columns')}")
    place = partners([on.column(SUBJECT)], [other.columns[SUBJECT]])
    found = np.zeros(on.table.count, dtype=bool)
    for column in columns:
        found |= _same(on.target, column.take(place))
    return np.asarray(~on.target.empty & ~found)


def is_no_known_dataset(on: On) -> Mask:
    """Where a value names neither a dataset of the study (analysis or SDTM) nor a dataset of the SDTMIG."""
    known = {*on.study.tables, *on.study.others, *(one.domain for one in on.study.others.values()), *_guide()}
    known |= {f"SUPP{name}" for name in known}
    return on.target.where(lambda value: str(value).strip() not in known)


def label_differs_from_source(on: On) -> Mask:
    """Of a table of variables: which have another label than the SDTM variable of the same name has, in any dataset."""
    return _variable_differs(on, "label")


def type_differs_from_source(on: On) -> Mask:
    """Of a table of variables: which have another type (Char, Num) than the SDTM variable of the same name has."""
    return _variable_differs(on, "type")


def partners(left: Sequence[Column], right: Sequence[Column]) -> Places:
    """For each record on the left, the first on the right with the same keys; -1 where there is none or a key lacks."""
    here, there = paired(left, right, (len(left[0]), len(right[0])))
    lacks = np.logical_or.reduce([one.empty for one in left])
    first = firsts(there, int(max(here.max(initial=-1), there.max(initial=-1))) + 1)
    return np.where(lacks, -1, first[here])


# The same for all variables that a dataset kept, which are asked one after the other; of a domain in few parts.
@lru_cache(maxsize=8)
def _places(table: Table, source: Table, sequence: str) -> Places:
    """For each record its SDTM record, by subject and sequence number."""
    left, right = ([one.columns[name] for name in (SUBJECT, sequence)] for one in (table, source))
    return partners(left, right)


def _same(one: Column, other: Column) -> Mask:
    """Where both have the same value, or both none."""
    left, right = shared(one, other)
    return np.asarray(left == right)


def _sources(on: On) -> Iterator[Table]:
    if not on.study.others:
        raise NotRun(NO_SDTM)
    yield from on.study.others.values()


def _parts(on: On, domain: str, *names: str) -> list[Table]:
    """The SDTM dataset of the domain, or its parts, that have the subject and these variables."""
    wanted = (SUBJECT, *names)
    parts = [one for one in _sources(on) if domain in (one.name, one.domain) and set(one.columns).issuperset(wanted)]
    if not parts:
        raise NotApplicable(f"no SDTM dataset {domain} with {', '.join(names)}")
    return parts


def _domain(on: On) -> str:
    """The domain whose --SEQ the dataset kept and which has the variable; NotApplicable if there is not just one."""
    if on.name in (SUBJECT, "STUDYID", "DOMAIN") or on.name.endswith("SEQ"):
        raise NotApplicable(f"{on.name} identifies records")
    kept = {name[:2] for name in on.table.columns if re.fullmatch("[A-Z]{2}SEQ", name)}
    having = {one.domain for one in _sources(on) if one.domain in kept and on.name in set(one.columns)}
    fitting = [domain for domain in having if on.name.startswith(domain)] or sorted(having)
    if len(fitting) != 1:
        raise NotApplicable(f"{on.name} is not kept of one SDTM dataset by its --SEQ")
    return fitting[0]


def _variable_differs(on: On, fact: str) -> Mask:
    said: dict[str, set[str]] = {}
    for source in _sources(on):
        for one in source.variables:
            # A file without labels says nothing of them.
            if _fact(one, fact):
                said.setdefault(one.name, set()).add(_fact(one, fact))
    own = {one.name: _fact(one, fact) for one in on.study.tables[on.table.name].variables}
    names = on.column("variable_name")
    return names.where(lambda name: name in said and name in own and own[name] not in said[name])


def _fact(one: VariableFacts, fact: str) -> str:
    return one.label if fact == "label" else one.type


@cache
def _guide() -> frozenset[str]:
    return frozenset(one.name for one in load_standard("SDTMIG", "3.4").datasets)
