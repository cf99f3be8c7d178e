"""Records that each check passes, and records in which it finds what is listed beside them."""

from __future__ import annotations

from mappings.dataset import Dataset
from mappings.spec import DatasetSpec, VariableSpec
from tests.table import table

CLASSES = {
    "AE": "Events",
    "CM": "Interventions",
    "CO": "Special Purpose",
    "DM": "Special Purpose",
    "LB": "Findings",
    "QS": "Findings",
    "RE": "Relationship",
    "VS": "Findings",
}


def dataset(name: str, drawing: str) -> Dataset:
    """The drawing as a dataset; --SEQ, --DY and --STRESN are numbers; SUPPAE belongs to AE, LBCH to LB."""
    domain = name.removeprefix("SUPP").removeprefix("SQ")[:2]
    header = [cell.strip() for cell in next(line for line in drawing.splitlines() if line.strip()).split("|")]
    numbers = [column for column in header if column.startswith(domain) and column.endswith(("SEQ", "DY", "STRESN"))]
    return Dataset(spec(name, domain, header, numbers), table(drawing, *numbers))


def spec(name: str, domain: str, columns: list[str], numbers: list[str]) -> DatasetSpec:
    """What is said of such a dataset."""
    variables = [
        VariableSpec(
            name=column,
            label=column,
            type="Num" if column in numbers else "Char",
            core="Req" if column in {"USUBJID", "AETERM"} else "Perm",
            data_type="integer" if column in numbers else "partialDatetime" if column.endswith("DTC") else "text",
        )
        for column in columns
    ]
    return DatasetSpec(name=name, label=name, domain=domain, class_name=CLASSES[domain], variables=tuple(variables))


PEOPLE = dataset("DM", "USUBJID | DMDTC\nS1-1 | 2020-01-01\nS1-2 | 2020-01-02")
PASS = {
    "required_value_missing": [dataset("AE", "USUBJID | AETERM | AESER\nS1-1 | a |")],
    "control_character": [dataset("AE", "AETERM | AESER\na b |\n~!é | Y")],
    "date_not_iso8601": [
        dataset("AE", "AESTDTC | AEDUR\n2020 | P1D\n2020-02 | x\n2020---05T10:30 |\n2020-01-05/2020-01-07 |\n |")
    ],
    "end_before_start": [
        dataset("AE", "AESTDTC | AEENDTC\n2020-01-05 | 2020-01-05\n2020-01-05 | 2020-01\n2020-01-05 |"),
        dataset("AE", "AESTDTC | AEENDTC\n | 2019\n2020-01-05T10:00 | 2020-01-05"),
        # In events --DTC is the day of collection: it may come after the end.
        dataset("AE", "AEDTC | AEENDTC\n2020-01-05 | 2020-01-04"),
    ],
    "date_after_cutoff": [
        dataset("AE", "AESTDTC | AEENDTC\n2023-06-30 | 2023-06-30T23:59\n2023 | 2023-06\n | unread")
    ],
    "study_day_zero": [dataset("AE", "AESTDY | AEENDY\n-1 | 1\n | 10")],
    "subject_not_in_dm": [PEOPLE, dataset("AE", "USUBJID | AETERM\nS1-1 | a\nS1-2 | b\n | c")],
    "subject_repeated_in_dm": [
        dataset("DM", "USUBJID | SUBJID\nS1-1 | 1\nS1-2 | 1\n | 2\n | 3"),
        dataset("AE", "USUBJID | AETERM\nS1-1 | a\nS1-1 | b"),
    ],
    "sequence_repeated": [
        dataset("AE", "USUBJID | AESEQ\nS1-1 | 1\nS1-1 | 2\nS1-2 | 1\nS1-2 |\nS1-2 |"),
        dataset("LBCH", "USUBJID | LBSEQ\nS1-1 | 1"),
        dataset("LBHE", "USUBJID | LBSEQ\nS1-1 | 2"),
    ],
    "supplemental_without_parent": [
        dataset("DM", "USUBJID\nS1-1"),
        dataset("AE", "USUBJID | AESEQ | AESPID\nS1-1 | 1 | A7\nS1-2 | 12 | A8"),
        dataset("SUPPDM", "RDOMAIN | USUBJID | IDVAR | IDVARVAL | QNAM\nDM | S1-1 | | | X"),
        dataset(
            "SUPPAE",
            """RDOMAIN | USUBJID | IDVAR   | IDVARVAL | QNAM
               AE      | S1-1    | AESEQ   | "1 "     | X
               AE      | S1-2    | AESEQ   | 12.0     | X
               AE      | S1-1    | AESPID  | "A7 "    | X
               AE      | S1-2    | AESPID  | A8       | X""",
        ),
        # A comment may belong to no record, a relation to a whole dataset.
        dataset("CO", "RDOMAIN | USUBJID | IDVAR | IDVARVAL\n | S1-1 | |"),
        dataset("RELREC", "RDOMAIN | USUBJID | IDVAR | IDVARVAL\nAE | | AELNKID |"),
    ],
    "result_without_standard_form": [dataset("LB", "LBTESTCD | LBORRES | LBSTRESC\nHGB | 13 | 130\nK | |\nK | | 1")],
    "unit_not_converted": [
        dataset(
            "LB",
            """LBTESTCD | LBORRES | LBORRESU | LBSTRESN
               HGB      | 13      | g/dL     | 130
               HGB      | <5      | g/dL     |
               HGB      | 13      |          |
               COLOR    | 2       | shade    |
                        | 3       | g/dL     | 30
                        | 4       | mg/dL    | """,
        )
    ],
    "result_without_unit": [
        dataset(
            "LB",
            """LBTESTCD | LBORRES  | LBORRESU | LBSTRESU
               HGB      | 13       | g/dL     | g/L
               HGB      | NEGATIVE |          |
               HGB      |          |          |
               PH       | 7.1      |          | """,
        )
    ],
    "not_done_with_result": [
        dataset("LB", "LBSTAT | LBORRES | LBSTRESC | LBSTRESN\nNOT DONE | | |\n | 1 | 1 | 1\nDONE | | 1 |"),
        dataset("QS", "QSSTAT | QSTESTCD\nNOT DONE | A"),
    ],
}  # fmt: skip
FAIL = {
    "required_value_missing": (
        [dataset("AE", "USUBJID | AETERM | AESER\nS1-1 | a | Y\n | b |\nS1-2 | |\n | d | Y")],
        [("error", "AE.USUBJID", "", 2, (2, 4)), ("error", "AE.AETERM", "", 1, (3,))],
    ),
    "control_character": (
        [dataset("AE", "AETERM | AESER\na\tb | Y\nc | \x07\na\tb |")],
        [("warning", "AE.AETERM", "a\tb", 2, (1, 3)), ("warning", "AE.AESER", "\x07", 1, (2,))],
    ),
    "date_not_iso8601": (
        [dataset("AE", "AESTDTC | AEENDTC\n12/03/2020 | P1D\n2020-02-30 |\n12/03/2020 |\n2020 | 2020-1-1")],
        [
            ("warning", "AE.AESTDTC", "12/03/2020", 2, (1, 3)),
            ("warning", "AE.AESTDTC", "2020-02-30", 1, (2,)),
            ("warning", "AE.AEENDTC", "P1D", 1, (1,)),
            ("warning", "AE.AEENDTC", "2020-1-1", 1, (4,)),
        ],
    ),
    "end_before_start": (
        [
            dataset(
                "AE",
                """AESTDTC          | AEENDTC
                   2020-01-05       | 2020-01-04
                   2020-02          | 2020-01
                   2020-01-05T10:00 | 2020-01-05T09:59
                   2020-01-05       | 2020-01-04""",
            ),
            dataset("DM", "RFSTDTC | RFENDTC\n2020-01-05 | 2019"),
            dataset("LB", "LBDTC | LBENDTC\n2020-01-05 | 2020-01-04"),
        ],
        [
            ("warning", "AE.AEENDTC", "2020-01-04", 2, (1, 4)),
            ("warning", "AE.AEENDTC", "2020-01", 1, (2,)),
            ("warning", "AE.AEENDTC", "2020-01-05T09:59", 1, (3,)),
            ("warning", "DM.RFENDTC", "2019", 1, (1,)),
            ("warning", "LB.LBENDTC", "2020-01-04", 1, (1,)),
        ],
    ),
    "date_after_cutoff": (
        [dataset("AE", "AEDTC | AESTDTC | AEENDTC\n2023-07-01 | 2024 | 2023-07\n2023 | 2024 | ")],
        [
            ("warning", "AE.AEDTC", "2023-07-01", 1, (1,)),
            ("warning", "AE.AESTDTC", "2024", 2, (1, 2)),
            ("warning", "AE.AEENDTC", "2023-07", 1, (1,)),
        ],
    ),
    "study_day_zero": (
        [dataset("AE", "AEDY | AESTDY | AEENDY\n0 | 1 | 0\n | -1 | 0")],
        [("error", "AE.AEDY", "0", 1, (1,)), ("error", "AE.AEENDY", "0", 2, (1, 2))],
    ),
    "subject_not_in_dm": (
        [PEOPLE, dataset("AE", "USUBJID | AESPID\nS1-9 | a\nS1-1 | b\nS1-9 | c"), dataset("SUPPAE", "USUBJID\nS1-8")],
        [("error", "AE.USUBJID", "S1-9", 2, (1, 3)), ("error", "SUPPAE.USUBJID", "S1-8", 1, (1,))],
    ),
    "subject_repeated_in_dm": (
        [dataset("DM", "USUBJID\nS1-1\nS1-2\nS1-1\nS1-1")],
        [("error", "DM.USUBJID", "S1-1", 2, (3, 4))],
    ),
    "sequence_repeated": (
        [
            dataset("AE", "USUBJID | AESEQ\nS1-1 | 1\nS1-1 | 1\nS1-2 | 7\nS1-2 | 7\nS1-2 | 7"),
            dataset("LBCH", "USUBJID | LBSEQ\nS1-1 | 1\nS1-1 | 2"),
            dataset("LBHE", "USUBJID | LBSEQ\nS1-2 | 1\nS1-1 | 2"),
        ],
        [
            ("error", "AE.AESEQ", "1", 1, (2,)),
            ("error", "AE.AESEQ", "7", 2, (4, 5)),
            ("error", "LBHE.LBSEQ", "2", 1, (2,)),
        ],
    ),
    "supplemental_without_parent": (
        [
            dataset("DM", "USUBJID\nS1-1"),
            dataset("AE", "USUBJID | AESEQ | AELNKID\nS1-1 | 1 | 07\nS1-2 | 12 |\nS1-2 | |"),
            dataset("SUPPDM", "RDOMAIN | USUBJID | IDVAR | IDVARVAL | QNAM\nDM | S1-2 | | | X"),
            dataset(
                "SUPPAE",
                """RDOMAIN | USUBJID | IDVAR   | IDVARVAL | QNAM
                   AE      | S1-1    | AESEQ   | 12       | X
                   AE      | S1-2    | AESEQ   | 12       | X
                   AE      | S1-2    | AESEQ   |          | X
                   AE      | S1-1    | AESPID  | 1        | X
                   CM      | S1-1    | CMSEQ   | 1        | X
                   AE      | S1-1    | AELNKID | 7        | X""",
            ),
        ],
        [
            ("error", "SUPPDM.USUBJID", "S1-2", 1, (1,)),
            ("error", "SUPPAE.IDVARVAL", "12", 1, (1,)),
            ("error", "SUPPAE.IDVARVAL", "", 1, (3,)),
            ("error", "SUPPAE.IDVAR", "AESPID", 1, (4,)),
            ("error", "SUPPAE.RDOMAIN", "CM", 1, (5,)),
            ("error", "SUPPAE.IDVARVAL", "7", 1, (6,)),
        ],
    ),
    "result_without_standard_form": (
        [dataset("LB", "LBTESTCD | LBORRES | LBSTRESC\nHGB | 13 |\nNA | 140 | 140\nHGB | 14 |\nK | 4 |")],
        [("warning", "LB.LBSTRESC", "", 2, (1, 3)), ("warning", "LB.LBSTRESC", "", 1, (4,))],
    ),
    "unit_not_converted": (
        [
            dataset(
                "LB",
                """LBTESTCD | LBORRES | LBORRESU | LBSTRESN
                   HGB      | 13      | g/dL     | 130
                   HGB      | 8.1     | mmol/L   |
                   HGB      | -8.2    | mmol/L   |
                   K        | 4       | mmol/L   | """,
            )
        ],
        [("warning", "LB.LBORRESU", "mmol/L", 2, (2, 3))],
    ),
    "result_without_unit": (
        [
            dataset(
                "LB",
                """LBTESTCD | LBORRES | LBORRESU | LBSTRESU
                   HGB      | 13      | g/dL     | g/L
                   HGB      | 12.5    |          |
                   PH       | 7.1     |          | """,
            )
        ],
        [("warning", "LB.LBORRESU", "", 1, (2,))],
    ),
    "not_done_with_result": (
        [
            dataset(
                "LB",
                """LBSTAT   | LBORRES | LBSTRESC | LBSTRESN
                   NOT DONE | 7       | 7        | 7
                   NOT DONE |         | 8        |
                   NOT DONE |         |          | 9
                   NOT DONE | 7       |          | """,
            )
        ],
        [
            ("error", "LB.LBORRES", "7", 2, (1, 4)),
            ("error", "LB.LBSTRESC", "8", 1, (2,)),
            ("error", "LB.LBSTRESN", "9", 1, (3,)),
        ],
    ),
}  # fmt: skip
