"""What must hold of the build of the reference study as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date

import pytest
from pandas import DataFrame

from sdtm.datasets import Build
from tests.golden.raw import Record, form, iso, people, study_day, usubjid

Filled = Callable[[Build, str], list[Record]]
DESIGN = {"TA", "TE", "TI", "TS", "TV"}
MASK = "BM-MSC OR SHAM (BLINDED)"


def names(build: Build) -> list[str]:
    """The datasets of a build."""
    return [dataset.name for dataset in build.datasets]


def test_persons(blinded: Build, unblinded: Build, filled: Filled) -> None:
    """153 numbers of 152 persons; 114 randomised, 58 to cells and 56 to sham; 113 treated; 38 failures."""
    assert len(form("demographics")) == 153
    assert [len(filled(build, "DM")) for build in (blinded, unblinded)] == [152, 152]
    assert Counter(one.get("ARM", "") for one in filled(unblinded, "DM")) == {"BM-MSC": 58, "Sham": 56, "": 38}
    assert Counter(one.get("ARM", "") for one in filled(blinded, "DM")) == {"Blinded": 114, "": 38}
    assert Counter(one.get("ARMNRS", "") for one in filled(blinded, "DM")) == {
        "": 113, "SCREEN FAILURE": 38, "ASSIGNED, NOT TREATED": 1,
    }  # fmt: skip
    other = [one["SUBJID"] for one in filled(unblinded, "DM") if one.get("ACTARM") not in (None, one.get("ARM"))]
    assert other == ["01-003", "01-014", "01-015", "06-007"]


def test_events(blinded: Build, filled: Filled) -> None:
    """488 events, 18 of them serious."""
    assert Counter(one["AESER"] for one in filled(blinded, "AE")) == {"N": 470, "Y": 18}


def test_keys_are_unique(blinded: Build, unblinded: Build) -> None:
    for build in (blinded, unblinded):
        assert {name: count for name, count in build.finished.repeated.items() if count} == {}
        for dataset in build.datasets:
            keys = [key for key in dataset.spec.keys if key in dataset.records]
            assert keys, dataset.name
            assert not dataset.records.duplicated(keys).any(), dataset.name


def test_sequence(blinded: Build) -> None:
    """--SEQ is 1, 2, 3 ... within each subject, in the order of the dataset."""
    found = 0
    for dataset in blinded.datasets:
        name = f"{dataset.spec.domain}SEQ"
        if name in dataset.records and "USUBJID" in dataset.records:
            counted = dataset.records.groupby("USUBJID", observed=True).cumcount() + 1
            assert dataset.records[name].tolist() == counted.tolist(), dataset.name
            found += 1
    assert found >= 19


def test_every_study_day(blinded: Build, filled: Filled) -> None:
    """--DY, --STDY and --ENDY of every record, by datetime from the raw injection dates."""
    compared = 0
    for name in names(blinded):
        pairs = [(f"{name}{kind}DTC", f"{name}{kind}DY") for kind in ("", "ST", "EN")]
        for record in filled(blinded, name):
            for text, day in pairs:
                if text in record and name not in {"DM", "DS"} | DESIGN:
                    wanted = study_day(record[text], people()[record["USUBJID"]].injected)
                    assert record.get(day, "") == wanted, (name, record)
                    compared += 1
    assert compared > 35_000


def test_every_date_of_events_is_collected(blinded: Build, filled: Filled) -> None:
    """AESTDTC and AEENDTC are what some row of that subject says, no more and no less precise."""
    said: dict[tuple[str, str], set[str]] = {}
    for row in form("adverse_events"):
        for column, variable in (("start_date", "AESTDTC"), ("end_date", "AEENDTC")):
            if row[column]:
                said.setdefault((usubjid(row["subject"]), variable), set()).add(iso(row[column]))
    for record in filled(blinded, "AE"):
        for variable in ("AESTDTC", "AEENDTC"):
            assert record.get(variable) is None or record[variable] in said[record["USUBJID"], variable]


def test_every_epoch(blinded: Build, filled: Filled) -> None:
    """EPOCH of every record lies within an element of SE of that name, recomputed from the raw dates."""
    compared = 0
    for name in names(blinded):
        begins = [f"{name}STDTC", f"{name}DTC"]
        if name == "SE" or not any("EPOCH" in record for record in filled(blinded, name)) or name in DESIGN:
            continue
        for record in filled(blinded, name):
            when = next((record[variable] for variable in begins if variable in record), "")
            if when and name != "DS":
                assert record.get("EPOCH", "") == people()[record["USUBJID"]].epoch(when), (name, record)
                compared += 1
    assert compared > 35_000


def test_elements_follow_each_other(blinded: Build, filled: Filled) -> None:
    """Each element ends where the next begins; the last one on the last day of the subject."""
    elements: dict[str, list[Record]] = {}
    for record in filled(blinded, "SE"):
        elements.setdefault(record["USUBJID"], []).append(record)
    assert len(elements) == 152
    for name, mine in elements.items():
        assert [one["SEENDTC"] for one in mine[:-1]] == [one["SESTDTC"] for one in mine[1:]]
        assert mine[-1]["SEENDTC"] == people()[name].last


def test_supplemental_qualifiers_have_parents(blinded: Build, unblinded: Build, filled: Filled) -> None:
    for build in (blinded, unblinded):
        for name in names(build):
            if not name.startswith("SUPP"):
                continue
            parent = filled(build, name.removeprefix("SUPP"))
            key = f"{name.removeprefix('SUPP')}SEQ"
            known = {(one["USUBJID"], one.get(key, "")) for one in parent}
            for one in filled(build, name):
                place = (one["USUBJID"], one.get("IDVARVAL", ""))
                assert place in known or (name == "SUPPDM" and place[0] in {who for who, _ in known}), one


def test_related_records_exist(blinded: Build, filled: Filled) -> None:
    """Each member of RELREC is a record of its dataset, and no relationship has one member alone."""
    groups: Counter[tuple[str, str]] = Counter()
    for one in filled(blinded, "RELREC"):
        groups[one.get("USUBJID", ""), one["RELID"]] += 1
        if "IDVARVAL" in one:
            wanted = {"USUBJID": one["USUBJID"], one["IDVAR"]: one["IDVARVAL"]}
            assert [other for other in filled(blinded, one["RDOMAIN"]) if wanted.items() <= other.items()], one
        else:
            assert all(one["IDVAR"] in other for other in filled(blinded, one["RDOMAIN"])), one
    assert groups
    assert min(groups.values()) >= 2


def test_visits_are_the_subject_visits(blinded: Build, filled: Filled) -> None:
    """A visit number means the same visit in every dataset, for each subject, and stands in SV."""
    known = {(one["USUBJID"], one["VISITNUM"], one["VISIT"]) for one in filled(blinded, "SV")}
    for name in names(blinded):
        for one in filled(blinded, name):
            if name not in DESIGN | {"SV"} and "VISITNUM" in one:
                assert (one["USUBJID"], one["VISITNUM"], one["VISIT"]) in known, (name, one)


def test_unscheduled_visits(blinded: Build, filled: Filled) -> None:
    """Four, each between the planned visits around its day."""
    found = {one["USUBJID"]: one for one in filled(blinded, "SV") if one["VISIT"].startswith("UNSCHEDULED")}
    assert sorted(found) == ["RESPINE-02-009", "RESPINE-04-016", "RESPINE-06-009", "RESPINE-06-022"]
    for name, visit in found.items():
        planned = [one for one in filled(blinded, "SV") if one["USUBJID"] == name and "." not in one["VISITNUM"]]
        before = [one for one in planned if one.get("SVSTDTC", "9999") <= visit["SVSTDTC"]]
        last = max(before, key=lambda one: one["SVSTDTC"])
        assert visit["VISITNUM"] == f"{last['VISITNUM']}.1"


def test_no_date_lies_after_the_study(blinded: Build, frames: Mapping[str, DataFrame]) -> None:
    """Every text of every --DTC begins with a year of the study or of a life, and is a real date as far as it goes."""
    for name, frame in frames.items():
        for variable in [variable for variable in frame.columns if variable.endswith("DTC")]:
            for text in frame[variable].dropna().unique():
                parts = [int(part) for part in text[:10].split("-")]
                assert date(*[*parts, 1, 1][:3]) <= date(2023, 6, 30), (name, variable, text)


@pytest.mark.parametrize("word", ["bm-msc", "sham", "mesenchym", "stromal", "intradiscal", "subcutaneous"])
def test_the_blinded_build_names_no_treatment(word: str, frames: Mapping[str, DataFrame]) -> None:
    """No value outside the trial design says what anybody received; EXTRT is the mask for all."""
    for name, frame in frames.items():
        for variable in [] if name in DESIGN else text_columns(frame):
            found = [text for text in frame[variable].dropna().unique() if word in text.lower() and text != MASK]
            assert found == [], (name, variable)
    assert set(frames["EX"]["EXTRT"]) == {MASK}


def test_the_blinded_build_has_no_lot_donor_or_list(frames: Mapping[str, DataFrame], unblinded: Build) -> None:
    """No lot, cell bank or randomisation number of the unblinded build stands in the blinded one; none is a column."""
    qualifiers = next(dataset.records for dataset in unblinded.datasets if dataset.name == "SUPPEX")
    numbers = next(dataset.records for dataset in unblinded.datasets if dataset.name == "SUPPDM")
    lots = next(dataset.records for dataset in unblinded.datasets if dataset.name == "EX")["EXLOT"]
    secret = set(lots) | set(numbers[numbers["QNAM"] == "RANDNO"]["QVAL"])
    assert lots.notna().sum() == 113
    assert len(secret - set(lots)) == 114
    assert set(qualifiers["QNAM"]) == {"EXBANK", "EXDONOR", "EXVOL"}
    assert "SUPPEX" not in frames
    for name, frame in frames.items():
        for variable in text_columns(frame):
            assert not secret & set(frame[variable].dropna()), (name, variable)
    for variable in ("EXLOT", "EXDOSE", "EXROUTE", "EXLOC"):
        assert variable not in frames["EX"] or frames["EX"][variable].isna().all()


def test_nothing_but_the_treatment_differs(blinded: Build, unblinded: Build, filled: Filled) -> None:
    """The unblinding files change only datasets that name the treatment or its list."""
    differ = {name for name in names(blinded) if filled(blinded, name) != filled(unblinded, name)}
    assert differ <= {"DM", "SUPPDM", "DS", "EX", "SE", "TE"}
    assert set(names(unblinded)) - set(names(blinded)) == {"SUPPEX"}


def text_columns(frame: DataFrame) -> list[str]:
    """The text variables of a dataset."""
    return [name for name in frame.columns if frame[name].dtype == "category"]
