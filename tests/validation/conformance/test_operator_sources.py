"""Tests of the operators that hold analysis data against SDTM and ADSL."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.validation.conformance.analysis_words import asked, drawn
from validation.conformance.column import encoded
from validation.conformance.operators.sources import partners
from validation.conformance.rule import NotApplicable, NotRun

LB = drawn(
    "LB",
    "USUBJID | LBSEQ# | LBTESTCD | VISIT\n01 | 1 | ALT | WEEK 4\n01 | 2 | AST | WEEK 4\n02 | 1 | ALT |",
    domain="LB",
)
DM = drawn("DM", "USUBJID | SEX | AGE#\n01 | F | 54", domain="DM", labels={"SEX": "Sex", "AGE": "Age"})
QSPH = drawn("QSPH", "USUBJID | QSSEQ# | QSTESTCD\n01 | 1 | PH01", domain="QS")
QSSF = drawn("QSSF", "USUBJID | QSSEQ# | QSTESTCD\n01 | 2 | SF01", domain="QS")


def test_a_sequence_number_of_the_subject() -> None:
    """Of another subject it is lost; of a subject that is not there it is not judged; text says the same number."""
    kept = drawn("ADLB", "USUBJID | LBSEQ#\n01 | 2\n02 | 2\n01 |\n09 | 1")
    assert asked("not_in_source_records", kept, "LBSEQ", others=[LB, DM]) == [0, 1, 0, 0]
    as_text = drawn("ADLB", "USUBJID | LBSEQ\n01 | 2\n02 | 2")
    assert asked("not_in_source_records", as_text, "LBSEQ", others=[LB, DM]) == [0, 1]


def test_a_split_domain_is_looked_through_in_all_its_parts() -> None:
    """A record of one part is a record."""
    kept = drawn("ADQS", "USUBJID | QSSEQ# | QSTESTCD\n01 | 1 | PH01\n01 | 2 | SF02\n01 | 3 | X")
    assert asked("not_in_source_records", kept, "QSSEQ", others=[QSPH, QSSF]) == [0, 0, 1]
    assert asked("differs_from_source_record", kept, "QSTESTCD", others=[QSPH, QSSF]) == [0, 1, 0]


def test_without_sdtm_nothing_is_said() -> None:
    """It could be given, so it is not run; a dataset that is not there is not judged."""
    kept = drawn("ADLB", "USUBJID | LBSEQ# | XXSEQ#\n01 | 2 | 1")
    with pytest.raises(NotRun, match="--sdtm DIR"):
        asked("not_in_source_records", kept, "LBSEQ")
    with pytest.raises(NotApplicable, match="XX"):
        asked("not_in_source_records", kept, "XXSEQ", others=[LB])


def test_a_variable_that_was_kept_differs() -> None:
    """Missing here and there is the same; missing on one side is not; a record without number is not judged."""
    kept = drawn("ADLB", "USUBJID | LBSEQ# | VISIT\n01 | 1 | WEEK 4\n01 | 2 | Week 4\n02 | 1 |\n01 | 1 |\n01 | | X")
    assert asked("differs_from_source_record", kept, "VISIT", others=[LB]) == [0, 1, 0, 1, 0]


@pytest.mark.parametrize("name", ["USUBJID", "LBSEQ", "SEX", "AVAL"])
def test_what_is_not_of_one_source_is_not_judged(name: str) -> None:
    """Identifiers, variables of a dataset whose number was not kept, and those of no source."""
    kept = drawn("ADLB", "USUBJID | LBSEQ# | SEX | AVAL#\n01 | 1 | M | 3")
    with pytest.raises(NotApplicable):
        asked("differs_from_source_record", kept, name, others=[LB, DM])


def test_a_shared_variable_of_two_sources_is_of_neither() -> None:
    """Who kept the numbers of both does not say which one VISIT is of; LBTESTCD is LB's by its name."""
    other = drawn("VS", "USUBJID | VSSEQ# | VISIT | LBTESTCD\n01 | 1 | X | Y", domain="VS")
    kept = drawn("ADLB", "USUBJID | LBSEQ# | VSSEQ# | VISIT | LBTESTCD\n01 | 1 | 1 | WEEK 4 | AST")
    with pytest.raises(NotApplicable):
        asked("differs_from_source_record", kept, "VISIT", others=[LB, other])
    assert asked("differs_from_source_record", kept, "LBTESTCD", others=[LB, other]) == [1]


def test_a_phase_of_the_subject() -> None:
    """In any of the variables; of another subject it is none; a subject that is not in ADSL has none."""
    subjects = drawn("ADSL", "USUBJID | APHASE1 | APHASE2 | APHASE\n01 | A | B | C\n02 | A | |")
    records = drawn("ADLB", "USUBJID | APHASE\n01 | B\n02 | B\n01 | C\n01 |\n09 | A")
    found = asked("matches_no_value_in", records, "APHASE", dataset="ADSL", columns="APHASE[1-9]", tables=[subjects])
    assert found == [0, 1, 1, 0, 1]
    with pytest.raises(NotApplicable, match="PHW"):
        asked("matches_no_value_in", records, "APHASE", dataset="ADSL", columns="PHW", tables=[subjects])


def test_the_name_of_a_dataset() -> None:
    """Of the guide, of SDTM beside, of the study, or supplemental qualifiers of one of them."""
    own = drawn("XT", "USUBJID\n01", domain="XT")
    records = drawn("ADLB", "SRCDOM\nAE\nXT\nADLB\nSUPPLB\nSUPPXT\nADVS\nae\nLABS\n")
    assert asked("is_no_known_dataset", records, "SRCDOM", others=[own]) == [0, 0, 0, 0, 0, 1, 1, 1]


def test_what_sdtm_has() -> None:
    """By name or by domain; filled on one record at least."""
    records = drawn("ADSL", "USUBJID\n01")
    assert asked("sdtm_dataset_exists", records, "QS", others=[QSPH]) is True
    assert asked("sdtm_dataset_exists", records, "EX", others=[QSPH]) is False
    assert asked("is_filled_in_source", records, "VISIT", "LB", others=[LB]) is True
    assert asked("is_filled_in_source", records, "LBSTAT", "LB", others=[LB]) is False
    empty = drawn("AE", "USUBJID | AEACN\n01 |", domain="AE")
    assert asked("is_filled_in_source", records, "AEACN", "AE", others=[empty]) is False
    with pytest.raises(NotRun):
        asked("sdtm_dataset_exists", records, "EX")


def test_labels_and_types_of_the_same_name() -> None:
    """One of several labels is enough; a name that SDTM does not have is not judged."""
    again = drawn("SV", "USUBJID | SEX\n01 | F", domain="SV", labels={"SEX": "Gender"})
    dataset = drawn("ADSL", "SEX | AGE | AGEGR1\nF | 54 | X", labels={"SEX": "Gender", "AGE": "Age", "AGEGR1": "Group"})
    rows = drawn("ADSL", "variable_name\nSEX\nAGE\nAGEGR1")
    given_by = {"tables": [dataset]}
    assert asked("label_differs_from_source", rows, "variable_label", others=[DM, again], **given_by) == [0, 0, 0]
    assert asked("label_differs_from_source", rows, "variable_label", others=[DM], **given_by) == [1, 0, 0]
    assert asked("type_differs_from_source", rows, "variable_data_type", others=[DM], **given_by) == [0, 1, 0]


KEYS = some.lists(some.tuples(some.sampled_from(["01", "02", None]), some.sampled_from([1.0, 2.0, None])), max_size=8)


@given(KEYS, KEYS)
def test_partners_are_the_first_with_equal_keys(left: list[tuple[str, float]], right: list[tuple[str, float]]) -> None:
    """None for a record whose key is missing."""
    one, other = (
        [encoded([row[0] for row in rows]), encoded([row[1] for row in rows], number=True)] for rows in (left, right)
    )
    wanted = [right.index(row) if None not in row and row in right else -1 for row in left]
    assert np.array_equal(partners(one, other), wanted)
