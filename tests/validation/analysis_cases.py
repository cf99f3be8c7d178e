"""Analysis datasets that each check passes, and those in which it finds what is listed beside them."""

from __future__ import annotations

from mappings.dataset import Dataset
from mappings.spec import DatasetSpec, VariableSpec
from tests.table import table
from tests.validation.check_cases import dataset as collected

TEXTS = {"USUBJID", "PARAM", "PARAMCD", "AVALC", "BASEC", "AVISIT", "BASETYPE", "ABLFL", "DTYPE", "PARAMTYP", "SRCDOM"}


def analysis(name: str, drawing: str) -> Dataset:
    """The drawing as an analysis dataset; values, sequence numbers, days and dates are numbers."""
    header = [cell.strip() for cell in next(line for line in drawing.splitlines() if line.strip()).split("|")]
    ends = ("SEQ", "DT", "DY", "N", "AVAL", "BASE", "CHG", "DTM")
    numbers = [one for one in header if one not in TEXTS and one.endswith(ends)]
    variables = [
        VariableSpec(name=one, label=one, type="Num" if one in numbers else "Char",
                     core="Req" if one == "USUBJID" else "Perm") for one in header
    ]  # fmt: skip
    spec = DatasetSpec(name=name, label=name, domain=name, class_name="ANALYSIS", variables=tuple(variables))
    return Dataset(spec, table(drawing, *numbers))


ADSL = analysis(
    "ADSL",
    """USUBJID | TRT01P | TRT01A | TRT02A | TRTSDT | TRTEDT
       S1-1    | A      | A      | B      | 22000  | 22010
       S1-2    | B      | B      |        | 22100  | 22100
       S1-3    | A      |        |        |        | """,
)
SOURCES = {
    "VS": collected("VS", "USUBJID | VSSEQ | VSSTRESN\nS1-1 | 1 | 5\nS1-1 | 2 | 6\nS1-2 | 1 | 7"),
    "LBCH": collected("LBCH", "USUBJID | LBSEQ | LBSTRESN\nS1-1 | 1 | 5"),
    "LBHE": collected("LBHE", "USUBJID | LBSEQ | LBSTRESN\nS1-1 | 2 | 5"),
    "DM": collected("DM", "USUBJID | BRTHDTC\nS1-1 | 1970\nS1-2 | 1971\nS1-3 |"),
}
TRACED = analysis(
    "ADVS",
    """USUBJID | PARAMCD | AVAL | DTYPE | SRCDOM | SRCVAR   | SRCSEQ | ASEQ
       S1-1    | SYSBP   | 5    |       | VS     | VSSTRESN | 1      | 1
       S1-1    | SYSBP   | 6    |       | VS     | VSSTRESN | 2      | 2
       S1-2    | SYSBP   | 7    |       | "VS "  | VSSTRESN | 1      | 1
       S1-2    | SYSBP   | 7    | LOCF  |        |          |        | 2
       S1-1    | K       | 5    |       | LB     | LBSTRESN | 2      | 3
       S1-3    | BIRTH   | 9    |       | DM     | BRTHDTC  |        | 1
       S1-2    | K       |      |       |        |          |        | 3""",
)
CHANGES = analysis(
    "ADVS",
    """USUBJID | PARAMCD | BASETYPE | ABLFL | AVAL  | BASE | CHG   | PCHG
       S1-1    | SYSBP   | LAST     |       | 120.1 |      |       |
       S1-1    | SYSBP   | LAST     | Y     | 110   | 110  | 0     | 0
       S1-1    | SYSBP   | LAST     |       | 99    | 110  | -11   | -10
       S1-1    | SYSBP   | FIRST    | Y     | 120.1 | 120.1 |      |
       S1-1    | SYSBP   | FIRST    |       | 99    | 120.1 | -21.1 | -17.568692756036634
       S1-1    | SCORE   | LAST     | Y     | -4    | -4   |       |
       S1-1    | SCORE   | LAST     |       | -2    | -4   | 2     | 50
       S1-1    | SCORE   | LAST     |       | -2    | -4   | 2     | -50
       S1-2    | SCORE   | LAST     | Y     | 0     | 0    |       |
       S1-2    | SCORE   | LAST     |       | 0.3   | 0    | 0.3   |
       S1-2    | SYSBP   | LAST     | N     | 100   |      |       | """,
)
PASS = {
    "subject_not_in_adsl": [ADSL, analysis("ADVS", "USUBJID | PARAMCD\nS1-1 | A\nS1-3 | A\n | A")],
    "subject_repeated_in_adsl": [ADSL, analysis("ADVS", "USUBJID | PARAMCD\nS1-1 | A\nS1-1 | A")],
    "sequence_not_integer": [analysis("ADVS", "USUBJID | ASEQ\nS1-1 | 1\nS1-1 | 2\nS1-1 |")],
    "analysis_sequence_repeated": [analysis("ADVS", "USUBJID | ASEQ\nS1-1 | 1\nS1-1 | 2\nS1-2 | 1\nS1-2 |\nS1-2 |")],
    "treatment_not_of_subject": [
        ADSL,
        analysis("ADVS", """
                USUBJID | TRTP | TRTA
                S1-1    | A    | B
                S1-1    | A    | A
                S1-2    | B    | "B "
                S1-3    | A    |
            """),
    ],
    "analysis_day_zero": [analysis("ADAE", "USUBJID | ADY | ASTDY | AENDY\nS1-1 | 1 | -1 |")],
    "analysis_day_wrong": [
        ADSL,
        analysis("ADVS", """
                USUBJID | ADT   | ADY
                S1-1    | 22000 | 1
                S1-1    | 21999 | -1
                S1-2    | 22101 | 2
                S1-3    | 22000 | 9
                S1-1    |       | 5
                S1-1    | 22000 |
            """),
        analysis("ADAE", """
                USUBJID | TRTSDT | ASTDT | ASTDY | AENDT | AENDY
                S1-1    | 22005  | 22005 | 1     | 22006 | 2
            """),
    ],
    "analysis_end_before_start": [
        ADSL,
        analysis("ADAE", """
                USUBJID | ASTDT | AENDT | TRTSDT | TRTEDT
                S1-1    | 22000 | 22000 | 5      | 4
                S1-1    |       | 1     |        |
                S1-1    | 5     |       |        |
            """),
        analysis("ADTTE", "USUBJID | PARAMCD | STARTDT | ADT\nS1-1 | OS | 22000 | 22000"),
    ],
    "parameter_not_one_to_one": [
        analysis("ADVS", """
                USUBJID | PARAMCD | PARAM | PARAMN
                S1-1    | A       | Aa    | 1
                S1-2    | A       | Aa    | 1
                S1-1    | B       | Bb    | 2
                S1-1    | B       | Bb    |
            """)
    ],
    "visit_not_one_to_one": [
        analysis(
            "ADVS",
            """USUBJID | PARAMCD | AVISIT | AVISITN
               S1-1    | A       | Week 1 | 1
               S1-2    | A       | Week 1 | 1
               S1-1    | A       | Week 2 | 2
               S1-1    | A       |        | 3
               S1-1    | A       | Week 3 |
               S1-1    | B       | Week 2 | 1""",
        )
    ],
    "value_not_one_to_one": [
        analysis("ADVS", """
                USUBJID | PARAMCD | AVAL | AVALC
                S1-1    | A       | 1    | Y
                S1-2    | A       | 0    | N
                S1-1    | A       | 1    | Y
                S1-1    | A       | 3    |
                S1-1    | A       |      | Y
                S1-1    | B       | 1    | N
            """)
    ],
    "baseline_repeated": [CHANGES],
    "baseline_missing": [CHANGES],
    "base_not_of_baseline": [
        CHANGES,
        analysis("ADQS", """
                USUBJID | PARAMCD | ABLFL | AVALC | BASEC
                S1-1    | A       | Y     | LOW   | LOW
                S1-1    | A       |       | HIGH  | "LOW "
            """),
    ],
    "change_wrong": [CHANGES],
    "percent_change_wrong": [CHANGES],
    "source_not_found": [TRACED, analysis("ADAE", "USUBJID | VSSEQ | CMSEQ\nS1-1 | 2 | 9\nS1-2 | 1 |\nS1-2 | |")],
    "source_half_named": [TRACED],
    "value_without_source": [TRACED, analysis("ADVS2", """
                USUBJID | PARAMCD | AVAL | PARAMTYP | VSSEQ
                S1-1    | A       | 1    |          | 1
                S1-1    | B       | 2    | DERIVED  |
            """)],
}  # fmt: skip
