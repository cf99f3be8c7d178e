"""Judgement in odd places, in odd ways and under odd circumstances: list G of what a user expects of a program."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.process import BARE, ROOT, hashes
from tests.validation.acceptance.folders import AE, DM, drawn, ran, said, tabulation
from validation.conformance import operators
from validation.reports.json_ import schema

Capture = pytest.CaptureFixture[str]
ALL = "html,xlsx,json,junit,sarif,md"
BROKEN = """Core: {Id: MY-0666, Status: Published, Version: '1'}
Scope: {Classes: {Include: [ALL]}, Domains: {Include: [AE]}}
Rule Type: Record Data
Sensitivity: Record
Check: {all: [{name: AETERM, operator: matches_regex, value: x}]}
Outcome: {Message: It raises.}
Authorities:
  - Organization: Sponsor
    Standards:
      - {Name: SDTMIG, Version: '3.4', References: [{Rule Identifier: {Id: MY1, Version: '1'}}]}
"""


def bad(folder: Path) -> Path:
    """A small folder with findings of all kinds, and a define.xml of none."""
    return tabulation(folder, DM=DM.replace("| F   |", "| W   |"), AE=AE.replace("| -1     |", "| 0      |"))


def process(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """`python -m validation run ...` in a process of its own."""
    line = [sys.executable, "-m", "validation", "run", *map(str, words)]
    return subprocess.run(line, env={**BARE, **environment}, capture_output=True, timeout=120, check=False)


def test_g1_without_home_and_with_a_folder_nobody_may_write_to(tmp_path: Path) -> None:
    folder = bad(tmp_path / "data")
    kept = hashes(folder)
    folder.chmod(0o555)
    try:
        done = process(folder, "--today", "2024-07-01", "--report", "json", "--out", tmp_path / "out")
    finally:
        folder.chmod(0o755)
    assert (done.returncode, done.stderr) == (1, b"")
    assert hashes(folder) == kept
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["validation-report.json"]


def test_g2_odd_paths(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "mit Leerzeichen" / "ärzte 医" / ("x" * 120) / ("y" * 120)
    folder.mkdir(parents=True)
    bad(folder / "data")
    done = ran(capsys, folder / "data", "--report", ALL, "--out", folder / "out", "--today", "2024-07-01")
    assert done.status == 1
    assert done.report["name"] == "data"
    assert len(list((folder / "out").iterdir())) == 6


@pytest.mark.slow
def test_g3_and_g7_the_same_bytes_in_every_locale_time_zone_and_hash_seed(tmp_path: Path) -> None:
    folder = bad(tmp_path / "data")
    words = (folder, "--today", "2024-07-01", "--report", ALL, "--write-baseline", tmp_path / "b.json")
    found = []
    for place, more in enumerate(
        (
            {"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "0"},
            {"LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"},
            {"LANG": "de_DE.UTF-8", "TZ": "America/New_York", "PYTHONHASHSEED": "123"},
        )
    ):
        done = process(*words, "--out", tmp_path / f"out{place}", **more)
        baseline = (tmp_path / "b.json").read_bytes()
        found.append((done.returncode, done.stdout, done.stderr, hashes(tmp_path / f"out{place}"), baseline))
    assert found[0] == found[1] == found[2]
    assert found[0][0] == 1


@pytest.mark.parametrize(("sign", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["int", "term"])
def test_g4_stopped_and_nothing_half_written(sign: signal.Signals, status: int, tmp_path: Path) -> None:
    folder = tabulation(tmp_path / "data")
    # The run waits where it judges, with its handlers set.
    code = (
        "import sys, pathlib\nfrom validation.__main__ import main\nimport validation.commands as commands\n"
        "def wait(*more):\n    import time\n    print('waiting', flush=True)\n    time.sleep(60)\n"
        "commands.validate = wait\nsys.exit(main(sys.argv[1:]))\n"
    )
    line = [sys.executable, "-c", code, "run", str(folder), "--report", "html", "--out", str(tmp_path / "out")]
    with subprocess.Popen(line, env=BARE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"waiting\n"
        time.sleep(0.1)
        run.send_signal(sign)
        _, error = run.communicate(timeout=30)
    assert run.returncode == status
    assert b"Traceback" not in error
    assert not (tmp_path / "out").exists()


# ru_maxrss would be that of the tests' own process, if it was larger: Linux keeps it over exec. VmHWM begins anew.
MEASURED = r"""
import re, sys
from pathlib import Path
from validation.__main__ import main
status = main(sys.argv[1:])
most = re.search(r"^VmHWM:\s*(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
print(most[1])
sys.exit(status)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process alone (VmHWM) is told by Linux only")
def test_g5_a_gigabyte_is_enough(tmp_path: Path) -> None:
    rows = "\n".join(
        f"MINI|AE|MINI-01|{place}|Headache|Headache|2024-01-05|2024-01-06|1|2" for place in range(1, 20001)
    )
    folder = tabulation(tmp_path / "data", AE=f"{AE.strip().splitlines()[0]}\n{rows}\n")
    line = [sys.executable, "-c", MEASURED, "run", str(folder), "--quiet", "--fail-on", "never"]
    done = subprocess.run(line, env=BARE, capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert 50_000 < int(done.stdout) < 1_000_000  # kilobytes; no run takes less than pandas alone


def test_g6_threads_change_nothing(tmp_path: Path) -> None:
    folder = bad(tmp_path / "data")
    done = [
        process(folder, "--today", "2024-07-01", "--json", OMP_NUM_THREADS=threads, ARROW_NUM_THREADS=threads)
        for threads in ("1", "64")
    ]
    assert done[0].stdout == done[1].stdout
    assert json.loads(done[0].stdout)["exit"]["status"] == done[0].returncode == 1


def test_g7_the_same_run_twice(tmp_path: Path, capsys: Capture) -> None:
    folder = bad(tmp_path / "data")
    words = ("--today", "2024-07-01", "--report", ALL)
    first = ran(capsys, folder, *words, "--out", tmp_path / "one")
    second = ran(capsys, folder, *words, "--out", tmp_path / "two")
    assert first == second
    assert hashes(tmp_path / "one") == hashes(tmp_path / "two")
    assert len(hashes(tmp_path / "one")) == 6


def test_g8_and_g9_many_findings_are_counted_in_full_and_shown_in_part(tmp_path: Path, capsys: Capture) -> None:
    many = 30_000
    rows = "\n".join(f"MINI|AE|MINI-09|{place}|A|B|2024-01-05|2024-01-06|0|0" for place in range(1, many + 1))
    folder = tabulation(tmp_path / "data", AE=f"{AE.strip().splitlines()[0]}\n{rows}\n")
    done = ran(capsys, folder, "--report", "sarif,json", "--out", tmp_path / "out")
    one = done.one("subject_not_in_dm", "AE")
    assert (done.status, one["count"]) == (1, many)
    assert len(one["records"]) < many
    sarif = json.loads((tmp_path / "out" / "validation-report.sarif").read_text(encoding="utf-8"))
    (run,) = sarif["runs"]
    assert len(run["results"]) < 25_000  # more than these a forge does not take
    told = [result for result in run["results"] if result["ruleId"] == "subject_not_in_dm"]
    assert len(told) == 1
    assert "30,000" in told[0]["message"]["text"]


def test_g10_a_rule_that_raises_is_an_error_and_never_a_pass(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(on: object) -> None:
        raise ZeroDivisionError("a fault of our own")

    monkeypatch.setitem(operators.OPERATORS, "matches_regex", broken)
    (tmp_path / "MY-0666.yml").write_text(BROKEN, encoding="utf-8")
    folder = tabulation(tmp_path / "data")
    words = ("--rules", tmp_path / "MY-0666.yml", "--rules", "MY-0666")
    done = ran(capsys, folder, *words)
    assert done.status == 4
    assert done.report["summary"]["checks"] == {"passed": 0, "failed": 0, "not_applicable": 0, "not_run": 0, "error": 1}
    (outcome,) = done.check("MY-0666")["outcomes"]
    assert (outcome["status"], outcome["datasets"]) == ("error", ["AE"])
    assert "a fault of our own" in outcome["reason"]
    status, out, error = said(capsys, "run", folder, *words, "--keep-going")
    assert (status, error) == (0, "")
    assert "1 check raised an error" in out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "cannot be read as a baseline"), (b"{}", "is no baseline"), (b'{"baseline": 1, "gro', "cannot be read"),
        (b'{"baseline": 1}', "is no whole baseline"), (b"PK\x03\x04\xff", "cannot be read as a baseline"),
    ],
    ids=["empty", "other", "cut", "half", "zip"],
)  # fmt: skip
def test_g11_a_baseline_that_is_none(content: bytes, words: str, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "baseline.json"
    file.write_bytes(content)
    status, out, error = said(capsys, "run", tabulation(tmp_path / "data"), "--baseline", file)
    assert (status, out) == (3, "")
    assert error.startswith("baseline.json")
    assert words in error


def test_g11_a_baseline_of_a_later_version_is_refused(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "baseline.json"
    folder = tabulation(tmp_path / "data")
    assert main_status(capsys, folder, "--write-baseline", file) == 1
    content = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**content, "baseline": 99}), encoding="utf-8")
    status, out, error = said(capsys, "run", folder, "--baseline", file)
    assert (status, out) == (2, "")
    assert "is a baseline of format 99; this program knows format 1" in error


def main_status(capsys: Capture, folder: Path, *words: str | Path) -> int:
    """The exit status of a quiet run."""
    return said(capsys, "run", folder, *words, "--quiet")[0]


def test_g12_no_clock_is_in_any_output(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, told = bad(tmp_path / "data"), []
    for epoch in ("0", "1700000000"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        told.append(ran(capsys, folder))
    assert told[0] == told[1]
    assert told[0].report["created"] is None


def test_g13_no_value_path_or_user_in_reports(tmp_path: Path, capsys: Capture) -> None:
    secret = DM.replace("| F   |", "| W   |").replace("| A      |", "| QUEENSITE |")
    folder = tabulation(tmp_path / "data", DM=drawn("DM", secret), AE=AE.replace("Headache | Headache", "Headache | "))
    out = tmp_path / "out"
    status, told, _ = said(
        capsys, "run", folder, "--values", "none", "--report", "html,json,junit,sarif,md", "--out", out
    )
    texts = [told, *(one.read_text(encoding="utf-8") for one in out.iterdir())]
    assert (status, len(texts)) == (1, 6)
    for text in texts:
        for word in ("MINI-01", "Cough", str(tmp_path), str(ROOT), str(Path.home()) + "/"):
            assert word not in text
    keys = ran(capsys, folder, "--values", "keys").one("TD-CT2001", "DM", "SEX")
    assert (keys["values"], keys["records"][0]["keys"]) == ([], {"USUBJID": "MINI-01"})
    written = json.loads((out / "validation-report.json").read_text(encoding="utf-8"))
    assert not list(Draft202012Validator(schema()).iter_errors(written))
