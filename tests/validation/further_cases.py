"""The cases of all checks of built datasets: those of study days, sequences, relations and baselines are here."""

from __future__ import annotations

from tests.validation.check_cases import FAIL as FIRST_FAIL
from tests.validation.check_cases import PASS as FIRST_PASS
from tests.validation.check_cases import dataset

STARTED = dataset("DM", "USUBJID | RFSTDTC\nS1-1 | 2020-03-01T10:00\nS1-2 | 2020-03\nS1-3 |")
RELATED = [
    dataset("AE", "USUBJID | AESEQ | AELNKID\nS1-1 | 1 | L1\nS1-2 | 2 | L2"),
    dataset("CM", "USUBJID | CMSEQ | CMLNKID\nS1-1 | 7 | L1"),
]

PASS = {
    **FIRST_PASS,
    "study_day_wrong": [
        STARTED,
        dataset(
            "AE",
            """USUBJID | AESTDTC          | AESTDY | AEENDTC    | AEENDY
               S1-1    | 2020-03-01       | 1      | 2020-03-02 | 2
               S1-1    | 2020-02-29T23:59 | -1     | 2021-03-01 | 366
               S1-1    | 2020-02-28       | -2     | 2020-04    | 99
               S1-1    | 2020-03-05       |        |            | 3
               S1-2    | 2020-03-05       | 77     |            |
               S1-3    | 2020-03-05       | 77     |            |
               S1-9    | 2020-03-05       | 77     |            | """,
        ),
    ],
    "sequence_not_integer": [dataset("AE", "USUBJID | AESEQ\nS1-1 | 1\nS1-1 | 2.0\nS1-1 |")],
    "relation_without_record": [
        *RELATED,
        dataset(
            "RELREC",
            """RDOMAIN | USUBJID | IDVAR   | IDVARVAL | RELTYPE | RELID
               AE      | S1-1    | AESEQ   | "1 "     |         | R1
               CM      | S1-1    | CMSEQ   | 7.0      |         | R1
               AE      | S1-2    | AELNKID | "L2  "   |         | R2
               AE      |         | AELNKID |          | ONE     | R3
               CM      |         | CMLNKID |          | MANY    | R3
               CM      |         | CMLNKID | L1       |         | R4""",
        ),
        dataset("CO", "RDOMAIN | USUBJID | IDVAR | IDVARVAL\n | S1-1 | |\nAE | S1-1 | AESEQ | 1\nAE | S1-1 | |"),
    ],
    "baseline_flag_repeated": [
        dataset(
            "LB",
            """USUBJID | LBTESTCD | LBSPEC | LBLOBXFL
               S1-1    | GLUC     | BLOOD  | Y
               S1-1    | GLUC     | URINE  | Y
               S1-1    | GLUC     | BLOOD  |
               S1-1    | GLUC     | BLOOD  | N
               S1-2    | GLUC     | BLOOD  | Y""",
        )
    ],
}
FAIL = {
    **FIRST_FAIL,
    "study_day_wrong": (
        [
            STARTED,
            dataset(
                "AE",
                """USUBJID | AESTDTC    | AESTDY | AEENDTC    | AEENDY
                   S1-1    | 2020-03-01 | 1      | 2020-03-02 | 1
                   S1-1    | 2020-02-29 | -2     | 2020-03-03 | 3
                   S1-1    | 2020-02-29 | 1      | 2020-03-02 | 1
                   S1-1    | 2020-02-29 | 0      | 2020-03-02 | 2.5""",
            ),
        ],
        [
            ("error", "AE.AESTDY", "-2", 1, (2,)),
            ("error", "AE.AESTDY", "1", 1, (3,)),
            ("error", "AE.AEENDY", "1", 2, (1, 3)),
            ("error", "AE.AEENDY", "2.5", 1, (4,)),
        ],
    ),
    "sequence_not_integer": (
        [dataset("AE", "USUBJID | AESEQ\nS1-1 | 1.5\nS1-1 | 0\nS1-1 | -1\nS1-2 | 1.5\nS1-2 | 2")],
        [
            ("error", "AE.AESEQ", "1.5", 2, (1, 4)),
            ("error", "AE.AESEQ", "0", 1, (2,)),
            ("error", "AE.AESEQ", "-1", 1, (3,)),
        ],
    ),
    "relation_without_record": (
        [
            *RELATED,
            dataset(
                "RELREC",
                """RDOMAIN | USUBJID | IDVAR   | IDVARVAL | RELTYPE | RELID
                   AE      | S1-1    | AESEQ   | 2        |         | R1
                   CM      | S1-1    | CMSPID  | 7        |         | R1
                   PR      | S1-1    | PRSEQ   | 1        |         | R2
                   AE      |         | AESPID  |          | ONE     | R3
                   MH      |         | MHLNKID |          | MANY    | R3
                   CM      |         | CMLNKID | L2       |         | R4""",
            ),
            dataset("CO", "RDOMAIN | USUBJID | IDVAR | IDVARVAL\nAE | S1-2 | AESEQ | 1\nVS | S1-1 | |"),
        ],
        [
            ("error", "RELREC.IDVARVAL", "2", 1, (1,)),
            ("error", "RELREC.IDVAR", "CMSPID", 1, (2,)),
            ("error", "RELREC.RDOMAIN", "PR", 1, (3,)),
            ("error", "RELREC.IDVARVAL", "L2", 1, (6,)),
            ("error", "RELREC.IDVAR", "AESPID", 1, (4,)),
            ("error", "RELREC.RDOMAIN", "MH", 1, (5,)),
            ("error", "CO.IDVARVAL", "1", 1, (1,)),
            ("error", "CO.RDOMAIN", "VS", 1, (2,)),
        ],
    ),
    "baseline_flag_repeated": (
        [
            dataset(
                "LB",
                """USUBJID | LBTESTCD | LBSPEC | LBLOBXFL | LBBLFL
                   S1-1    | GLUC     | BLOOD  | Y        | Y
                   S1-1    | GLUC     | BLOOD  | Y        |
                   S1-1    | GLUC     | BLOOD  | Y        |
                   S1-2    | K        |        | Y        |
                   S1-2    | K        |        | Y        | """,
            )
        ],
        [("warning", "LB.LBLOBXFL", "", 2, (2, 3)), ("warning", "LB.LBLOBXFL", "", 1, (5,))],
    ),
}  # fmt: skip
