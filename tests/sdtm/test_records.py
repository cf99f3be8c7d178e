"""What the records words promise: which rows become records, in which order, and what is counted."""

from __future__ import annotations

import inspect
import re
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame

from mappings.error import MappingError
from mappings.records import COLUMN, ROW, TABLE, Dropped, Records, table_records
from mappings.rule import parse_rule
from mappings.vocabulary import check_call, vocabulary
from sdtm.algorithms import collected, records, relations, text
from sdtm.algorithms.records import checked, rows, stack, unpivot
from tests.table import table


def raw(name: str, drawing: str) -> Records:
    return table_records(name, table(drawing))


def shown(made: Records, *names: str) -> list[tuple[object, ...]]:
    """The named columns as rows, missing as None."""
    columns = [made.frame[name].astype("object") for name in names or made.columns]
    columns = [column.where(column.notna(), None) for column in columns]
    return list(zip(*[column.tolist() for column in columns], strict=True))


ODI = """
subject | odi_1 | odi_2
01-001  | 3     |
01-002  |       | 4
"""


def test_rows_is_the_table() -> None:
    odi = raw("odi", ODI)
    assert rows(odi) is odi


def test_unpivot_goes_row_by_row_then_column_by_column() -> None:
    made = unpivot(raw("odi", ODI), ODI0102="odi_2", ODI0101="odi_1")
    assert shown(made, "subject", "test", "result", TABLE, ROW, COLUMN) == [
        ("01-001", "ODI0102", None, "odi", 2, "odi_2"),
        ("01-001", "ODI0101", "3", "odi", 2, "odi_1"),
        ("01-002", "ODI0102", "4", "odi", 3, "odi_2"),
        ("01-002", "ODI0101", None, "odi", 3, "odi_1"),
    ]
    assert made.columns == ("subject", "odi_1", "odi_2", "test", "result")
    assert made.dropped == ()


def test_unpivot_fills_several_columns() -> None:
    labs = raw("labs", "subject | hgb | hgb_u | ph\n1 | 13,2 | g/dL | 7")
    made = unpivot(labs, HGB=["hgb", "hgb_u"], PH=("ph", None), into=["result", "unit"], test="code")
    assert shown(made, "code", "result", "unit", COLUMN) == [
        ("HGB", "13,2", "g/dL", "hgb"),
        ("PH", "7", None, "ph"),
    ]


def test_unpivot_keeps_numbers_numbers() -> None:
    made = Records(DataFrame({"a": [1.0, np.nan], "b": [3.0, 4.5]}).join(raw("t", "x\n1\n2").frame))
    values = unpivot(made, A="a", B="b").frame["result"]
    assert values.dtype == np.float64
    assert values.fillna(-1).tolist() == [1.0, 3.0, -1.0, 4.5]
    assert shown(unpivot(made, A="a", X="x"), "result") == [("1",), ("1",), (None,), ("2",)]


@settings(deadline=None)  # the machine may be busy
@given(st.integers(0, 6), st.integers(1, 4))
def test_unpivot_gives_rows_times_columns(count: int, width: int) -> None:
    frame = DataFrame({f"c{at}": [f"{row}.{at}" for row in range(count)] for at in range(width)}, dtype="object")
    made = unpivot(table_records("t", frame), **{f"T{at}": f"c{at}" for at in range(width)})
    assert shown(made, "test", "result") == [(f"T{at}", f"{row}.{at}") for row in range(count) for at in range(width)]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({}, "unpivot names no column"),
        ({"A": "odi_9"}, "no column odi_9 in odi"),
        ({"A": ["odi_1", "odi_2"]}, "A has 2 columns, but 1 are filled: result"),
        ({"A": "odi_1", "test": "subject"}, "odi has a column subject already"),
        ({"A": "odi_1", "test": "result"}, "one name is given to two columns: result, result"),
        ({"A": 5}, "5 names no column"),
        ({"A": "odi_1", "test": "#row"}, "'#row' is no name of a column"),
    ],
)
def test_unpivot_refuses(said: dict[str, object], problem: str) -> None:
    with pytest.raises(MappingError) as caught:
        unpivot(raw("odi", ODI), **said)  # type: ignore[arg-type]
    assert caught.value.problem == problem
    assert caught.value.remedy


RACE = """
subject | white | asian | other
01      | 1     | 0     | 1
02      |       | 0     |
03      |       | 1     |
04      | x     |       |
"""


def test_checked_gives_a_record_for_each_tick() -> None:
    made = checked(raw("dm", RACE), WHITE="white", ASIAN="asian", OTHER="other")
    assert shown(made, "subject", "test", ROW, COLUMN) == [
        ("01", "WHITE", 2, "white"),
        ("01", "OTHER", 2, "other"),
        ("03", "ASIAN", 4, "asian"),
    ]
    assert made.dropped == (Dropped("dm", "no box ticked", 2),)


def test_checked_takes_other_ticks() -> None:
    made = checked(raw("dm", RACE), ticked=["x", "1"], test="race", WHITE="white")
    assert shown(made, "subject", "race") == [("01", "WHITE"), ("04", "WHITE")]
    with pytest.raises(MappingError, match="checked names no column"):
        checked(raw("dm", RACE))
    with pytest.raises(MappingError, match="WHITE is not one box"):
        checked(raw("dm", RACE), WHITE=["white", "other"])  # type: ignore[arg-type]
    with pytest.raises(MappingError, match="only plain values"):
        checked(raw("dm", RACE), ticked=[None], WHITE="white")  # type: ignore[list-item]


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.tuples(st.sampled_from(["1", "0", None]), st.sampled_from(["1", None])), max_size=8))
def test_checked_counts_every_row(boxes: list[tuple[str | None, str | None]]) -> None:
    frame = DataFrame(boxes, columns=["a", "b"], dtype="object")
    made = checked(table_records("t", frame), A="a", B="b")
    assert len(made.frame) == sum(row.count("1") for row in boxes)
    assert len(set(made.frame[ROW])) + sum(out.rows for out in made.dropped) == len(boxes)


def test_stack_unites_columns_and_keeps_provenance() -> None:
    history = unpivot(raw("history", "subject | cabg\n1 | Y"), CABG="cabg")
    surgery = raw("surgery", "subject | name | result\n1 | spine | N\n2 | hip |")
    made = stack(surgery, history)
    assert made.columns == ("subject", "name", "result", "cabg", "test")
    assert shown(made, "subject", "name", "result", "test", TABLE, ROW, COLUMN) == [
        ("1", "spine", "N", None, "surgery", 2, None),
        ("2", "hip", None, None, "surgery", 3, None),
        ("1", None, "Y", "CABG", "history", 2, "cabg"),
    ]
    assert made.frame[ROW].dtype == np.int64


def test_stack_of_numbers_and_text_is_text() -> None:
    numbers = Records(DataFrame({"v": [1.0, 2.5]}).join(raw("n", "x\n1\n2").frame[[TABLE, ROW]]))
    assert shown(stack(numbers, raw("t", "v\n1,5")), "v") == [("1",), ("2.5",), ("1,5",)]
    lacking = stack(numbers, raw("t", "w\n1"))
    assert lacking.frame["v"].dtype == np.float64
    assert lacking.frame["v"].isna().tolist() == [False, False, True]


def test_stack_adds_up_what_was_dropped() -> None:
    one = checked(raw("dm", RACE), WHITE="white")
    assert stack(one, one).dropped == one.dropped * 2
    assert len(stack(one, one, one).frame) == 3 * len(one.frame)
    with pytest.raises(MappingError, match="nothing to stack"):
        stack()


@pytest.mark.parametrize("empty", ["subject | odi_1 | odi_2", "subject | odi_1 | odi_2 | more"])
def test_words_take_tables_without_rows(empty: str) -> None:
    odi = raw("odi", empty)
    assert unpivot(odi, A="odi_1", B=["odi_2"]).columns == (*odi.columns, "test", "result")
    assert checked(odi, A="odi_1", B="odi_2").columns == (*odi.columns, "test")
    assert stack(odi, raw("b", "x")).columns == (*odi.columns, "x")
    for made in (unpivot(odi, A="odi_1"), checked(odi, A="odi_1"), stack(odi, odi)):
        assert len(made.frame) == 0


@pytest.mark.parametrize("module", [records, relations, collected, text])
def test_every_example_is_a_rule_the_word_takes(module: ModuleType) -> None:
    words = vocabulary([module])
    assert words
    for word in words.values():
        examples = re.findall(r"= '(.*)'$", inspect.getdoc(word.function) or "", re.MULTILINE)
        assert examples, f"{word.name} has no example"
        for example in examples:
            assert check_call(parse_rule(example), words, "example") is word
