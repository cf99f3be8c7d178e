"""Real define.xml files against their data: every error found is true, and was looked up in the file by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from define_xml import read_dataset
from define_xml.checks.beside.data import check_data
from define_xml.checks.beside.observed import observed
from define_xml.document.metadata import Define
from define_xml.read import read_define
from define_xml.versions import as_version
from mappings.dataset import Dataset

SHARED = Path(__file__).parents[3] / ".." / "shared" / "realdata"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the real data lie beside the checkout, and are not there")
ABSENT = "dataset_without_file"

# CDISC's sample for submission of metadata (2.1) and its transport files.
MSG = {
    (ABSENT, "FT", ""),  # the files are not in the copy
    (ABSENT, "LB", ""),
    ("value_not_of_type", "TS.TSVAL", "P50Y"),  # AGEMIN is a duration, the item says integer
    ("length_too_short", "TS.TSVAL", "BOTH"),  # SEXPOP has Length 1 and the codelist of SEX
    ("value_not_in_codelist", "TS.TSVAL", "BOTH"),
    ("where_uncovered", "TS.TSVAL", ""),  # DCUTDESC, LENGTH and RANDQT have no item
    ("value_not_in_codelist", "OE.OELOC", "ANTERIOR CHAMBER"),
    ("value_not_in_codelist", "QSPH.QSORRES", "Not at all"),  # "Not difficult at all" is what PHQ0110 has
    ("value_not_in_codelist", "QSPH.QSSTRESC", "Not at all"),
    ("length_too_short", "RS.RSORRES", "Probable weight loss associated with present illness."),
    ("value_not_in_codelist", "RS.RSORRES", "Probable weight loss associated with present illness."),
    ("value_not_in_codelist", "RS.RSORRES", "No weight loss."),  # the answers of item 16A, where 16B is said
    ("value_not_in_codelist", "FA.FAOBJ", "PRURITIS"),
}
# DataType is date; the data have years.
YEARS = {"1928", "1936", "1941", "1950", "1951"}
# The pilot's define of 1.0.
PILOT_SDTM = {
    *((ABSENT, name, "") for name in ("CM", "MH", "LB", "QS", "VS", "SUPPLB")),  # not in the copy
    ("keys_not_unique", "SV", ""),
    ("where_uncovered", "SUPPAE.QVAL", ""),  # the define says TRTEMFL, the data AETRTEM
}
FLAGS = ("DISCONFL", "DSRAEFL", "DTHFL")
FIRST = ("AOCCFL", "AOCCSFL", "AOCCPFL", "AOCC01FL", "AOCC02FL", "AOCC03FL", "AOCC04FL")
PILOT_ADAM = {
    *((ABSENT, name, "") for name in ("ADLBC", "ADLBH", "ADLBHY", "ADQSADAS", "ADQSCIBC", "ADQSNPIX", "ADVS")),
    # The terms in the define end with a blank that does not break (0xA0).
    *(("value_not_in_codelist", f"{name}.SEX", value) for name in ("ADSL", "ADAE", "ADTTE") for value in "FM"),
    *(("value_not_in_codelist", f"ADSL.{name}", "Y") for name in FLAGS),
    *(("value_not_in_codelist", f"ADAE.{name}", "Y") for name in FIRST),
    ("value_not_in_codelist", "ADSL.BMIBLGR1", ">=30"),  # the codelist has >30
}


def read(define: Path, data: Path, encoding: str = "ascii") -> tuple[Define, list[Dataset]]:
    """The define in the form of 2.1, and the datasets."""
    datasets = [read_dataset(path, encoding=encoding) for path in sorted(data.glob("*.xpt"))]
    return as_version(read_define(define), "2.1"), datasets


def grave(define: Define, datasets: list[Dataset]) -> set[tuple[str, str, str]]:
    """Check, place and value of every error and warning."""
    return {(one.check, one.place, one.value) for one in check_data(define, datasets) if one.severity != "note"}


def test_the_sample_of_cdisc() -> None:
    define, datasets = read(SHARED / "msg_sdtm33" / "define.xml", SHARED / "msg_sdtm33" / "xpt")
    found = grave(define, datasets)
    births = {value for check, place, value in found if (check, place) == ("value_not_of_type", "DM.BRTHDTC")}
    assert births >= YEARS
    assert {value for value in births if len(value) != 4} == set()
    assert {row for row in found if row[1] != "DM.BRTHDTC"} == MSG


def test_the_pilot() -> None:
    folder = SHARED / "cdiscpilot01"
    assert grave(*read(folder / "sdtm" / "define.xml", folder / "sdtm", "cp1252")) == PILOT_SDTM
    assert grave(*read(folder / "adam" / "define.xml", folder / "adam")) == PILOT_ADAM


def test_what_is_observed_agrees_with_the_files() -> None:
    define, datasets = read(SHARED / "msg_sdtm33" / "define.xml", SHARED / "msg_sdtm33" / "xpt")
    found = observed(define, datasets)
    assert sum(one.records for one in found.datasets.values()) == sum(len(one.records) for one in datasets) == 6421
    for dataset in datasets:
        for name, column in dataset.records.items():
            said = found.variable(dataset.name, str(name))
            assert said is not None, (dataset.name, name)
            assert said.filled == int(column.notna().sum()), (dataset.name, name)
            assert said.distinct == column.nunique(), (dataset.name, name)
