"""What the words for collected values promise."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import Index, RangeIndex, Series

from mappings.distinct import text
from mappings.error import MappingError
from mappings.spec import Codelist, Term
from sdtm.algorithms.collected import (
    any_of,
    assign,
    constant,
    decode,
    first_known,
    flag,
    lookup,
    only,
    recode,
    subject_value,
    ticked_term,
)
from tests.table import table

SEX = Codelist(
    name="SEX",
    terms=(
        Term(value="M", decode="Male", collected=("1", "homme")),
        Term(value="F", decode="Female", collected=("2", "femme")),
        Term(value="U", decode="Unknown", collected=("9",)),
        Term(value="X", decode="Unknown", collected=("9", "M")),
    ),
)


def column(*values: str | None) -> Series:
    return text(list(values))


def numbers(*values: float | None) -> Series:
    return Series([np.nan if value is None else value for value in values], dtype="float64")


def listed(series: Series) -> list[object]:
    """The values, missing as None."""
    values = series.astype("object")
    return values.where(values.notna(), None).tolist()


def labelled(name: str, subjects: list[str], values: list[str | None]) -> Series:
    return text(Series(values, index=Index(np.array(subjects, dtype="object")), dtype="object")).rename(name)


def test_assign_without_a_codelist_is_the_collected_value() -> None:
    source = column("Male", None, " x ")
    assert assign(source, codelist=None) is source


def test_assign_takes_value_before_collected_word_before_decode() -> None:
    source = column("M", "1", "femme", "Female", "9", "Unknown", "male", " F", None, "")
    assert listed(assign(source, codelist=SEX)) == ["M", "M", "F", "F", "9", "Unknown", "male", " F", None, ""]


def test_assign_reads_numbers_as_people_write_them() -> None:
    assert listed(assign(numbers(1.0, 2.0, 7.5, None), codelist=SEX)) == ["M", "F", "7.5", None]


def test_assign_leaves_the_source_alone() -> None:
    # A target named like its source must not take the collected word for the answer (a complaint about a peer).
    source = column("1", "0", "Y")
    yes = Codelist(name="NY", terms=(Term(value="Y", collected=("1",)), Term(value="N", collected=("0",))))
    assert listed(assign(source, codelist=yes)) == ["Y", "N", "Y"]
    assert listed(source) == ["1", "0", "Y"]


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.sampled_from(["M", "1", "Female", "9", "?", None])))
def test_assign_twice_is_assign_once(values: list[str | None]) -> None:
    once = assign(text(values), codelist=SEX)
    assert listed(assign(once, codelist=SEX)) == listed(once)


def test_constant_is_the_same_everywhere() -> None:
    index = RangeIndex(3)
    assert listed(constant("ODI", index=index)) == ["ODI"] * 3
    assert constant(2, index=index).tolist() == [2.0, 2.0, 2.0]
    assert constant(2, index=index).dtype == np.float64
    assert listed(constant(None, index=index)) == [None] * 3
    assert len(constant("x", index=RangeIndex(0))) == 0
    wrongs: list[object] = [True, ("a",), {}, column("a").rename("SEX")]
    for wrong in wrongs:
        with pytest.raises(MappingError):
            constant(wrong, index=index)


def test_decode_is_the_meaning_in_the_codelist_of_the_source() -> None:
    tests = Codelist(name="T", terms=(Term(value="ODI01", decode="Pain"), Term(value="ODI02")))
    source = column("ODI01", "ODI02", "ODI9", None)
    assert listed(decode(source, source_codelist=tests)) == ["Pain", "ODI02", "ODI9", None]
    with pytest.raises(MappingError, match="ODI has no codelist"):
        decode(source.rename("ODI"), source_codelist=None)


UNITS = table("""
test | from | to
HGB  | g/dL | g/L
HGB  | g/L  | g/L
CRP  | mg/L | mg/L
CRP  | mg/L | second
CRP  |      | never
""")


def test_lookup_by_several_columns() -> None:
    keys, values = [UNITS["test"].rename("u.test"), UNITS["from"].rename("u.from")], UNITS["to"].rename("u.to")
    asked = (column("CRP", "HGB", "HGB", "CRP", None), column("mg/L", "g/dL", "mmol/L", None, "g/L"))
    assert listed(lookup(asked, keys, values)) == ["mg/L", "g/L", None, None, None]


def test_lookup_of_numbers_by_text_or_number() -> None:
    visits, days = column("D0", "M1").rename("tv.VISIT"), numbers(1.0, 30.0).rename("tv.DAY")
    assert lookup(column("M1", "D0", "?"), visits, days).fillna(-1).tolist() == [30.0, 1.0, -1.0]
    assert listed(lookup(numbers(30, None, 1), days, visits)) == ["M1", None, "D0"]
    assert listed(lookup(column("30", "1.0"), days, visits)) == ["M1", None]


def test_lookup_refuses_what_cannot_be_meant() -> None:
    one, other = column("a").rename("t.a"), column("b").rename("s.b")
    for arguments, problem in [
        (([one, one], [one], one), "2 values are looked up among 1 keys"),
        ((one, one, other), "t.a, s.b are not of one table"),
        (("D0", one, one), "'D0' is no column"),
        ((one, column("a", "b"), one), "are not of one table"),
    ]:
        with pytest.raises(MappingError, match=problem):
            lookup(*arguments)  # type: ignore[arg-type]
    assert listed(lookup(column(), one, one)) == []
    assert listed(lookup(column("a"), column().rename("t.a"), column().rename("t.b"))) == [None]


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abcd")))
def test_lookup_agrees_with_a_dictionary(keys: list[str], wanted: list[str]) -> None:
    values = [f"{key}{at}" for at, key in enumerate(keys)]
    first = dict(reversed(list(zip(keys, values, strict=True))))
    assert listed(lookup(text(wanted), text(keys), text(values))) == [first.get(key) for key in wanted]


def test_subject_value_is_the_first_record_of_the_subject() -> None:
    arms = labelled("DM.ARM", ["02", "01", "02"], ["A", "B", "C"])
    subject = column("01", "02", "03", None, "01")
    assert listed(subject_value(arms, subject=subject)) == ["B", "A", None, None, "B"]
    with pytest.raises(MappingError, match=r"tv\.VISIT is not labelled by subject"):
        subject_value(column("D0").rename("tv.VISIT"), subject=subject)
    with pytest.raises(MappingError, match="have no subjects"):
        subject_value(arms, subject=None)


def test_recode_leaves_unlisted_values() -> None:
    words = {"1": "Y", "0": "N", "9": None, "": 0}
    assert listed(recode(column("1", "0", "9", "", "2", None), words)) == ["Y", "N", None, "0", "2", None]
    assert listed(recode(numbers(1, 0, 2, None), words)) == ["Y", "N", "2", None]
    for wrong in ("Y", {"1": True}, {"1": ("Y",)}):
        with pytest.raises(MappingError):
            recode(column("1"), wrong)  # type: ignore[arg-type]


def test_flag_is_set_or_missing() -> None:
    assert listed(flag(column("1", "0", None, "Y", "1.0"))) == ["Y", None, None, None, None]
    assert listed(flag(column("1", "Yes"), ticked=["Yes", 2], value="CHECKED")) == [None, "CHECKED"]
    assert listed(flag(numbers(1, 0, None))) == ["Y", None, None]


def test_any_of_is_set_where_one_box_is() -> None:
    one, other = column("1", None, "0", None), numbers(None, 1, 0, None)
    assert listed(any_of(one, other)) == ["Y", "Y", None, None]
    assert listed(any_of(one, ticked="0", value=3)) == [None, None, "3", None]  # type: ignore[arg-type]


def test_first_known_takes_the_first_that_is_there() -> None:
    one, other = column("a", None, None, ""), column("b", "c", None, "d")
    assert listed(first_known(one, other, index=one.index)) == ["a", "c", None, ""]
    assert listed(first_known(one, other, "NONE", index=one.index)) == ["a", "c", "NONE", ""]
    assert first_known(numbers(None, 2), numbers(1, 3), index=RangeIndex(2)).tolist() == [1.0, 2.0]
    assert listed(first_known(numbers(None, 2.5), column("x", "y"), index=RangeIndex(2))) == ["x", "2.5"]
    assert listed(first_known(numbers(None, 2), 7, index=RangeIndex(2))) == [7.0, 2.0]


def test_only_keeps_what_is_listed() -> None:
    assert listed(only(column("A", "B", None), ["A", 1])) == ["A", None, None]
    assert listed(only(numbers(1, 2), 1)) == ["1", None]
    with pytest.raises(MappingError, match="no value of a record"):
        only(column("A"), [None])


@pytest.mark.parametrize("word", [any_of, lambda: first_known(index=RangeIndex(0))])
def test_words_want_a_column(word: Callable[[], Series]) -> None:
    with pytest.raises(MappingError, match="names no column"):
        word()


def test_every_word_takes_no_records() -> None:
    nothing = column()
    made = [
        assign(nothing, codelist=SEX), decode(nothing, source_codelist=SEX), flag(nothing), any_of(nothing, nothing),
        recode(nothing, {"1": "Y"}), only(nothing, "x"), first_known(nothing, "x", index=nothing.index),
        subject_value(labelled("DM.ARM", ["1"], ["A"]), subject=nothing),
    ]  # fmt: skip
    assert [len(series) for series in made] == [0] * len(made)


def test_several_boxes_are_one_word() -> None:
    boxes = {"WHITE": column("1", "1", None, "0"), "BLACK OR AFRICAN AMERICAN": column("0", "1", None, "1")}
    assert listed(ticked_term(boxes)) == ["WHITE", "MULTIPLE", None, "BLACK OR AFRICAN AMERICAN"]
    assert listed(ticked_term(boxes, ticked=["0"])) == ["BLACK OR AFRICAN AMERICAN", None, None, "WHITE"]
    assert listed(ticked_term(boxes, several="MIXED"))[1] == "MIXED"
    with pytest.raises(MappingError, match="no column"):
        ticked_term({})


def test_published_synonyms_are_matched_last() -> None:
    codelist = Codelist(name="NY", terms=(Term(value="Y", synonyms=("Yes", "No")), Term(value="N", decode="No")))
    assert listed(assign(column("Yes", "No", "Y", "yes"), codelist=codelist)) == ["Y", "N", "Y", "yes"]
