"""The build of analysis as a program among others: the same bytes everywhere, all of it or nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from adam.__main__ import main
from define_xml import write_datasets
from tests.analysis_folder import ADSL, AE, DM, EX, dataset, write_analysis
from tests.process import BARE, hashes

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")
SLOW = '''"""Words of this study."""

import time
from pathlib import Path


def slow(source):
    """The value, late; a file says that it is asked for."""
    Path(__file__).with_name("started").touch()
    time.sleep(60)
    return source
'''


def line(folder: Path, out: Path, *more: str) -> list[str]:
    """The command line of a build in a process of its own."""
    words = ["build", str(folder), "--sdtm", str(folder / "xpt"), "--out", str(out), "--fail-on", "never", *more]
    return [sys.executable, "-m", "adam", *words]


def run(folder: Path, out: Path, environment: dict[str, str] = BARE, **more: Any) -> subprocess.CompletedProcess[str]:
    """The build, done."""
    return subprocess.run(
        line(folder, out), env=environment, capture_output=True, text=True, timeout=120, check=False, **more
    )


ELSEWHERE = [
    {"LC_ALL": "C", "PYTHONHASHSEED": "0", "TZ": "Asia/Tokyo"},
    {"LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "77", "PYTHONUTF8": "0", "TZ": "America/St_Johns"},
    {"LANG": "ja_JP.SJIS", "PYTHONHASHSEED": "4294967295", "PYTHONOPTIMIZE": "2"},
]


@pytest.mark.parametrize("more", ELSEWHERE)
def test_same_bytes_elsewhere(more: dict[str, str], tmp_path: Path) -> None:
    folder = write_analysis(tmp_path / "mini")
    (tmp_path / "empty").mkdir()
    first = run(folder, tmp_path / "a")
    second = run(folder, tmp_path / "b", BARE | more, cwd=tmp_path / "empty")
    assert first.returncode == second.returncode == 0, second.stderr
    assert hashes(tmp_path / "a") == hashes(tmp_path / "b")
    assert first.stdout.replace("/a\n", "/b\n") == second.stdout
    assert list((tmp_path / "empty").iterdir()) == []


def test_the_order_of_the_sdtm_records_does_not_matter_where_keys_are_unique(tmp_path: Path) -> None:
    folder = write_analysis(tmp_path / "mini")
    assert main(line(folder, tmp_path / "a", "--quiet")[3:]) == 0
    shutil.rmtree(folder / "xpt")
    turned = [dataset(name, rows[::-1]) for name, rows in (("AE", AE), ("DM", DM), ("EX", EX))]
    write_datasets(turned, folder / "xpt")
    assert main(line(folder, tmp_path / "b", "--quiet")[3:]) == 0
    one, other = hashes(tmp_path / "a"), hashes(tmp_path / "b")
    assert {name: one[name] for name in ("adae.xpt", "adsl.xpt")} == {
        name: other[name] for name in one if "xpt" in name
    }


def test_no_room(tmp_path: Path) -> None:
    """No file may grow beyond 1 kB, as on a full disk: 3, and the old files stay as they were."""
    import resource

    folder, out = write_analysis(tmp_path / "mini"), tmp_path / "out"
    assert run(folder, out).returncode == 0
    before = hashes(out)
    (folder / "adam" / "adsl.toml").write_text(ADSL.replace("assign(ARM)", "assign(SEX)"))
    done = run(folder, out, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)))
    assert done.returncode == 3
    assert "cannot be written: File too large" in done.stderr
    assert hashes(out) == before


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped(sent: signal.Signals, status: int, tmp_path: Path) -> None:
    """Stopped in the middle of a rule: nothing is written, the old files stay."""
    folder, out = write_analysis(tmp_path / "mini"), tmp_path / "out"
    assert run(folder, out).returncode == 0
    before = hashes(out)
    (folder / "algorithms.py").write_text(SLOW)
    (folder / "adam" / "adsl.toml").write_text(ADSL.replace("assign(ARM)", "slow(ARM)"))
    with subprocess.Popen(line(folder, out), env=BARE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        for _ in range(600):
            if (folder / "started").exists() or process.poll() is not None:
                break
            os.sched_yield()
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
        process.send_signal(sent)
        told = process.communicate(timeout=60)[1]
    # A shell says 128 and the number of the signal; Python, of a process the signal ended, the number below 0.
    assert process.returncode in (status, -sent)
    assert b"Traceback" not in told
    assert hashes(out) == before


@pytest.mark.parametrize("name", ["xpt", "adam", "tables", "."])
def test_datasets_do_not_go_where_the_build_reads(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_analysis(tmp_path / "mini")
    before = sorted(path for path in folder.rglob("*"))
    assert main(line(folder, folder / name)[3:]) == 2
    assert "holds what the build reads" in capsys.readouterr().err
    assert sorted(path for path in folder.rglob("*")) == before


@pytest.mark.parametrize("name", ["adxx.xpt", "adae.parquet", "adae.json", "dm.xpt"])
def test_a_dataset_of_another_build_does_not_stay_beside(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = write_analysis(tmp_path / "mini"), tmp_path / "out"
    out.mkdir()
    (out / name).write_bytes(b"of another build")
    assert main(line(folder, out)[3:]) == 3
    assert f"holds {name}, which this build does not make" in capsys.readouterr().err
    assert [path.name for path in out.iterdir()] == [name]


@pytest.mark.parametrize(
    ("more", "status", "words"),
    [
        (["--only", "ADEA"], 2, "the study builds no ADEA\n    did you mean ADAE?"),
        (["--only", "DOSED"], 2, "the study builds no DOSED"),
        (["--format", "sas"], 2, "no format sas"),
        (["--encoding", "klingon"], 2, "'klingon' is no encoding"),
        (["--sdtm", "nowhere"], 3, "nowhere\n    cannot be read"),
        (["--out", "none/out"], 3, "its parent folder none does not exist"),
    ],
)
def test_a_wrong_command(
    more: list[str], status: int, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_analysis(tmp_path / "mini")
    assert main([*line(folder, tmp_path / "out")[3:], *more]) == status
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())
