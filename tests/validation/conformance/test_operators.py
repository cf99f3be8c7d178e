"""Every word of CDISC's rules, asked of small tables: missing values, numbers and texts, columns and literals."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.validation.conformance.asked import asked
from validation.conformance.operators import OPERATORS
from validation.conformance.rule import NotApplicable

TEXTS = ["A", "b", "AB", "", None]
NUMBERS = [1, 2.5, None, 10]
DATES = ["2020-01-01", "2020-01", "2020", "2020-01-01T10:30", "2020-02-30", "", "soon"]


def one(word: str, values: list[Any], value: Any, expected: str, **more: Any) -> Any:
    """A case: the word, the target's values, what they are compared with, Y or - for each."""
    columns = {"T": values, **more.pop("columns", {})}
    name = f"{word}-{expected}-{len(str(value))}-{len(str(more))}"
    return pytest.param(word, columns, value, more, expected, id=name)


CASES = [
    # what is there
    one("exists", ["", "x"], None, "YY"),
    one("not_exists", ["", "x"], None, "--"),
    one("empty", TEXTS, None, "---YY"),
    one("non_empty", TEXTS, None, "YYY--"),
    one("empty", [("a",), (), None], None, "-YY"),
    one("empty_within_except_last_row", ["", "x", "", ""], "G", "Y-Y-", ordering="O",
        columns={"G": ["g", "g", "h", "h"], "O": [1, 2, 1, 2]}),
    one("empty_within_except_last_row", ["", "x", "", ""], "G", "----", ordering="O",
        columns={"G": ["g", "g", "h", ""], "O": [2, 1, 1, 2]}),
    one("non_empty_within_except_last_row", ["", "x", "y", ""], "G", "--Y-", ordering="O",
        columns={"G": ["g", "g", "h", "h"], "O": [1, 2, 1, 2]}),
    one("has_different_values", ["a", "a", ""], None, "YYY"),
    one("has_same_values", ["a", "a", "a"], None, "YYY"),
    one("inconsistent_enumerated_columns", ["a", "", ""], None, "-YY",
        columns={"T1": ["b", "b", ""], "T2": ["", "", "c"], "T10": ["", "", ""]}),
    one("additional_columns_empty", ["", "", ""], None, "-Y-", columns={"T1": ["b", "", ""], "T2": ["", "c", ""]}),
    one("additional_columns_not_empty", ["", "", ""], None, "Y-Y", columns={"T1": ["b", "", ""], "T2": ["", "c", ""]}),
    # equal
    one("equal_to", TEXTS, "A", "Y----"),
    one("equal_to", TEXTS, "", "-----"),
    one("not_equal_to", TEXTS, "A", "-YYYY"),
    one("not_equal_to", TEXTS, "", "YYY--"),
    one("equal_to", NUMBERS, 1, "Y---"),
    one("not_equal_to", NUMBERS, 1, "-YYY"),
    one("equal_to", ["1", "2"], 1, "--"),
    one("equal_to", ["1", "2.0", "2"], 2, "-YY", type_insensitive=True),
    one("equal_to", NUMBERS, "1", "Y---", type_insensitive=True),
    one("equal_to", [1.4, 1.6, None], 1, "Y--", round_values=True),
    one("not_equal_to", [1.4, 1.6, None], 1, "-YY", round_values=True),
    one("equal_to", ["a", "b", ""], "U", "Y--", columns={"U": ["a", "c", ""]}),
    one("not_equal_to", ["a", "b", "", "d"], "U", "-Y-Y", columns={"U": ["a", "c", "", ""]}),
    one("equal_to", ["U", "b"], "U", "Y-", value_is_literal=True, columns={"U": ["a", "b"]}),
    one("equal_to", ["a", "b", "c"], "R", "Y--", value_is_reference=True,
        columns={"R": ["U", "V", "W"], "U": ["a", "a", "c"], "V": ["x", "x", "x"]}),
    one("not_equal_to", ["a", "b", ""], "R", "-Y-", value_is_reference=True,
        columns={"R": ["U", "W", "W"], "U": ["a", "a", "c"]}),
    one("equal_to_case_insensitive", TEXTS, "B", "-Y---"),
    one("not_equal_to_case_insensitive", TEXTS, "B", "Y-YYY"),
    # less and greater
    one("less_than", NUMBERS, 2.5, "Y---"),
    one("less_than_or_equal_to", NUMBERS, 2.5, "YY--"),
    one("greater_than", NUMBERS, 2.5, "---Y"),
    one("greater_than_or_equal_to", NUMBERS, 2.5, "-Y-Y"),
    one("less_than", ["1", "x", "", "3"], 2, "Y---"),
    one("greater_than", [3, 3, 3], "U", "Y--", columns={"U": ["2", "3", ""]}),
    # lists
    one("is_contained_by", TEXTS, ["A", "AB"], "Y-Y--"),
    one("is_not_contained_by", TEXTS, ["A", "AB"], "-Y-YY"),
    one("is_contained_by", NUMBERS, [1, 10], "Y--Y"),
    one("is_contained_by", TEXTS, "U", "Y----", columns={"U": ["x", "A", "", "", ""]}),
    one("is_contained_by", ["A", "B"], "U", "Y-", columns={"U": [("A", "C"), ("A",)]}),
    one("is_contained_by", [("A", "Z"), ("Y",)], ["A"], "Y-"),
    one("is_contained_by", ["A", "B"], "$known", "Y-", answers={"$known": ["A"]}),
    one("is_contained_by", ["A", "B"], ["$known", "B"], "YY", answers={"$known": ["A"]}),
    one("is_contained_by_case_insensitive", TEXTS, ["a", "B"], "YY---"),
    one("is_not_contained_by_case_insensitive", TEXTS, ["a", "B"], "--YYY"),
    one("prefix_is_contained_by", ["AB1", "XB1", ""], ["AB", "C"], "Y--", prefix=2),
    one("prefix_is_not_contained_by", ["AB1", "XB1", ""], ["AB", "C"], "-YY", prefix=2),
    one("suffix_is_contained_by", ["1AB", "1XB", ""], ["AB"], "Y--", suffix=2),
    one("suffix_is_not_contained_by", ["1AB", "1XB", ""], ["AB"], "-YY", suffix=2),
    one("contains_all", ["a", "b", ""], ["a", "b"], "YYY"),
    one("not_contains_all", ["a", "b", ""], ["a", "c"], "YYY"),
    one("contains_all", ["a", "b"], "U", "YY", columns={"U": ["b", ""]}),
    one("contains_all", [("a", "b"), ("a",)], "U", "Y-", columns={"U": [("a",), ("b",)]}),
    one("shares_at_least_one_element_with", [("a", "b"), ("a",)], "U", "Y-", columns={"U": [("a", "b"), ("b",)]}),
    one("shares_exactly_one_element_with", [("a", "b"), ("a",)], "U", "-Y", columns={"U": [("a", "b"), ("a", "b")]}),
    one("shares_no_elements_with", [("a", "b"), ("a",)], "U", "-Y", columns={"U": [("a", "b"), ("b",)]}),
    one("is_ordered_subset_of", [("a", "c"), ("c", "a"), ("a", "z")], "U", "Y--", columns={"U": [("a", "b", "c")] * 3}),
    one("is_not_ordered_subset_of", [("a", "c"), ("c", "a")], "$all", "-Y", answers={"$all": ["a", "b", "c"]}),
    one("value_has_multiple_references", ["a", "b", "c"], "$n", "-Y-", answers={"$n": {"a": 1, "b": 2}}),
    one("value_does_not_have_multiple_references", ["a", "b", "c"], "$n", "Y-Y", answers={"$n": {"a": 1, "b": 2}}),
    # letters
    one("contains", TEXTS, "B", "--Y--"),
    one("does_not_contain", TEXTS, "B", "YY-YY"),
    one("contains", [("A", "B"), ("C",)], "B", "Y-"),
    one("contains", ["xAx", "x", ""], "U", "Y--", columns={"U": ["A", "A", ""]}),
    one("contains_case_insensitive", TEXTS, "B", "-YY--"),
    one("does_not_contain_case_insensitive", TEXTS, "B", "Y--YY"),
    one("starts_with", TEXTS, "A", "Y-Y--"),
    one("ends_with", TEXTS, "B", "--Y--"),
    one("starts_with", ["xa", "ya", ""], "U", "YY-", columns={"U": ["y", "x", "q"]}),
    one("prefix_equal_to", ["AEX", "BEX", ""], "AE", "Y--", prefix=2),
    one("prefix_equal_to", ["AEX", "BEX", ""], "DOMAIN", "Y--", prefix=2),
    one("prefix_not_equal_to", ["AEX", "BEX", ""], "AE", "-YY", prefix=2),
    one("suffix_equal_to", ["XAE", "XBE", ""], "U", "Y--", suffix=2, columns={"U": ["AE", "AE", "AE"]}),
    one("suffix_not_equal_to", ["XAE", "XBE", ""], "AE", "-YY", suffix=2),
    one("matches_regex", ["A1", "xA1", "A1x", ""], "A[0-9]", "Y-Y-"),
    one("matches_regex", ["A1", "xA1", "A1x", ""], "^A[0-9]$", "Y---"),
    one("not_matches_regex", ["A1", "xA1", "A1x", ""], "^A[0-9]$", "-YY-"),
    one("matches_regex", [1, 1.5, 20, None], "^[0-9]+$", "Y-Y-"),
    one("prefix_matches_regex", ["A1", "1A", ""], "A", "Y--", prefix=1),
    one("not_prefix_matches_regex", ["A1", "1A", ""], "A", "-Y-", prefix=1),
    one("suffix_matches_regex", ["A1", "1A", ""], "A", "-Y-", suffix=1),
    one("not_suffix_matches_regex", ["A1", "1A", ""], "A", "Y--", suffix=1),
    one("equals_string_part", ["12", "13", ""], "U", "Y--", regex="[0-9]+", columns={"U": ["a12b", "a12b", "a1"]}),
    one("equals_string_part", [12, 13], "U", "Y-", regex="[0-9]+", type_insensitive=True,
        columns={"U": ["a12b", "a12b"]}),
    one("does_not_equal_string_part", ["12", "13"], "a12", "-Y", regex="[0-9]+"),
    one("has_equal_length", ["ab", "abc", ""], 2, "Y--"),
    one("has_not_equal_length", ["ab", "abc", ""], 2, "-YY"),
    one("longer_than", ["ab", "abc", ""], 2, "-Y-"),
    one("longer_than_or_equal_to", ["ab", "abc", "a"], 2, "YY-"),
    one("shorter_than", ["ab", "abc", "a", ""], 2, "--YY"),
    one("shorter_than_or_equal_to", ["ab", "abc", "a", ""], 2, "Y-YY"),
    one("longer_than", ["ab", "abc", "a"], "U", "Y--", columns={"U": ["x", "xyz", ""]}),
    one("split_parts_have_equal_length", ["2020/2021", "2020/21", "2020", ""], None, "Y-YY"),
    one("split_parts_have_unequal_length", ["2020/2021", "2020/21", "a/b/c", ""], None, "-YY-"),
    one("split_parts_have_equal_length", ["ab-cd", "ab-c"], None, "Y-", separator="-"),
    one("is_title_case", ["Date of Birth", "date Of birth", "ECG and LVEF of the Heart", ""], None, "Y-YY"),
    one(
        "is_title_case",
        ["Completion Status", "COMPLETION STATUS", "Intent-to-Treat Flag", "Subject ID", "Change from Baseline"],
        None,
        "Y-YY-",
    ),
    one("is_title_case", ["of the Heart", "Date/time", "Result is Known per Day", "Trt Arm", "TRT Arm"], None, "--Y-Y"),
    one("is_not_title_case", ["Date of Birth", "Date Of Birth"], None, "-Y"),
    # dates
    one("invalid_date", [*DATES, None], None, "----YYYY"),
    one("invalid_date", ["2020-13", "2020---05", "--05-03", "2020-01-01T25", "2020-01-01/2020-01-05", "20200101"], None,
        "Y--Y-Y"),
    one("is_complete_date", DATES, None, "Y--Y---"),
    one("is_incomplete_date", DATES, None, "-YY-YYY"),
    one("invalid_duration", ["P1D", "PT1H30M", "-P1D", "P", "P1.5D", "P1.5DT1H", "P2W", "1D", ""], None, "---Y-Y-YY"),
    one("invalid_duration", ["P1D", "-P1D"], None, "-Y", negative=False),
    one("date_equal_to", DATES, "2020-01-01", "Y------"),
    one("date_not_equal_to", DATES, "2020-01-01", "-YYY---"),
    one("date_less_than", ["2019-12-31", "2020", "2020-01-01T23", "", "soon"], "2020-01-02", "Y-Y--"),
    one("date_less_than_or_equal_to", ["2019-12-31", "2020", "2020-01-03", ""], "2020-01-02", "YY--"),
    one("date_greater_than", ["2020-01-03", "2020", "2020-02", ""], "2020-01-02", "Y-Y-"),
    one("date_greater_than_or_equal_to", ["2020-01-02T00:00", "2020", "2019", ""], "2020-01-02", "YY--"),
    one("date_less_than", ["2020-01-01T10:00:00+02:00"], "2020-01-01T09:00:00Z", "Y"),
    one("date_equal_to", ["2020-05-01", "2021-05-02"], "2019-05-03", "YY", date_component="month"),
    one("date_equal_to", ["2020-05", "2021-05"], "2020-05-03", "Y-", date_component="auto"),
    one("date_less_than", ["2020-01-01T10:00:00.05"], "2020-01-01T10:00:00.5", "Y"),
    # records together
    one("is_unique_set", ["a", "a", "b", "", ""], "G", "YYY--", columns={"G": list("xyxzz")}),
    one("is_not_unique_set", ["a", "a", "a", "", ""], ["G", "NONE"], "Y-YYY", columns={"G": list("xyxzz")}),
    one("is_not_unique_set", ["a1", "a2", "b1"], None, "YY-", regex="^[a-z]"),
    one("is_unique_relationship", ["a", "a", "b"], "U", "YYY", columns={"U": ["x", "x", "y"]}),
    one("is_not_unique_relationship", ["a", "a", "b", "c"], "U", "YYY-", columns={"U": ["x", "y", "y", "z"]}),
    one("is_not_unique_relationship", ["a", "a", "", ""], "U", "YY--", columns={"U": ["x", "", "y", "y"]}),
    one("is_not_unique_relationship", ["a", "a", "b"], ["U", "V"], "YY-",
        columns={"U": ["x", "x", "y"], "V": ["p", "q", "p"]}),
    one("is_inconsistent_across_dataset", ["a", "a", "b", "c"], "G", "--Y-", columns={"G": list("gggh")}),
    one("is_inconsistent_across_dataset", ["a", "", "c"], ["G", "NONE"], "YY-", columns={"G": ["g", "g", "h"]}),
    one("is_inconsistent_across_dataset", ["a1", "a2", "b1"], "G", "--Y", columns={"G": list("ggg")}, regex="^([a-z])"),
    one("present_on_multiple_rows_within", ["a", "a", "b"], None, "YY-", within="G", columns={"G": list("ggg")}),
    one("present_on_multiple_rows_within", ["a", "a", "b"], 2, "---", within="G", columns={"G": list("ggg")}),
    one("not_present_on_multiple_rows_within", ["a", "a", "b"], None, "YYY", within="G", columns={"G": list("ghg")}),
    one("has_next_corresponding_record", ["2", "3", "9"], "U", "Y-Y", within="G", ordering="O",
        columns={"U": ["1", "2", "4"], "G": list("ggg"), "O": [1, 2, 3]}),
    one("does_not_have_next_corresponding_record", ["9", "3", "2"], "U", "-Y-", within="G", ordering="O",
        columns={"U": ["4", "2", "1"], "G": list("ggg"), "O": [3, 2, 1]}),
    one("is_ordered_set", [1, 3, 2, 5], "G", "Y--Y", columns={"G": list("gggh")}),
    one("is_not_ordered_set", [1, 3, 2, 5], "G", "-YY-", columns={"G": list("gggh")}),
    one("is_ordered_by", [1, 3, 2], None, "Y--"),
    one("is_ordered_by", [3, 2, 1], None, "YYY", order="dsc"),
    one("is_not_ordered_by", ["b", "a"], None, "YY"),
    one("target_is_sorted_by", [1, 2, 3], [{"name": "D", "sort_order": "asc"}], "YYY", within="G",
        columns={"D": ["2020-01-01", "2020-01-02", "2020-01-03"], "G": list("ggg")}),
    one("target_is_not_sorted_by", [1, 2, 3], [{"name": "D", "sort_order": "asc"}], "-YY", within="G",
        columns={"D": ["2020-01-01", "2020-01-03", "2020-01-02"], "G": list("ggg")}),
    one("target_is_not_sorted_by", [1, 2, 3], [{"name": "D", "sort_order": "desc"}], "---", within="G",
        columns={"D": [9, 8, 7], "G": list("ggg")}),
    one("target_is_not_sorted_by", [1, 2, 3], [{"name": "D", "sort_order": "asc", "null_position": "last"}], "-Y-",
        within="G", columns={"D": ["2020-01-01", "", "2020-01-02"], "G": list("ggg")}),
    one("target_is_not_sorted_by", [1, 2], [{"name": "D", "sort_order": "asc"}], "YY", within="G",
        columns={"D": ["2020-01", "2020-01-05"], "G": list("gg")}),
    one("target_is_sorted_by", ["A02", "A10", "A9"], [{"name": "D", "sort_order": "asc"}], "YYY", within="G",
        regex=r"A(\d+)", columns={"D": [1, 3, 2], "G": list("ggg")}),
]  # fmt: skip
# Every word the reference engine knows of tabular data.
WORDS = """
exists not_exists equal_to equal_to_case_insensitive not_equal_to_case_insensitive not_equal_to suffix_equal_to
suffix_not_equal_to prefix_equal_to prefix_not_equal_to prefix_is_contained_by prefix_is_not_contained_by
suffix_is_contained_by suffix_is_not_contained_by less_than less_than_or_equal_to greater_than_or_equal_to greater_than
contains does_not_contain contains_case_insensitive does_not_contain_case_insensitive is_contained_by
is_not_contained_by is_contained_by_case_insensitive is_not_contained_by_case_insensitive prefix_matches_regex
not_prefix_matches_regex suffix_matches_regex not_suffix_matches_regex matches_regex not_matches_regex
equals_string_part does_not_equal_string_part starts_with ends_with has_equal_length has_not_equal_length longer_than
longer_than_or_equal_to shorter_than shorter_than_or_equal_to split_parts_have_equal_length
split_parts_have_unequal_length empty empty_within_except_last_row non_empty non_empty_within_except_last_row
contains_all not_contains_all invalid_date invalid_duration date_equal_to date_not_equal_to date_less_than
date_less_than_or_equal_to date_greater_than_or_equal_to date_greater_than is_incomplete_date is_complete_date
is_inconsistent_across_dataset is_unique_set is_not_unique_set is_not_unique_relationship is_unique_relationship
is_ordered_set is_not_ordered_set has_next_corresponding_record does_not_have_next_corresponding_record
present_on_multiple_rows_within not_present_on_multiple_rows_within inconsistent_enumerated_columns
has_different_values has_same_values is_ordered_by is_not_ordered_by value_has_multiple_references
value_does_not_have_multiple_references target_is_sorted_by target_is_not_sorted_by shares_at_least_one_element_with
shares_exactly_one_element_with shares_no_elements_with is_ordered_subset_of is_not_ordered_subset_of is_title_case
is_not_title_case
"""
REFERENCE = WORDS.split()


@pytest.mark.parametrize(("word", "columns", "value", "options", "expected"), CASES)
def test_word(word: str, columns: dict[str, Any], value: Any, options: dict[str, Any], expected: str) -> None:
    assert asked(columns, word, "T", value, **options) == expected


def test_every_word_of_the_reference_is_known_and_asked_here() -> None:
    tried = {case.values[0] for case in CASES}
    assert set(REFERENCE) <= set(OPERATORS)
    assert set(REFERENCE) <= tried


@pytest.mark.parametrize("word", sorted(set(REFERENCE) - {"exists", "not_exists", "inconsistent_enumerated_columns"}))
def test_a_variable_that_is_not_there_is_not_judged(word: str) -> None:
    options = {"within": "G", "ordering": "G", "prefix": 1, "suffix": 1, "regex": "a"}
    value: Any = {"matches_regex": "a"}.get(word.removeprefix("not_"), "G")
    columns = {"H": ["a"]} if word in ("is_unique_set", "is_not_unique_set") else {"G": ["a", "b"]}
    with pytest.raises(NotApplicable, match="LACKING"):
        asked(columns, word, "LACKING", value, **options)


def test_a_word_of_two_letters_stands_for_the_domain() -> None:
    assert asked({"AETERM": ["x", ""]}, "empty", "--TERM") == "-Y"
    assert asked({"AETERM": ["x", "y"], "AEDECOD": ["x", "z"]}, "equal_to", "--TERM", "--DECOD") == "Y-"


NEGATED = [
    ("empty", "non_empty"), ("contains", "does_not_contain"), ("is_contained_by", "is_not_contained_by"),
    ("has_equal_length", "has_not_equal_length"), ("is_complete_date", "is_incomplete_date"),
    ("longer_than", "shorter_than_or_equal_to"), ("longer_than_or_equal_to", "shorter_than"),
]  # fmt: skip
TEXT = st.lists(st.sampled_from(["", "A", "a", "AB", "2020", "2020-01-01", "x y", None]), min_size=1, max_size=8)


@pytest.mark.parametrize(("word", "other"), NEGATED, ids=[f"{word}-{other}" for word, other in NEGATED])
@given(values=TEXT)
def test_a_word_and_its_negation_part_the_records(word: str, other: str, values: list[str | None]) -> None:
    value = 2 if "length" in word or "longer" in word else ["A"] if "contained" in word else "A"
    first, second = (asked({"T": values}, one, "T", value) for one in (word, other))
    assert all(one != two for one, two in zip(first, second, strict=True))


@given(values=TEXT, others=TEXT)
def test_equal_and_not_equal_part_all_but_two_missing_values(values: list[str], others: list[str]) -> None:
    count = min(len(values), len(others))
    columns = {"T": values[:count], "U": others[:count]}
    equal, different = (asked(columns, word, "T", "U") for word in ("equal_to", "not_equal_to"))
    for left, right, same, other in zip(values, others, equal, different, strict=False):
        assert (same, other) == ("-", "-") if not left and not right else same != other


@given(values=TEXT, order=st.randoms(use_true_random=False))
def test_words_about_records_together_do_not_hang_on_their_order(values: list[str], order: Any) -> None:
    groups = [f"g{place % 2}" for place in range(len(values))]
    places = list(range(len(values)))
    order.shuffle(places)
    for word in ("is_not_unique_set", "is_inconsistent_across_dataset", "is_not_unique_relationship"):
        found = asked({"T": values, "G": groups}, word, "T", "G")
        moved = asked({"T": [values[one] for one in places], "G": [groups[one] for one in places]}, word, "T", "G")
        assert moved == "".join(found[one] for one in places)
