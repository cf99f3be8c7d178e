"""The kinds of promises by the name of what is wrong: explained, with severity, triage and the paragraph they obey."""

from __future__ import annotations

from functools import cache

from mappings.finding import Severity
from validation.result import CheckInfo, Cited, Triage

_IG = ("SDTMIG", "4.1.5")
_KINDS: tuple[tuple[str, Severity, Triage, str, tuple[str, str]], ...] = (
    ("dataset_absent", "error", "missing required", "A dataset that the spec describes is not there",
     ("Define-XML 2.1", "5.3.7")),
    ("dataset_label_unlike_spec", "warning", "worth a look", "The dataset's label is another than the spec says",
     ("Define-XML 2.1", "5.3.7")),
    ("variable_absent", "error", "missing required", "A variable that the spec describes is not in the dataset",
     ("Define-XML 2.1", "5.3.9")),
    ("variable_unsaid_in_spec", "warning", "worth a look", "The dataset has a variable that the spec does not describe",
     ("Define-XML 2.1", "5.3.9")),
    ("variable_out_of_order", "note", "worth a look", "The variables stand in another order than the spec says",
     ("Define-XML 2.1", "5.3.9")),
    ("variable_label_unlike_spec", "warning", "worth a look", "A variable's label is another than the spec says",
     ("Define-XML 2.1", "5.3.11")),
    ("type_unlike_spec", "error", "wrong value", "A variable holds numbers where the spec says text, or the reverse",
     ("Define-XML 2.1", "4.3.1")),
    ("mandatory_value_missing", "error", "missing required", "A value is missing that the spec says is always there",
     _IG),
    ("value_where_none_is_said", "error", "wrong value", "A variable has a value, and the spec says that it has none",
     ("Define-XML 2.1", "5.3.9")),
    ("value_too_long", "error", "wrong value", "A text has more bytes than the spec says",
     ("Define-XML 2.1", "5.3.11")),
    ("too_many_decimals", "error", "wrong value", "A number has more decimals than the spec says",
     ("Define-XML 2.1", "5.3.11")),
    ("number_not_whole", "error", "wrong value", "A number that the spec says is an integer has decimals",
     ("Define-XML 2.1", "4.3.1")),
    ("number_malformed", "error", "wrong value", "A text that the spec says is a number is none",
     ("Define-XML 2.1", "4.3.1")),
    ("date_malformed", "error", "wrong value", "A date, time or duration is not written as ISO 8601 has it",
     ("SDTMIG", "4.4.1")),
    ("value_outside_codelist", "error", "wrong value", "A value is no term of its codelist, which is closed",
     ("Define-XML 2.1", "5.3.12")),
    ("value_extends_codelist", "warning", "worth a look",
     "A value is no term of its codelist, and the spec does not say that it was added", ("Define-XML 2.1", "5.3.12")),
    ("constant_wrong", "error", "wrong value", "A variable that is the same in all records has another value", _IG),
    ("study_unlike_spec", "warning", "wrong value", "STUDYID is no name of the study that the spec describes", _IG),
    ("sequence_not_positive", "error", "wrong value", "A sequence number is smaller than 1", ("SDTMIG", "4.1.7")),
    ("day_zero", "error", "wrong value", "A study day is 0: the day before day 1 is day -1", ("SDTMIG", "4.4.4")),
    ("age_negative", "error", "wrong value", "An age is smaller than 0", ("SDTMIG", "5.2")),
    ("date_out_of_calendar", "error", "wrong value", "A number that a format shows as a date is outside the calendar",
     ("SAS", "dates of the years 1582 to 9999")),
    ("keys_repeated", "error", "wrong value", "Records have the same values in all key variables",
     ("Define-XML 2.1", "5.3.9")),
    ("pair_not_one_to_one", "error", "wrong value", "Two variables that go one to one do not",
     ("SDTMIG", "4.1.2; ADaMIG 1.3, 3.3.4.1")),
    ("end_precedes_start", "warning", "wrong value", "An end comes before its start", ("SDTMIG", "4.4")),
    ("subject_unknown", "error", "wrong value", "A subject is not in the dataset that has one record for each",
     ("SDTMIG", "5.2; ADaMIG 1.3, 2.3.1")),
    ("value_unlike_source", "error", "wrong value",
     "A value that is copied from the subject's record differs from what stands there", ("ADaMIG 1.3", "3.2")),
)  # fmt: skip


def kind(check: str) -> CheckInfo:
    """What a kind of promise is; KeyError for a name that is none."""
    return kinds()[check]


@cache
def kinds() -> dict[str, CheckInfo]:
    """Every kind of promise by its name, in the order that they are explained."""
    return {
        name: CheckInfo(
            name, "promise", severity, message, f"{message}.", triage, cited=(Cited(*paragraph),), source="the spec",
        )
        for name, severity, triage, message, paragraph in _KINDS
    }  # fmt: skip
