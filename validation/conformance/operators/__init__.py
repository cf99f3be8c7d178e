"""From the word of a rule to the function that answers it: one table."""

from __future__ import annotations

from collections.abc import Callable

from validation.conformance.column import Mask
from validation.conformance.operators import compare, dates, groups, members, presence, sorting, text, words
from validation.conformance.operators.analysis import ANALYSIS
from validation.conformance.operators.iso8601 import ISO8601
from validation.conformance.operators.naming import NAMING
from validation.conformance.operators.on import On
from validation.conformance.operators.several import SEVERAL
from validation.conformance.operators.signs import SIGNS
from validation.conformance.operators.subject_level import SUBJECT_LEVEL
from validation.conformance.operators.terminology import TERMINOLOGY

# A bool speaks of the dataset: of all its records, or of none.
Operator = Callable[[On], Mask | bool]

OPERATORS: dict[str, Operator] = {
    # what is there
    "exists": presence.exists,
    "not_exists": presence.not_exists,
    "empty": presence.empty,
    "non_empty": presence.non_empty,
    "empty_within_except_last_row": presence.empty_within_except_last_row,
    "non_empty_within_except_last_row": presence.non_empty_within_except_last_row,
    "additional_columns_empty": presence.additional_columns_empty,
    "additional_columns_not_empty": presence.additional_columns_not_empty,
    "inconsistent_enumerated_columns": presence.inconsistent_enumerated_columns,
    "has_different_values": presence.has_different_values,
    "has_same_values": presence.has_same_values,
    # equal, less, greater
    "equal_to": compare.equal_to,
    "not_equal_to": compare.not_equal_to,
    "equal_to_case_insensitive": compare.equal_to_case_insensitive,
    "not_equal_to_case_insensitive": compare.not_equal_to_case_insensitive,
    "less_than": compare.less_than,
    "less_than_or_equal_to": compare.less_than_or_equal_to,
    "greater_than": compare.greater_than,
    "greater_than_or_equal_to": compare.greater_than_or_equal_to,
    # lists
    "is_contained_by": members.is_contained_by,
    "is_not_contained_by": members.is_not_contained_by,
    "is_contained_by_case_insensitive": members.is_contained_by_case_insensitive,
    "is_not_contained_by_case_insensitive": members.is_not_contained_by_case_insensitive,
    "prefix_is_contained_by": members.prefix_is_contained_by,
    "prefix_is_not_contained_by": members.prefix_is_not_contained_by,
    "suffix_is_contained_by": members.suffix_is_contained_by,
    "suffix_is_not_contained_by": members.suffix_is_not_contained_by,
    "contains_all": members.contains_all,
    "not_contains_all": members.not_contains_all,
    "shares_at_least_one_element_with": members.shares_at_least_one_element_with,
    "shares_exactly_one_element_with": members.shares_exactly_one_element_with,
    "shares_no_elements_with": members.shares_no_elements_with,
    "is_ordered_subset_of": members.is_ordered_subset_of,
    "is_not_ordered_subset_of": members.is_not_ordered_subset_of,
    "value_has_multiple_references": members.value_has_multiple_references,
    "value_does_not_have_multiple_references": members.value_does_not_have_multiple_references,
    # letters
    "contains": text.contains,
    "does_not_contain": text.does_not_contain,
    "contains_case_insensitive": text.contains_case_insensitive,
    "does_not_contain_case_insensitive": text.does_not_contain_case_insensitive,
    "starts_with": text.starts_with,
    "ends_with": text.ends_with,
    "prefix_equal_to": text.prefix_equal_to,
    "prefix_not_equal_to": text.prefix_not_equal_to,
    "suffix_equal_to": text.suffix_equal_to,
    "suffix_not_equal_to": text.suffix_not_equal_to,
    "matches_regex": text.matches_regex,
    "not_matches_regex": text.not_matches_regex,
    "prefix_matches_regex": text.prefix_matches_regex,
    "not_prefix_matches_regex": text.not_prefix_matches_regex,
    "suffix_matches_regex": text.suffix_matches_regex,
    "not_suffix_matches_regex": text.not_suffix_matches_regex,
    "equals_string_part": text.equals_string_part,
    "does_not_equal_string_part": text.does_not_equal_string_part,
    "has_equal_length": text.has_equal_length,
    "has_not_equal_length": text.has_not_equal_length,
    "longer_than": text.longer_than,
    "longer_than_or_equal_to": text.longer_than_or_equal_to,
    "shorter_than": text.shorter_than,
    "shorter_than_or_equal_to": text.shorter_than_or_equal_to,
    "split_parts_have_equal_length": text.split_parts_have_equal_length,
    "split_parts_have_unequal_length": text.split_parts_have_unequal_length,
    "is_title_case": words.is_title_case,
    "is_not_title_case": words.is_not_title_case,
    # dates and durations
    "invalid_date": dates.invalid_date,
    "invalid_duration": dates.invalid_duration,
    "is_complete_date": dates.is_complete_date,
    "is_incomplete_date": dates.is_incomplete_date,
    "date_equal_to": dates.date_equal_to,
    "date_not_equal_to": dates.date_not_equal_to,
    "date_less_than": dates.date_less_than,
    "date_less_than_or_equal_to": dates.date_less_than_or_equal_to,
    "date_greater_than": dates.date_greater_than,
    "date_greater_than_or_equal_to": dates.date_greater_than_or_equal_to,
    # records together
    "is_unique_set": groups.is_unique_set,
    "is_not_unique_set": groups.is_not_unique_set,
    "is_unique_relationship": groups.is_unique_relationship,
    "is_not_unique_relationship": groups.is_not_unique_relationship,
    "is_inconsistent_across_dataset": groups.is_inconsistent_across_dataset,
    "present_on_multiple_rows_within": groups.present_on_multiple_rows_within,
    "not_present_on_multiple_rows_within": groups.not_present_on_multiple_rows_within,
    "has_next_corresponding_record": groups.has_next_corresponding_record,
    "does_not_have_next_corresponding_record": groups.does_not_have_next_corresponding_record,
    "is_ordered_set": groups.is_ordered_set,
    "is_not_ordered_set": groups.is_not_ordered_set,
    "is_ordered_by": groups.is_ordered_by,
    "is_not_ordered_by": groups.is_not_ordered_by,
    "target_is_sorted_by": sorting.target_is_sorted_by,
    "target_is_not_sorted_by": sorting.target_is_not_sorted_by,
    # words of our own rules
    **ANALYSIS,
    **SUBJECT_LEVEL,
    **NAMING,
    **TERMINOLOGY,
    **ISO8601,
    **SEVERAL,
    **SIGNS,
}
