"""A small study with SDTM files and analysis datasets for tests, written file by file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pandas import DataFrame

from define_xml import write_datasets
from mappings.dataset import Dataset
from mappings.spec import DatasetSpec, VariableSpec

STUDY = """
[study]
id = "MINI"
cutoff = "2020-12-31"

[standards]
ADaMIG = "1.3"
OCCDS = "1.1"

[terminology]
ADaM = "2025-03-28"
SDTM = "2025-03-28"
"""
ADSL = """
label = "Subject-Level Analysis Dataset"
records = 'rows(DM)'

[helpers.DOSED]
records = 'rows(EX)'
where = 'EXDOSE > 0'

[helpers.DOSED.variables]
ADT = 'date(EXSTDTC)'

[variables]
TRT01P = 'assign(ARM)'
TRTSDT = {rule = 'subject_smallest(DOSED.ADT)', format = "DATE9."}
SAFFL = 'subject_has(DOSED.EXDOSE, otherwise="N")'
"""
ADAE = """
class = "OCCURRENCE DATA STRUCTURE"
subclass = "ADVERSE EVENT"
label = "Adverse Events Analysis Dataset"
records = 'rows(AE)'
keys = ["STUDYID", "USUBJID", "AESEQ"]

[predecessors]
ADSL = ["SEX", "TRTSDT"]

[variables]
ASTDT = {rule = 'date(AESTDTC, impute="first")', format = "DATE9."}
ASTDTF = 'date_flag(AESTDTC, ASTDT)'
TRTEMFL = {rule = 'constant("Y")', where = 'ASTDT >= TRTSDT'}
"""
DM = [
    {"STUDYID": "MINI", "USUBJID": "MINI-1", "SUBJID": "1", "SITEID": "01", "SEX": "M", "ARM": "A", "AGE": 40.0},
    {"STUDYID": "MINI", "USUBJID": "MINI-2", "SUBJID": "2", "SITEID": "01", "SEX": "F", "ARM": "B", "AGE": 51.0},
]
EX = [
    {"STUDYID": "MINI", "USUBJID": "MINI-1", "EXSEQ": 1.0, "EXDOSE": 0.0, "EXSTDTC": "2019-01-01"},
    {"STUDYID": "MINI", "USUBJID": "MINI-1", "EXSEQ": 2.0, "EXDOSE": 5.0, "EXSTDTC": "2019-01-05"},
]
AE = [
    {"STUDYID": "MINI", "USUBJID": "MINI-1", "AESEQ": 1.0, "AETERM": "Headache", "AESTDTC": "2019-01"},
    {"STUDYID": "MINI", "USUBJID": "MINI-1", "AESEQ": 2.0, "AETERM": "Cough", "AESTDTC": "2019-01-06"},
    {"STUDYID": "MINI", "USUBJID": "MINI-2", "AESEQ": 1.0, "AETERM": "Fever", "AESTDTC": "2019"},
]
LABELS = {"SEX": "Sex", "ARM": "Description of Planned Arm", "AETERM": "Reported Term for the Adverse Event"}
FILES: Mapping[str, str] = {"study.toml": STUDY, "adam/adsl.toml": ADSL, "adam/adae.toml": ADAE}


def dataset(name: str, rows: list[dict[str, object]]) -> Dataset:
    """An SDTM dataset of plain rows."""
    frame = DataFrame(rows)
    variables = []
    for column in frame.columns:
        number = frame[column].dtype == float
        length = 8 if number else max(1, *(len(str(value or "")) for value in frame[column]))
        label = LABELS.get(column, column)
        variables.append(VariableSpec(name=column, label=label, type="Num" if number else "Char", length=length))
    return Dataset(DatasetSpec(name=name, label=name, domain=name, variables=tuple(variables)), frame)


def write_analysis(folder: Path, changed: Mapping[str, str | None] | None = None) -> Path:
    """The folder, holding the small study with some files changed (None: left out), and its SDTM files in `xpt`."""
    for name, content in {**FILES, **(changed or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is not None:
            path.write_text(content, encoding="utf-8")
    write_datasets([dataset("DM", DM), dataset("EX", EX), dataset("AE", AE)], folder / "xpt")
    return folder
