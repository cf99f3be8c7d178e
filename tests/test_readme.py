"""What the README shows is true: its study builds, its commands exist, its figures are those of the build."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adam.__main__ import main as analyse
from sdtm.__main__ import main
from tests.folder import records

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
DM = """
records = 'rows(people)'

[variables]
SUBJID = 'assign(subject)'
SITEID = 'constant("01")'
SEX = 'assign(sex)'
COUNTRY = 'constant("FRA")'
RFSTDTC = 'iso8601(first_dose)'
"""
EVENTS = """subject,term,pt_name,severity,start_date,language,record_status,entered_by
001,Lombalgie aiguë,Back pain,1,UN-JAN-2019,fr,1,nurse
001,Lombalgie aiguë,Back pain,1,UN-JAN-2019,fr,1,nurse
001,Toux,Cough,2,07-JAN-2019,fr,2,nurse
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """The README's study, with a DM and three raw rows beside it."""
    folder = tmp_path / "mystudy"
    said, events, _ = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    files = {
        "study.toml": said,
        "sdtm/ae.toml": events,
        "sdtm/dm.toml": DM,
        "terminology.csv": "codelist,term,decode,collected\nAESEV,MILD,,1\nAESEV,MODERATE,,2\n",
        "raw/people.csv": "subject,sex,first_dose\n001,M,05-JAN-2019\n",
        "raw/adverse_events.csv": EVENTS,
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def test_the_study_of_the_readme_builds(study: Path) -> None:
    import sdtm

    built = sdtm.build(study)
    row = records(built, "AE")[0]
    assert (row["USUBJID"], row["AETERM"], row["AESEV"], row["AESTDTC"], row["AESTDY"]) == (
        "MYSTUDY-001", "Lombalgie aigue", "MILD", "2019-01", None,
    )  # fmt: skip
    assert [row["QVAL"] for row in records(built, "SUPPAE")] == ["fr"]
    assert not built.ledger.unmapped


def test_the_error_of_the_readme_is_the_one_a_user_sees(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = study / "sdtm/ae.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("'assign(pt_name)'", "'asign(pt_name)'"), encoding="utf-8")
    assert main(["build", str(study), "--out", str(study.parent / "out")]) == 2
    shown = capsys.readouterr().err.rsplit("\n", 2)[0]
    assert shown in README


def test_the_closing_words_of_the_readme_are_those_of_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["build"]) == 0
    shown = re.search(r"```\n(RESPINE .*?)```", README, re.DOTALL)
    assert shown
    printed = capsys.readouterr().out.splitlines()
    assert [line for line in shown.group(1).splitlines() if line != "..." and line not in printed] == []


def test_the_commands_of_analysis_print_what_the_readme_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = re.search(r"```console\n(.*?)```", README, re.DOTALL)
    assert shown
    for piece in shown.group(1).split("$ ")[1:]:
        command, *lines = piece.splitlines()
        python, _, floor, *words = command.split()
        assert (python, {"sdtm": main, "adam": analyse}[floor](words)) == ("python", 0)
        printed = capsys.readouterr().out.splitlines()
        assert [line for line in lines if line != "..." and line not in printed] == []
    assert printed[-1] == lines[-1]


def test_the_rules_of_analysis_are_those_of_the_study() -> None:
    *_, rules = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    said = (Path(__file__).parents[1] / "mappings/respine/adam/adeff.toml").read_text(encoding="utf-8").splitlines()
    assert [line for line in rules.splitlines() if line not in said] == []
