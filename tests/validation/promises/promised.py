"""Two small studies whose specs make every kind of promise, and data that keep or break them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pandas import DataFrame

from mappings.dataset import Dataset, FileFacts
from mappings.spec import Codelist, DatasetSpec, StandardRef, StudySpec, Term, ValueSpec, VariableSpec
from mappings.statement import OriginSpec
from mappings.where import parse_where
from tests.table import table

Data = dict[str, Dataset]
NY = Codelist(name="NY", label="No Yes", code="C66742", terms=(Term(value="N"), Term(value="Y")))
SEX = Codelist(name="SEX", label="Sex", extensible=True, terms=(Term(value="F"), Term(value="M")))
GRADE = Codelist(name="GRADE", label="Grade", terms=(Term(value="0"), Term(value="1.5")), data_type="float")


def char(name: str, length: int | None = None, **said: Any) -> VariableSpec:
    """A variable of text."""
    return VariableSpec(name=name, label=name.title(), type="Char", length=length, **said)


def num(name: str, data_type: str = "float", **said: Any) -> VariableSpec:
    """A variable of numbers."""
    return VariableSpec(name=name, label=name.title(), type="Num", data_type=data_type, **said)


def value(where: str, **said: Any) -> ValueSpec:
    """What is said of the values of some records."""
    return ValueSpec(where=parse_where(where), **said)


def copy(source: str) -> tuple[OriginSpec, ...]:
    """The origin of a variable that is copied."""
    return (OriginSpec(type="Predecessor", text=source),)


DM = DatasetSpec(
    name="DM", label="Demographics", domain="DM", keys=("USUBJID",),
    variables=(
        char("STUDYID", mandatory=True), char("DOMAIN"), char("USUBJID", mandatory=True), num("AGE", "integer"),
        char("SEX", codelists=("SEX",)), char("RFSTDTC", data_type="partialDatetime"),
        char("RFENDTC", data_type="partialDatetime"), char("DTHFL", has_no_data=True),
    ),
)  # fmt: skip
LB = DatasetSpec(
    name="LB", label="Laboratory Test Results", domain="LB", class_name="Findings",
    keys=("USUBJID", "LBTESTCD", "LBDTC"),
    variables=(
        char("STUDYID"), char("DOMAIN"), char("USUBJID"), num("LBSEQ", "integer"),
        char("LBTESTCD", 8, mandatory=True), char("LBTEST", 40),
        char("LBORRES", 6, values=(
            value('LBTESTCD == "CNT"', type="integer", length=3),
            value('LBTESTCD == "NEG" and LBSEQ in (1, 2, 3)', type="text", codelist="NY", mandatory=True),
            value('LBTESTCD not in ("CNT", "NEG") or LBTESTCD.isna()', type="float"),
            value('LBTESTCD == "DAY"', type="date"),
        )),
        num("LBSTRESN", digits=1, values=(
            value("LBSEQ <= 2", type="integer"),
            value('LBSEQ > 2 and LBTESTCD != "CNT"', codelist="GRADE"),
            value('DM.SEX == "F"', type="float", digits=0),
        )),
        char("LBDTC", data_type="partialDatetime"), char("LBENDTC", data_type="partialDatetime"),
        num("LBDY", "integer"), char("LBFAST", codelists=("NY",)),
    ),
)  # fmt: skip
TABULATION = StudySpec(
    study_id="S1", standards=(StandardRef(name="SDTMIG", version="3.4"),), datasets=(DM, LB),
    codelists=(NY, SEX, GRADE),
)  # fmt: skip
ADSL = DatasetSpec(
    name="ADSL", label="Subject-Level Analysis Dataset", domain="", keys=("STUDYID", "USUBJID"),
    variables=(
        char("STUDYID"), char("USUBJID", mandatory=True), num("AGE", "integer", origins=copy("DM.AGE")),
        char("SEX", origins=copy("DM.SEX")), num("TRTSDT", "integer", format="DATE9."),
        num("TRTEDT", "integer", format="DATE9."), char("TRT01P"), num("TRT01PN", "integer"),
    ),
)  # fmt: skip
ADLB = DatasetSpec(
    name="ADLB", label="Laboratory Analysis", domain="", class_name="BASIC DATA STRUCTURE",
    keys=("USUBJID", "PARAMCD", "AVISITN"),
    variables=(
        char("USUBJID", mandatory=True), char("PARAMCD", 8), char("PARAM"), char("AVISIT"), num("AVISITN"),
        num("AVAL", digits=2), num("AGE", "integer", origins=copy("ADSL.AGE")), char("SEX", origins=copy("ADSL.SEX")),
        num("ADT", "integer", format="DATE9."), num("ADTM", format="DATETIME20."), num("STARTDT", "integer"),
    ),
)  # fmt: skip
ANALYSIS = StudySpec(
    floor="adam", study_id="S1", standards=(StandardRef(name="ADaMIG", version="1.3"),), datasets=(ADSL, ADLB),
)  # fmt: skip


def held(spec: DatasetSpec, records: DataFrame, encoding: str = "utf-8") -> Dataset:
    """The dataset as if it were read from a file."""
    return Dataset(spec, records, FileFacts(f"{spec.name.lower()}.xpt", "xpt", encoding=encoding))


def drawn(spec: DatasetSpec, drawing: str) -> Dataset:
    """The dataset of a drawing; columns of numbers are those that the spec says are."""
    return held(spec, table(drawing, *(one.name for one in spec.variables if one.type == "Num")))


CLEAN: Data = {
    "DM": drawn(DM, """
        STUDYID | DOMAIN | USUBJID | AGE | SEX | RFSTDTC    | RFENDTC             | DTHFL
        S1      | DM     | 01      | 51  | F   | 2023-01-01 | 2023-02             |
        S1      | DM     | 02      | 0   | M   | 2023       | 2023-01-01T10:30    |
        """),
    "LB": drawn(LB, """
        STUDYID | DOMAIN | USUBJID | LBSEQ | LBTESTCD | LBTEST | LBORRES | LBSTRESN | LBDTC | LBENDTC | LBDY | LBFAST
        S1      | LB     | 01      | 1     | CNT      | Count  | 12      | 12       | 2023  | 2023-01 | 1    | Y
        S1      | LB     | 01      | 2     | NEG      | Urine  | N       |          |       |         | -1   |
        S1      | LB     | 02      | 3     | ALT      | ALT    | 1.55    | 1.5      | 2023  |         |      | N
        """),
}  # fmt: skip
DIRTY: Data = {
    "DM": drawn(DM, """
        STUDYID | DOMAIN | USUBJID | AGE | SEX | RFSTDTC    | RFENDTC             | DTHFL
        S1      | DM     | 01      | -1  | F   | 2023-01-01 | 2022                |
        S2      | XX     | 01      | 5.5 | U   | 2023-02-30 | 2023-01-01T10:30    | Y
                | DM     | 02      |     |     | 2023-02-29 | 2024-02-29T24:00    |
        """),
    "LB": drawn(LB, """
        STUDYID | DOMAIN | USUBJID | LBSEQ | LBTESTCD | LBTEST | LBORRES | LBSTRESN | LBDTC | LBENDTC | LBDY | LBFAST
        S1      | LB     | 01      | 0     | CNT      | Count  | 1234    | 12.25    | 2023  | 2022    | 0    | ?
        S1      | LB     | 01      | 2     | NEG      | Urine  |         | 1.5      | 2023  |         | 1.5  |
        S1      | LB     | 01      | 2     | NEG      | Count  | X       | 0.1      | 2023  |         | 1    | N
        S1      | LB     | 03      | 4     |          | Count  | ÄÖÜß    | 2.5      | 2023  |         | 1    | N
        S1      | LB     |         | 5     | ALT      | Other  | 1.e     | 0        | JAN   | 2023    |      | Y
        S1      | LB     | 02      | 6     | ALTALTALT| Other  | 2023-2  | 7        |       |         |      | Y
        """),
}  # fmt: skip
ANALYSED: Data = {
    "ADSL": drawn(ADSL, """
        STUDYID | USUBJID | AGE | SEX | TRTSDT | TRTEDT  | TRT01P | TRT01PN
        S1      | 01      | 51  | F   | 22000  | 22001   | A      | 1
        S1      | 02      | 1   | M   | 22000  | 21000   | B      | 1
        S1      | 04      |     |     |        | 9999999 | B      | 2
        """),
    "ADLB": drawn(ADLB, """
        USUBJID | PARAMCD | PARAM | AVISIT | AVISITN | AVAL  | AGE | SEX | ADT   | ADTM  | STARTDT
        01      | ALT     | Alt   | Week 1 | 1       | 1.55  | 51  | M   | 22000 | 1     | 22000
        01      | ALT     | Alt   | Week 1 | 1       | 1.555 | 52  | F   | 22000 | -1e15 | 22001
        02      | CNT     | Alt   | Week 2 | 1       |       |     | M   |       |       |
        02      | CNT     | Count | Week 1 | 2       | 1     | 1   |     |       |       |
        05      |         | Count |        | 2       | 1     | 1   |     |       |       |
        """),
}  # fmt: skip


def others(datasets: Mapping[str, Dataset]) -> Mapping[str, Dataset]:
    """What analysis datasets were made of: DM, whole and without repetition."""
    return {"DM": datasets["DM"]}
