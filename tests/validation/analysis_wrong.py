"""Analysis datasets in which each check finds what is listed beside them."""

from __future__ import annotations

from tests.validation.analysis_cases import ADSL, analysis

FAIL = {
    "subject_not_in_adsl": (
        [ADSL, analysis("ADVS", "USUBJID | PARAMCD\nS1-9 | A\nS1-1 | A\nS1-9 | A")],
        [("error", "ADVS.USUBJID", "S1-9", 2, (1, 3))],
    ),
    "subject_repeated_in_adsl": (
        [analysis("ADSL", "USUBJID\nS1-1\nS1-2\nS1-1")],
        [("error", "ADSL.USUBJID", "S1-1", 1, (3,))],
    ),
    "sequence_not_integer": (
        [analysis("ADVS", "USUBJID | ASEQ\nS1-1 | 1\nS1-1 | 1.5\nS1-1 | 0")],
        [("error", "ADVS.ASEQ", "1.5", 1, (2,)), ("error", "ADVS.ASEQ", "0", 1, (3,))],
    ),
    "analysis_sequence_repeated": (
        [analysis("ADVS", "USUBJID | ASEQ\nS1-1 | 1\nS1-1 | 1\nS1-2 | 1\nS1-1 | 1")],
        [("error", "ADVS.ASEQ", "1", 2, (2, 4))],
    ),
    "treatment_not_of_subject": (
        [ADSL, analysis("ADVS", """
                USUBJID | TRTP | TRTA
                S1-1    | B    | A
                S1-2    | B    | A
                S1-3    | A    | A
                S1-2    | B    | C
            """)],
        [
            ("error", "ADVS.TRTA", "A", 2, (2, 3)),
            ("error", "ADVS.TRTA", "C", 1, (4,)),
            ("error", "ADVS.TRTP", "B", 1, (1,)),
        ],
    ),
    "analysis_day_zero": (
        [analysis("ADAE", "USUBJID | ADY | ASTDY | AENDY\nS1-1 | 0 | 1 | 0\nS1-1 | 0 | |")],
        [("error", "ADAE.ADY", "0", 2, (1, 2)), ("error", "ADAE.AENDY", "0", 1, (1,))],
    ),
    "analysis_day_wrong": (
        [
            ADSL,
            analysis("ADVS", """
                USUBJID | ADT   | ADY
                S1-1    | 22000 | -1
                S1-1    | 21999 | -2
                S1-2    | 22101 | 1
                S1-1    | 22001 | 2
            """),
            analysis("ADAE", """
                USUBJID | TRTSDT | ASTDT | ASTDY | AENDT | AENDY
                S1-1    | 22005  | 22005 | 6     | 22006 | 2
            """),
        ],
        [
            ("warning", "ADVS.ADY", "-1", 1, (1,)),
            ("warning", "ADVS.ADY", "-2", 1, (2,)),
            ("warning", "ADVS.ADY", "1", 1, (3,)),
            ("warning", "ADAE.ASTDY", "6", 1, (1,)),
        ],
    ),
    "analysis_end_before_start": (
        [
            analysis("ADSL", "USUBJID | TRTSDT | TRTEDT\nS1-1 | 22000 | 21999"),
            analysis("ADAE", "USUBJID | ASTDT | AENDT\nS1-1 | 22000 | 21999"),
            analysis("ADTTE", "USUBJID | PARAMCD | STARTDT | ADT\nS1-1 | OS | 22000 | 21998"),
        ],
        [
            ("warning", "ADSL.TRTEDT", "21999", 1, (1,)),
            ("warning", "ADAE.AENDT", "21999", 1, (1,)),
            ("warning", "ADTTE.ADT", "21998", 1, (1,)),
        ],
    ),
    "parameter_not_one_to_one": (
        [
            analysis("ADVS", """
                USUBJID | PARAMCD | PARAM | PARAMN
                S1-1    | A       | Aa    | 1
                S1-2    | A       | Aa    | 2
                S1-1    | A       | Ab    | 1
                S1-1    | B       | Aa    | 3
            """)
        ],
        [
            ("error", "ADVS.PARAM", "Ab", 1, (3,)),
            ("error", "ADVS.PARAM", "Aa", 1, (4,)),
            ("error", "ADVS.PARAMN", "2", 1, (2,)),
        ],
    ),
    "visit_not_one_to_one": (
        [
            analysis(
                "ADVS",
                """USUBJID | PARAMCD | AVISIT | AVISITN
                   S1-1    | A       | Week 1 | 2
                   S1-2    | A       | Week 1 | 1
                   S1-3    | A       | Week 1 | 1
                   S1-1    | A       | Week 2 | 1
                   S1-1    | B       | Week 2 | 2
                   S1-2    | B       | Week 2 | 1""",
            )
        ],
        [
            ("error", "ADVS.AVISIT", "Week 1", 1, (1,)),
            ("error", "ADVS.AVISIT", "Week 2", 1, (4,)),
            ("error", "ADVS.AVISIT", "Week 2", 1, (6,)),
        ],
    ),
    "value_not_one_to_one": (
        [analysis("ADVS", """
                USUBJID | PARAMCD | AVAL | AVALC
                S1-1    | A       | 1    | Y
                S1-2    | A       | 1    | N
                S1-1    | A       | 1    | Y
                S1-1    | A       | 2    | Y
            """)],
        [("error", "ADVS.AVALC", "N", 1, (2,)), ("error", "ADVS.AVALC", "Y", 1, (4,))],
    ),
    "baseline_repeated": (
        [
            analysis("ADVS", """
                USUBJID | PARAMCD | BASETYPE | ABLFL
                S1-1    | A       | X        | Y
                S1-1    | A       | X        | Y
                S1-1    | A       | Z        | Y
                S1-2    | A       | X        | Y
            """),
            analysis("ADQS", """
                USUBJID | PARAMCD | ABLFL
                S1-1    | A       | Y
                S1-1    | A       | Y
                S1-1    | A       | Y
                S1-1    | B       | Y
            """),
        ],
        [("error", "ADVS.ABLFL", "", 1, (2,)), ("error", "ADQS.ABLFL", "", 2, (2, 3))],
    ),
    "baseline_missing": (
        [
            analysis("ADVS", """
                USUBJID | PARAMCD | ABLFL | AVAL | BASE
                S1-1    | A       | Y     | 1    | 1
                S1-2    | A       |       | 2    | 1
                S1-1    | B       |       | 2    | 1
                S1-2    | A       |       | 2    | 1
            """),
            analysis("ADQS", "USUBJID | PARAMCD | BASEC\nS1-1 | A | x\nS1-1 | A |"),
        ],
        [
            ("error", "ADVS.ABLFL", "", 2, (2, 4)),
            ("error", "ADVS.ABLFL", "", 1, (3,)),
            ("error", "ADQS.ABLFL", "", 1, ()),
        ],
    ),
    "base_not_of_baseline": (
        [
            analysis("ADVS", """
                USUBJID | PARAMCD | ABLFL | AVAL | BASE
                S1-1    | A       | Y     | 1    | 1
                S1-1    | A       |       | 2    | 1.001
                S1-1    | B       | Y     |      | 3
                S1-1    | B       |       | 2    |
            """),
            analysis("ADQS", """
                USUBJID | PARAMCD | ABLFL | AVALC | BASEC
                S1-1    | A       | Y     | LOW   | LOW
                S1-1    | A       |       | LOW   | HIGH
            """),
        ],
        [
            ("error", "ADVS.BASE", "", 1, (2,)),
            ("error", "ADVS.BASE", "", 1, (3,)),
            ("error", "ADQS.BASEC", "", 1, (2,)),
        ],
    ),
    "change_wrong": (
        [
            analysis("ADVS", """
                USUBJID | PARAMCD | AVAL | BASE | CHG
                S1-1    | A       | 3    | 1    | 2
                S1-1    | A       | 3    | 1    | 2.0001
                S1-1    | A       | 3    |      | 3
                S1-1    | B       | 3    | 1    | -2
            """)
        ],
        [("error", "ADVS.CHG", "", 2, (2, 3)), ("error", "ADVS.CHG", "", 1, (4,))],
    ),
    "percent_change_wrong": (
        [
            analysis("ADVS", """
                USUBJID | PARAMCD | AVAL | BASE | PCHG
                S1-1    | A       | 3    | 2    | 50
                S1-1    | A       | 3    | 2    | 33
                S1-1    | A       | 3    | 0    | 100
                S1-1    | A       | 3    | 2    | -50
                S1-1    | A       | 0    | 0    | 0
            """)
        ],
        [("error", "ADVS.PCHG", "", 4, (2, 3, 4, 5))],
    ),
    "source_not_found": (
        [
            analysis(
                "ADVS",
                """USUBJID | SRCDOM | SRCVAR   | SRCSEQ
                   S1-1    | VS     | VSSTRESN | 3
                   S1-2    | VS     | VSSTRESN | 2
                   S1-1    | VS     | VSORRES  | 1
                   S1-1    | EG     | EGSTRESN | 1
                   S1-9    | DM     | BRTHDTC  |
                   S1-1    | LB     | LBSTRESN | 3""",
            ),
            analysis("ADAE", "USUBJID | VSSEQ | LBSEQ\nS1-2 | 2 | 1\nS1-1 | 1.5 | 2"),
        ],
        [
            ("error", "ADVS.SRCVAR", "VSORRES", 1, (3,)),
            ("error", "ADVS.SRCSEQ", "3", 1, (1,)),
            ("error", "ADVS.SRCSEQ", "2", 1, (2,)),
            ("error", "ADVS.SRCDOM", "EG", 1, (4,)),
            ("error", "ADVS.USUBJID", "S1-9", 1, (5,)),
            ("error", "ADVS.SRCSEQ", "3", 1, (6,)),
            ("error", "ADAE.LBSEQ", "1", 1, (1,)),
            ("error", "ADAE.VSSEQ", "2", 1, (1,)),
            ("error", "ADAE.VSSEQ", "1.5", 1, (2,)),
        ],
    ),
    "value_without_source": (
        [
            analysis(
                "ADVS",
                """USUBJID | PARAMCD | AVAL | DTYPE | SRCDOM | SRCSEQ
                   S1-1    | A       | 1    |       | VS     | 1
                   S1-1    | A       | 2    |       | VS     |
                   S1-1    | A       | 2    |       |        |
                   S1-1    | B       | 2    | LOCF  |        |
                   S1-1    | B       | 2    |       |        | 1""",
            ),
            analysis("ADQS", "USUBJID | PARAMCD | AVAL\nS1-1 | A | 1\nS1-1 | A | 2\nS1-1 | A |"),
        ],
        [
            ("note", "ADVS.AVAL", "", 1, (3,)),
            ("note", "ADQS.AVAL", "", 2, ()),
        ],
    ),
    "source_half_named": (
        [
            analysis(
                "ADVS",
                """USUBJID | PARAMCD | AVAL | DTYPE | SRCDOM | SRCVAR   | SRCSEQ
                   S1-1    | A       | 1    |       | VS     | VSSTRESN | 1
                   S1-1    | A       | 2    |       | VS     |          |
                   S1-1    | A       | 2    |       | VS     | VSSTRESN |
                   S1-1    | B       | 2    | LOCF  | VS     |          |
                   S1-1    | B       | 2    |       |        |          | 1
                   S1-1    | B       | 2    |       |        |          | """,
            ),
        ],
        [("warning", "ADVS.AVAL", "", 1, (2,)), ("warning", "ADVS.AVAL", "", 1, (5,))],
    ),
}  # fmt: skip
