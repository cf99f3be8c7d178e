"""Tests of the operators that hold analysis records against what ADSL says of their subject."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from validation.conformance.column import encoded
from validation.conformance.operators.on import On
from validation.conformance.operators.subject_level import SUBJECT_LEVEL, differ, digits, numbers
from validation.conformance.rule import Condition, NotApplicable
from validation.conformance.table import Study, Table

VALUES = some.lists(some.sampled_from(["A", "B", "C", None]), min_size=1, max_size=12)


def table(name: str, **columns: list[Any]) -> Table:
    """A table of these columns; numbers are numbers."""
    made = {
        variable: encoded(
            [float(value) if isinstance(value, int) else value for value in values],
            number=any(isinstance(value, (int, float)) for value in values),
        )
        for variable, values in columns.items()
    }
    return Table(name, made, len(next(iter(columns.values()))))


ADSL = table(
    "ADSL",
    USUBJID=["01", "02"],
    AP01SDT=[100, 150],
    AP02SDT=[200, None],
    TRT01P=["A", "B"],
    TRT02P=["B", "B"],
    AGE=[54, None],
)


def ask(word: str, records: Table, name: str, value: Any = None, subjects: Table | None = ADSL, **options: Any) -> Any:
    """What the operator says of the records, beside this ADSL."""
    tables = {one.name: one for one in (records, subjects) if one}
    return SUBJECT_LEVEL[word](On(records, Study(tables), Condition(word, name, value, options))).tolist()


def test_a_value_is_compared_with_that_of_the_same_subject() -> None:
    """Missing on one side differs, on both sides not; a subject ADSL lacks is not judged."""
    records = table("ADVS", USUBJID=["01", "01", "02", "02", "09"], AGE=[54, 55, None, 54, 1])
    assert ask("differs_from_dataset", records, "AGE") == [False, True, False, True, False]
    assert ask("has_no_partner", records, "USUBJID") == [False, False, False, False, True]


def test_a_variable_that_adsl_lacks_is_no_difference() -> None:
    """Whatever its values."""
    assert ask("differs_from_dataset", table("ADVS", USUBJID=["01"], AVAL=[1]), "AVAL") == [False]


def test_without_adsl_there_is_nothing_to_compare_with() -> None:
    """Not a finding, and not a pass either."""
    with pytest.raises(NotApplicable, match="ADSL"):
        ask("differs_from_dataset", table("ADVS", USUBJID=["01"], AGE=[1]), "AGE", subjects=None)


def test_the_record_says_which_variable_of_its_subject_is_meant() -> None:
    """A variable that ADSL lacks differs from a value, not from a missing one; no period, no judgement."""
    records = table(
        "ADVS",
        USUBJID=["01", "01", "02", "01", "01", "01"],
        APERIOD=[1, 2, 2, 3, 3, None],
        APERSDT=[100, 100, None, 5, None, 7],
    )
    found = ask("differs_from_named", records, "APERSDT", "AP<APERIOD:2>SDT")
    assert found == [False, True, False, True, False, False]


def test_a_period_names_a_variable_or_none() -> None:
    """Whole numbers only: 1.5 and missing name nothing that could lack."""
    records = table("ADVS", USUBJID=["01"] * 4, APERIOD=[1, 10, 1.5, None])
    assert ask("names_no_variable", records, "APERIOD", "TRT<APERIOD:2>P") == [False, True, False, False]


def test_two_values_together_name_a_variable() -> None:
    """Each in its place, and each at its width."""
    subjects = table("ADSL", USUBJID=["01"], P01S2=["x"], P12S1=["y"])
    records = table("ADVS", USUBJID=["01"] * 3, APERIOD=[1, 12, 2], ASPER=[2, 1, 1])
    found = ask("names_no_variable", records, "ASPER", "P<APERIOD:2>S<ASPER:1>", subjects)
    assert found == [False, False, True]


def test_a_treatment_is_one_of_those_of_the_subject() -> None:
    """Of any variable whose name matches whole; another subject's does not count, nor does a missing one."""
    records = table("ADVS", USUBJID=["01", "01", "02", "02", "09"], TRTP=["A", "B", "A", None, "Z"])
    assert ask("differs_from_every", records, "TRTP", r"TRT\d\dP") == [False, False, True, False, False]
    assert ask("differs_from_every", records, "TRTP", r"TRT\d\d") == [True, True, True, False, False]


def test_the_largest_of_a_records_variables() -> None:
    """Missing ones do not count; where all are missing, missing is right."""
    records = table("ADSL", TR01EDT=[1, 5, None, None], TR02EDT=[3, None, None, None], TRTEDT=[3, 5, None, 4])
    assert ask("differs_from_largest", records, "TRTEDT", r"TR\d\dEDT") == [False, False, False, True]
    with pytest.raises(NotApplicable, match="no variable"):
        ask("differs_from_largest", records, "TRTEDT", r"TR\d\dSDT")


@given(some.integers(-40_000, 2_900_000), some.integers(0, 86_399))
def test_day_and_time_of_a_datetime_are_its_own(day: int, second: int) -> None:
    """Before 1960 too, and any other day or time is not."""
    records = table("ADVS", ADT=[day, day + 1], ATM=[second, (second + 1) % 86_400], ADTM=[day * 86_400 + second] * 2)
    assert ask("date_part_differs", records, "ADT", "ADTM", None) == [False, True]
    assert ask("time_part_differs", records, "ATM", "ADTM", None) == [False, True]


@given(VALUES, some.data())
def test_columns_differ_where_their_values_do(left: list[str | None], data: some.DataObject) -> None:
    """As Python compares them, one by one, however each column is encoded."""
    right = data.draw(some.lists(some.sampled_from(["C", "B", "D", None]), min_size=len(left), max_size=len(left)))
    found = differ(encoded(left), encoded(right))
    assert found.tolist() == [one != other for one, other in zip(left, right, strict=True)]


@pytest.mark.parametrize(
    ("value", "width", "said"),
    [(1.0, 2, "01"), (12.0, 1, "12"), ("3", 2, "03"), (1.5, 2, ""), (-1.0, 2, ""), ("x", 1, ""), (None, 1, "")],
)
def test_whole_numbers_in_digits(value: object, width: int, said: str) -> None:
    """Zeros in front, at least so many digits; nothing of what is no such number."""
    assert digits(value, width) == said


def test_text_is_no_number() -> None:
    """It is not guessed to be one; an empty column is one of either."""
    assert np.isnan(numbers(encoded([None, None]))).all()
    with pytest.raises(NotApplicable, match="text"):
        numbers(encoded(["1"]))
