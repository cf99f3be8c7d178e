"""What the words for results, units, and rounding promise."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Series

from mappings.distinct import number_text, text
from mappings.error import MappingError
from mappings.spec import Codelist, Term
from sdtm.algorithms.results import (
    converted,
    converted_unit,
    not_done,
    rounded,
    standard_number,
    standard_text,
)
from tests.table import table

PRESENCE = Codelist(
    name="PRESENCE",
    terms=(
        Term(value="POSITIVE", decode="Positive", collected=("pos", "1")),
        Term(value="NEGATIVE", decode="Negative", collected=("neg",)),
        Term(value="007", decode="Agent"),
    ),
)
UNITS = table("""
    test | unit   | factor   | offset | standard
    GLUC | mg/dL  | 0.0555   |        | mmol/L
    TEMP | F      | 0.5556   | -17.78 | C
    CREA | mg/dL  | 88.4     |        | umol/L
    ALT  | U/L    | 1        |        | U/L
    ALT  | ukat/L | 60       |        | U/L
    ALT  | ukat/L | 59.988   |        | U/L
    UREA | mg/dL  | about 6  |        | mmol/L
    UREA |        | 1        |        | mmol/L
""")


def shown(column: Series) -> list[str | float | None]:
    """The values as they are, missing as None."""
    return column.astype("object").where(column.notna(), None).tolist()


def expect(frame: DataFrame, answer: Series, column: str = "meant") -> None:
    assert answer.index.equals(frame.index)
    assert shown(answer) == shown(frame[column])


def test_results_in_standard_form() -> None:
    frame = table("""
        result  | point    | comma
        7.50    | 7.5      | 7.50
        7,50    | 7,50     | 7.5
        007     | 7        | 7
        +5      | 5        | 5
        -0.0    | 0        | -0.0
        .5      | 0.5      | .5
        1e3     | 1000     | 1000
        100     | 100      | 100
        "<0.50" | <0.5     | <0.50
        "< 0,5" | "< 0,5"  | <0.5
        ">=3"   | ">=3"    | ">=3"
        1,000.5 | 1,000.5  | 1,000.5
        5 mg    | 5 mg     | 5 mg
        TRACE   | TRACE    | TRACE
        12345678901234567890.10 | 12345678901234567890.1 | 12345678901234567890.10
                |          |
    """)
    expect(frame, standard_text(frame["result"], codelist=None, decimal="."), "point")
    expect(frame, standard_text(frame["result"], codelist=None, decimal=","), "comma")


def test_terms_come_before_numbers() -> None:
    frame = table("""
        result   | meant
        POSITIVE | POSITIVE
        pos      | POSITIVE
        Negative | NEGATIVE
        1        | POSITIVE
        007      | 007
        2.0      | 2
        unclear  | unclear
                 |
    """)
    expect(frame, standard_text(frame["result"], codelist=PRESENCE, decimal="."))


def test_numbers_of_results() -> None:
    frame = table("""
        result | point | comma
        7.5    | 7.5   |
        7,5    |       | 7.5
        007    | 7     | 7
        <0.5   |       |
        1,000  |       | 1
        TRACE  |       |
               |       |
    """, "point", "comma")  # fmt: skip
    expect(frame, standard_number(frame["result"], decimal="."), "point")
    expect(frame, standard_number(frame["result"], decimal=","), "comma")


def test_conversions_by_test_and_unit() -> None:
    frame = table("""
        test | result | unit   | meant    | standard
        GLUC | 100    | mg/dL  | 5.55     | mmol/L
        CREA | 1.1    | mg/dL  | 97.24    | umol/L
        GLUC | 5.2    | mmol/L | 5.2      | mmol/L
        CREA | 5.2    | mmol/L |          |
        TEMP | 98.6   | F      | 37.00216 | C
        ALT  | 30     | U/L    | 30       | U/L
        ALT  | 0.5    | ukat/L |          | U/L
        UREA | 30     | mg/dL  |          | mmol/L
        UREA | 30     |        |          |
        GLUC | 100    | mg/dl  |          |
        GLUC | <100   | mg/dL  |          | mmol/L
        GLUC |        | mg/dL  |          | mmol/L
             | 100    | mg/dL  |          |
    """, "meant")  # fmt: skip
    answer = converted(
        frame["result"], frame["unit"], UNITS["unit"], UNITS["factor"], UNITS["offset"],
        test=frame["test"], tests=UNITS["test"], standard_units=UNITS["standard"], decimal=".",
    )  # fmt: skip
    expect(frame, answer)
    answer = converted_unit(frame["unit"], UNITS["unit"], UNITS["standard"], test=frame["test"], tests=UNITS["test"])
    expect(frame, answer, "standard")


def test_conversions_without_tests_refuse_units_that_mean_several_things() -> None:
    frame = table("""
        result | unit  | meant | standard
        1,5    | g     | 1500  | mg
        2      | mg    |       | mg
        2      | mg/dL |       |
    """, "meant")  # fmt: skip
    units = table("""
        unit  | factor | standard
        g     | 1000   | mg
        mg/dL | 88.4   | umol/L
        mg/dL | 0.0555 | mmol/L
    """)
    expect(frame, converted(frame["result"], frame["unit"], units["unit"], units["factor"], decimal=","))
    expect(frame, converted_unit(frame["unit"], units["unit"], units["standard"]), "standard")
    number, unit = Series([2.0, np.nan]), text(["mg", "mg"])
    same = converted(number, unit, units["unit"], units["factor"], standard_units=units["standard"], decimal=".")
    assert shown(same) == [2.0, None]


def test_test_and_tests_go_together() -> None:
    with pytest.raises(MappingError, match="test and tests go together"):
        converted_unit(text(["g"]), UNITS["unit"], UNITS["standard"], test=text(["GLUC"]))


def test_conversion_is_decimal_arithmetic() -> None:
    answer = converted(text(["1.1"]), text(["x"]), text(["x"]), text(["3"]), decimal=".")
    assert answer.tolist() == [3.3]
    assert 1.1 * 3 != 3.3


def test_rounding_half_away_from_zero() -> None:
    frame = table("""
        number  | meant
        2.675   | 2.68
        -2.675  | -2.68
        1.005   | 1.01
        0.004   | 0
        -0.004  | 0
        12      | 12
                |
    """, "number", "meant")  # fmt: skip
    answer = rounded(frame["number"], 2)
    expect(frame, answer)
    assert not np.signbit(answer[4])
    assert rounded(Series([1250.0, 1e300, 5e-324]), -2).tolist() == [1300.0, 1e300, 0.0]
    assert rounded(text(["2.5", "x"]), 0).tolist()[0] == 3.0


@pytest.mark.parametrize("digits", [1.5, "2", True, 10_000])
def test_decimals_are_a_whole_number(digits: object) -> None:
    with pytest.raises(MappingError, match="is no number of decimals"):
        rounded(Series([1.0]), digits)  # type: ignore[arg-type]


@settings(deadline=None)
@given(st.floats(-1e9, 1e9), st.integers(0, 6))
def test_rounding_moves_by_half_a_step_at_most_and_only_once(value: float, digits: int) -> None:
    once = float(rounded(Series([value]), digits)[0])
    assert abs(Decimal(repr(once)) - Decimal(repr(value))) <= Decimal(1).scaleb(-digits) / 2
    assert float(rounded(Series([once]), digits)[0]) == once
    assert float(rounded(Series([-value]), digits)[0]) == -once


HALVES = st.integers(-10_000, 10_000).map(lambda number: number / 2000)


@settings(deadline=None)
@given(st.lists(st.floats(-1e12, 1e12) | HALVES, max_size=5), st.integers(0, 6))
def test_numbers_and_their_texts_round_alike(values: list[float], digits: int) -> None:
    written = text([number_text(value) for value in values])
    assert rounded(Series(values, dtype="float64"), digits).tolist() == rounded(written, digits).tolist()


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e60, max_value=1e60))
def test_standard_text_and_standard_number_agree(value: float) -> None:
    written = text([number_text(value)])
    form = standard_text(written, codelist=None, decimal=".")
    assert shown(form) == shown(written)
    assert standard_number(form, decimal=".").tolist() == [value]


def test_not_done() -> None:
    frame = table("""
        result | meant
        5      |
        "  "   | NOT DONE
               | NOT DONE
    """)
    expect(frame, not_done(frame["result"]))
    assert shown(not_done(Series([1.0, np.nan]))) == [None, "NOT DONE"]


def test_no_records_give_no_values() -> None:
    empty = text([])
    assert len(standard_text(empty, codelist=PRESENCE, decimal=".")) == 0
    assert len(converted(empty, empty, UNITS["unit"], UNITS["factor"], decimal=".")) == 0
    assert len(rounded(Series([], dtype="float64"), 1)) == 0
