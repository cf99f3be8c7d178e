"""What the words for records that nobody collected promise: expected visits, values carried, averages."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame

from adam.algorithms.imputed import average_records, carried_forward, expected
from adam.carry import imputed_counts
from mappings.engine import empty_records
from mappings.error import MappingError
from mappings.records import JOINED, ROW, TABLE, Dropped, Records
from tests.adam.test_carry import made_of
from tests.table import table

BY = ("USUBJID", "PARAMCD")
EFF = """
USUBJID | PARAMCD | AVISITN | AVISIT   | AVAL | AVALC | ABLFL | TRTA
01      | VAS     | 1       | Baseline | 60   | 60    | Y     | Sham
01      | VAS     | 2       | Month 1  | 40   | 40    |       | Sham
01      | VAS     | 3       | Month 3  |      |       |       | Sham
02      | VAS     | 1       | Baseline | 70   | 70    | Y     | BM-MSC
02      | VAS     | 4       | Month 6  | 30   | 30    |       | BM-MSC
"""
VISITS = """
AVISITN | AVISIT
2       | Month 1
3       | Month 3
4       | Month 6
"""


def drawn(drawing: str = EFF, name: str = "EFF") -> Records:
    return made_of(name, table(drawing, *(("AVISITN", "AVAL") if name == "EFF" else ())))


def visits(drawing: str = VISITS) -> Records:
    return drawn(drawing, "visits")


def shown(made: Records, *names: str) -> list[tuple[object, ...]]:
    columns = [made.frame[name].astype("object") for name in names]
    columns = [column.where(column.notna(), None) for column in columns]
    return list(zip(*[column.tolist() for column in columns], strict=True))


def carried(records: Records, *schedule: Records, **options: object) -> Records:
    said: dict[str, object] = {"by": BY, "order": "AVISITN", "value": "AVAL", **options}
    return carried_forward(records, *schedule, **said)  # type: ignore[arg-type]


def values(made: Records) -> list[tuple[object, ...]]:
    return sorted(shown(made, "USUBJID", "AVISITN", "AVAL", "DTYPE"), key=lambda one: (one[0], one[1], one[3] or ""))


def test_expected_visits_are_added_empty() -> None:
    made = expected(drawn(), visits(), by=BY, visit="AVISITN", keep="TRTA")
    assert len(made.frame) == 8
    assert shown(made, *BY, "AVISITN", "AVISIT", "AVAL", "ABLFL", "TRTA", TABLE, ROW)[5:] == [
        ("01", "VAS", 4.0, "Month 6", None, None, "Sham", "visits", 4),
        ("02", "VAS", 2.0, "Month 1", None, None, "BM-MSC", "visits", 2),
        ("02", "VAS", 3.0, "Month 3", None, None, "BM-MSC", "visits", 3),
    ]
    assert made.columns == drawn().columns


def test_every_row_of_a_schedule_is_accounted_for() -> None:
    """One that nobody needs would else be a row that was lost."""
    made = expected(drawn(), visits("AVISITN\n1\n2\n9"), by=BY, visit="AVISITN")
    given = set(made.frame.loc[made.frame["#table"] == "visits", "#row"])
    told = sum(one.rows for one in made.dropped if one.table == "visits")
    assert 0 < len(given) < 3
    assert len(given) + told == 3


def test_a_record_that_nobody_collected_is_of_the_study() -> None:
    there = drawn("""
    STUDYID | USUBJID | PARAMCD | AVISITN | AVAL
    S       | 01      | VAS     | 1       | 60
    """)
    for made in (expected(there, visits(), by=BY, visit="AVISITN"), carried(there, visits())):
        assert made.frame["STUDYID"].tolist() == ["S"] * 4


def test_a_schedule_by_parameter() -> None:
    by_parameter = visits("PARAMCD | AVISITN\nODI | 2\nVAS | 6\nVAS | 6\n    | 7\nVAS | ")
    made = expected(drawn(), by_parameter, by=BY, visit="AVISITN")
    assert shown(made, "USUBJID", "AVISITN")[5:] == [("01", 6.0), ("02", 6.0)]


def test_the_last_observation_fills_an_empty_record_and_adds_a_missing_one() -> None:
    # admiral #2680: an empty record is filled, not only another one added beside it.
    made = carried(drawn(), visits(), also="AVALC")
    assert values(made) == [
        ("01", 1, 60, None), ("01", 2, 40, None), ("01", 3, 40, "LOCF"), ("01", 4, 40, "LOCF"),
        ("02", 1, 70, None), ("02", 2, 70, "LOCF"), ("02", 3, 70, "LOCF"), ("02", 4, 30, None),
    ]  # fmt: skip
    assert imputed_counts(made) == {"LOCF, empty record": 1, "LOCF, no record": 3}
    assert {row for row in shown(made, "AVALC", "DTYPE") if row[1]} == {("40", "LOCF"), ("70", "LOCF")}
    # The filled record is still the row it was, one nobody collected comes from the row that gave its value.
    assert shown(made, TABLE, ROW, f"{JOINED}EFF")[2:] == [
        ("EFF", 4, 3.0), ("EFF", 5, None), ("EFF", 6, None), ("EFF", 3, 3.0), ("EFF", 5, 5.0), ("EFF", 5, 5.0),
    ]  # fmt: skip
    assert made.frame[ROW].dtype == "int64"


def test_an_empty_record_may_stay_beside_the_carried_one() -> None:
    made = carried(drawn(), empty="beside")
    assert [row for row in values(made) if row[1] == 3] == [("01", 3, None, None), ("01", 3, 40, "LOCF")]
    assert len(made.frame) == len(drawn().frame) + 1


def test_what_makes_two_counts_of_carried_values_differ() -> None:
    # CDISC pilot 3: 222 values carried forward in one program, 241 in the other. Three things change the count; the
    # fourth, filling or adding, changes the number of records only.
    pilot = drawn("""
        USUBJID | PARAMCD | AVISITN | AVAL | ABLFL
        01      | ACTOT   | 0       | 20   | Y
        02      | ACTOT   | 0       | 25   | Y
        02      | ACTOT   | 8       | 24   |
        02      | ACTOT   | 16      |      |
        03      | ACTOT   | 0       | 30   | Y
        03      | ACTOT   | 8       |      |
        03      | ACTOT   | 16      | 31   |
        04      | ACTOT   | 8       | 18   |
        05      | ACTOT   | -1      | 33   |
        05      | ACTOT   | 0       |      | Y
    """)
    weeks = visits("AVISITN\n8\n16\n24")

    def count(*schedule: Records, **options: object) -> int:
        return sum(imputed_counts(carried(pilot, *schedule, **options)).values())

    with_baseline = count(weeks, baseline="ABLFL")
    without = count(weeks, baseline="ABLFL", from_baseline=False)
    assert (with_baseline, without) == (7, 3)  # 01: three weeks, 03: week 8
    assert count(weeks) == 13  # and 04, 05, whose baseline is missing
    assert count(baseline="ABLFL") == 2  # the empty records alone
    for empty in ("fill", "beside"):
        assert count(weeks, baseline="ABLFL", empty=empty) == with_baseline
    filled = carried(pilot, weeks, baseline="ABLFL")
    beside = carried(pilot, weeks, baseline="ABLFL", empty="beside")
    assert len(beside.frame) - len(filled.frame) == imputed_counts(filled)["LOCF, empty record"] == 2
    assert filled.dropped == (
        Dropped("EFF", "expected, but no value to carry to it", 5),
        Dropped("visits", "planned visits, which give no value", len(weeks.frame)),
    )


def test_worst_best_baseline_and_next() -> None:
    marks = drawn("""
        USUBJID | PARAMCD | AVISITN | AVAL | ABLFL
        01      | VAS     | 1       | 10   |
        01      | VAS     | 2       | 50   | Y
        01      | VAS     | 3       | 80   |
        01      | VAS     | 4       | 30   |
        01      | VAS     | 5       |      |
        01      | VAS     | 6       | 90   |
    """)
    for options, meant in [
        ({"method": "LOCF"}, 30),
        ({"method": "NOCB"}, 90),
        ({"method": "WOCF", "worst": "highest"}, 80),
        ({"method": "WOCF", "worst": "lowest"}, 10),
        ({"method": "BOCF", "worst": "highest"}, 10),
        ({"method": "WOCF", "worst": "lowest", "baseline": "ABLFL"}, 30),
        ({"method": "BOCF", "worst": "lowest", "baseline": "ABLFL", "from_baseline": False}, 80),
        ({"method": "BLOCF", "baseline": "ABLFL"}, 50),
    ]:
        made = carried(marks, **options)
        assert values(made)[4] == ("01", 5, meant, options["method"]), options


def test_nothing_is_carried_across_groups_or_to_records_without_a_place() -> None:
    loose = drawn("""
        USUBJID | PARAMCD | AVISITN | AVAL | ABLFL
        01      | VAS     | 1       | 10   |
        01      | ODI     | 2       |      |
        02      | VAS     | 1       |      |
        01      | VAS     |         |      |
                | VAS     | 1       | 9    |
                | VAS     | 2       |      |
    """)
    made = carried(loose)
    assert imputed_counts(made) == {}
    assert len(made.frame) == 6
    # No baseline, no change: what is before it cannot be told.
    assert imputed_counts(carried(drawn(), visits(), baseline="AVALC")) == {}


def test_a_type_that_is_there_already_stays() -> None:
    averaged = average_records(drawn(), by=(*BY, "AVISITN"), value="AVAL")
    made = carried(averaged, method="LOCF")
    assert {row[0] for row in shown(made, "DTYPE")} == {None, "AVERAGE", "LOCF"}


def test_averages_are_added_exact() -> None:
    pressures = drawn("""
        USUBJID | PARAMCD | AVISITN | AVAL | AVISIT  | ABLFL
        01      | SYSBP   | 1       | 0.1  | Day 1   |
        01      | SYSBP   | 1       | 0.2  | Day 1   | Y
        01      | SYSBP   | 1       | 0.3  | Day 1   |
        01      | SYSBP   | 2       | 120  | Month 1 |
        01      | SYSBP   | 3       |      | Month 3 |
        01      | SYSBP   |         | 99   |         |
    """)
    made = average_records(pressures, by=(*BY, "AVISITN"), value="AVAL")
    assert shown(made, "AVISITN", "AVAL", "AVISIT", "ABLFL", "DTYPE", ROW)[6:] == [
        (1.0, 0.2, "Day 1", None, "AVERAGE", 2),
        (2.0, 120.0, "Month 1", None, "AVERAGE", 5),
    ]
    several = average_records(pressures, by=(*BY, "AVISITN"), value="AVAL", at_least=2, method="MAXIMUM")
    assert shown(several, "AVAL", "DTYPE")[6:] == [(0.3, "MAXIMUM")]
    lowest = average_records(pressures, by=BY, value="AVAL", method="MINIMUM")
    assert shown(lowest, "AVAL", "AVISITN")[6:] == [(0.1, None)]


def test_tables_without_rows_have_the_same_columns() -> None:
    none, schedule = empty_records(drawn().columns, "EFF"), empty_records(visits().columns, "visits")
    assert expected(none, schedule, by=BY, visit="AVISITN").columns == drawn().columns
    for made in (carried(none, schedule), carried(none), average_records(none, by=BY, value="AVAL")):
        assert made.columns == (*drawn().columns, "DTYPE")
        assert len(made.frame) == 0
    assert carried(drawn(), schedule).columns == carried(drawn()).columns == (*drawn().columns, "DTYPE")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"method": "LAST"}, "one of LOCF, WOCF, BOCF, BLOCF, NOCB"),
        ({"method": "WOCF"}, 'worst="lowest" or worst="highest"'),
        ({"worst": "lowest"}, "LOCF with worst='lowest' has no meaning"),
        ({"method": "BLOCF"}, "say  baseline=ABLFL"),
        ({"from_baseline": False}, "say  baseline=ABLFL"),
        ({"method": "BLOCF", "baseline": "ABLFL", "from_baseline": False}, "leave from_baseline out"),
        ({"empty": "drop"}, 'empty is "fill" or "beside"'),
        ({"baseline": "ABLF"}, "did you mean ABLFL"),
        ({"order": "ADT"}, "no column ADT in EFF"),
        ({"by": ()}, "names no column"),
    ],
)
def test_what_an_author_can_get_wrong(options: dict[str, object], words: str) -> None:
    with pytest.raises(MappingError, match=words):
        carried(drawn(), **options)


def test_a_schedule_may_write_its_numbers_otherwise() -> None:
    made = expected(drawn(), visits("AVISITN\n1.0\n02\n3\n4.00"), by=BY, visit="AVISITN")
    assert shown(made, "USUBJID", "AVISITN")[5:] == [("01", 4.0), ("02", 2.0), ("02", 3.0)]


def test_a_schedule_that_does_not_fit() -> None:
    with pytest.raises(MappingError, match="no column AVISITN in visits"):
        carried(drawn(), visits("VISITNUM\n1"))
    with pytest.raises(MappingError, match="one schedule"):
        carried(drawn(), visits(), visits())
    with pytest.raises(MappingError, match="one of AVERAGE, MINIMUM, MAXIMUM"):
        average_records(drawn(), by=BY, value="AVAL", method="MEDIAN")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.one_of(st.none(), st.decimals(-99, 99, places=2))), max_size=20))
@settings(max_examples=60)
def test_averages_are_fractions_rounded_once(rows: list[tuple[str, object]]) -> None:
    frame = DataFrame([(who, None if one is None else float(str(one))) for who, one in rows], columns=["who", "much"])
    made = average_records(made_of("t", frame.astype({"much": "float64"})), by="who", value="much")
    groups: dict[str, list[Fraction]] = {}
    for who, one in rows:
        groups.setdefault(who, []).extend([] if one is None else [Fraction(str(one))])
    meant = [(who, float(sum(found) / len(found))) for who, found in groups.items() if found]
    assert shown(made, "who", "much")[len(rows) :] == meant
