"""The pre-flight of a package and the judgement of its folders come to the same answers, each by its own reading."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from define_xml.package.preflight import preflight
from define_xml.package.profile import load_profile
from tests.define_xml.package.broken_packages import BROKEN
from tests.define_xml.package.small_builds import ADAM, SDTM, SUBMISSION, make_package
from validation.__main__ import main

IDS = ",".join(
    [*(f"TD-FDA1734{letter}" for letter in "ABCDEFGHI"), *(f"TD-FDA1736{letter}" for letter in "ABCDE"),
     "TD-FDA1735", "TD-FDA1738A", "TD-FDA1738B", "TD-FDA1789"]
)  # fmt: skip
# The judgement of a folder does not look at files that are no datasets, and does not run on one it cannot read.
BEYOND = ("untagged", "cutts")
OTHER_FLOOR = "it is not for"


def judged(folder: Path, out: Path) -> dict[str, str]:
    """The status of each criterion, as `validation run` on a folder of the package tells it."""
    words = ["run", str(folder), "--rules", IDS, "--report", "json", "--out", str(out), "--fail-on", "never", "--quiet"]
    main(words)
    told = json.loads(next(out.glob("*.json")).read_text(encoding="utf-8"))
    own = [one for one in told["checks"] if not one["outcomes"][0]["reason"].startswith(OTHER_FLOOR)]
    return {one["id"]: one["status"] for one in own}


@pytest.mark.parametrize("folder", [SDTM, ADAM], ids=["sdtm", "adam"])
def test_a_good_package_passes_everywhere(tmp_path: Path, folder: str) -> None:
    root = make_package(tmp_path)
    found = judged(root / folder, tmp_path / "v")
    assert {found[one] for one in ("TD-FDA1735", "TD-FDA1738B", "TD-FDA1789", "TD-FDA1736E")} == {"passed"}
    assert set(found.values()) <= {"passed", "not_applicable"}
    assert preflight(root, SUBMISSION, load_profile("fda")).green


@pytest.mark.parametrize("name", [one for one in BROKEN if one not in BEYOND])
def test_both_find_the_same_fault(tmp_path: Path, name: str) -> None:
    root, broken = make_package(tmp_path), BROKEN[name]
    broken.spoil(root)
    failed = {one for one, status in judged(root / broken.part, tmp_path / "v").items() if status == "failed"}
    assert failed == broken.checks
    found = preflight(root, SUBMISSION, load_profile("fda"))
    assert {one.number for one in found.criteria if one.answer == "not met"} == set(broken.numbers)
    # The number in a check's id is that of its criterion; before 2023 the study-id is compared in 1734.
    told = {one.removeprefix("TD-FDA")[:4] for one in failed}
    assert told == set(broken.numbers) or (told == {"1738"} and broken.numbers == ("1734",))


def test_a_summary_that_nobody_can_read_is_a_pass_in_neither(tmp_path: Path) -> None:
    root = make_package(tmp_path)
    BROKEN["cutts"].spoil(root)
    found = judged(root / SDTM, tmp_path / "v")
    assert "passed" not in {status for one, status in found.items() if one.startswith("TD-FDA1734")}
    assert preflight(root, SUBMISSION, load_profile("fda")).stopped == "1734"
