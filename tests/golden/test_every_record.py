"""Every record of five datasets against a recomputation from the raw rows that uses nothing of the house."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mappings.terminology import load_terminology
from sdtm.datasets import Build
from tests.golden.expected import EXPECTED, emergent
from tests.golden.raw import Record

Filled = Callable[[Build, str], list[Record]]
COUNTS = {"AE": 488, "DM": 152, "EX": 113, "MK": 3032, "QS": 29711}


@pytest.mark.parametrize("name", EXPECTED)
def test_blinded(name: str, blinded: Build, filled: Filled) -> None:
    compare(filled(blinded, name), EXPECTED[name](True), name)


@pytest.mark.parametrize("name", EXPECTED)
def test_unblinded(name: str, unblinded: Build, filled: Filled) -> None:
    compare(filled(unblinded, name), EXPECTED[name](False), name)


def test_treatment_emergent(blinded: Build, filled: Filled) -> None:
    """SUPPAE.AETRTEM of every event."""
    flags = [one for one in filled(blinded, "SUPPAE") if one["QNAM"] == "AETRTEM"]
    found = {(one["USUBJID"], one["IDVARVAL"]): one["QVAL"] for one in flags}
    wanted = {(one["USUBJID"], one["AESEQ"]): emergent(one) for one in EXPECTED["AE"](True)}
    assert found == {place: flag for place, flag in wanted.items() if flag}
    assert set(found.values()) == {"Y", "N"}


def compare(found: list[Record], wanted: list[Record], name: str) -> None:
    """Equal record by record, in order; the first that differ are shown."""
    assert len(wanted) == COUNTS[name]
    named = {test: decode for test, decode in questions().items() if name == "QS"}
    for record in wanted:
        code = record.get("QSTESTCD", "")
        record |= {"QSTEST": named[code]} if code in named else {}
    pairs = zip(found, wanted, strict=True)
    wrong = [f"{_name(one, name)}: built {_less(one, other)}, expected {_less(other, one)}"
             for one, other in pairs if one != other]  # fmt: skip
    assert not wrong, f"{len(wrong)} records differ\n" + "\n".join(wrong[:5])


def questions() -> dict[str, str]:
    """Names of questions: the one thing that is not in the raw export, taken from the published terminology."""
    release = load_terminology("SDTM", "2025-03-28")
    return release.decodes("ODI01TC") | release.decodes("SF361TC")


def _name(record: Record, name: str) -> str:
    return f"{record['USUBJID']} {record.get(f'{name}SEQ', '')} {record.get(f'{name}TESTCD', '')}".strip()


def _less(record: Record, other: Record) -> Record:
    return {name: value for name, value in record.items() if other.get(name) != value}
