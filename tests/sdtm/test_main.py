"""The command line: what it prints, where, with which exit status, and what it leaves on the disk."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sdtm.__main__ import main
from tests.folder import AE, EVENTS, STUDY, write_study
from tests.process import hashes

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "100"}
HEAVY = ("pandas", "numpy", "pydantic", "pyarrow", "rich", "lxml")

PLAIN = """MINI
dataset  label           records  subjects  findings  file
AE       Adverse Events        3         2         0  ae.xpt
DM       Demographics          2         2         0  dm.xpt

raw: 2 tables, 5 rows: 5 gave records, 0 are looked up only, 0 left out by a rule (each counted in ledger.json)
columns: 0 ignored with a reason, 0 unmapped
findings: 0 errors, 0 warnings, 0 notes
2 datasets, define.html, define.xml, expectations/ and ledger.json in OUT
JUDGED
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small study."""
    return write_study(tmp_path / "mini")


def command(*words: str | Path, at: Path) -> subprocess.CompletedProcess[str]:
    """A command run in a process of its own."""
    line = [sys.executable, "-m", "sdtm", *map(str, words)]
    return subprocess.run(line, cwd=at, env=ENVIRONMENT, capture_output=True, text=True, timeout=120, check=False)


def files(folder: Path) -> list[str]:
    """The names in a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_help_costs_nothing(tmp_path: Path) -> None:
    """Help is told without importing what a build needs."""
    code = (
        "import sys\nfrom sdtm.__main__ import main\n"
        "try: main(['build', '--help'])\nexcept SystemExit as end: assert end.code == 0\n"
        f"print('heavy:', [name for name in {HEAVY} if name in sys.modules])\n"
    )
    line = [sys.executable, "-c", code]
    done = subprocess.run(line, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    assert "--fail-on" in done.stdout
    assert done.stdout.endswith("heavy: []\n")
    assert done.stderr == ""


def test_help(tmp_path: Path) -> None:
    done = command("--help", at=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: python -m sdtm")
    for line in ("build", "check", "words", "Exit status: 0 clean, 1 findings, 2 usage or mapping"):
        assert line in done.stdout


@pytest.mark.parametrize(
    "words", [["biuld"], ["build", "--fail-on", "sometimes"], ["build", "--nonsense"], ["check", "a", "b"]]
)
def test_usage(words: list[str], tmp_path: Path) -> None:
    done = command(*words, at=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: python -m sdtm")
    assert files(tmp_path) == []


def test_no_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage: python -m sdtm" in "".join(capsys.readouterr())


def test_build(folder: Path, tmp_path: Path) -> None:
    """Plain text where there is no terminal; the datasets and the ledger in the folder named, and nothing else."""
    done = command("build", folder, "--out", tmp_path / "out", at=tmp_path)
    assert done.returncode == 0, done.stderr
    *told, judged = done.stdout.splitlines()
    assert re.fullmatch(r"judged: \d+ promises and rules: \d+ errors?, \d+ warnings?, \d+ notes?", judged)
    expected = PLAIN.replace("OUT", (tmp_path / "out").as_posix()).replace("JUDGED", judged)
    assert [*told, judged] == expected.splitlines()
    assert done.stderr == ""
    assert files(tmp_path / "out") == ["ae.xpt", "define.html", "define.xml", "dm.xpt", "expectations", "ledger.json"]
    assert files(tmp_path) == ["mini", "out"]


def test_json(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(folder), "--out", str(tmp_path / "out"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["study"] == "MINI"
    assert told["counts"] == {"error": 0, "warning": 0, "note": 0}
    assert told["findings"] == []
    assert told["datasets"] == [
        {"dataset": "AE", "label": "Adverse Events", "records": 3, "subjects": 2, "findings": 0, "file": "ae.xpt"},
        {"dataset": "DM", "label": "Demographics", "records": 2, "subjects": 2, "findings": 0, "file": "dm.xpt"},
    ]


def test_quiet(folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(folder), "--out", str(tmp_path / "out"), "--quiet"]) == 0
    assert capfd.readouterr() == ("", "")
    assert files(tmp_path / "out") == ["ae.xpt", "define.html", "define.xml", "dm.xpt", "expectations", "ledger.json"]


@pytest.mark.parametrize("said", ["AE", "ae", " ae ,", "AE,AE"])
def test_only(said: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The dataset named alone is written; the table still shows all that was built."""
    assert main(["build", str(folder), "--out", str(tmp_path / "out"), "--only", said]) == 0
    assert files(tmp_path / "out") == ["ae.xpt", "ledger.json"]
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("DM")]
    assert [line.split()[-1] for line in rows] == ["-"]


def test_only_unknown(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(folder), "--out", str(tmp_path / "out"), "--only", "DM,AEX"]) == 2
    assert capsys.readouterr() == ("", "--only\n    the study builds no AEX\n    did you mean AE?\n")
    assert files(tmp_path / "out") == []


LATE = EVENTS.replace("04-JAN-2019", "04-JAN-2029")  # after the cut-off: a warning


@pytest.mark.parametrize(("fail_on", "status"), [("error", 0), ("warning", 1), ("note", 1), ("never", 0)])
def test_fail_on(fail_on: str, status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The files are written whatever the findings are."""
    folder = write_study(tmp_path / "mini", {"raw/events.csv": LATE})
    assert main(["build", str(folder), "--out", str(tmp_path / "out"), "--fail-on", fail_on]) == status
    assert files(tmp_path / "out") == ["ae.xpt", "define.html", "define.xml", "dm.xpt", "expectations", "ledger.json"]
    assert "warning: AE.AESTDTC '2029-01-04'" in capsys.readouterr().out


MISSPELT = """mini/sdtm/ae.toml  AE.AETERM
    asign(term)
    ~~~~~ no algorithm asign; did you mean assign?
1 error
"""


@pytest.mark.parametrize("word", ["build", "check"])
def test_mapping_error(word: str, tmp_path: Path) -> None:
    """2, the error in words that point, no traceback, nothing written."""
    folder = write_study(tmp_path / "mini", {"sdtm/ae.toml": AE.replace("AETERM = 'assign", "AETERM = 'asign")})
    out: list[str | Path] = ["--out", tmp_path / "out"] if word == "build" else []
    done = command(word, folder, *out, at=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.removesuffix("1 error\n") == MISSPELT.removesuffix("1 error\n")
    assert files(tmp_path) == ["mini"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"study.toml": None}, "mini/study.toml\n    there is no study.toml\n"),
        ({"raw/events.csv": b""}, "events.csv\n    the file is empty"),
        ({"raw/events.csv": b"subject,term,started\n01-001,Caf\xe9,05-JAN-2019\n"}, "events.csv"),
        ({"raw/events.csv": "subject,term,started\n01-001,Ache\n"}, "events.csv"),
    ],
)
def test_input_error(changed: dict[str, str | bytes | None], told: str, tmp_path: Path) -> None:
    """3, which file, why, and what to do; nothing written."""
    folder = write_study(tmp_path / "mini", changed)
    done = command("build", folder, "--out", tmp_path / "out", at=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(told), done.stderr
    assert "Traceback" not in done.stderr
    assert files(tmp_path) == ["mini"]


def test_check(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder)]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("MINI: 2 datasets, ")
    assert out.endswith(" rules, every name bound\n")
    assert err == ""


def test_words(capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each word: its name, and what one gets."""
    assert main(["words"]) == 0
    lines = capsys.readouterr().out.splitlines()
    names = [line.split()[0] for line in lines if line.strip()]
    assert {"assign", "study_day", "unpivot", "last_before_treatment"} <= set(names)
    assert all(len(line.split()) > 2 for line in lines if line.strip())


def test_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["words", "study_day"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("study_day(date, start)\n\nThe day of the date counted from")
    assert "AESTDY = 'study_day(AESTDTC, DM.RFSTDTC)'" in out


def test_unknown_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["words", "studyday"]) == 2
    assert capsys.readouterr() == ("", "studyday\n    no such algorithm\n    did you mean study_day?\n")


def test_the_bundled_study_from_an_empty_folder(tmp_path: Path) -> None:
    """No argument at all: RESPINE, into build/respine."""
    done = command("build", at=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("RESPINE  ")
    *_, told, judged = done.stdout.splitlines()
    papers = "acrf.pdf, define.html, define.xml, expectations/, ledger.json and waivers.toml"
    assert told.endswith(f" datasets, {papers} in build/respine")
    # "0 errors": what is found is explained in waivers.toml.
    assert re.fullmatch(r"judged: \d+ promises and rules: 0 errors, 0 warnings, 0 notes; \d+ waived", judged)
    assert {"dm.xpt", "ae.xpt", "suppae.xpt", "relrec.xpt", "ledger.json"} <= set(files(tmp_path / "build" / "respine"))
    assert files(tmp_path) == ["build"]


def test_the_study_one_stands_in(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert main(["build"]) == 0
    made = ["ae.xpt", "define.html", "define.xml", "dm.xpt", "expectations", "ledger.json"]
    assert files(folder / "build" / "mini") == made
    told, judged = capsys.readouterr().out.splitlines()[-2:]
    assert told == "2 datasets, define.html, define.xml, expectations/ and ledger.json in build/mini"
    assert judged.startswith("judged: ")


def test_unblind_only_what_is_declared(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that the study does not declare optional is refused by name."""
    secret = tmp_path / "arms.csv"
    secret.write_text("subject,arm\n01-001,A\n")
    options = ["build", str(folder), "--out", str(tmp_path / "out"), "--unblind", str(secret)]
    assert main(options) == 2
    assert "no optional table is called arms" in capsys.readouterr().err
    (folder / "study.toml").write_text(f'{STUDY}\n[tables.arms]\noptional = true\ncolumns = ["subject", "arm"]\n')
    assert main(options) == 1
    assert "arms" in capsys.readouterr().out  # brought, and mapped by nothing: that is told


def test_unblind_by_a_name_in_the_study(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A bare name means the study's own file, wherever one stands; a path only what it says."""
    (folder / "study.toml").write_text(f'{STUDY}\n[tables.arms]\noptional = true\ncolumns = ["subject", "arm"]\n')
    (folder / "arms.csv").write_text("subject,arm\n01-001,A\n")
    out = str(tmp_path / "out")
    assert main(["build", str(folder), "--out", out, "--fail-on", "never", "--unblind", "arms.csv"]) == 0
    assert "3 tables" in capsys.readouterr().out
    assert main(["build", str(folder), "--out", out, "--unblind", str(tmp_path / "arms.csv")]) == 3


def test_a_reader_that_left(folder: Path, tmp_path: Path) -> None:
    """`... | head -1`: no traceback, and the files are whole."""
    line = f'"{sys.executable}" -m sdtm build "{folder}" --out "{tmp_path / "out"}" | head -c 1'
    done = subprocess.run(["bash", "-c", line], env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert files(tmp_path / "out") == ["ae.xpt", "define.html", "define.xml", "dm.xpt", "expectations", "ledger.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal there")
def test_on_a_terminal(folder: Path, tmp_path: Path) -> None:
    """A drawn table and the same words; the datasets are the same bytes as without a terminal."""
    import pty

    ours, theirs = pty.openpty()
    environment = {**ENVIRONMENT, "TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8", "LINES": "50"}
    line = [sys.executable, "-m", "sdtm", "build", str(folder), "--out", str(tmp_path / "out")]
    with subprocess.Popen(line, stdout=theirs, stderr=theirs, stdin=theirs, env=environment, cwd=tmp_path) as process:
        os.close(theirs)
        shown = read_all(ours)
        assert process.wait(60) == 0
    os.close(ours)
    assert "\x1b[" in shown
    for words in ("MINI", "Adverse Events", "ae.xpt", "2 datasets, define.html", "\u2502"):
        assert words in shown
    assert main(["build", str(folder), "--out", str(tmp_path / "plain"), "--quiet"]) == 0
    assert hashes(tmp_path / "plain") == hashes(tmp_path / "out")


def read_all(terminal: int) -> str:
    """What was shown until the other end closed."""
    shown = b""
    while True:
        try:
            block = os.read(terminal, 65536)
        except OSError:
            break
        if not block:
            break
        shown += block
    return shown.decode()
