"""ADCM against a second implementation: every medication of the study, and some by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.golden.analysed import analysed, kept, tabulated
from tests.golden.subjects import day_number, different, imputed, people, possible, stopped

Line = dict[str, Any]
COPIED = (
    "SUBJID", "SITEID", "AGE", "SEX", "RANDFL", "ITTFL", "FASFL", "SAFFL", "TRTSDT", "EOSDT",
    "TRTP", "TRTPN", "TRTA", "TRTAN",
)  # fmt: skip
STEPS = {"WHO LADDER STEP 1": 1.0, "WHO LADDER STEP 2": 2.0, "WHO LADDER STEP 3": 3.0, None: None}


def dated(one: Line) -> Line:
    """The dates of a medication and what hangs on them."""
    person = people()[one["USUBJID"]]
    injected, left = person["TRTSDT"], person["EOSDT"]
    begun, ended = possible(one["CMSTDTC"]), possible(one["CMENDTC"])
    start = begun and begun[0]
    end = ended and stopped(ended, begun, left)
    lasted = end - start + 1 if end is not None and start is not None and end >= start else None
    dated = start is not None and injected is not None
    goes_on = ended[0] >= injected if ended and dated else one["CMENRTPT"] == "ONGOING"
    certain = dated and begun[1] < injected and goes_on  # type: ignore[index]
    return {
        "ASTDT": start, "ASTDTF": imputed(one["CMSTDTC"]), "AENDT": end, "AENDTF": imputed(one["CMENDTC"]),
        "ASTDY": day_number(start, injected), "AENDY": day_number(end, injected),
        "ADURN": lasted, "ADURU": "DAYS" if lasted else None, "PREFL": "Y" if dated and start < injected else None,
        "ONTRTFL": "Y" if dated and (end is None or end >= injected) else None, "ONBLFL": "Y" if certain else None,
        "NEWFL": "Y" if dated and start >= injected else None,
    }  # fmt: skip


def first(lines: list[Line], flag: str, by: tuple[str, ...] = ()) -> None:
    """Flags the first line of each subject and group."""
    seen = set()
    for one in sorted(lines, key=lambda one: (one["ASTDT"], one["CMSEQ"])):
        group = one["USUBJID"], *(one[name] for name in by)
        one[flag] = None if group in seen else "Y"
        seen.add(group)


@kept
def expected() -> list[Line]:
    """The analysis records made of CM, DM, DS and EX."""
    lines: list[Line] = []
    for one in tabulated("CM"):
        painkiller = one["CMCAT"] in ("ANALGESIC", "NSAID")
        step = STEPS[one["CMSCAT"]]
        mild, strong = one["CMCAT"] == "NSAID" or step == 1, step in (2, 3)
        copied = {name: value for name, value in one.items() if name != "DOMAIN"}
        lines.append(copied | {name: people()[one["USUBJID"]][name] for name in COPIED} | dated(one) | {
            "WHOSTEP": step, "PAINKFL": "Y" if painkiller else None, "AOCC01FL": None, "AOCCPFL": None,
            "ACAT1": "NSAID OR STEP 1 ANALGESIC" if mild else "STEP 2 OR 3 ANALGESIC" if strong else "OTHER",
        })  # fmt: skip
    first([one for one in lines if one["NEWFL"] and one["PAINKFL"]], "AOCC01FL")
    first([one for one in lines if one["ONTRTFL"]], "AOCCPFL", ("CMDECOD",))
    return lines


def test_every_medication() -> None:
    assert len(expected()) == 450
    assert different(analysed("ADCM"), expected(), "USUBJID", "CMSEQ") == []
    assert set(analysed("ADCM")[0]) == set(expected()[0])


@pytest.mark.parametrize(
    ("flag", "category"),
    [("NSG1BLFL", "NSAID OR STEP 1 ANALGESIC"), ("GR2BLFL", "STEP 2 OR 3 ANALGESIC"), ("ANLGBLFL", None)],
)
def test_the_flags_of_adsl_say_the_same(flag: str, category: str | None) -> None:
    current = [one for one in analysed("ADCM") if one["ONBLFL"] and one["PAINKFL"]]
    users = {one["USUBJID"] for one in current if category in (None, one["ACAT1"])}
    assert users == {one["USUBJID"] for one in analysed("ADSL") if one[flag] == "Y"}
    assert users


BY_HAND = [
    # Injected on 09-MAY-2018: in use since October 2014 until January 2019.
    ("01-001", "1", ("Y", "Y", "Y", None)),
    # Over in October 2017.
    ("01-001", "2", ("Y", None, None, None)),
    # Since 2011, and ongoing at the end of the study.
    ("01-001", "3", ("Y", "Y", "Y", None)),
    # All of December 2019 is after the injection.
    ("01-001", "4", (None, "Y", None, "Y")),
    # Injected on 25-JUN-2020; begun in 2019, over in November 2019.
    ("03-026", "1", ("Y", None, None, None)),
    ("03-026", "5", (None, "Y", None, "Y")),
]


@pytest.mark.parametrize(("subject", "line", "wanted"), BY_HAND)
def test_by_hand(subject: str, line: str, wanted: tuple[str | None, ...]) -> None:
    own = [one for one in analysed("ADCM") if one["USUBJID"] == f"RESPINE-{subject}"]
    (found,) = (one for one in own if one["CMSPID"] == line)
    assert tuple(found[name] for name in ("PREFL", "ONTRTFL", "ONBLFL", "NEWFL")) == wanted


def test_first_painkiller_by_hand() -> None:
    """01-001 took two after the injection: in December 2019 and on 01-MAR-2020."""
    own = [one for one in analysed("ADCM") if one["USUBJID"] == "RESPINE-01-001"]
    assert [one["CMSPID"] for one in own if one["AOCC01FL"]] == ["4"]
