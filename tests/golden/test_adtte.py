"""ADTTE against a second implementation, from ADEFF, ADAE and the disposition, and some subjects by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.golden.analysed import analysed, kept
from tests.golden.subjects import day_number, different, people

Told = tuple[int | None, int | None, str | None, str | None, str | None, str | None, float | None]
COPIED = (
    "SUBJID", "SITEID", "AGE", "SEX", "RANDFL", "ITTFL", "FASFL", "SAFFL", "RANDDT", "TRTSDT", "EOSDT",
    "TRTP", "TRTPN", "TRTA", "TRTAN",
)  # fmt: skip
NAMES = {
    "TTRESP": (1.0, "Time to First Visit as a Responder (Days)"),
    "TTRELAE": (2.0, "Time to First Related Adverse Event (Days)"),
    "TTDISC": (3.0, "Time to Leaving the Study Early (Days)"),
}
# How the study ended for those who did not leave it of their own.
ENDS = {
    "COMPLETED": (1, "COMPLETED THE STUDY"),
    "STUDY TERMINATED BY SPONSOR": (2, "FOLLOW-UP CLOSED BY THE SPONSOR"),
}
UNKNOWN: Told = (None, None, None, None, None, None, None)
TELLS = ("ADT", "CNSR", "EVNTDESC", "CNSDTDSC", "SRCDOM", "SRCVAR", "SRCSEQ")


def response(who: str) -> Told:
    """The first visit as a responder, else the last where it could be told, else the injection."""
    own = [one for one in analysed("ADEFF") if (one["USUBJID"], one["PARAMCD"]) == (who, "RESP")]
    visits = sorted(own, key=lambda one: one["ADT"])
    for one in visits:
        if one["AVALC"] == "Y":
            return one["ADT"], 0, "FIRST RESPONSE", None, "ADEFF", "ADT", one["ASEQ"]
    if visits:
        return visits[-1]["ADT"], 1, "NO RESPONSE", "LAST EVALUABLE VISIT", "ADEFF", "ADT", visits[-1]["ASEQ"]
    if people()[who]["TRTSDT"] is None:
        return UNKNOWN
    return people()[who]["TRTSDT"], 2, "NEVER EVALUATED", "DAY OF THE INJECTION", "ADSL", "TRTSDT", None


def related(who: str) -> Told:
    """The first emergent related event, else the end of the study."""
    events = [one for one in analysed("ADAE") if one["USUBJID"] == who and one["TRTEMFL"] and one["ARELN"] == 1]
    events = [one for one in events if one["ASTDT"] is not None]  # of another, when it began is not known
    if events:
        one = min(events, key=lambda one: (one["ASTDT"], one["AESEQ"]))
        return one["ASTDT"], 0, "RELATED ADVERSE EVENT", None, "ADAE", "ASTDT", one["AESEQ"]
    number, words = ENDS.get(people()[who]["ended"], (3, "LEFT THE STUDY"))
    if people()[who]["EOSDT"] is None:
        return UNKNOWN
    return people()[who]["EOSDT"], number, words, "LAST DAY IN THE STUDY", "ADSL", "EOSDT", None


def left(who: str) -> Told:
    """The day of leaving the study, else the last day in it."""
    person = people()[who]
    number, words = ENDS.get(person["ended"], (0, person["ended"]))
    if person["EOSDT"] is None:
        return *UNKNOWN[:4], "ADSL", "EOSDT", None
    return person["EOSDT"], number, words, "LAST DAY IN THE STUDY" if number else None, "ADSL", "EOSDT", None


@kept
def expected() -> list[dict[str, Any]]:
    """A record for each subject and parameter it is asked for."""
    records: list[dict[str, Any]] = []
    for who, person in people().items():
        asked = {"TTDISC": (left, "RANDFL", "RANDDT"), "TTRELAE": (related, "SAFFL", "TRTSDT")}
        asked["TTRESP"] = (response, "FASFL", "TRTSDT")
        own = [code for code in sorted(asked) if person[asked[code][1]] == "Y"]
        for place, code in enumerate(own, start=1):
            word, _, start = asked[code]
            told: dict[str, Any] = dict(zip(TELLS, word(who), strict=True))
            records.append({name: person[name] for name in COPIED} | told | {
                "STUDYID": "RESPINE", "USUBJID": who, "ASEQ": float(place), "PARAMCD": code,
                "PARAMN": NAMES[code][0], "PARAM": NAMES[code][1], "STARTDT": person[start],
                "AVAL": day_number(told["ADT"], person[start]),
            })  # fmt: skip
    return records


def test_every_time() -> None:
    assert len(expected()) == 114 + 113 + 112
    assert different(analysed("ADTTE"), expected(), "USUBJID", "PARAMCD") == []
    assert set(analysed("ADTTE")[0]) == set(expected()[0])
    assert all(one["AVAL"] >= 1 for one in analysed("ADTTE"))


BY_HAND = [
    # Randomised on 22-JUN-2020, never injected, withdrew on 22-JUL-2020: nothing but the time to leaving.
    ("03-027", "TTDISC", (31, 0, "WITHDRAWAL BY SUBJECT")),
    ("03-027", "TTRELAE", None),
    ("03-027", "TTRESP", None),
    # Injected on 09-MAY-2018, no responder at any of four visits, the last on 05-MAY-2020: day 728.
    ("01-001", "TTRESP", (728, 1, "NO RESPONSE")),
    ("01-001", "TTRELAE", (728, 1, "COMPLETED THE STUDY")),
    # Injected on 06-DEC-2019, an event possibly related to the product began on 07-JAN-2020.
    ("02-007", "TTRELAE", (33, 0, "RELATED ADVERSE EVENT")),
    # Injected on 06-FEB-2019, left on 05-APR-2019.
    ("01-013", "TTRELAE", (59, 3, "LEFT THE STUDY")),
    # The sponsor closed the follow-up on 20-DEC-2022; injected on 09-APR-2021.
    ("01-044", "TTRELAE", (621, 2, "FOLLOW-UP CLOSED BY THE SPONSOR")),
]


@pytest.mark.parametrize(("subject", "code", "wanted"), BY_HAND)
def test_by_hand(subject: str, code: str, wanted: tuple[float, float, str] | None) -> None:
    own = [one for one in analysed("ADTTE") if (one["USUBJID"], one["PARAMCD"]) == (f"RESPINE-{subject}", code)]
    assert [(one["AVAL"], one["CNSR"], one["EVNTDESC"]) for one in own] == ([wanted] if wanted else [])
