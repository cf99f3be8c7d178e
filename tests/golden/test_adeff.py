"""ADEFF against a second implementation: every record of the whole study, and some subjects by hand."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.golden.analysed import Cells, analysed, tabulated
from tests.golden.expected_scores import forms, measures, randomised, responders, scores

Key = tuple[str, str, str, int]
COMPARED = (
    "VISITNUM", "ADY", "AVISITN", "AVAL", "AVALC", "DTYPE", "BASE", "CHG", "PCHG", "ABLFL", "ANL01FL",
    "CRIT1FL", "CRIT2FL", "AWLO", "AWHI", "AWTARGET", "AWTDIFF",
)  # fmt: skip


def key(record: Cells) -> Key:
    """What names a record of ADEFF."""
    return record["USUBJID"], record["PARAMCD"], record["AVISIT"], int(record["ADT"])


def of(number: str, code: str) -> dict[str, Cells]:
    """The analysed records of a subject and parameter by visit."""
    own = [one for one in analysed("ADEFF") if one["USUBJID"] == f"RESPINE-{number}" and one["PARAMCD"] == code]
    return {one["AVISIT"]: one for one in own if one["ANL01FL"] == "Y"}


def test_every_measure() -> None:
    found = {key(one): one for one in analysed("ADEFF") if one["AVALC"] is None}
    wanted = {key(one): one for one in measures()}
    assert found.keys() == wanted.keys()
    wrong = [
        (place, name, found[place][name], record.get(name))
        for place, record in wanted.items()
        for name in COMPARED
        if found[place][name] != record.get(name)
    ]
    assert wrong == []


def test_every_responder() -> None:
    found = {key(one): one for one in analysed("ADEFF") if one["AVALC"] is not None}
    wanted = {key(one): one for one in responders()}
    assert found.keys() == wanted.keys()
    names = ("AVAL", "AVALC", "ANL01FL", "ADY", "AVISITN")
    assert [p for p, one in wanted.items() if [one[name] for name in names] != [found[p][name] for name in names]] == []
    empty = ("BASE", "CHG", "PCHG", "ABLFL", "CRIT1FL", "CRIT2FL", "DTYPE", "SRCSEQ", "NOTANL01")
    assert {name for record in found.values() for name in empty if record[name] is not None} == set()


def test_no_record_twice() -> None:
    assert len({key(one) for one in analysed("ADEFF")}) == len(analysed("ADEFF"))
    chosen = Counter(key(one)[:3] for one in analysed("ADEFF") if one["ANL01FL"] == "Y")
    assert set(chosen.values()) == {1}


def test_components_are_those_of_exact_scales_to_the_last_digit_but_one() -> None:
    found = {key(one): one["AVAL"] for one in analysed("ADEFF")}
    exact = [one for form in forms() for one in scores(form, rounding=False) if one["PARAMCD"].startswith("SF36")]
    wanted = {(one["USUBJID"], one["PARAMCD"], one["ADT"]): one["AVAL"] for one in exact}
    pairs = [(value, wanted[place[0], place[1], place[3]]) for place, value in found.items() if place[1][:4] == "SF36"]
    assert len(pairs) == len(wanted)
    assert max(abs(one - other) for one, other in pairs) < 1e-12


def test_sources() -> None:
    answers = {(one["USUBJID"], one["QSSEQ"]): one for one in tabulated("QS")}
    for record in analysed("ADEFF"):
        told = record["SRCDOM"], record["SRCVAR"], record["SRCSEQ"] is not None
        code = record["PARAMCD"]
        responder = record["AVALC"] is not None
        assert told == (("ADEFF", "AVAL", False) if responder else ("QS", "QSSTRESN", code == "VASPAIN"))
        if code == "VASPAIN":
            source = answers[record["USUBJID"], record["SRCSEQ"]]
            assert (source["QSTESTCD"], source["QSSTRESN"]) == (code, record["AVAL"])


def test_subject_variables() -> None:
    subjects = {one["USUBJID"]: one for one in analysed("ADSL")}
    copies = {"TRTP": "TRT01P", "TRTPN": "TRT01PN", "TRTA": "TRT01A", "TRTAN": "TRT01AN"}
    copies |= {name: name for name in ("SITEID", "AGE", "SEX", "ITTFL", "FASFL", "SAFFL", "RANDFL", "TRTSDT")}
    for record in analysed("ADEFF"):
        own = subjects[record["USUBJID"]]
        assert {name: record[name] for name in copies} == {name: own[source] for name, source in copies.items()}
    assert {one["USUBJID"] for one in analysed("ADEFF")} == set(randomised())


def test_sequence_runs_within_the_subject_in_key_order() -> None:
    running: Counter[str] = Counter()
    for record in analysed("ADEFF"):
        running[record["USUBJID"]] += 1
        assert record["ASEQ"] == running[record["USUBJID"]]
    names = [(one["USUBJID"], one["PARAMCD"], one["AVISITN"], one["ADT"]) for one in analysed("ADEFF")]
    assert names == sorted(names)


def test_unscheduled_pain_is_not_the_analysed_one() -> None:
    """A pain scale between months 1 and 3 lies in the window of month 1, whose visit is nearer to its target."""
    unscheduled = [one for one in analysed("ADEFF") if one["VISITNUM"] == 4.1]
    told = {one["USUBJID"][-6:]: (one["AVISIT"], one["ANL01FL"], one["NOTANL01"]) for one in unscheduled}
    assert told == {
        "02-009": ("Month 1", None, "farther from the target: 24 days against 3"),
        "04-016": ("Month 1", None, "farther from the target: 29 days against 5"),
        "06-009": ("Month 1", None, "farther from the target: 19 days against 6"),
        "06-022": ("Month 1", None, "farther from the target: 27 days against 4"),
    }


def test_reasons_are_there_where_a_record_is_not_analysed() -> None:
    for record in measures():
        record["reason"] = record["winner"]["AWTDIFF"]
    nearest = {key(one): one["reason"] for one in measures()}
    for record in analysed("ADEFF"):
        assert (record["NOTANL01"] is None) == (record["ANL01FL"] == "Y")
        if record["NOTANL01"]:
            own, best = int(record["AWTDIFF"]), nearest[key(record)]
            assert record["NOTANL01"] == f"farther from the target: {own} days against {best}"


# By hand: number, parameter, visit, variable, value, and why.
HAND: tuple[tuple[str, str, str, str, Any, str], ...] = (
    ("04-002", "VASPAIN", "Screening", "ABLFL", "Y", "the scale of day 0 was forgotten: screening is the baseline"),
    ("04-002", "VASPAIN", "Month 1", "BASE", 71.0, "the 71 mm of screening"),
    ("04-002", "VASPAIN", "Month 6", "CRIT1FL", "Y", "71 to 50: 21 mm and 29.6%"),
    ("01-006", "VASPAIN", "Month 12", "CRIT1FL", "Y", "80 to 60: exactly 20 mm, and 25%"),
    ("03-029", "VASPAIN", "Month 6", "CRIT1FL", "N", "58 to 45: 22.4%, but 13 mm"),
    ("01-009", "MCIDVAS", "Month 1", "AVALC", "Y", "60 to 42: exactly 30%"),
    ("01-016", "MCIDVAS", "Month 6", "AVALC", "Y", "50 to 35: exactly 30%"),
    ("01-016", "MCIDODI", "Month 6", "AVALC", "Y", "18 to 8: exactly 10 points"),
    ("01-042", "ODIPCT", "Month 1", "CRIT2FL", "Y", "30 to 24: exactly 20%"),
    ("06-019", "RESP", "Month 6", "AVALC", None, "the pain scale was forgotten: not evaluable"),
    ("06-019", "MCIDVAS", "Month 6", "AVALC", None, "nor this"),
    ("06-019", "MCIDBOTH", "Month 6", "AVALC", "N", "the ODI alone says no"),
    ("03-029", "MCIDODI", "Month 3", "AVALC", "N", "24 to 20 is 4 points; the pain scale was forgotten"),
    ("03-029", "RESP", "Month 3", "AVALC", None, "only the ODI is there"),
    ("03-023", "MCIDVAS", "Month 1", "AVALC", "Y", "the pain scale is there"),
    ("03-023", "MCIDBOTH", "Month 1", "AVALC", None, "but the ODI was not filled: nothing is said of both"),
    ("03-023", "RESP", "Month 1", "AVALC", None, "nor of the response"),
    ("01-004", "ODIPCT", "Month 6", "AVAL", 100 * 5 / 45, "5 points of nine sections"),
    ("01-004", "ODIPCT", "Month 6", "DTYPE", "PRORATED", "one section is blank"),
    ("03-027", "VASPAIN", "Screening", "ADY", -19.0, "never injected: counted from the randomisation of 2020-06-22"),
    ("06-012", "SF36PCS", "Month 6", "AVAL", None, "the booklet was not filled"),
)  # fmt: skip


@pytest.mark.parametrize(("number", "code", "visit", "variable", "value", "why"), HAND)
def test_by_hand(number: str, code: str, visit: str, variable: str, value: Any, why: str) -> None:
    record = of(number, code).get(visit)
    assert (None if record is None else record[variable]) == value, why
