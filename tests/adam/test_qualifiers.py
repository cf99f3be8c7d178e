"""Supplemental qualifiers as columns."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import Series

from adam.algorithms.qualifiers import qualifier
from mappings.distinct import text
from mappings.error import MappingError
from tests.adam.drawn import THEM, WHO, column, labelled, of, plain
from tests.table import table

# IDVARVAL is padded here and there, and one row names the record by another variable.
SUPPAE = table(
    """
    USUBJID | IDVAR  | IDVARVAL | QNAM      | QVAL
    A       | AESEQ  | "1 "     | SAECAT    | cardiac
    A       | AESEQ  | " 2"     | SAECAT    | renal
    A       | AESEQ  | 2        | SAECAT    | second row
    A       | AESEQ  | 3        | AETRTEM   | Y
    A       | AESPID | 3        | SAECAT    | by another
    B       | AESEQ  | 01       | "SAECAT " | skin
    Z       | AESEQ  | 1        | SAECAT    | nobody's
            | AESEQ  | 1        | SAECAT    | of none
    """
)
WHOSE = text(["A", "A", "A", "B", "C", None])
SEQUENCE = column([1, 2, 3, 1, 1, 1], True)


def supp(name: str) -> Series:
    return labelled(SUPPAE, name, "SUPPAE")


def category(sequence: Series, **options: Any) -> list[Any]:
    ids = supp("IDVARVAL")
    return plain(qualifier("SAECAT", supp("QNAM"), supp("QVAL"), ids, sequence, subject=WHOSE, **options))


def test_padding_and_leading_zeros_make_no_other_number() -> None:
    # validation.md, F6: "1 " and 1 are one record.
    assert category(SEQUENCE) == ["cardiac", "renal", "by another", "skin", None, None]
    by_variable = category(SEQUENCE, idvars=supp("IDVAR"), idvar="AESEQ")
    assert by_variable == ["cardiac", "renal", None, "skin", None, None]
    assert category(text(["1", "2 ", "3", "1", "1", "1"])) == ["cardiac", "renal", "by another", None, None, None]


def test_numeric_identifiers_mean_the_same() -> None:
    ids = of("SUPPAE", ["A", "A"], column([1.0, 2.0], True))
    names, values = of("SUPPAE", ["A", "A"], text(["Q", "Q"])), of("SUPPAE", ["A", "A"], text(["one", "two"]))
    for sequence in (column([2, 1], True), text(["2", "1 "]), text(["2.0", "01"])):
        assert plain(qualifier("Q", names, values, ids, sequence, subject=text(["A", "A"]))) == ["two", "one"]


def test_an_identifier_that_is_no_number_is_compared_as_text() -> None:
    ids = of("SUPPAE", ["A", "A"], text(["E07", "1E3"]))
    names, values = of("SUPPAE", ["A", "A"], text(["Q", "Q"])), of("SUPPAE", ["A", "A"], column([7, 8], True))
    found = qualifier("Q", names, values, ids, text(["E07 ", "1000", "1E3"]), subject=text(["A"] * 3))
    assert plain(found) == [7, None, 8]


def test_a_qualifier_of_the_subject() -> None:
    suppdm = table("USUBJID | QNAM | QVAL\nA | COMPLT8 | Y\nB | COMPLT16 | Y\nA | COMPLT8 | N")
    columns = [labelled(suppdm, name, "SUPPDM") for name in ("QNAM", "QVAL")]
    assert plain(qualifier("COMPLT8", *columns, subject=WHOSE)) == ["Y", "Y", "Y", None, None, None]


def test_no_rows_and_an_unknown_name() -> None:
    nothing = of("SUPPAE", [], text([]))
    assert plain(qualifier("Q", nothing, nothing, nothing, SEQUENCE, subject=WHOSE)) == [None] * 6
    assert plain(qualifier("Q", supp("QNAM"), supp("QVAL"), subject=WHOSE)) == [None] * 6
    assert len(qualifier("SAECAT", supp("QNAM"), supp("QVAL"), subject=text([]))) == 0


@pytest.mark.parametrize(
    ("arguments", "options", "problem"),
    [
        ((supp("IDVARVAL"),), {}, "ids and sequence go together"),
        ((supp("IDVARVAL"), SEQUENCE), {"idvar": "AESEQ"}, "idvars, idvar and ids go together"),
        ((), {"idvars": supp("IDVAR"), "idvar": "AESEQ"}, "idvars, idvar and ids go together"),
        ((labelled(SUPPAE[:3], "IDVARVAL", "SUPPDM"), SEQUENCE), {}, "two datasets"),
    ],
)
def test_what_an_author_did_wrong_is_told(arguments: Any, options: Any, problem: str) -> None:
    with pytest.raises(MappingError, match=problem):
        qualifier("SAECAT", supp("QNAM"), supp("QVAL"), *arguments, subject=WHOSE, **options)


ROWS = st.lists(
    st.tuples(THEM, st.sampled_from(["Q", "R", None]), st.sampled_from(["1", "1 ", "02", "2", "x", " ", None])),
    max_size=9,
)


@settings(deadline=None)  # the machine may be busy
@given(ROWS, st.lists(st.tuples(WHO, st.sampled_from([1.0, 2.0, 3.0, None])), max_size=6))
def test_qualifiers_are_those_of_the_slow_way(rows: list[Any], records: list[Any]) -> None:
    whose = [row[0] for row in rows]
    names, ids = (of("SUPPAE", whose, text([row[at] for row in rows])) for at in (1, 2))
    values = of("SUPPAE", whose, column(range(len(rows)), True))
    subject, sequence = text([who for who, _ in records]), column([number for _, number in records], True)

    def slow(who: str | None, number: float | None) -> int | None:
        for at, (one, name, told) in enumerate(rows):
            same = told is not None and told.strip().isdigit() and number is not None and int(told) == number
            if who is not None and one == who and name == "Q" and same:
                return at
        return None

    found = plain(qualifier("Q", names, values, ids, sequence, subject=subject))
    assert found == [slow(who, number) for who, number in records]
