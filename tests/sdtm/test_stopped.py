"""Builds that are stopped, killed, or meet another: what they leave in the output folder."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sdtm.__main__ import main
from tests.folder import AE, write_study
from tests.process import BARE, hashes, run, top

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small study."""
    return write_study(tmp_path / "mini")


WAITING = '''"""Words of this study."""
import time
from pathlib import Path
from pandas import Series


def waited(term: Series) -> Series:
    """The term, after a long time.

    Example: AETERM = 'waited(term)'
    """
    Path(MARK).touch()
    time.sleep(60)
    return term
'''

# A build that stops before its second file is written, with the first beside its place and the folder locked.
HELD = """
import sys, time
from pathlib import Path
from define_xml.transport import whole
write, count = whole._write, 0
def held(part, blocks):
    global count
    count += 1
    if count == 2:
        Path(sys.argv[1]).touch()
        while not Path(sys.argv[1] + ".go").exists():
            time.sleep(0.01)
    write(part, blocks)
whole._write = held
from sdtm.__main__ import main
sys.exit(main(sys.argv[2:]))
"""


@contextmanager
def started(line: list[str], mark: Path, at: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has reached its mark; surely ended afterwards."""
    pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(line, env=BARE, cwd=at, text=True, start_new_session=True, **pipes) as process:
        try:
            until = time.monotonic() + 60
            while not mark.exists() and process.poll() is None and time.monotonic() < until:
                time.sleep(0.01)
            assert mark.exists(), process.communicate(timeout=5)
            yield process
        finally:
            process.kill()


def held(folder: Path, out: Path, mark: Path) -> list[str]:
    """The command line of a build that waits in the middle of its writing."""
    return [sys.executable, "-c", HELD, str(mark), "build", str(folder), "--out", str(out)]


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_while_building(sent: signal.Signals, status: int, tmp_path: Path) -> None:
    """In the middle of a rule: the shell's status, no traceback, no output folder."""
    mark = tmp_path / "mark"
    own = WAITING.replace("MARK", repr(str(mark)))
    ae = AE.replace("'assign(term)'", "'waited(term)'", 1)
    folder = write_study(tmp_path / "mini", {"algorithms.py": own, "sdtm/ae.toml": ae})
    line = [sys.executable, "-m", "sdtm", "build", str(folder), "--out", str(tmp_path / "out")]
    with started(line, mark, tmp_path) as process:
        process.send_signal(sent)
        out, err = process.communicate(timeout=30)
    assert process.returncode == status
    assert out == ""
    assert "Traceback" not in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mark", "mini"]


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("there", [False, True])
def test_stopped_while_writing(sent: signal.Signals, status: int, there: bool, folder: Path, tmp_path: Path) -> None:
    """Between two files: the folder is as it was, drafts and lock are gone."""
    out, mark = tmp_path / "out", tmp_path / "mark"
    if there:
        assert main(["build", str(folder), "--out", str(out), "--quiet"]) == 0
        (folder / "raw" / "events.csv").write_text("subject,term,started\n01-001,Other,05-JAN-2019\n")
    before = hashes(out) if there else None
    with started(held(folder, out, mark), mark, tmp_path) as process:
        process.send_signal(sent)
        _, err = process.communicate(timeout=30)
    assert process.returncode == status, err
    assert "Traceback" not in err
    assert (hashes(out) if out.exists() else None) == before


def test_killed_while_writing(folder: Path, tmp_path: Path) -> None:
    """SIGKILL leaves drafts and a lock file; the next build takes them away and is whole."""
    out, mark = tmp_path / "out", tmp_path / "mark"
    with started(held(folder, out, mark), mark, tmp_path) as process:
        process.kill()
        process.wait(10)
    assert any(name.endswith(".part") for name in hashes(out))
    assert main(["build", str(folder), "--out", str(out), "--quiet"]) == 0
    assert top(hashes(out)) == ["ae.xpt", "define.html", "define.xml", "dm.xpt", "ledger.json"]


def test_two_on_one_folder(folder: Path, tmp_path: Path) -> None:
    """While one writes the other is refused before it begins; the first ends well."""
    out, mark = tmp_path / "out", tmp_path / "mark"
    with started(held(folder, out, mark), mark, tmp_path) as process:
        second = run(["build", folder, "--out", out])
        assert (second.returncode, second.stdout) == (3, "")
        assert second.stderr.startswith("out\n    another process is writing to this folder\n")
        Path(f"{mark}.go").touch()
        _, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert top(hashes(out)) == ["ae.xpt", "define.html", "define.xml", "dm.xpt", "ledger.json"]
