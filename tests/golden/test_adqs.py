"""ADQS against a second implementation: every answer as collected, every score from fractions."""

from __future__ import annotations

from collections import Counter

from tests.golden.analysed import analysed, tabulated
from tests.golden.expected_scores import NORMS, SCALES, days, forms, measures, randomised, scale


def test_every_answer() -> None:
    """Each record of QS but QSALL, of everyone randomised, is one record here, and its AVAL is the answer."""
    asked = [row for row in tabulated("QS") if row["QSTESTCD"] != "QSALL" and row["USUBJID"] in randomised()]
    wanted = {(row["USUBJID"], row["QSSEQ"]): (row["QSTESTCD"], row["QSSTRESN"], days(row["QSDTC"])) for row in asked}
    collected = [row for row in analysed("ADQS") if row["SRCSEQ"] is not None]
    found = {(row["USUBJID"], row["SRCSEQ"]): (row["PARAMCD"], row["AVAL"], row["ADT"]) for row in collected}
    assert found == wanted
    assert {(row["SRCDOM"], row["SRCVAR"], row["PARAMTYP"]) for row in collected} == {("QS", "QSSTRESN", None)}


def test_every_scale() -> None:
    found = {
        (row["USUBJID"], row["PARAMCD"], row["ADT"]): (row["AVAL"], row["DTYPE"])
        for row in analysed("ADQS")
        if row["PARCAT2"] == "SCALE"
    }
    wanted = {}
    for (subject, _, day), form in forms().items():
        items = {name[5:].lstrip("0"): value for name, (value, _) in form.items() if name.startswith("SF361")}
        for name in NORMS:
            score = scale(name, items)
            if score is not None:
                blank = any(items[item] is None for item in SCALES[name][0].split())
                wanted[subject, f"SF36{name}", days(day)] = float(score), "PRORATED" if blank else None
    assert found == wanted


def test_scores_and_pain_are_those_of_adeff() -> None:
    """Value, baseline, change and window: the same in both datasets."""
    names = ("AVAL", "BASE", "CHG", "PCHG", "ABLFL", "ANL01FL", "AVISIT", "DTYPE")
    found = {
        (row["USUBJID"], row["PARAMCD"], row["ADT"]): [row[name] for name in names]
        for row in analysed("ADQS")
        if row["PARCAT2"] == "SCORE"
    }
    # A pain scale that was not marked is a record without a value here, and none there.
    unmarked = [place for place, values in found.items() if values[0] is None]
    assert sorted(place[0][-6:] for place in unmarked) == ["03-029", "04-002", "04-008", "06-019"]
    wanted = {(row["USUBJID"], row["PARAMCD"], row["ADT"]): [row.get(name) for name in names] for row in measures()}
    assert {place: values for place, values in found.items() if place not in unmarked} == wanted


def test_items_have_no_change() -> None:
    items = [row for row in analysed("ADQS") if row["PARCAT2"] == "ITEM"]
    assert {row[name] for row in items for name in ("CHG", "PCHG")} == {None}
    assert len({row["PARAMCD"] for row in items}) == 46


def test_parameters_are_one_to_one() -> None:
    for dataset in ("ADQS", "ADEFF"):
        told = {(row["PARAMCD"], row["PARAM"], row["PARAMN"]) for row in analysed(dataset)}
        for place in range(3):
            assert set(Counter(one[place] for one in told).values()) == {1}
            assert None not in {one[place] for one in told}
