"""ADSL and ADAE of pharmaverse from the public SDTM datasets: every published cell, then inputs that were changed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from pandas import DataFrame

from adam.__main__ import main
from adam.datasets import build_study
from define_xml import read_dataset
from sdtm.datasets import Build
from tests.adam.published_study import (
    REAL,
    ROOT,
    Row,
    Tables,
    built,
    day,
    differing,
    more,
    put,
    seconds,
    tables,
    there,
    without,
    written,
)
from tests.folder import records

STUDY = ROOT / "mappings" / "pharmaverse"
SDTM = REAL / "expected_sdtm" / "pharmaversesdtm"
PUBLISHED = REAL / "expected_adam" / "pharmaverseadam"
pytestmark = there
KEYS = {"ADSL": ["USUBJID"], "ADAE": ["USUBJID", "AESEQ"]}


@cache
def published(name: str) -> DataFrame:
    """A published dataset: dates as days or seconds since 1960, numbers as numbers, text as text."""
    frame = tables(PUBLISHED, name.lower())[name.lower()]
    columns = {}
    for variable in built(first_build(), name).spec.variables:
        cells = frame[variable.name]
        if variable.format:
            columns[variable.name] = seconds(cells) / (1 if variable.format.startswith("DATETIME") else 86400)
        else:
            columns[variable.name] = pd.to_numeric(cells) if variable.type == "Num" else cells
    return DataFrame(columns)[frame.columns]


@cache
def first_build() -> Build:
    return build_study(STUDY, SDTM)


def test_every_cell_of_adsl_and_adae() -> None:
    for name, count, width, latest in (("ADSL", 306, 55, 83), ("ADAE", 1191, 107, 367)):
        ours = built(first_build(), name)
        assert ours.records.shape == (count, width)
        assert [variable.name for variable in ours.spec.variables] == list(published(name).columns)
        # Without laboratory data subjects are known to be alive for a shorter time.
        assert differing(ours, published(name), KEYS[name]) == {"LSTALVDT": latest}


def test_with_laboratory_data_no_cell_differs(tmp_path: Path) -> None:
    found = tables(SDTM, "dm ae ex ds")
    known = tables(PUBLISHED, "adsl")["adsl"]
    seen = known[known["LSTALVDT"] != ""]
    # The real samples are not here: each subject's last one was taken when it was last known to be alive, or before.
    found["lb"] = DataFrame({"STUDYID": seen["STUDYID"], "DOMAIN": "LB", "USUBJID": seen["USUBJID"],
                             "LBDTC": seen["LSTALVDT"]})  # fmt: skip
    found["lb"] = pd.concat([found["lb"], found["lb"].assign(LBDTC="2012-05")], ignore_index=True)
    build = build_study(STUDY, written(found, tmp_path))
    for name in ("ADSL", "ADAE"):
        assert differing(built(build, name), published(name), KEYS[name]) == {}


def test_what_is_said_of_the_variables() -> None:
    for name in ("ADSL", "ADAE"):
        variables = built(first_build(), name).spec.variables
        assert all(0 < len(variable.label) <= 40 for variable in variables)
        formats = {variable.name: variable.format for variable in variables if variable.format}
        assert all(said == ("DATETIME20." if one.endswith("DTM") else "DATE9.") for one, said in formats.items())
        assert {one for one, said in formats.items()} >= {"TRTSDT", "TRTSDTM", "EOSDT", "SCRFDT", "DTHDT"}


def test_the_command_delivers_both(tmp_path: Path) -> None:
    assert (
        main(
            ["build", str(STUDY), "--sdtm", str(SDTM), "--out", str(tmp_path / "out"), "--quiet", "--fail-on", "never"]
        )
        == 0
    )
    delivered = {name: read_dataset(tmp_path / "out" / f"{name}.xpt") for name in ("adsl", "adae")}
    assert [len(one.records) for one in delivered.values()] == [306, 1191]
    regions = delivered["adsl"].records["REGION1"]
    assert list(regions.unique()) == ["NA"]  # a text, nothing missing


def subject(found: Tables, arm: str, place: int) -> str:
    """One of the treated subjects of an arm who have adverse events."""
    frame = found["dm"]
    people = frame[(frame["ARM"] == arm) & frame["USUBJID"].isin(found["ae"]["USUBJID"])]
    return str(people["USUBJID"].iloc[place])


def rebuilt(found: Tables, folder: Path, name: str, who: str) -> list[dict[str, object]]:
    """The subject's records in a dataset built from changed inputs."""
    return [one for one in records(build_study(STUDY, written(found, folder)), name) if one["USUBJID"] == who]


def one_event(found: Tables, who: str) -> None:
    """The first of the subject's events alone."""
    without(found, "ae", lambda frame: (frame["USUBJID"] == who) & (frame["AESEQ"] != "1"))


def dosed(found: Tables, who: str, *doses: tuple[str, str, str]) -> None:
    """The subject's dosing records, each dose, start and end, instead of those it has."""
    kept = found["ex"][found["ex"]["USUBJID"] == who].iloc[[0]]
    without(found, "ex", lambda frame: frame["USUBJID"] == who)
    new = [kept.assign(EXSEQ=str(place), EXDOSE=dose, EXSTDTC=start, EXENDTC=end)
           for place, (dose, start, end) in enumerate(doses, 1)]  # fmt: skip
    found["ex"] = pd.concat([found["ex"], *new[::-1]], ignore_index=True)


EVENTS: list[tuple[str, str, Row]] = [
    ("2013-03", "", {"ASTDT": day("2013-03-10"), "ASTDTF": "D", "ASTTMF": "H", "ASTDY": 1, "TRTEMFL": "Y"}),
    ("2013", "2013-04", {"ASTDT": day("2013-03-10"), "ASTDTF": "M", "AENDT": day("2013-04-30"), "AENDTF": "D"}),
    ("2013-02", "2013-02-27", {"ASTDT": day("2013-02-01"), "ASTDY": -37, "AENDY": -11, "TRTEMFL": None}),
    ("2012", "", {"ASTDT": day("2012-01-01"), "ASTDTF": "M", "LDOSEDTM": None, "DOSEON": None, "DOSEU": None}),
    ("", "2013-04-01", {"ASTDT": None, "ASTDTF": None, "ASTTMF": None, "ADURN": None, "ADURU": None, "TRTEMFL": None}),
    ("2013-03-20", "2013-03-20", {"ADURN": 1, "ADURU": "days", "DOSEON": 54, "DOSEU": "mg"}),
    ("2013-03-31", "2013-04-02", {"DOSEON": None, "LDOSEDTM": day("2013-03-24") * 86400, "ADURN": 3}),
    ("2013-05-10", "", {"LDOSEDTM": day("2013-03-24") * 86400, "DOSEON": None, "TRTEMFL": "Y"}),
    ("2013-05-30", "2013", {"TRTEMFL": "Y", "AENDT": day("2013-06-30"), "AENDTF": "M"}),
    ("2013-05-31", "", {"TRTEMFL": None, "AOCCIFL": None}),
]


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    """One event for each of the changed dates, each of a subject of its own."""
    found = tables(SDTM, "dm ae ex ds")
    people = [subject(found, "Xanomeline Low Dose", place) for place in range(len(EVENTS))]
    for who, (start, end, _) in zip(people, EVENTS, strict=True):
        # 81 mg are no dose for the publisher's last dose, but one for the time on treatment: to 2013-04-30.
        dosed(found, who, ("54", "2013-03-10", "2013-03-24"), ("54", "2013-03-26", ""),
              ("81", "2013-03-27", "2013-04-30"))  # fmt: skip
        put(found, "ds", who, DSSTDTC="2013-06-30")
        put(found, "dm", who, DTHDTC="")
        one_event(found, who)
        put(found, "ae", who, AESTDTC=start, AEENDTC=end)
    rows = records(build_study(STUDY, written(found, tmp_path_factory.mktemp("events"))), "ADAE")
    return [row for who in people for row in rows if row["USUBJID"] == who]


@pytest.mark.parametrize("place", range(len(EVENTS)))
def test_events_on_changed_dates(place: int, events: list[dict[str, object]]) -> None:
    expected = EVENTS[place][2]
    assert {name: events[place][name] for name in expected} == expected


def test_ties_of_the_worst_event(tmp_path: Path) -> None:
    found = tables(SDTM, "dm ae ex ds")
    who = subject(found, "Placebo", 0)
    one_event(found, who)
    start = found["ex"][found["ex"]["USUBJID"] == who]["EXSTDTC"].min()
    put(found, "ae", who, AESTDTC=start, AESEV="MODERATE", AESEQ="9")
    more(found, "ae", who, AESEQ="3", AESEV="SEVERE")
    more(found, "ae", who, AESEQ="2", AESEV="SEVERE")
    more(found, "ae", who, AESEQ="1", AESEV="")
    more(found, "ae", who, AESEQ="4", AESEV="SEVERE", AESTDTC="2012-01-01")
    events = rebuilt(found, tmp_path, "ADAE", who)
    assert [event["AESEQ"] for event in events if event["AOCCIFL"] == "Y"] == [2]
    assert [event["ASEVN"] for event in events] == [None, 3, 3, 3, 2]


SUBJECTS: list[tuple[dict[str, str], list[tuple[str, str, str]], Row]] = [
    (
        {"COUNTRY": "CAN", "RACE": "ASIAN", "AGE": "64"},
        [("54", "2013-02-02T10:30", "2013-02-03"), ("54", "2013-02", "2013-02-05T08:00:10")],
        {"REGION1": "NA", "RACEGR1": "Non-white", "AGEGR1": "18-64", "TRTSTMF": "S", "TRTETMF": None, "TRTDURD": 4,
         "TRTSDTM": day("2013-02-02") * 86400 + 37800, "TRTEDTM": day("2013-02-05") * 86400 + 28810},
    ),
    (
        {"COUNTRY": "FRA", "RACE": "", "AGE": "17"},
        [("", "2013-02-02", "2013-02-03")],
        {"REGION1": "RoW", "RACEGR1": None, "AGEGR1": "<18", "SAFFL": "N", "TRTSDT": None, "TRTDURD": None},
    ),
    (
        {"AGE": "65", "DTHDTC": "2013-03-05", "ARM": "Another Arm", "ACTARM": "Placebo"},
        [("54", "2013-02-02", "2013-02-03"), ("0", "2013-01-01", "2013-06-01")],  # 0 mg of xanomeline is no dose
        {"AGEGR1": ">64", "TRTSDT": day("2013-02-02"), "TRTEDT": day("2013-02-03"), "DTHADY": 32, "LDDTHELD": 30,
         "LDDTHGR1": "<= 30", "DTH30FL": "Y", "DTHA30FL": None, "DTHB30FL": None, "TRT01P": "Another Arm",
         "TRT01A": "Placebo", "SAFFL": "Y"},
    ),
    (
        {"AGE": "", "DTHDTC": "2013-04"},
        [("54", "2013-02-02", "")],
        {"AGEGR1": None, "DTHDT": day("2013-04-01"), "DTHDTF": "D", "LDDTHELD": None, "LDDTHGR1": None,
         "DTH30FL": None, "SAFFL": "Y", "TRTEDT": None, "TRTETMF": None},
    ),
]  # fmt: skip


def test_subjects_changed(tmp_path: Path) -> None:
    found = tables(SDTM, "dm ae ex ds")
    people = [subject(found, "Xanomeline Low Dose", place) for place in range(len(SUBJECTS))]
    for who, (person, doses, _) in zip(people, SUBJECTS, strict=True):
        put(found, "dm", who, **person)
        dosed(found, who, *doses)
    rows = {row["USUBJID"]: row for row in records(build_study(STUDY, written(found, tmp_path)), "ADSL")}
    for who, (_, _, expected) in zip(people, SUBJECTS, strict=True):
        assert {name: rows[who][name] for name in expected} == expected


def test_a_death_without_date_and_a_subject_without_disposition(tmp_path: Path) -> None:
    found = tables(SDTM, "dm ae ex ds")
    who = subject(found, "Placebo", 2)
    without(found, "ds", lambda frame: frame["USUBJID"] == who)
    put(found, "ae", who, AEOUT="FATAL", AEDECOD="STROKE")
    (row,) = rebuilt(found, tmp_path, "ADSL", who)
    expected = {"DTHCAUS": "STROKE", "DTHDOM": "AE", "DTHCGR1": "ADVERSE EVENT", "DTHDT": None, "EOSDT": None,
                "EOSSTT": None, "RANDDT": None, "FRVDT": None}  # fmt: skip
    assert {name: row[name] for name in expected} == expected
