"""What the words for rows that belong together promise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Index, Series

from mappings.distinct import text
from mappings.error import MappingError
from mappings.records import ROW, TABLE, Dropped, Records, table_records
from mappings.spec import DatasetSpec, StudySpec, TableSpec
from sdtm.algorithms.records import stack
from sdtm.algorithms.relations import dataset_relation, first_record, last_record, merge, one_per, related, unduplicated
from tests.table import table


def raw(name: str, drawing: str) -> Records:
    return table_records(name, table(drawing))


def shown(records: Records, *names: str) -> list[tuple[object, ...]]:
    """The named columns as rows, missing as None."""
    columns = [records.frame[name].astype("object") for name in names or records.columns]
    columns = [column.where(column.notna(), None) for column in columns]
    return list(zip(*[column.tolist() for column in columns], strict=True))


VITALS = raw(
    "vitals",
    """
subject | visit | result
01      | D0    | 80
01      | M1    | 82
02      | D0    | 75
02      |       | 76
""",
)
VISITS = raw(
    "visits",
    """
subject | visit | date       | result
01      | D0    | 2019-01-01 | done
01      | D0    | 2019-01-02 | again
02      |       | 2019-03-01 | lost
03      | D0    | 2019-04-01 | done
02      | D0    | 2019-02-01 | done
""",
)


def test_merge_keeps_every_left_row_once() -> None:
    records = merge(VITALS, VISITS, by=["subject", "visit"])
    assert shown(records) == [
        ("01", "D0", "80", "2019-01-01", "done"),
        ("01", "M1", "82", None, None),
        ("02", "D0", "75", "2019-02-01", "done"),
        ("02", None, "76", None, None),
    ]
    assert records.columns == ("subject", "visit", "result", "date", "visits.result")
    assert shown(records, TABLE, ROW) == [("vitals", 2), ("vitals", 3), ("vitals", 4), ("vitals", 5)]
    assert records.dropped == (
        Dropped("visits", "no match in vitals", 2),
        Dropped("visits", "other matches in visits", 1),
    )


def test_merge_takes_the_last_or_all() -> None:
    assert shown(merge(VITALS, VISITS, by=["subject", "visit"], keep="last"), "date")[0] == ("2019-01-02",)
    every = merge(VITALS, VISITS, by=("subject", "visit"), keep="all")
    assert shown(every, "result", "date", ROW) == [
        ("80", "2019-01-01", 2),
        ("80", "2019-01-02", 2),
        ("82", None, 3),
        ("75", "2019-02-01", 4),
        ("76", None, 5),
    ]
    assert every.dropped == (Dropped("visits", "no match in vitals", 2),)


def test_merge_compares_numbers_as_written() -> None:
    numbers = Records(table("line | dose\n1 | 5\n2 | 6", "line").join(VITALS.frame[[TABLE, ROW]].head(2)))
    assert shown(merge(raw("t", "line\n2\n1"), numbers, by="line"), "dose") == [("6",), ("5",)]


def test_merge_refuses() -> None:
    for said, problem in [
        ({"by": "subjct"}, "no column subjct in vitals"),
        ({"by": "subject", "keep": "any"}, "keep='any' has no meaning"),
        ({"by": []}, "[] names no column"),
    ]:
        with pytest.raises(MappingError) as caught:
            merge(VITALS, VISITS, **said)  # type: ignore[arg-type]
        assert caught.value.problem == problem
    with pytest.raises(MappingError, match=r"has a column visits\.visit already"):
        merge(merge(VITALS, VISITS, by="subject"), VISITS, by="subject")


KEYS = st.lists(st.sampled_from(["a", "b", "c", None]), max_size=7)


@settings(deadline=None)  # the machine may be busy
@given(KEYS, KEYS)
def test_merge_agrees_with_a_search_by_hand(left: list[str | None], right: list[str | None]) -> None:
    one = table_records("one", DataFrame([(key,) for key in left], columns=["key"], dtype="object"))
    rows = [(key, str(at)) for at, key in enumerate(right)]
    other = table_records("other", DataFrame(rows, columns=["key", "at"], dtype="object"))
    found: list[list[str | None]]
    found = [[str(at) for at, key in enumerate(right) if key == wanted is not None] for wanted in left]
    assert shown(merge(one, other, by="key"), "at") == [(places[0] if places else None,) for places in found]
    latest = merge(one, other, by="key", keep="last")
    assert shown(latest, "at") == [(places[-1] if places else None,) for places in found]
    every = merge(one, other, by="key", keep="all")
    assert shown(every, "at") == [(place,) for places in found for place in places or [None]]
    met = {place for places in found for place in places}
    assert len(met) + sum(out.rows for out in every.dropped) == len(right)


def test_unduplicated_looks_at_all_columns() -> None:
    records = unduplicated(raw("lb", "s | v\n1 | a\n1 |\n1 | a\n1 | b\n1 |"))
    assert shown(records, "s", "v", ROW) == [("1", "a", 2), ("1", None, 3), ("1", "b", 5)]
    assert records.dropped == (Dropped("lb", "exact duplicate", 2),)


def test_one_per_keeps_the_first_row() -> None:
    records = one_per(VISITS, by=["subject", "visit"])
    assert shown(records, "date", ROW) == [("2019-01-01", 2), ("2019-03-01", 4), ("2019-04-01", 5), ("2019-02-01", 6)]
    assert records.dropped == (Dropped("visits", "same subject, visit", 1),)


def test_first_and_last_record() -> None:
    log = raw(
        "log",
        """
    s | line | date
    1 | 10   | 2019-02
    2 | 3    |
    1 | 9    | 2019-01-05
    1 |      |
    2 | 3    |
    1 | 10   | 2019
    """,
    )
    assert shown(first_record(log, by="s", order="line"), "s", ROW) == [("2", 3), ("1", 4)]
    assert shown(last_record(log, by="s", order="line"), "s", ROW) == [("2", 6), ("1", 7)]
    assert shown(first_record(log, by="s", order=["line", "date"]), ROW) == [(3,), (4,)]
    assert shown(last_record(log, by="s", order=["line", "date"]), ROW) == [(2,), (6,)]
    assert shown(first_record(log, by="s", order="date"), ROW) == [(3,), (7,)]
    assert first_record(log, by="s", order="line").dropped == (Dropped("log", "not the first by line within s", 4),)


def test_a_missing_value_is_never_preferred() -> None:
    log = raw("log", "s | n\n1 |\n1 | 5\n1 |")
    assert shown(first_record(log, by="s", order="n"), "n") == [("5",)]
    assert shown(last_record(log, by="s", order="n"), "n") == [("5",)]


def test_order_does_not_look_at_rows_left_out_before() -> None:
    log = raw("log", "s | n\n1 | ND\n1 | 10\n1 | 9")
    kept = log.keep((log.frame["n"] != "ND").to_numpy(), "not done")
    assert shown(last_record(kept, by="s", order="n"), "n") == [("10",)]
    assert shown(last_record(log, by="s", order="n"), "n") == [("ND",)]
    assert shown(first_record(log, by="s", order="n"), "n") == [("9",)]


def test_declared_dates_go_by_time() -> None:
    log = raw("log", "s | date\n1 | 02-JAN-2019\n1 | 01-DEC-2018\n1 | 03-JAN-2018\n2 | UN-FEB-2019\n2 | 10-JAN-2019")
    study = StudySpec(study_id="X", tables={"log": TableSpec(dates=("DD-MMM-YYYY",))})
    assert shown(last_record(log, by="s", order="date", study=study), "date") == [("02-JAN-2019",), ("UN-FEB-2019",)]
    assert shown(first_record(log, by="s", order="date", study=study), "date") == [("03-JAN-2018",), ("10-JAN-2019",)]


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.sampled_from(["9", "10", "2.5", None])), max_size=9))
def test_one_record_per_group_and_all_others_counted(cells: list[tuple[str | None, str | None]]) -> None:
    log = table_records("log", DataFrame(cells, columns=["by", "n"], dtype="object"))
    for word, pick in ((first_record, min), (last_record, max)):
        records = word(log, by="by", order="n")
        assert len(records.frame) + sum(out.rows for out in records.dropped) == len(cells)
        wanted = {
            by: pick((float(n) for other, n in cells if other == by and n is not None), default=None) for by, _ in cells
        }
        assert {by: None if n is None else float(str(n)) for by, n in shown(records, "by", "n")} == wanted


def labelled(name: str, subjects: Sequence[str | None], values: Sequence[object]) -> Series:
    index = Index(np.array(subjects, dtype="object"))
    if all(isinstance(value, float) for value in values):
        return Series(values, index=index, name=name, dtype="float64")
    return text(Series(np.array(values, dtype="object"), index=index)).rename(name)


AE = ["01", "01", "02", "02"]
CM = ["01", "01", "01", "02", "03"]


def test_related_joins_records_of_one_subject_and_link() -> None:
    records = related(
        "AECM",
        labelled("AE.AELNKID", AE, ["2", "1", "1", None]), labelled("AE.AESEQ", AE, [1.0, 2.0, 1.0, 2.0]),
        labelled("CM.CMLNKID", CM, ["1", "2", "1", "9", "1"]), labelled("CM.CMSEQ", CM, [1.0, 2.0, 3.0, 1.0, 1.0]),
    )  # fmt: skip
    assert records.columns == ("RDOMAIN", "USUBJID", "IDVAR", "IDVARVAL", "RELTYPE", "RELID")
    assert shown(records) == [
        ("AE", "01", "AESEQ", "1", None, "AECM1"),
        ("CM", "01", "CMSEQ", "2", None, "AECM1"),
        ("AE", "01", "AESEQ", "2", None, "AECM2"),
        ("CM", "01", "CMSEQ", "1", None, "AECM2"),
        ("CM", "01", "CMSEQ", "3", None, "AECM2"),
    ]
    assert shown(records, TABLE, ROW)[:2] == [("AE", 1), ("CM", 2)]
    reason = "its link value is found in no other dataset"
    assert records.dropped == (Dropped("AE", reason, 1), Dropped("CM", reason, 2))


def test_related_names_the_domain_of_a_split_dataset() -> None:
    study = StudySpec(study_id="X", datasets=(DatasetSpec(name="QSPG", label="", domain="QS"),))
    pair = [labelled("QSPG.QSLNKID", ["1"], ["a"]), labelled("QSPG.QSSEQ", ["1"], [1.0])]
    other = [labelled("FA.FALNKID", ["1"], ["a"]), labelled("FA.FASEQ", ["1"], [7.0])]
    assert shown(related("R", *pair, *other, study=study), "RDOMAIN", "IDVARVAL", "RELID") == [
        ("QS", "1", "R1"),
        ("FA", "7", "R1"),
    ]


def test_related_numbers_run_within_the_subject_and_three_can_meet() -> None:
    links = {name: labelled(f"{name}.L", ["1", "2", None], ["a", "a", "a"]) for name in ("AE", "CM", "PR")}
    sequences = {name: labelled(f"{name}.SEQ", ["1", "2", None], [1.0, 1.0, 1.0]) for name in links}
    records = related("X", *[side for name in links for side in (links[name], sequences[name])])
    assert shown(records, "USUBJID", "RDOMAIN", "RELID") == [
        (subject, name, "X1") for subject in ("1", "2") for name in ("AE", "CM", "PR")
    ]


def test_related_without_records_keeps_its_columns() -> None:
    index = Index([], dtype="object")
    empty = [Series([], dtype="category", index=index, name=name) for name in ("A.L", "A.S", "B.L", "B.S")]
    records = related("X", *empty)
    assert (len(records.frame), records.columns[0], records.dropped) == (0, "RDOMAIN", ())


def test_related_refuses() -> None:
    link, seq = labelled("AE.L", ["1"], ["a"]), labelled("CM.SEQ", ["1"], [1.0])
    with pytest.raises(MappingError, match="two or more pairs"):
        related("X", link, seq)
    with pytest.raises(MappingError, match=r"AE\.L and CM\.SEQ are of two datasets"):
        related("X", link, seq, link, seq)


def test_dataset_relation_is_one_record_for_each_dataset() -> None:
    records = dataset_relation("QSIS", (("IS", "ISLNKID", "ONE"), ("QS", "QSLNKID", "MANY")))
    assert shown(records) == [
        ("IS", None, "ISLNKID", None, "ONE", "QSIS"),
        ("QS", None, "QSLNKID", None, "MANY", "QSIS"),
    ]
    for members in ([["IS", "ISLNKID"]], [["IS", "ISLNKID", "FEW"]], [["IS", "ISLNKID", "ONE"]], "IS"):
        with pytest.raises(MappingError):
            dataset_relation("X", members)


def test_words_take_tables_without_rows() -> None:
    empty = raw("visits", "subject | visit | result")
    assert merge(VITALS, empty, by="subject").columns == (*VITALS.columns, "visits.visit", "visits.result")
    assert merge(empty, VITALS, by="subject").columns == (*empty.columns, "vitals.visit", "vitals.result")
    made = [unduplicated(empty), one_per(empty, by="visit"), first_record(empty, by="subject", order="visit")]
    assert [records.columns for records in made] == [empty.columns] * 3


def test_a_stacked_table_keeps_its_first_name() -> None:
    both = stack(raw("a", "subject | v"), raw("b", "subject | v\n1 | x"))
    assert merge(raw("l", "subject | v\n1 | y"), both, by="subject").columns == ("subject", "v", "a.v")
