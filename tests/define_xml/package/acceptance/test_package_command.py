"""`python -m define_xml package` as a user runs it: from nothing to a package that verifies, the same each time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from define_xml.__main__ import main
from tests.define_xml.package.acceptance.packaged_study import builds, held, study

Capture = pytest.CaptureFixture[str]
SDTM = "m5/datasets/mini/tabulations/sdtm"
ADAM = "m5/datasets/mini/analysis/adam/datasets"


def test_from_nothing_to_a_package_that_verifies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = study(tmp_path / "mini")
    # The narrative says one text of many: the gaps are told, and end the command with 1.
    assert main(["package", str(folder), "--today", "2024-01-01"]) == 1
    told = capsys.readouterr()
    out = tmp_path / "build" / "mini-package"
    files = held(out)
    tabulation = ("ae.xpt", "dm.xpt", "ts.xpt", "define.xml", "define.html", "acrf.pdf", "csdrg.pdf")
    analysis = ("adsl.xpt", "define.xml", "define.html", "adrg.pdf")
    beside = ("review/csdrg.docx", "review/conformance-adam.html", "review/self-check.json", "manifest.json")
    assert {*(f"{SDTM}/{one}" for one in tabulation), *(f"{ADAM}/{one}" for one in analysis), *beside} <= set(files)
    assert "## design: " in told.out
    assert "pre-flight     green" in told.out
    assert told.err.splitlines()[0] == "building SDTM ..."
    assert sorted(path.name for path in (tmp_path / "build").iterdir()) == ["mini-package"]  # nothing is left beside
    assert main(["verify", str(out)]) == 0
    fingerprint = json.loads(files["manifest.json"])["fingerprint"]
    assert capsys.readouterr().out.splitlines()[-1] == told.out.splitlines()[-1] == f"fingerprint {fingerprint}"


@pytest.mark.slow
def test_new_builds_and_finished_ones_give_the_same_package(tmp_path: Path, capsys: Capture) -> None:
    folder, out = study(tmp_path / "mini"), tmp_path / "out"
    line = ["package", str(folder), "--today", "2024-01-01", "--quiet", "--out", str(out)]
    assert main(line) == 1
    files = held(out)
    sdtm, adam = builds(folder, tmp_path / "builds")
    # Over the first one.
    assert main([*line, "--sdtm", str(sdtm), "--adam", str(adam)]) == 1
    new = held(out)
    assert sorted(new) == sorted(files)
    differing = {name for name in files if files[name] != new[name]}
    # What was read of the raw export is known only to a run that read it.
    assert differing == {"manifest.json", "index.xml", "m5/datasets/mini/analysis/adam/programs/environment.txt"}
    capsys.readouterr()


@pytest.mark.slow
def test_a_guide_names_itself_in_define_xml(tmp_path: Path, capsys: Capture) -> None:
    sdtm, _ = builds(study(tmp_path / "mini"), tmp_path / "builds")
    out = tmp_path / "out"
    line = ["package", str(tmp_path / "mini"), "--sdtm", str(sdtm), "--out", str(out), "--json", "--profile", "pmda"]
    assert main(line) == 1
    made = json.loads(capsys.readouterr().out)
    home = out / SDTM
    assert 'xlink:href="study-data-reviewers-guide.pdf"' in (home / "define.xml").read_text()
    assert (home / "study-data-reviewers-guide.pdf").is_file()
    assert made["profile"] == "pmda"
    assert made["preflight"] is None
    assert not [path for path in made["files"] if "stf" in path or "index.xml" in path]
    assert made["floors"].keys() == {"sdtm", "adam"}
    assert main(["check", str(home), "--fail-on", "never"]) == 0
    assert "study-data-reviewers-guide.pdf" not in capsys.readouterr().out  # the leaf leads to a file


@pytest.mark.slow
def test_an_order_of_the_hash_seed_or_the_place_is_in_no_byte(tmp_path: Path, capsys: Capture) -> None:
    first = study(tmp_path / "one" / "mini")
    second = study(tmp_path / "another, with blanks and ümlauts" / "mini")
    for folder, name in ((first, "a"), (second, "b")):
        sdtm, adam = builds(folder, tmp_path / name)
        line = ["package", str(folder), "--sdtm", str(sdtm), "--adam", str(adam), "--today", "2024-01-01", "--quiet"]
        assert main([*line, "--out", str(tmp_path / f"{name}-out")]) == 1
    assert held(tmp_path / "a-out") == held(tmp_path / "b-out")
    capsys.readouterr()
