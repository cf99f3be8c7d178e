"""ADIS against a second implementation: every antibody result of the study, and some by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.golden.analysed import analysed, tabulated
from tests.golden.subjects import VISITS, day_number, different, people, planned, sequenced, single

COPIED = (
    "SUBJID", "SITEID", "AGE", "SEX", "RANDFL", "ITTFL", "FASFL", "SAFFL", "TRTSDT", "TRTP", "TRTPN", "TRTA", "TRTAN",
)  # fmt: skip
CLASSES = {"HLA CLASS I ANTIGENS": "HLA1MFI", "HLA CLASS II ANTIGENS": "HLA2MFI"}
NAMES = {
    "HLA1MFI": (1.0, "Highest Anti-HLA Class I Intensity (MFI)"),
    "HLA2MFI": (2.0, "Highest Anti-HLA Class II Intensity (MFI)"),
    "DSAB": (3.0, "Donor Specific Antibody"),
    "DSADN": (4.0, "De Novo Donor Specific Antibody"),
}
YES = {"Y": 1.0, "N": 0.0}


def expected() -> list[dict[str, Any]]:
    """The analysis records made of IS, DM, DS and EX."""
    measured: list[dict[str, Any]] = []
    for one in tabulated("IS"):
        donor = one["ISTESTCD"] == "DSAB"
        if donor or one["ISTSTOPO"] == "QUANTIFY":
            code = "DSAB" if donor else CLASSES[one["ISBDAGNT"]]
            measured.append(record(one, code, one["ISSTRESC"] if donor else None))
    bases = _baselines(measured)
    new = []
    for one in measured:
        before = bases.get((one["USUBJID"], one["PARAMCD"]), {})
        one["ABLFL"] = "Y" if before is one else None
        after = None not in (one["AVAL"], before.get("AVAL"), one["ADY"]) and one["ADY"] > 1
        if one["PARAMCD"] == "DSAB" and after:
            new.append(fresh(before, one))
        one |= {"BASE": before.get("AVAL"), "BASEC": before.get("AVALC")}
        if one["PARAMCD"] != "DSAB" and after:
            one["CHG"] = one["AVAL"] - one["BASE"]
    records = [*measured, *new]
    _analyse(records)
    return sequenced(records)


def _baselines(measured: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """The last result of each subject and parameter on or before the day of the injection."""
    found = {}
    for one in sorted(measured, key=lambda one: (one["ADT"] or 0, one.pop("VISITNUM"))):
        if one["AVAL"] is not None and one["ADY"] is not None and one["ADY"] <= 1:
            found[one["USUBJID"], one["PARAMCD"]] = one
    return found


def _analyse(records: list[dict[str, Any]]) -> None:
    """Flags the last result of each visit of the schedule."""
    last: dict[Any, dict[str, Any]] = {}
    for one in records:
        place = one["USUBJID"], one["PARAMCD"], one["AVISIT"]
        if None not in (one["AVAL"], one["AVISIT"]) and (place not in last or _later(one, last[place])):
            last[place] = one
    for one in records:
        one["ANL01FL"] = "Y" if last.get((one["USUBJID"], one["PARAMCD"], one["AVISIT"])) is one else None


def _later(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return other["ADT"] is None or (one["ADT"] is not None and one["ADT"] >= other["ADT"])


def fresh(earlier: dict[str, Any], later: dict[str, Any]) -> dict[str, Any]:
    """Whether the antibody against the donor came after the injection."""
    answer = "Y" if (earlier["AVALC"], later["AVALC"]) == ("N", "Y") else "N"
    number, name = NAMES["DSADN"]
    return later | {"PARAMCD": "DSADN", "PARAM": name, "PARAMN": number, "AVALC": answer, "AVAL": YES[answer]}


def record(one: dict[str, Any], code: str, answer: str | None) -> dict[str, Any]:
    """A result before it is compared with that of the baseline."""
    person = people()[one["USUBJID"]]
    day = single(one["ISDTC"])
    value = YES[answer] if answer else one["ISSTRESN"]
    numeric = code in CLASSES.values()
    return {name: person[name] for name in COPIED} | {
        "STUDYID": "RESPINE", "USUBJID": one["USUBJID"],
        "PARAMCD": code, "PARAM": NAMES[code][1], "PARAMN": NAMES[code][0],
        "ADT": day, "ADY": day_number(day, person["TRTSDT"]),
        "AVISIT": planned(one["VISIT"])[0], "AVISITN": planned(one["VISIT"])[1],
        "AVAL": value, "AVALC": answer, "BASE": None, "BASEC": None, "CHG": None,
        "CRIT1": "Positive: MFI above 2000" if numeric else None,
        "CRIT1FL": ("Y" if value > 2000 else "N") if numeric and value is not None else None,
        "ABLFL": None, "VISITNUM": one["VISITNUM"],
        "SRCDOM": "IS", "SRCVAR": "ISSTRESN" if numeric else "ISSTRESC", "SRCSEQ": one["ISSEQ"],
    }  # fmt: skip


def test_every_result() -> None:
    assert len(expected()) == 723
    assert different(analysed("ADIS"), expected(), "USUBJID", "PARAMCD", "AVISIT") == []
    assert set(analysed("ADIS")[0]) == set(expected()[0])


def test_positive_is_what_the_laboratory_said() -> None:
    said = {
        (one["USUBJID"], CLASSES[one["ISBDAGNT"]], VISITS[one["VISIT"]][0]): one["ISSTRESC"]
        for one in tabulated("IS")
        if one["ISTESTCD"] == "ALAB" and one["ISTSTOPO"] == "SCREEN"
    }
    found = {
        (one["USUBJID"], one["PARAMCD"], one["AVISIT"]): one["CRIT1FL"] for one in analysed("ADIS") if one["CRIT1"]
    }
    assert found == {place: "Y" if word == "POSITIVE" else "N" for place, word in said.items()}


def test_five_of_fifty() -> None:
    found = [one["AVALC"] for one in analysed("ADIS") if one["PARAMCD"] == "DSADN" and one["TRTA"] == "BM-MSC"]
    assert (found.count("Y"), len(found)) == (5, 50)


BY_HAND = [
    # No antibody before, one of class I against the donor (MFI 10646) at month 6.
    ("01-001", "Month 6", {"HLA1MFI": (10646.0, "Y"), "DSAB": ("Y", None), "DSADN": ("Y", None)}),
    # There before the injection, and still: not new.
    ("06-009", "Baseline", {"HLA1MFI": (11019.0, "Y"), "DSAB": ("Y", None), "DSADN": None}),
    (
        "06-009",
        "Month 6",
        {"HLA1MFI": (9623.0, "Y"), "HLA2MFI": (447.0, "N"), "DSAB": ("Y", None), "DSADN": ("N", None)},
    ),
    # The sample of month 6 was not taken: there is nothing to say of it, and nothing is new.
    ("01-006", "Month 6", {"HLA1MFI": None, "HLA2MFI": None, "DSAB": None, "DSADN": None}),
    # 2094 is above 2000.
    ("06-019", "Baseline", {"HLA1MFI": (587.0, "N"), "HLA2MFI": (2094.0, "Y")}),
]


@pytest.mark.parametrize(("subject", "visit", "wanted"), BY_HAND)
def test_by_hand(subject: str, visit: str, wanted: dict[str, Any]) -> None:
    own = [one for one in analysed("ADIS") if (one["USUBJID"], one["AVISIT"]) == (f"RESPINE-{subject}", visit)]
    found = {one["PARAMCD"]: (one["AVALC"] or one["AVAL"], one["CRIT1FL"]) for one in own}
    assert {code: found.get(code) for code in wanted} == wanted
