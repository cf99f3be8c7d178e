"""Published columns reach the dataset that is submitted, however many datasets at home lie between."""

from __future__ import annotations

from pathlib import Path

import pytest

from adam.__main__ import main
from adam.datasets import build_study
from adam.findings import required_variables
from tests.analysis_folder import write_analysis
from tests.folder import records

ADVS = """
label = "Vital Signs Analysis Dataset"
class = "BASIC DATA STRUCTURE"
records = 'carried_forward(CHOSEN, visits, by=[USUBJID, PARAMCD], order=AVISITN, value=AVAL)'
keys = ["STUDYID", "USUBJID", "PARAMCD", "AVISITN"]

[helpers.CHOSEN]
records = 'stack(VALUES)'
where = 'AVAL > 0'

[helpers.VALUES]
records = 'rows(AE)'

[helpers.VALUES.variables]
PARAMCD = 'constant("SEQ")'
PARAM   = 'constant("A number")'
AVISITN = {rule = 'assign(AESEQ)', type = "Num"}
AVAL    = 'assign(AESEQ)'
inner   = 'constant("stays at home")'
"""
EVENTS = """
label = "Events"
class = "OCCURRENCE DATA STRUCTURE"
records = 'rows(AT_HOME)'
keys = ["STUDYID", "USUBJID"]

[helpers.AT_HOME]
records = 'rows(AE)'
"""
VISITS = "AVISITN\n1\n2\n3\n"


def test_through_helpers_and_words(tmp_path: Path) -> None:
    """What VALUES says, what the word makes (DTYPE); not a column that no standard knows; STUDYID in every record."""
    write_analysis(tmp_path, {"adam/advs.toml": ADVS, "adam/visits.csv": VISITS})
    build = build_study(tmp_path, tmp_path / "xpt")
    made = records(build, "ADVS")
    assert list(made[0]) == ["STUDYID", "USUBJID", "AVISITN", "PARAM", "PARAMCD", "AVAL", "DTYPE"]
    assert {row["STUDYID"] for row in made} == {"MINI"}
    assert [(row["USUBJID"], row["AVISITN"], row["AVAL"], row["DTYPE"]) for row in made] == [
        ("MINI-1", 1, 1, None), ("MINI-1", 2, 2, None), ("MINI-1", 3, 2, "LOCF"),
        ("MINI-2", 1, 1, None), ("MINI-2", 2, 1, "LOCF"), ("MINI-2", 3, 1, "LOCF"),
    ]  # fmt: skip
    spec = next(one for one in build.datasets if one.name == "ADVS").spec
    assert {one.name: one.label for one in spec.variables}["DTYPE"] == "Derivation Type"
    # The schedule's rows are accounted for: none is lost.
    assert next(form for form in build.ledger.forms if form.table == "visits").lost == 0


def test_datasets_from_elsewhere_need_no_folder_made_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody named `build/STUDY`, so nobody has to make it."""
    study = write_analysis(tmp_path / "mini")
    monkeypatch.chdir(study)
    assert main(["build", "--sdtm", "xpt", "--quiet", "--fail-on", "never"]) == 0
    assert (study / "build/mini/adam/adsl.xpt").is_file()
    assert capsys.readouterr().err == ""


def test_what_occds_asks_of_other_domains_is_not_asked_of_adverse_events(tmp_path: Path) -> None:
    """CMTRT is required of medications alone."""
    build = build_study(write_analysis(tmp_path, {"adam/adae.toml": EVENTS}), tmp_path / "xpt")
    absent = {one.variable for one in required_variables(build.datasets, build.applied.bound.study)}
    assert not any(name.startswith("CM") for name in absent)
