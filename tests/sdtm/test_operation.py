"""The build as a program among others: where it runs, and what it does where it cannot write."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sdtm.__main__ import main
from tests.folder import AE, write_study
from tests.process import BARE, ROOT, hashes, run, top

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals, limits and permissions of POSIX")
FLOORS = ("mappings", "define_xml", "validation", "sdtm", "adam")
BOUND = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search,-fowner"] if os.geteuid() == 0 else []
needs_permissions = pytest.mark.skipif(
    bool(BOUND) and not shutil.which("setpriv"), reason="root may write anywhere, and setpriv is not there"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small study."""
    return write_study(tmp_path / "mini")


# --- G1: no network, no home, an installation that nobody may write to


def test_no_network_no_home(folder: Path, tmp_path: Path) -> None:
    """Every door to the network is closed, there is no HOME, and the current folder is empty."""
    code = (
        "import socket, sys\n"
        "def closed(*words, **more): raise RuntimeError('the network was asked')\n"
        "socket.socket = socket.create_connection = socket.getaddrinfo = closed\n"
        "from sdtm.__main__ import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    line = [sys.executable, "-c", code, "build", str(folder), "--out", str(tmp_path / "out")]
    (tmp_path / "empty").mkdir()
    done = subprocess.run(line, env=BARE, cwd=tmp_path / "empty", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert top(hashes(tmp_path / "out")) == ["ae.xpt", "define.html", "define.xml", "dm.xpt", "ledger.json"]
    assert list((tmp_path / "empty").iterdir()) == []


@needs_permissions
def test_read_only_installation(folder: Path, tmp_path: Path) -> None:
    """The packages where nothing can be written: a copy, every file and folder of it read-only."""
    install = tmp_path / "install"
    for floor in FLOORS:
        shutil.copytree(ROOT / floor, install / floor, ignore=shutil.ignore_patterns("__pycache__"))
    with read_only(install):
        before = sorted(path.as_posix() for path in install.rglob("*"))
        environment = {"PATH": BARE["PATH"], "PYTHONPATH": str(install)}
        line = [*BOUND, sys.executable, "-m", "sdtm", "build", str(folder), "--out", str(tmp_path / "out")]
        done = subprocess.run(line, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert sorted(path.as_posix() for path in install.rglob("*")) == before


# --- G2: paths


PATHS = ["with blanks and (brackets)", "Über straße ñ 試験", "'quoted' & $HOME; rm", "x" * 120 + "/" + "y" * 120]


@pytest.mark.parametrize("name", PATHS)
def test_paths(name: str, tmp_path: Path) -> None:
    folder = write_study(tmp_path / name / "mini")
    (tmp_path / name / "results").mkdir()
    done = run(["build", folder, "--out", tmp_path / name / "results" / "out"])
    assert (done.returncode, done.stderr) == (0, "")
    plain = write_study(tmp_path / "plain" / "mini")
    assert main(["build", str(plain), "--out", str(tmp_path / "expected"), "--quiet"]) == 0
    assert hashes(tmp_path / name / "results" / "out") == hashes(tmp_path / "expected")


# --- G3, G7: the same bytes, whatever the clock, the locale and the hash seed

ELSEWHERE = [
    {"LC_ALL": "C", "PYTHONHASHSEED": "0", "TZ": "Asia/Tokyo"},
    {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "1", "TZ": "America/St_Johns"},
    {"LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "random", "PYTHONUTF8": "0", "TZ": "Pacific/Kiritimati"},
    {"LANG": "ja_JP.SJIS", "PYTHONHASHSEED": "4294967295", "PYTHONOPTIMIZE": "2"},
]


@pytest.mark.parametrize("more", ELSEWHERE)
def test_same_bytes_elsewhere(more: dict[str, str], tmp_path: Path) -> None:
    """The small study with letters beyond ASCII, in other locales, time zones and hash seeds."""
    events = "subject,term,started\n01-001,Headache,05-JAN-2019\n01-002,Fi\u00e8vre \u0130\u0131\u00df,UN-UNK-2019\n"
    plain = AE.replace("'assign(term)'", "'plain(term)'")
    folder = write_study(tmp_path / "mini", {"raw/events.csv": events, "sdtm/ae.toml": plain})
    first = run(["build", folder, "--out", tmp_path / "a"])
    second = run(["build", folder, "--out", tmp_path / "b"], BARE | more)
    assert first.returncode == second.returncode == 0, second.stderr
    assert first.stdout.replace("/a\n", "/b\n") == second.stdout
    assert hashes(tmp_path / "a") == hashes(tmp_path / "b")


def test_source_date_epoch(folder: Path, tmp_path: Path) -> None:
    """The time in the files is SOURCE_DATE_EPOCH, else the cut-off of the study; what is no number is refused."""
    for epoch, name in (("1704067200", "said"), ("", "unsaid")):
        assert run(["build", folder, "--out", tmp_path / name], BARE | {"SOURCE_DATE_EPOCH": epoch}).returncode == 0
    assert b"01JAN24:00:00:00" in (tmp_path / "said" / "dm.xpt").read_bytes()[:2000]
    assert b"31DEC20:00:00:00" in (tmp_path / "unsaid" / "dm.xpt").read_bytes()[:2000]
    for epoch in ("yesterday", "²", "9" * 30):
        done = run(["build", folder, "--out", tmp_path / "out"], BARE | {"SOURCE_DATE_EPOCH": epoch})
        assert done.returncode == 3
        assert f"{epoch!r} is no number of seconds" in done.stderr


# --- no room, no right


def test_no_room(folder: Path, tmp_path: Path) -> None:
    """No file may grow beyond 1 kB, as on a full disk: 3, and the old files stay as they were."""
    out = tmp_path / "out"
    assert main(["build", str(folder), "--out", str(out), "--quiet"]) == 0
    before = hashes(out)
    (folder / "raw" / "events.csv").write_text("subject,term,started\n01-001,Other,05-JAN-2019\n")
    limit: Any = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))}
    done = run(["build", folder, "--out", out], **limit)
    assert done.returncode == 3
    assert "cannot be written: File too large" in done.stderr
    assert "the files that were there are unchanged" in done.stderr
    assert hashes(out) == before


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nothing below the folder may be written."""
    everything = [folder, *folder.rglob("*")]
    for path in everything:
        path.chmod(path.stat().st_mode & ~0o222)
    try:
        yield
    finally:
        for path in everything:
            path.chmod(path.stat().st_mode | 0o200)


@needs_permissions
def test_read_only_output(tmp_path: Path) -> None:
    """3 before anything is read: the raw folder is not even looked at."""
    folder = write_study(tmp_path / "mini", {"raw/events.csv": b"\x00 never read"})
    (tmp_path / "out").mkdir()
    with read_only(tmp_path / "out"):
        line = [*BOUND, sys.executable, "-m", "sdtm", "build", str(folder), "--out", str(tmp_path / "out")]
        done = subprocess.run(line, env=BARE, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "cannot be written: Permission denied" in done.stderr
    assert "events.csv" not in done.stderr


@pytest.mark.parametrize("kind", ["a file", "no parent"])
def test_no_place_for_the_output(kind: str, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    if kind == "a file":
        out.write_text("mine")
    done = run(["build", folder, "--out", out if kind == "a file" else tmp_path / "none" / "out"])
    assert (done.returncode, done.stdout) == (3, "")
    assert "Traceback" not in done.stderr
    assert kind != "a file" or out.read_text() == "mine"


def test_a_dataset_of_another_build_does_not_stay_beside_the_new_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unblinded build's file under a blinded one would tell who received what: 3, and nothing is written."""
    folder, out = write_study(tmp_path / "mini"), tmp_path / "out"
    assert main(["build", str(folder), "--out", str(out)]) == 0
    before = (out / "ae.xpt").read_bytes()
    (out / "suppex.xpt").write_bytes(b"of another build")
    (folder / "raw" / "events.csv").write_text("subject,term,started\n01-001,New,05-JAN-2019\n", encoding="utf-8")
    assert main(["build", str(folder), "--out", str(out)]) == 3
    assert "holds suppex.xpt, which this build does not make" in capsys.readouterr().err
    assert (out / "ae.xpt").read_bytes() == before
    assert main(["build", str(folder), "--out", str(out), "--only", "AE"]) == 0
    assert (out / "ae.xpt").read_bytes() != before
