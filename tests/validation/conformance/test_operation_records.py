"""Tests of what operations answer from records: distinct values, counts, extremes, study days."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.validation.conformance.drawn_study import answer, dataset, operation, records, rule, study
from validation.conformance.match import matched
from validation.conformance.operations import answers
from validation.conformance.operations.records import date_key
from validation.conformance.rule import Match, NotApplicable, NotRun
from validation.conformance.table import Study, Table

DM = dataset("DM", "DOMAIN|USUBJID|RFSTDTC\nDM|01|2020-01-10\nDM|02|2020-01\nDM|03|\nDM|04|2020-01-10T08:00")
EX = dataset(
    "EX",
    """
    DOMAIN | USUBJID | EXDOSE# | EXSTDTC          | EXTRT | VISITNUM#
    EX     | 02      | 10      | 2020-01-03       | B     | 2
    EX     | 01      | 5       | 2020-01-02T10:00 | A     | 1
    EX     | 01      |         | 2020-01-02       | B     | 2
    EX     | 02      | 2.5     | UNKNOWN          |       | 10
    """,
)
WHOLE = study(DM, EX)


def ask(word: str, name: str = "", table: Table = DM, **fields: Any) -> Any:
    """What is answered for DM, from EX unless said."""
    return answer(word, table, WHOLE, name, **{"domain": "EX", **fields})


def test_distinct_values_stand_as_they_first_appear_and_missing_is_none_of_them() -> None:
    assert ask("distinct", "EXTRT") == ["B", "A"]
    assert ask("distinct", "VISITNUM") == [2.0, 1.0, 10.0]
    assert ask("distinct", "--TRT") == ["B", "A"]


def test_distinct_values_of_each_records_group() -> None:
    assert ask("distinct", "EXTRT", group=["USUBJID"]) == [("A", "B"), ("B",), None, None]
    assert ask("distinct", "VISITNUM", group=["USUBJID"], filter={"EXTRT": "B"}) == [(2.0,), (2.0,), None, None]
    assert ask("distinct", "EXTRT", group=["USUBJID"], filter={"VISITNUM": 10}) == [None, (), None, None]


def test_groups_may_have_other_names_in_the_table_that_is_asked() -> None:
    renamed = dataset("SE", "DOMAIN|SUBJ\nSE|02")
    assert answer(
        "distinct", renamed, study(renamed, EX), "EXTRT", domain="EX", group=["USUBJID"], group_aliases=["SUBJ"]
    ) == [("B",)]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({}, 4),
        ({"EXTRT": "B"}, 2),
        ({"VISITNUM": 2}, 2),
        ({"VISITNUM": "2"}, 2),
        ({"EXTRT": ["A", "B"]}, 3),
        ({"EXSTDTC": "2020-01-02&"}, 2),
        ({"EXTRT": ""}, 1),
        ({"EXTRT": "B", "USUBJID": "01"}, 1),
        ({"--TRT": "b"}, 0),
    ],
    ids=["all", "text", "number", "number as text", "one of several", "beginning", "missing", "both", "case counts"],
)
def test_records_are_counted_that_the_filter_asks_for(said: dict[str, Any], wanted: int) -> None:
    assert ask("record_count", filter=said) == wanted


def test_records_of_each_records_group_are_counted() -> None:
    assert ask("record_count", group=["USUBJID"]) == [2.0, 2.0, None, None]
    assert ask("record_count", group=["USUBJID"], filter={"EXTRT": "A"}) == [1.0, 0.0, None, None]
    assert ask("record_count", "EXTRT", EX, domain="", group=["USUBJID", "EXTRT"]) == [1.0, 1.0, 1.0, 1.0]


def test_texts_are_grouped_by_what_an_expression_matches_at_their_beginning() -> None:
    day: dict[str, Any] = {"group": ["USUBJID", "EXSTDTC"], "domain": ""}
    assert ask("record_count", table=EX, **day) == [1.0, 1.0, 1.0, 1.0]
    assert ask("record_count", table=EX, regex=r"^\d{4}-\d{2}-\d{2}", **day) == [1.0, 2.0, 2.0, 1.0]


def test_a_group_may_be_the_list_of_another_answer() -> None:
    said = rule(
        operations=(
            operation("get_column_order_from_dataset", id="$all"),
            operation("record_count", id="$count", group=["USUBJID", "$all"]),
        )
    )
    assert records(answers(said, EX, WHOLE)["$count"]) == [1.0, 1.0, 1.0, 1.0]


def test_extremes_and_mean() -> None:
    assert (ask("min", "EXDOSE"), ask("max", "EXDOSE"), ask("mean", "EXDOSE")) == (2.5, 10.0, 17.5 / 3)
    assert ask("max", "EXDOSE", group=["USUBJID"]) == [5.0, 10.0, None, None]
    assert ask("min", "EXDOSE", group=["USUBJID"]) == [5.0, 2.5, None, None]
    assert ask("mean", "EXDOSE", group=["USUBJID"]) == [5.0, 6.25, None, None]
    assert ask("max", "EXTRT") == "B"
    with pytest.raises(NotApplicable, match="no numbers"):
        ask("mean", "EXTRT")


def test_dates_are_as_written_and_what_is_no_date_does_not_count() -> None:
    assert ask("min_date", "EXSTDTC") == "2020-01-02"
    assert ask("max_date", "EXSTDTC") == "2020-01-03"
    assert ask("min_date", "EXSTDTC", group=["USUBJID"]) == ["2020-01-02", "2020-01-03", None, None]
    assert ask("max_date", "EXSTDTC", group=["USUBJID"]) == ["2020-01-02T10:00", "2020-01-03", None, None]
    assert ask("max_date", "EXTRT") == ""


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2020", "2020-01-02"),
        ("2020-01-01", "2020-02"),
        ("2020-01-01T23:59", "2020-01-02"),
        ("2020-01-01T10:00+02:00", "2020-01-01T09:00Z"),
        ("2020-01-01T10", "2020-01-01T10:00:01.5"),
    ],
)
def test_dates_have_an_order(earlier: str, later: str) -> None:
    first, second = date_key(earlier), date_key(later)
    assert first is not None
    assert second is not None
    assert first < second


@pytest.mark.parametrize("text", ["", "2020-13", "2020-02-30", "--01-02", "20200101", "2020-01-01 10:00", "2020-1-1"])
def test_what_is_no_date(text: str) -> None:
    assert date_key(text) is None


def test_study_days() -> None:
    lines = ["DOMAIN|USUBJID|LBDTC|VISITDY#"]
    lines += [
        f"LB|01|{date}|"
        for date in ("2020-01-10", "2020-01-09T23:59", "2020-01-11T00:00", "2020-01", "", "2020-01-10 08")
    ]
    lines += ["LB|02|2020-01-10|", "LB|03|2020-01-10|", "LB|04|2020-01-12|", "LB|99|2020-01-10|"]
    labs = dataset("LB", "\n".join(lines))
    assert answer("dy", labs, study(DM, labs), "--DTC") == [1, -1, 2, None, None, None, None, None, 3, None]
    with pytest.raises(NotApplicable, match="no dataset DM"):
        answer("dy", labs, study(labs), "--DTC")


def test_a_subject_with_two_records_in_dm_has_two_study_days() -> None:
    subjects = dataset("DM", "DOMAIN|USUBJID|RFSTDTC\nDM|01|2020-01-10\nDM|01|2020-01-01")
    labs = dataset("LB", "DOMAIN|USUBJID|LBDTC\nLB|01|2020-01-10")
    whole = study(subjects, labs)
    said = rule(Match("DM", ("USUBJID",)), operations=(operation("dy", "--DTC"),))
    assert records(answers(said, matched(said, labs, whole), whole)["$it"]) == [1.0, 10.0]
    assert answer("dy", labs, whole, "--DTC") == [1.0]


def test_a_dataset_that_is_not_there_is_nothing_to_judge() -> None:
    with pytest.raises(NotApplicable, match="the study has no dataset TV"):
        ask("distinct", "VISIT", domain="TV")
    with pytest.raises(NotApplicable, match="EX has no variable EXCAT"):
        ask("distinct", "EXCAT")
    adsl = dataset("ADSL", "USUBJID\n01", "ADaMIG", "1.3")
    with pytest.raises(NotRun, match="--sdtm"):
        answer("distinct", adsl, study(adsl, standard="ADaMIG", version="1.3"), "USUBJID", domain="DM")


def test_analysis_datasets_ask_tabulation_datasets_beside_them() -> None:
    adsl = dataset("ADSL", "USUBJID\n01", "ADaMIG", "1.3")
    whole = study(adsl, standard="ADaMIG", version="1.3", others={"EX": EX})
    assert answer("distinct", adsl, whole, "EXTRT", domain="EX", group=["USUBJID"]) == [("A", "B")]


def test_the_datasets_own_domain_is_the_table_as_it_was_joined() -> None:
    said = rule(Match("DM", ("USUBJID",)), operations=(operation("record_count", domain="EX"),))
    whole = study(dataset("DM", "DOMAIN|USUBJID\nDM|02"), EX)
    assert answers(said, matched(said, EX, whole), whole)["$it"] == 2.0


def test_only_values_that_name_a_variable_of_the_related_dataset() -> None:
    supp = dataset("SUPPEX", "RDOMAIN|IDVAR\nEX|EXDOSE\nEX|EXSEQ\nDM|RFSTDTC\nTV|VISITNUM\nEX|")
    whole: Study = study(DM, EX, supp)
    assert answer("distinct", supp, whole, "IDVAR", domain="SUPP--", value_is_reference=True) == ["EXDOSE", "RFSTDTC"]


@given(st.lists(st.tuples(st.sampled_from(["01", "02", ""]), st.sampled_from(["A", "B", ""])), min_size=1, max_size=15))
def test_grouped_answers_agree_with_plain_python(rows: list[tuple[str, str]]) -> None:
    drawing = "\n".join(["DOMAIN|USUBJID|AETERM", *(f"AE|{subject}|{term}" for subject, term in rows)])
    events = dataset("AE", drawing)
    lists = answer("distinct", events, study(events), "AETERM", group=["USUBJID"])
    counts = answer("record_count", events, study(events), group=["USUBJID"], filter={"AETERM": "A"})
    for subject, found, count in zip([one for one, _ in rows], lists, counts, strict=True):
        terms = [term for one, term in rows if one == subject]
        assert found == tuple(dict.fromkeys(term for term in terms if term))
        assert count == terms.count("A")
