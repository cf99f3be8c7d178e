"""Tests of SUPP--, CO and RELREC beside the records they belong to."""

from __future__ import annotations

import pytest

from tests.validation.conformance.drawn_study import dataset, rule, shown, study
from validation.conformance.match import matched
from validation.conformance.rule import Match, NotRun

AE = dataset(
    "AE",
    """
    STUDYID | DOMAIN | USUBJID | AESEQ# | AETERM  | AEGRPID
    S       | AE     | 01      | 1      | RASH    | G1
    S       | AE     | 01      | 2      | NAUSEA  |
    S       | AE     | 02      | 1      | FEVER   | G1
    """,
)
SUPPAE = dataset(
    "SUPPAE",
    """
    STUDYID | RDOMAIN | USUBJID | IDVAR | IDVARVAL | QNAM   | QLABEL | QVAL
    S       | AE      | 01      | AESEQ | 2        | AESOSP | other  | SUSPECT
    S       | AE      | 02      | AESEQ | 01       | AESOSP | other  | NONE
    S       | AE      | 01      |       |          | AETRTEM| emerg  | Y
    """,
)


def test_each_qualifier_is_a_column_and_each_record_stays() -> None:
    for name in ("SUPPAE", "SUPP--"):
        found = matched(rule(Match(name, ("USUBJID",))), AE, study(AE, SUPPAE))
        assert shown(found, "AETERM", "AESOSP", "AETRTEM") == [
            ("RASH", "", "Y"),
            ("NAUSEA", "SUSPECT", "Y"),
            ("FEVER", "NONE", ""),
        ]
        assert found.rows is None


def test_a_qualifier_said_twice_of_one_record_is_not_run() -> None:
    twice = dataset(
        "SUPPAE",
        """
        RDOMAIN | USUBJID | IDVAR | IDVARVAL | QNAM   | QVAL
        AE      | 01      | AESEQ | 1        | AESOSP | A
        AE      | 01      | AESEQ | 1        | AESOSP | B
        """,
    )
    with pytest.raises(NotRun, match="AESOSP more than once"):
        matched(rule(Match("SUPPAE", ("USUBJID",))), AE, study(AE, twice))


CHILD = rule(Match("SUPP--", ("USUBJID", "IDVAR", "IDVARVAL"), child=True))


def test_a_supplement_stands_beside_its_parent() -> None:
    found = matched(CHILD, SUPPAE, study(AE, SUPPAE))
    assert shown(found, "QVAL", "AETERM", "AESEQ") == [
        ("SUSPECT", "NAUSEA", "2"),
        ("NONE", "FEVER", "1"),
        ("Y", "RASH", "1"),  # nothing identifies the record: the subject's first
    ]


def test_a_supplement_without_parent_has_no_values_of_it() -> None:
    lost = dataset(
        "SUPPAE", "RDOMAIN|USUBJID|IDVAR|IDVARVAL|QNAM|QVAL\nAE|01|AESEQ|9|X|1\nAE|09|AESEQ|1|X|2\nAE|01|AENO|1|X|3"
    )
    found = matched(CHILD, lost, study(AE, lost))
    assert shown(found, "QVAL", "AETERM") == [("1", ""), ("2", ""), ("3", "")]


def test_comments_stand_beside_parents_of_several_domains() -> None:
    vitals = dataset("VS", "DOMAIN|USUBJID|VSSEQ#|VSTESTCD\nVS|01|1|PULSE\nVS|01|2|TEMP")
    comments = dataset(
        "CO",
        """
        DOMAIN | RDOMAIN | USUBJID | COSEQ# | IDVAR | IDVARVAL
        CO     | VS      | 01      | 1      | VSSEQ | 2
        CO     | AE      | 02      | 2      | AESEQ | 1
        CO     | LB      | 01      | 3      | LBSEQ | 1
        CO     | AE      |         | 4      | AESEQ | 2
        """,
    )
    said = rule(
        Match("CO", ("USUBJID", "IDVAR", "IDVARVAL"), child=True), Match("SUPP--", ("USUBJID", "IDVAR"), child=True)
    )
    found = matched(said, comments, study(AE, vitals, comments))
    assert shown(found, "COSEQ", "DOMAIN", "VSTESTCD", "AETERM") == [
        ("1", "CO", "TEMP", ""),
        ("2", "CO", "", "FEVER"),
        ("3", "CO", "", ""),
        ("4", "CO", "", "NAUSEA"),  # a key left out is not asked
    ]


FA = dataset(
    "FA",
    """
    STUDYID | DOMAIN | USUBJID | FASEQ# | FAOBJ | FAGRPID
    S       | FA     | 01      | 1      | RASH  | G1
    S       | FA     | 02      | 1      | COUGH | G1
    S       | FA     | 01      | 2      | OTHER |
    """,
)


def test_related_records_by_their_values() -> None:
    relrec = dataset(
        "RELREC",
        """
        STUDYID | RDOMAIN | USUBJID | IDVAR | IDVARVAL | RELTYPE | RELID
        S       | FA      | 01      | FASEQ | 2        |         | B
        S       | AE      | 01      | AESEQ | 2        |         | B
        S       | FA      | 01      | FASEQ | 1        |         | A
        S       | AE      | 01      | AESEQ | 1        |         | A
        S       | AE      | 01      | AESEQ | 2        |         | A
        """,
    )
    found = matched(rule(Match("RELREC")), FA, study(AE, FA, relrec))
    assert shown(found, "FASEQ", "FAOBJ", "RELREC.**TERM", "RELREC.USUBJID") == [
        ("2", "OTHER", "NAUSEA", "01"),
        ("1", "RASH", "RASH", "01"),
        ("1", "RASH", "NAUSEA", "01"),
    ]
    assert found.rows is not None
    assert found.rows.tolist() == [2, 0, 0]


def test_related_datasets_by_a_shared_variable_within_a_subject() -> None:
    relrec = dataset(
        "RELREC",
        """
        STUDYID | RDOMAIN | USUBJID | IDVAR   | IDVARVAL | RELTYPE | RELID
        S       | AE      |         | AEGRPID |          | ONE     | R
        S       | FA      |         | FAGRPID |          | MANY    | R
        """,
    )
    whole = study(AE, FA, relrec)
    found = matched(rule(Match("RELREC")), FA, whole)
    assert shown(found, "USUBJID", "FAOBJ", "RELREC.**TERM") == [("01", "RASH", "RASH"), ("02", "COUGH", "FEVER")]
    back = matched(rule(Match("RELREC", wildcard="FA")), AE, whole)
    assert shown(back, "AETERM", "RELREC.FAOBJ") == [("RASH", "RASH"), ("FEVER", "COUGH")]


def test_relations_of_one_subject_do_not_reach_another() -> None:
    relrec = dataset(
        "RELREC",
        """
        STUDYID | RDOMAIN | USUBJID | IDVAR   | IDVARVAL | RELID
        S       | AE      | 02      | AEGRPID |          | R
        S       | FA      | 02      | FAGRPID |          | R
        """,
    )
    found = matched(rule(Match("RELREC")), FA, study(AE, FA, relrec))
    assert shown(found, "USUBJID", "RELREC.**TERM") == [("02", "FEVER")]


def test_without_relations_nothing_is_left() -> None:
    relrec = dataset("RELREC", "STUDYID|RDOMAIN|USUBJID|IDVAR|IDVARVAL|RELID\nS|CM|01|CMSEQ|1|A\nS|AE|01|AESEQ|1|A")
    assert matched(rule(Match("RELREC")), FA, study(AE, FA, relrec)).count == 0
    assert matched(rule(Match("RELREC")), AE, study(AE, FA, relrec)).count == 0
