"""The command line of judgement: `run`, `list` and `cases`, what each prints, and with which status each ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.process import BARE
from tests.validation.acceptance.folders import ran, said, tabulation, two_rules
from validation.__main__ import main

Capture = pytest.CaptureFixture[str]
SHARED = Path(__file__).parents[2] / ".." / "shared"
HEAVY = ("pandas", "numpy", "pydantic", "pyarrow", "lxml", "yaml", "validation.commands", "great_expectations")
QUIET = ("--rules", "study_day_zero", "--rules", "TD-CT2001")  # checks that find nothing in the small folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small folder of SDTM datasets."""
    return tabulation(tmp_path / "data")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Two rules of one's own."""
    return two_rules(tmp_path / "rules")


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["list", "--help"], ["cases", "--help"]])
def test_help_costs_nothing(words: list[str], capsys: Capture) -> None:
    code = (
        f"import sys\nfrom validation.__main__ import main\ntry: main({words!r})\n"
        "except SystemExit as end: assert end.code == 0\n"
        f"print('heavy:', [one for one in {HEAVY} if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], env=BARE, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("usage: python -m validation")
    assert done.stdout.endswith("heavy: []\n")
    assert done.stderr == ""


def test_list_reads_no_data(capsys: Capture) -> None:
    code = "import sys\nfrom validation.__main__ import main\nmain(['list', 'TD-CT2001'])\n"
    code += "print('heavy:', [one for one in ('great_expectations', 'xlsxwriter', 'openpyxl') if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], env=BARE, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("TD-CT2001  (conformance, error, wrong value)")
    assert done.stdout.endswith("heavy: []\n")


@pytest.mark.parametrize(
    "words", [["rnu"], ["run", "--fail-on", "sometimes"], ["run", "a", "b"], ["run", "--engine", "x"]]
)
def test_usage(words: list[str], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 2
    assert capsys.readouterr().err.startswith("usage: python -m validation")


def test_no_command(capsys: Capture) -> None:
    assert main([]) == 2
    assert "usage: python -m validation" in capsys.readouterr().out


def test_clean(folder: Path, capsys: Capture) -> None:
    status, out, error = said(capsys, "run", folder, *QUIET)
    assert (status, error) == (0, "")
    assert out.startswith("data  SDTMIG 3.4\n")
    assert out.rstrip().endswith("exit 0: no finding as grave as error")
    assert "2  ran, found nothing" in out


def test_findings(folder: Path, rules: Path, capsys: Capture) -> None:
    status, out, error = said(capsys, "run", folder, "--rules", rules, "--rules", "MY-1,MY-2")
    assert (status, error) == (1, "")
    for words in ("MY-1", "AETERM says Headache.", "USUBJID=MINI-01 AESEQ=1", "1 error, 1 warning, 0 notes, 0 waived"):
        assert words in out
    assert out.rstrip().endswith("exit 1: 1 error (--fail-on error)")


@pytest.mark.parametrize(
    ("only", "fail_on", "status"),
    [("MY-1", "error", 1), ("MY-1", "never", 0), ("MY-2", "error", 0), ("MY-2", "warning", 1), ("MY-2", "note", 1)],
)
def test_fail_on(only: str, fail_on: str, status: int, folder: Path, rules: Path, capsys: Capture) -> None:
    assert said(capsys, "run", folder, "--rules", rules, "--rules", only, "--fail-on", fail_on, "--quiet") == (
        status,
        "",
        "",
    )


WRONG: dict[str, tuple[tuple[str, ...], int, str]] = {
    "rule": (("--rules", "MY-9"), 2, "there is no rule or check MY-9"),
    "nearest": (("--rules", "TD-CT201"), 2, "did you mean TD-CT20"),
    "rules": (("--rules", "no/such"), 3, "there is no such folder of rules"),
    "day": (("--today", "31.12.2024"), 2, "--today\n    '31.12.2024' is no date\n    say it as 2026-11-22"),
    "standard": (("--standard", "SDTMIG"), 2, "'SDTMIG' names no standard and version"),
    "ct": (("--ct", "sdtmct-1999-01-01"), 3, "no terminology sdtmct-1999-01-01"),
    "undated": (("--ct", "sdtm.txt"), 2, "bears no date"),
    "encoding": (("--encoding", "utf-99"), 2, "'utf-99' is no encoding"),
    "report": (("--report", "html,docx"), 2, "no report docx"),
    "queries": (("--queries", "q.docx"), 2, "q.docx is neither CSV nor XLSX"),
    "baseline": (("--baseline", "b.json"), 3, "b.json\n    there is no such file"),
    "waivers": (("--waivers", "w.toml"), 3, "w.toml\n    there is no such file"),
    "define": (("--define", "d.xml"), 3, "d.xml\n    there is no such file"),
    "study": (("--study", "nowhere"), 3, "there is no study.toml"),
    "sdtm": (("--sdtm", "nowhere"), 3, "there is no such folder"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_said_wrongly(case: str, folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    words, status, told = WRONG[case]
    found, out, error = said(capsys, "run", folder, *words, "--write-baseline", "kept.json")
    assert (found, out) == (status, "")
    assert told in error
    assert "Traceback" not in error
    assert [one.name for one in folder.parent.iterdir()] == ["data"]


def test_a_folder_that_is_none(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    status, _, error = said(capsys, "run", tmp_path / "nowhere")
    assert (status, error.splitlines()[:2]) == (3, ["nowhere", "    there is no such folder"])
    (tmp_path / "empty").mkdir()
    status, _, error = said(capsys, "run", tmp_path / "empty")
    assert (status, "no dataset in the folder" in error) == (3, True)
    monkeypatch.chdir(tmp_path / "empty")
    assert said(capsys, "run")[0] == 2


def test_the_folder_one_stands_in(folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert said(capsys, "run", *QUIET)[0] == 0


def test_a_file_that_cannot_be_read_whole(folder: Path, rules: Path, capsys: Capture) -> None:
    file = folder / "ts.xpt"
    file.write_bytes(file.read_bytes()[:-100])
    done = ran(capsys, folder, "--rules", rules, "--rules", "MY-1")
    assert done.status == 3
    (unread,) = done.report["unread"]
    assert (unread["file"], unread["remedy"]) == ("ts.xpt", "it is cut or damaged: write or send it again")
    # The others are judged, and what is found in them is told.
    assert done.one("MY-1", "AE")["count"] == 1
    assert [one["name"] for one in done.report["datasets"]] == ["AE", "DM"]
    told = said(capsys, "run", folder, "--verbose")[1]
    assert "NOT READ  1 file" in told
    # It is there: no rule says that it is not.
    assert "There is no dataset TS" not in told
    assert "ts.xpt could not be read" in told


def test_a_byte_that_is_no_ascii_is_a_finding_and_no_empty_dataset(tmp_path: Path, capsys: Capture) -> None:
    title = "STUDYID | DOMAIN | TSSEQ | TSPARMCD | TSPARM | TSVAL\nMINI|TS|1|TITLE|Trial Title|A patient?s trial\n"
    folder = tabulation(tmp_path / "data", TS=title)
    file = folder / "ts.xpt"
    file.write_bytes(file.read_bytes().replace(b"patient?s", b"patient\x92s"))
    done = ran(capsys, folder)
    # The rule of the same records speaks for the reader, whose words stand beside.
    one = done.one("TD-FDA2008", "TS", "TSVAL")
    assert (done.status, one["severity"], one["count"]) == (1, "error", 1)
    told = "byte 92 is no ASCII text; it is read as cp1252"
    assert one["also"] == [{"check": "not_ascii", "message": told}]
    assert one["records"][0]["values"] == ["A patient\u2019s trial"]
    alone = ran(capsys, folder, "--rules", "not_ascii").one("not_ascii", "TS", "TSVAL")
    assert (alone["message"], alone["records"][0]["values"]) == (told, ["A patient\\x92s trial"])
    assert {one["name"]: one["records"] for one in done.report["datasets"]}["TS"] == 1
    assert done.report["unread"] == []
    assert ran(capsys, folder, "--encoding", "ascii").status == 3


@pytest.mark.slow
def test_the_pilot(capsys: Capture) -> None:
    folder = SHARED / "realdata" / "cdiscpilot01" / "sdtm"
    if not folder.is_dir():
        pytest.skip("the public studies do not lie beside the checkout")
    done = ran(capsys, folder, "--today", "2026-01-01")
    assert done.status == 1
    assert "byte 92" in done.one("not_ascii", "TS", "TSVAL")["message"]
    assert next(one["records"] for one in done.report["datasets"] if one["name"] == "TS") > 0
    assert done.report["summary"]["checks"]["error"] == 0


def test_rules_of_a_folder_stand_beside_our_own(folder: Path, rules: Path, capsys: Capture) -> None:
    done = ran(capsys, folder, "--rules", rules)
    assert {"MY-1", "MY-2", "TD-CT2001", "study_day_zero"} <= {one["id"] for one in done.report["checks"]}
    twice = said(capsys, "run", folder, "--rules", rules, "--rules", rules)
    assert (twice[0], "is read twice" in twice[2]) == (2, True)
    (rules / "MY-3.yml").write_text("Core: [broken", encoding="utf-8")
    status, _, error = said(capsys, "run", folder, "--rules", rules)
    assert (status, error.startswith("MY-3.yml")) == (3, True)


def test_a_rule_with_an_unknown_word_is_not_run(folder: Path, rules: Path, capsys: Capture) -> None:
    file = rules / "MY-1.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("equal_to", "is_lovely"), encoding="utf-8")
    done = ran(capsys, folder, "--rules", rules, "--rules", "MY-1")
    check = done.check("MY-1")
    assert (done.status, check["status"]) == (0, "not_run")
    assert "is_lovely" in check["outcomes"][0]["reason"]
    assert "1 check did not run and is no pass" in said(capsys, "run", folder, "--rules", rules, "--rules", "MY-1")[1]


