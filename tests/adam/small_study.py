"""A study of eight subjects with its tables, for the tests of tables."""

from __future__ import annotations

from pathlib import Path

from pandas import DataFrame

from tests.table import table

REPORTING = """
id = "SMALL"
title = "A small study"
notice = "Made up"
outputs = ["T1", "T2", "F1", "F2"]
[source]
id = "PAPER"
label = "A paper"
[populations.EVERYONE]
label = "Everyone"
[populations.TREATED]
label = "Treated"
where = 'SAFFL == "Y"'
[groupings.ARM]
label = "Arm"
variable = "TRT01P"
groups = [{id = "A", label = "Active <1>", values = ["Active"]}, {id = "P", label = "Placebo", values = ["Placebo"]}]
[visits]
"Month 1" = 'AVISIT == "Month 1"'
"Month 2" = 'AVISIT == "Month 2"'
[[not_determined]]
output = "T1"
what = "p values"
reason = "nobody says of which test"
"""
TABLE_1 = """
id = "T1"
title = "Table 1"
population = "TREATED"
grouping = "ARM"
dataset = "ADSL"
groups = ["ALL", "A", "P"]
visit = "Baseline"
decimals = 1
reason = "SPECIFIED IN SAP"
purpose = "EXPLORATORY OUTCOME MEASURE"
[[rows]]
id = "AGE"
label = "Age"
method = "mean"
variable = "AGE"
[[rows]]
id = "AGEQ"
label = "Age"
method = "quartiles"
variable = "AGE"
[[rows]]
id = "SEX"
label = "Sex"
method = "proportion"
variable = "SEX"
levels = [{id = "F", label = "Female", values = ["F"]}, {id = "M", label = "Male", values = ["M"]}]
[[rows]]
id = "GRADE"
label = "Grade 1 or unknown"
method = "proportion"
variable = "GRADE"
values = [1]
denominator = 'SEX.notna()'
"""
TABLE_2 = """
id = "T2"
title = "Table 2"
population = "TREATED"
grouping = "ARM"
dataset = "ADAE"
groups = ["A", "P"]
reason = "SPECIFIED IN SAP"
purpose = "SECONDARY OUTCOME MEASURE"
[[rows]]
id = "AE"
label = "Events"
method = "occurrence"
[[rows]]
id = "TWO"
label = "Subjects with two"
method = "subjects"
exactly = 2
[[rows]]
id = "TERM"
label = "Term"
method = "events"
variable = "AEDECOD"
levels = [{id = "PAIN", label = "Pain", values = ["Pain"]}, {id = "NONE", label = "Not coded", values = []}]
"""
FIGURE_1 = """
id = "F1"
title = "Figure 1"
population = "EVERYONE"
grouping = "ARM"
dataset = "ADSL"
groups = ["A", "P"]
reason = "SPECIFIED IN SAP"
purpose = "EXPLORATORY OUTCOME MEASURE"
[[rows]]
id = "IN"
label = "Screened"
method = "subjects"
groups = ["ALL", "A", "P"]
[[rows]]
id = "OUT"
label = "Not treated"
method = "subjects"
where = 'SAFFL != "Y"'
groups = ["ALL"]
[[boxes]]
id = "in"
lines = ["Screened (n = {IN})"]
[[boxes]]
id = "out"
aside = true
lines = ["Not treated (n = {OUT})"]
[[boxes]]
id = "arms"
heading = "Arms"
split = true
lines = ["{GROUP} (n = {IN})"]
"""
FIGURE_2 = """
id = "F2"
title = "Figure 2"
population = "TREATED"
grouping = "ARM"
dataset = "ADEFF"
groups = ["A", "P"]
visits = ["Month 1", "Month 2"]
reason = "SPECIFIED IN SAP"
purpose = "PRIMARY OUTCOME MEASURE"
[axis]
title = "Months"
places = {"Month 1" = 1, "Month 2" = 2}
[[rows]]
id = "PAIN"
label = "Pain"
where = 'PARAMCD == "PAIN"'
method = "mean"
variable = "AVAL"
decimals = 1
"""
PUBLISHED = """output,row,level,visit,group,events,n,N,pct,mean,sd,median,q1,q3,contradiction,remark
T1,AGE,,Baseline,A,,,,,41.7,12.6,,,,,
T1,AGEQ,,Baseline,P,,,,,,,35,30,50,,
T1,SEX,F,Baseline,A,,2,3,66.6,,,,,,"2 of 3 are 66.67%, cut off",
T1,SEX,F,Baseline,P,,1,3,33.3,,,,,,,
T2,AE,,,A,3,2,,,,,,,,,the text says 4
"""
FILES = {
    "reporting.toml": REPORTING, "table_1.toml": TABLE_1, "table_2.toml": TABLE_2, "figure_1.toml": FIGURE_1,
    "figure_2.toml": FIGURE_2, "published.csv": PUBLISHED,
}  # fmt: skip


def written(folder: Path, **changed: str) -> Path:
    """The folder with the definitions in it; keywords replace a file (`table_1`) by another text."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        (folder / name).write_text(changed.get(name.partition(".")[0], text), encoding="utf-8")
    return folder


def frames() -> dict[str, DataFrame]:
    """The datasets of the study."""
    subjects = table(
        """
        USUBJID | SAFFL | TRT01P  | AGE | SEX | GRADE
        S1      | Y     | Active  | 30  | F   | 1
        S2      | Y     | Active  | 40  | F   | 2
        S3      | Y     | Active  | 55  | M   |
        S4      | Y     | Placebo | 30  | F   | 1
        S5      | Y     | Placebo | 35  | M   | 1
        S6      | Y     | Placebo | 50  | M   | 2
        S7      | Y     | Placebo |     |     | 1
        S8      | N     |         | 70  | M   | 3
        """,
        "AGE", "GRADE",
    )  # fmt: skip
    events = table(
        """
        USUBJID | AEDECOD
        S1      | Pain
        S1      | Fever
        S2      |
        S5      | Pain
        S8      | Pain
        S9      | Pain
        """
    )
    scores = table(
        """
        USUBJID | PARAMCD | AVISIT  | AVAL
        S1      | PAIN    | Month 1 | 10
        S2      | PAIN    | Month 1 | 20
        S1      | PAIN    | Month 2 | 5
        S4      | PAIN    | Month 1 | 30
        S5      | PAIN    | Month 1 | 30.5
        S5      | PAIN    | Month 2 |
        S6      | OTHER   | Month 2 | 99
        """,
        "AVAL",
    )
    return {"ADSL": subjects, "ADAE": events, "ADEFF": scores}
