"""ADSL, ADAE and ADTTE of the CDISC pilot from its public SDTM: every published cell, then inputs that were changed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from adam.__main__ import main
from adam.datasets import build_study
from define_xml import read_dataset
from mappings.dataset import Dataset
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
    tables,
    there,
    without,
    written,
)
from tests.folder import records

STUDY = ROOT / "mappings" / "cdiscpilot01"
SDTM = REAL / "cdiscpilot01" / "sdtm"
NEEDED = "dm ae ex ds sv sc"
KEYS = {"ADSL": ["USUBJID"], "ADAE": ["USUBJID", "AESEQ"], "ADTTE": ["USUBJID", "PARAMCD"]}
pytestmark = there
# They need vital signs, questionnaires or medical history, which were not published with the rest.
LEFT_OUT = ["BMIBL", "BMIBLGR1", "DISONSDT", "DURDIS", "DURDSGR1", "EFFFL", "HEIGHTBL", "MMSETOT", "WEIGHTBL"]
LOW, HIGH = "Xanomeline Low Dose", "Xanomeline High Dose"


@cache
def first_build() -> Build:
    return build_study(STUDY, SDTM)


@cache
def published(name: str) -> Dataset:
    return read_dataset(REAL / "cdiscpilot01" / "adam" / f"{name.lower()}.xpt")


@pytest.mark.parametrize(("name", "count", "width"), [("ADSL", 254, 39), ("ADAE", 1191, 55), ("ADTTE", 254, 26)])
def test_every_cell(name: str, count: int, width: int) -> None:
    ours, theirs = built(first_build(), name), published(name)
    assert ours.records.shape == (count, width)
    assert differing(ours, theirs.records, KEYS[name]) == {}
    assert sorted(map(str, set(theirs.records) - set(ours.records))) == (LEFT_OUT if name == "ADSL" else [])
    # The records stand in the published order too.
    assert ours.records["USUBJID"].tolist() == theirs.records["USUBJID"].tolist()


@pytest.mark.parametrize("name", ["ADSL", "ADAE", "ADTTE"])
def test_order_labels_types_and_formats(name: str) -> None:
    ours, theirs = (
        [(one.name, one.label, one.type, one.format) for one in dataset.spec.variables if one.name not in LEFT_OUT]
        for dataset in (built(first_build(), name), published(name))
    )
    assert ours == theirs


def test_the_command_delivers_all_three(tmp_path: Path) -> None:
    assert (
        main(["build", str(STUDY), "--sdtm", str(SDTM), "--out", str(tmp_path), "--quiet", "--fail-on", "never"]) == 0
    )
    for name in ("ADSL", "ADAE", "ADTTE"):
        delivered = read_dataset(tmp_path / f"{name.lower()}.xpt")
        assert differing(delivered, published(name).records, KEYS[name]) == {}


def subject(found: Tables, arm: str, place: int = 0) -> str:
    """One of the subjects of an arm who have adverse events and all visits."""
    frame, visited = found["dm"], found["sv"]
    last = set(visited[visited["VISITNUM"] == "12"]["USUBJID"]) & set(found["ae"]["USUBJID"])
    return str(frame[(frame["ARM"] == arm) & frame["USUBJID"].isin(last)]["USUBJID"].iloc[place])


def rebuilt(found: Tables, folder: Path, name: str, *people: str) -> list[dict[str, object]]:
    """The records of those subjects in a dataset built from changed inputs."""
    rows = records(build_study(STUDY, written(found, folder)), name)
    return [row for who in people for row in rows if row["USUBJID"] == who]


def one_event(found: Tables, who: str) -> None:
    """The first of the subject's events alone."""
    first = found["ae"][found["ae"]["USUBJID"] == who]["AESEQ"].iloc[0]
    without(found, "ae", lambda frame: (frame["USUBJID"] == who) & (frame["AESEQ"] != first))


def visited(found: Tables, who: str, **dates: str) -> None:
    """The subject's visits by number, instead of those it has: `v4="2013-01-16"`."""
    first = found["sv"][found["sv"]["USUBJID"] == who].iloc[[0]]
    without(found, "sv", lambda frame: frame["USUBJID"] == who)
    new = [first.assign(VISITNUM=name[1:], SVSTDTC=date) for name, date in dates.items()]
    found["sv"] = pd.concat([found["sv"], *new], ignore_index=True)


def dosed_until(found: Tables, who: str, *ends: str) -> None:
    """The ends of the subject's dosing records, in their sequence, instead of those it has."""
    first = found["ex"][found["ex"]["USUBJID"] == who].iloc[[0]]
    without(found, "ex", lambda frame: frame["USUBJID"] == who)
    new = [first.assign(EXSEQ=str(place), EXENDTC=end) for place, end in enumerate(ends, 1)]
    found["ex"] = pd.concat([found["ex"], *new[::-1]], ignore_index=True)


DOSES: list[tuple[str, dict[str, str], list[str], Row]] = [
    # 54 mg on 15 days, 81 on 153, 54 on 14.
    (HIGH, {"v3": "2014-01-02", "v4": "2014-01-16", "v12": "2014-06-18"}, ["2014-07-02"],
     {"TRTDUR": 182, "CUMDOSE": 13959, "AVGDD": 76.7, "TRT01PN": 81}),
    # Over before visit 4 took place; exactly on it; on visit 12; without a visit 12.
    (HIGH, {"v3": "2014-01-02", "v4": "2014-01-16"}, ["2014-01-15"], {"CUMDOSE": 14 * 54, "AVGDD": 54}),
    (HIGH, {"v3": "2014-01-02", "v4": "2014-01-16"}, ["2014-01-16"], {"CUMDOSE": 15 * 54}),
    (HIGH, {"v3": "2014-01-02", "v4": "2014-01-16", "v12": "2014-01-20"}, ["2014-01-20"],
     {"CUMDOSE": 15 * 54 + 4 * 81}),
    (HIGH, {"v3": "2014-01-02", "v4": "2014-01-16"}, ["2014-02-16"], {"CUMDOSE": 15 * 54 + 31 * 81}),
    (HIGH, {"v3": "2014-01-02"}, ["2014-02-16"], {"CUMDOSE": 46 * 54, "AVGDD": 54}),
    # The last dosing record counts, not the last end; where it has none, the disposition does.
    (LOW, {"v3": "2014-01-02"}, ["2014-03-01", "2014-02-01"], {"TRTEDT": day("2014-02-01"), "CUMDOSE": 31 * 54}),
    (LOW, {"v3": "2014-01-02"}, ["2014-03-01", ""], {"TRTEDT": day("2014-05-01"), "TRTDUR": 120}),
    (LOW, {"v3": "2014-01-02"}, [], {"TRTEDT": day("2014-05-01"), "AVGDD": 54}),
    ("Placebo", {"v3": "2014-01-02", "v1": "2013-12-24"}, ["2014-01-02"],
     {"TRTDUR": 1, "CUMDOSE": 0, "AVGDD": 0, "TRT01PN": 0, "VISIT1DT": day("2013-12-24")}),
    ("Placebo", {"v1": "2014-01-02", "v3": "2014-01"}, ["2014-02-01"],
     {"TRTSDT": None, "TRTDUR": None, "CUMDOSE": None, "AVGDD": None, "SAFFL": "N", "ITTFL": "Y"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def doses(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    """The subjects with the changed visits and doses, in ADSL."""
    found = tables(SDTM, NEEDED)
    people = [subject(found, case[0], place) for place, case in enumerate(DOSES)]
    for who, (_, visits, ends, _) in zip(people, DOSES, strict=True):
        put(found, "ds", who, DSSTDTC="2014-05-01")
        visited(found, who, **visits)
        dosed_until(found, who, *ends)
    return rebuilt(found, tmp_path_factory.mktemp("doses"), "ADSL", *people)


@pytest.mark.parametrize("place", range(len(DOSES)))
def test_doses_of_changed_visits(place: int, doses: list[dict[str, object]]) -> None:
    expected = DOSES[place][3]
    assert {name: doses[place][name] for name in expected} == expected


SUBJECTS: list[tuple[str, dict[str, str], Row]] = [
    ("ds", {"DSDECOD": "PROTOCOL VIOLATION", "DSTERM": "PROTOCOL ENTRY CRITERIA NOT MET", "VISITNUM": "4.1"},
     {"DCDECOD": "PROTOCOL VIOLATION", "DCREASCD": "I/E Not Met", "DISCONFL": "Y", "DSRAEFL": None, "VISNUMEN": 4.1}),
    ("ds", {"DSDECOD": "PROTOCOL VIOLATION", "DSTERM": "OTHER", "VISITNUM": "13"},
     {"DCREASCD": "Protocol Violation", "DISCONFL": "Y", "VISNUMEN": 12}),
    ("ds", {"DSDECOD": "ADVERSE EVENT"}, {"DCREASCD": "Adverse Event", "DISCONFL": "Y", "DSRAEFL": "Y"}),
    ("ds", {"DSDECOD": "COMPLETED"}, {"DCREASCD": "Completed", "DISCONFL": None, "DSRAEFL": None}),
    ("ds", {"DSDECOD": "NEVER HEARD OF"}, {"DCREASCD": None, "DISCONFL": "Y", "DSRAEFL": None}),
    ("dm", {"RFENDTC": "2014-05-31"}, {"COMP8FL": "Y", "COMP16FL": "Y", "COMP24FL": "N", "RFENDT": day("2014-05-31")}),
    ("dm", {"RFENDTC": "2014-03-01"}, {"COMP8FL": "Y", "COMP16FL": "N", "COMP24FL": "N"}),  # on the very day
    ("dm", {"RFENDTC": "2014"}, {"COMP8FL": "N", "COMP16FL": "N", "COMP24FL": "N", "RFENDT": None}),
    ("dm", {"AGE": "65", "RACE": "ASIAN"}, {"AGEGR1": "65-80", "AGEGR1N": 2, "RACEN": 7}),
    ("dm", {"AGE": "81", "RACE": ""}, {"AGEGR1": ">80", "AGEGR1N": 3, "RACEN": None}),
    ("dm", {"AGE": ""}, {"AGEGR1": None, "AGEGR1N": None}),
    ("dm", {"ARM": "New Arm"}, {"TRT01P": "New Arm", "TRT01A": "New Arm", "TRT01PN": None, "CUMDOSE": None}),
    ("sc", {"SCSTRESN": ""}, {"EDUCLVL": None}),
]  # fmt: skip


@pytest.fixture(scope="module")
def subjects(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    """The changed subjects in ADSL."""
    found = tables(SDTM, NEEDED)
    people = [subject(found, LOW, place) for place in range(len(SUBJECTS))]
    for who, (name, cells, _) in zip(people, SUBJECTS, strict=True):
        visited(found, who, v3="2014-01-02", v8="2014-03-01", v10="2014-04-30", v12="2014-06-18")
        put(found, name, who, **cells)
    return rebuilt(found, tmp_path_factory.mktemp("subjects"), "ADSL", *people)


@pytest.mark.parametrize("place", range(len(SUBJECTS)))
def test_subjects_changed(place: int, subjects: list[dict[str, object]]) -> None:
    expected = SUBJECTS[place][2]
    assert {name: subjects[place][name] for name in expected} == expected


def test_who_is_in_the_population_and_which_sites_are_pooled(tmp_path: Path) -> None:
    found = tables(SDTM, NEEDED)
    people = found["dm"][found["dm"]["SITEID"] == "713"]  # three subjects in each arm
    treated = people[people["ARM"] == HIGH]["USUBJID"].tolist()
    screened = found["dm"][found["dm"]["ARMCD"] == "Scrnfail"]["USUBJID"].iloc[0]
    put(found, "dm", treated[0], ARMCD="", ARM="")
    rows = records(build_study(STUDY, written(found, tmp_path)), "ADSL")
    assert len(rows) == 253
    assert not {treated[0], screened} & {row["USUBJID"] for row in rows}
    assert {row["SITEGR1"] for row in rows if row["SITEID"] == "713"} == {"900"}
    assert {row["SITEGR1"] for row in rows if row["SITEID"] == "701"} == {"701"}


EVENTS: list[tuple[dict[str, str], Row, Row]] = [
    ({"AESTDTC": "2014-01", "AEENDTC": "2014-01-03", "AEDECOD": "SUNBURN"},
     {"ASTDT": day("2014-01-01"), "ASTDTF": "D", "ADURN": None, "ADURU": None, "TRTEMFL": "N", "ASTDY": -1, "AENDY": 2,
      "CQ01NAM": "DERMATOLOGIC EVENTS", "AOCC01FL": None}, {"CNSR": 1}),
    ({"AESTDTC": "2014", "AEENDTC": "2014-01"},
     {"ASTDT": None, "ASTDTF": None, "AENDT": None, "TRTEMFL": "N", "AOCCFL": None}, {"CNSR": 1}),
    ({"AESTDTC": "2014-01-02", "AEENDTC": "2014-01-02", "AEDECOD": "ALOPECIA", "AESER": "Y"},
     {"TRTEMFL": "Y", "ADURN": 1, "ADURU": "DAY", "CQ01NAM": None, "AOCCFL": "Y", "AOCC02FL": "Y", "AOCC03FL": "Y",
      "AOCC04FL": "Y"}, {"CNSR": 1, "ADT": day("2014-06-02"), "AVAL": 152, "SRCDOM": "ADSL", "SRCSEQ": None}),
    ({"AESTDTC": "2014-02-01", "AEBODSYS": "", "AEDECOD": "CONTACT DERMATITIS"},
     {"TRTEMFL": "Y", "CQ01NAM": "DERMATOLOGIC EVENTS", "AOCC01FL": "Y", "AOCC02FL": None, "AOCCSFL": "Y"},
     {"CNSR": 0, "ADT": day("2014-02-01"), "AVAL": 31, "SRCDOM": "ADAE", "SRCVAR": "ASTDT", "SRCSEQ": 7}),
]  # fmt: skip


def test_events_changed(tmp_path: Path) -> None:
    found = tables(SDTM, NEEDED)
    people = [subject(found, "Placebo", place) for place in range(len(EVENTS))]
    for who, (cells, _, _) in zip(people, EVENTS, strict=True):
        one_event(found, who)
        same = {"AEBODSYS": "SKIN AND SUBCUTANEOUS TISSUE DISORDERS", "AESER": "N", "AEENDTC": "", "AESEQ": "7"}
        put(found, "ae", who, **{**same, **cells})
        put(found, "dm", who, RFENDTC="2014-06-02")
        visited(found, who, v3="2014-01-02")
    build = build_study(STUDY, written(found, tmp_path))
    for place, name in ((1, "ADAE"), (2, "ADTTE")):
        rows = {row["USUBJID"]: row for row in records(build, name)}
        for who, case in zip(people, EVENTS, strict=True):
            assert {one: rows[who][one] for one in case[place]} == case[place]


def test_events_of_one_day_go_by_their_number(tmp_path: Path) -> None:
    found = tables(SDTM, NEEDED)
    who = subject(found, LOW)
    one_event(found, who)
    visited(found, who, v3="2014-01-02")
    put(found, "ae", who, AESEQ="10", AESTDTC="2014-02-01", AEBODSYS="CARDIAC DISORDERS", AEDECOD="A", AESER="Y")
    more(found, "ae", who, AESEQ="9", AEDECOD="B", AESER="N")
    more(found, "ae", who, AESEQ="8", AESTDTC="2014-03-01", AEBODSYS="EYE DISORDERS", AEDECOD="B")
    events = rebuilt(found, tmp_path, "ADAE", who)
    flags = {name: [row["AESEQ"] for row in events if row[name] == "Y"]
             for name in ("AOCCFL", "AOCCSFL", "AOCCPFL", "AOCC02FL", "AOCC03FL", "AOCC04FL")}  # fmt: skip
    assert flags == {"AOCCFL": [9], "AOCCSFL": [8, 9], "AOCCPFL": [8, 9, 10], "AOCC02FL": [10], "AOCC03FL": [8, 10],
                     "AOCC04FL": [8, 10]}  # fmt: skip
