"""Every records word works on tables without rows and gives the columns it would give on full ones (decision 0007)."""

from __future__ import annotations

from typing import Any

import pytest
from pandas import DataFrame, Index, Series

from mappings.distinct import text
from mappings.engine import empty_records
from mappings.records import Records, table_records
from sdtm.words import algorithms

LEFT = DataFrame({"subject": ["1", "2"], "line": ["1", "1"], "a": ["x", "y"], "b": ["1", None]})
RIGHT = DataFrame({"subject": ["1", "3"], "c": ["p", "q"]})


def full(frame: DataFrame, name: str) -> Records:
    return table_records(name, frame)


def labelled(name: str, values: list[str]) -> Series:
    subjects = Index(["S1", "S2"][: len(values)], dtype="object")
    return text(Series(values, index=subjects, dtype="object")).rename(name)


def calls(
    left: Records, right: Records, links: tuple[Series, ...]
) -> dict[str, tuple[tuple[Any, ...], dict[str, Any]]]:
    """A call of each records word."""
    return {
        "rows": ((left,), {}),
        "unpivot": ((left,), {"A": "a", "B": "b"}),
        "checked": ((left,), {"B": "b"}),
        "stack": ((left, right), {}),
        "merge": ((left, right), {"by": "subject"}),
        "unduplicated": ((left,), {}),
        "one_per": ((left,), {"by": "subject"}),
        "first_record": ((left,), {"by": "subject", "order": "line"}),
        "last_record": ((left,), {"by": "subject", "order": "line"}),
        "related": (("AECM", *links), {}),
        "dataset_relation": (("ECEX", (("EC", "ECLNKID", "ONE"), ("EX", "EXLNKID", "ONE"))), {}),
    }


def test_every_records_word_is_here() -> None:
    words = {name for name, word in algorithms().items() if word.records}
    assert words == set(calls(full(LEFT, "left"), full(RIGHT, "right"), ()))


@pytest.mark.parametrize("name", sorted(name for name, word in algorithms().items() if word.records))
def test_the_same_columns_with_and_without_rows(name: str) -> None:
    word = algorithms()[name].function
    names = ("AE.AELNKID", "AE.AESEQ", "CM.CMLNKID", "CM.CMSEQ")
    some = calls(full(LEFT, "left"), full(RIGHT, "right"), tuple(labelled(one, ["1", "2"]) for one in names))[name]
    none = calls(
        empty_records(tuple(LEFT), "left"),
        empty_records(tuple(RIGHT), "right"),
        tuple(labelled(one, []) for one in names),
    )[name]
    filled, empty = word(*some[0], **some[1]), word(*none[0], **none[1])
    assert empty.columns == filled.columns
    assert name == "dataset_relation" or len(empty.frame) == 0
    assert len(filled.frame) > 0
