"""What the word that turns records about promises: one record for each group, nothing lost without being told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame

from adam.algorithms.pivots import pivot
from mappings.engine import empty_records
from mappings.error import MappingError
from mappings.records import ROW, TABLE, Dropped, Records
from tests.adam.test_carry import made_of
from tests.table import table

QS = """
USUBJID | VISITNUM | QSTESTCD | QSSTRESN | QSSTRESC | QSSEQ | QSDTC
01      | 1        | ODI01    | 3        | 3        | 1     | 2020-01-01
01      | 1        | ODI02    |          |          | 2     | 2020-01-01
01      | 2        | ODI01    | 1        | 1        | 3     | 2020-02-01
02      | 1        | ODI02    | 5        | 5        | 1     | 2020-03-01
02      | 1        | ODI01    | 4        | 4        | 2     | 2020-03-02
"""
BY = ("USUBJID", "VISITNUM")


def drawn(drawing: str, *numbers: str) -> Records:
    return made_of("QS", table(drawing, *numbers))


def shown(made: Records, *names: str) -> list[tuple[object, ...]]:
    columns = [made.frame[name].astype("object") for name in names or made.columns]
    columns = [column.where(column.notna(), None) for column in columns]
    return list(zip(*[column.tolist() for column in columns], strict=True))


def odi(records: Records, **options: object) -> Records:
    said: dict[str, object] = {"by": BY, "name": "QSTESTCD", "value": "QSSTRESN", "columns": ("ODI01", "ODI02")}
    return pivot(records, **{**said, **options})  # type: ignore[arg-type]


def test_one_record_for_each_group_and_a_column_for_each_test() -> None:
    made = odi(drawn(QS, "QSSTRESN"))
    assert shown(made, *BY, "ODI01", "ODI02", TABLE, ROW) == [
        ("01", "1", 3.0, None, "QS", 2),
        ("01", "2", 1.0, None, "QS", 4),
        ("02", "1", 4.0, 5.0, "QS", 5),
    ]
    assert made.columns == ("USUBJID", "VISITNUM", "QSSTRESC", "QSSEQ", "QSDTC", "ODI01", "ODI02")
    assert made.dropped == (Dropped("QS", "in one record with the first of its USUBJID, VISITNUM", 2),)


def test_other_columns_stay_where_the_group_agrees() -> None:
    assert shown(odi(drawn(QS, "QSSTRESN")), "QSSEQ", "QSDTC") == [
        (None, "2020-01-01"),
        ("3", "2020-02-01"),
        (None, None),
    ]


def test_answers_may_be_text_and_columns_renamed() -> None:
    made = odi(drawn(QS), value="QSSTRESC", columns={"ODI02": "lifting"})
    assert shown(made, "USUBJID", "lifting") == [("01", None), ("02", "5")]
    assert Dropped("QS", "a test that is not asked for", 3) in made.dropped


def test_a_test_twice_in_a_group_and_a_group_without_name_are_told() -> None:
    made = odi(drawn(QS + "01 | 1 | ODI01 | 9 | 9 | 7 | 2020-01-01\n01 | | ODI01 | 9 | 9 | 8 | \n", "QSSTRESN"))
    assert shown(made, "ODI01") == [(3.0,), (1.0,), (4.0,)]
    assert made.dropped[:2] == (
        Dropped("QS", "no USUBJID, VISITNUM", 1),
        Dropped("QS", "same test again within USUBJID, VISITNUM", 1),
    )


def test_only_what_rules_name_is_carried_along() -> None:
    made = odi(drawn(QS, "QSSTRESN"), needed=frozenset({"QSDTC", "ODI01"}))
    assert made.columns == ("USUBJID", "VISITNUM", "QSDTC", "ODI01", "ODI02")


def test_a_table_without_rows_has_the_same_columns() -> None:
    full = drawn(QS, "QSSTRESN")
    none = odi(empty_records(full.columns, "QS"))
    assert none.columns == odi(full).columns
    assert len(none.frame) == 0
    assert none.dropped == ()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"by": ("USUBJD",)}, "did you mean USUBJID"),
        ({"name": "QSTEST"}, "no column QSTEST in QS"),
        ({"columns": ("QSDTC",)}, "QS has a column QSDTC already"),
        ({"columns": ("A", "A")}, "a test is named twice"),
        ({"columns": {"ODI01": "A", "ODI02": "A"}}, "one name is given to two columns"),
        ({"columns": {}}, "columns is no list of tests"),
        ({"columns": {"A": 1}}, "columns is no list of tests"),
    ],
)
def test_what_an_author_can_get_wrong(options: dict[str, object], words: str) -> None:
    with pytest.raises(MappingError, match=words):
        odi(drawn(QS, "QSSTRESN"), **options)


ROWS = st.tuples(st.sampled_from(["a", "b", None]), st.sampled_from(["1", "2"]), st.sampled_from(["X", "Y", "Z"]),
                 st.one_of(st.none(), st.integers(0, 3)))  # fmt: skip


@given(st.lists(ROWS, max_size=20))
@settings(max_examples=60)
def test_nothing_is_lost_or_made_up(rows: list[tuple[str | None, str, str, int | None]]) -> None:
    frame = DataFrame(rows, columns=["who", "when", "what", "much"]).astype({"much": "float64", "who": "object"})
    made = pivot(made_of("t", frame), by=("who", "when"), name="what", value="much", columns=("X", "Y"))
    meant: dict[tuple[str, str], dict[str, float | None]] = {}
    for who, when, what, much in rows:
        if who is not None and what in {"X", "Y"}:
            meant.setdefault((who, when), {}).setdefault(what, much)
    assert shown(made, "who", "when", "X", "Y") == [(*key, one.get("X"), one.get("Y")) for key, one in meant.items()]
    assert len(made.frame) + sum(one.rows for one in made.dropped) == len(rows)
