"""A small study with all that a package needs: raw export, dictionary, both floors, trial summary, narrative."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from adam.__main__ import main as adam
from sdtm.__main__ import main as sdtm
from tests.folder import AE, DM, STUDY, write_study

DOCUMENT = """
[standards]
SDTMIG = "3.4"
ADaMIG = "1.3"
OCCDS = "1.1"

[documents.acrf]
title = "Annotated CRF"
file = "acrf.pdf"
kind = "acrf"
"""
TS = """
records = 'rows(ts)'
keys = ["STUDYID", "TSPARMCD", "TSSEQ"]

[variables]
TSPARMCD = 'assign(code)'
TSPARM = 'assign(name)'
TSVAL = 'assign(value)'
TSSEQ = 'number(place)'
"""
ADSL = """
label = "Subject-Level Analysis Dataset"
records = 'rows(DM)'

[variables]
TRTSDT = {rule = 'date(RFSTDTC)', format = "DATE9."}
"""
WHOLE: Mapping[str, str] = {
    "study.toml": STUDY.replace('[standards]\nSDTMIG = "3.4"\n', DOCUMENT).replace(
        'SDTM = "2025-03-28"', 'SDTM = "2025-03-28"\nADaM = "2025-03-28"'
    ),
    "sdtm/dm.toml": DM,
    "sdtm/ae.toml": AE,
    "sdtm/ts.toml": TS,
    "adam/adsl.toml": ADSL,
    "tables/ts.csv": (
        "code,name,value,place\nSSTDTC,Study Start Date,2019-01-02,1\nTITLE,Trial Title,A small trial,1\n"
        "INDIC,Trial Disease/Condition Indication,Cough,1\n"
    ),
    "raw/data_dictionary.csv": (
        "form,field,label,type,codelist,page\npeople,subject,Number of the subject,text,,1\n"
        "people,sex,Sex,code,1=Male;2=Female,1\npeople,treated,Day of treatment,date,,1\n"
        "events,subject,Number of the subject,text,,2\nevents,term,What happened,text,,2\n"
        "events,started,When it began,date,,2\n"
    ),
    "package.toml": '[package]\nfolder = "mini"\ncontrol = "placebo"\n',
    "guides/csdrg.md": "## purpose\n\nThis guide is of the {AE.records} events of the small trial.\n",
}


def study(folder: Path, changed: Mapping[str, str | bytes | None] | None = None) -> Path:
    """The study folder, some files changed (None: left out)."""
    return write_study(folder, {**WHOLE, **(changed or {})})


def builds(folder: Path, into: Path) -> tuple[Path, Path]:
    """Finished builds of the study: SDTM, and ADaM inside it."""
    assert sdtm(["build", str(folder), "--out", str(into), "--quiet", "--judge", "none"]) == 0
    out = into / "adam"
    assert adam(["build", str(folder), "--sdtm", str(into), "--out", str(out), "--quiet", "--judge", "none"]) == 0
    return into, out


def held(folder: Path) -> dict[str, bytes]:
    """Every file below by its path."""
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
