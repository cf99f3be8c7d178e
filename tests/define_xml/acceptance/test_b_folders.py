"""List B, 14 to 17: what a full disk, a kill, a closed folder and a second process leave behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.define_xml.acceptance.bad_files import ODD_VARIABLES, dm, put
from tests.define_xml.acceptance.command import LEAN, POSIX, asked, line, lines, listed, powerless, ran
from tests.process import hashes

Shown = pytest.CaptureFixture[str]
pytestmark = POSIX
FORMATS = ("xpt", "json", "ndjson", "dsjc", "parquet", "csv")
OLD = b"what was there before\n"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file whose copies in every format are larger than the disks of these tests."""
    return put(tmp_path_factory.mktemp("source"), dm(20_000, ODD_VARIABLES))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder with an old file of each format."""
    folder = tmp_path / "out"
    folder.mkdir()
    for format_ in FORMATS:
        (folder / f"dm.{format_}").write_bytes(OLD)
    return folder


def old(folder: Path) -> bool:
    """All is as it was, and nothing more."""
    names = [f"dm.{format_}" for format_ in sorted(FORMATS)]
    return listed(folder) == names and all((folder / name).read_bytes() == OLD for name in names)


@pytest.mark.parametrize("format_", FORMATS)
def test_b14_no_file_may_grow(format_: str, source: Path, out: Path) -> None:
    """The system refuses each write beyond 30,000 bytes: with these the file could already be read."""
    said = ran(line("convert", source, out / f"dm.{format_}"), limits={"file": 30_000})
    assert (said.code, said.out) == (3, "")
    assert said.err == lines(f"""
        dm.{format_}
            cannot be written: File too large
            check space and permissions; the files that were there are unchanged
    """) + "\n"  # fmt: skip
    assert old(out)


def test_b14_no_file_may_grow_in_a_folder(source: Path, out: Path) -> None:
    """The first file fits, the second does not: neither takes its name."""
    sources = out.parent / "sources"
    put(sources, replace(dm(10, ODD_VARIABLES), name="AE"), "ae.xpt")
    shutil.copy(source, sources)
    said = ran(line("convert", sources, out, "--to", "json"), limits={"file": 30_000})
    assert said.code == 3
    assert "dm.json" in said.err
    assert old(out)


FULL = """
set -e
mount -t tmpfs -o size=32k none "$1"
printf 'what was there before\\n' > "$1/dm.$3"
status=0
"$4" -m define_xml convert "$2" "$1/dm.$3" || status=$?
find "$1" -mindepth 1 -printf '%f %s\\n'
cat "$1/dm.$3"
exit $status
"""


@pytest.mark.parametrize("format_", FORMATS)
def test_b14_a_full_disk(format_: str, source: Path, tmp_path: Path) -> None:
    """A disk of 32,768 bytes, mounted for this test alone."""
    begun = ["unshare", "--user", "--map-root-user", "--mount"]
    tried = [*begun, "mount", "-t", "tmpfs", "none", str(tmp_path)]
    if shutil.which("unshare") is None or subprocess.run(tried, check=False, capture_output=True).returncode:
        pytest.skip("this system lets no user mount a small disk")
    words = ["sh", "-c", FULL, "sh", str(tmp_path), str(source), format_, line()[0]]
    said = ran([*begun, *words])
    assert said.code == 3
    assert said.err == lines(f"""
        dm.{format_}
            cannot be written: No space left on device
            check space and permissions; the files that were there are unchanged
    """) + "\n"  # fmt: skip
    assert said.out == f"dm.{format_} {len(OLD)}\n{OLD.decode()}"


@contextmanager
def writing(source: Path, target: Path) -> Iterator[subprocess.Popen[str]]:
    """A conversion that is stopped in the middle of its write."""
    pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(line("convert", source, target), env=LEAN, **pipes) as process:
        try:
            until = time.monotonic() + 60
            while process.poll() is None and time.monotonic() < until:
                if any(path.stat().st_size for path in target.parent.glob(f".{target.name}*.part")):
                    process.send_signal(signal.SIGSTOP)
                    # The signal takes a moment to arrive: until then it goes on writing.
                    os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
                    break
                time.sleep(0.001)
            assert process.poll() is None, process.communicate(timeout=5)
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("format_", FORMATS)
def test_b15_killed(format_: str, source: Path, out: Path) -> None:
    target = out / f"dm.{format_}"
    with writing(source, target) as process:
        process.kill()
        assert process.wait(timeout=10) == -signal.SIGKILL
    left = [name for name in listed(out) if name.startswith(".")]
    assert any(name.endswith(".part") for name in left)
    for name in left:
        assert name == ".writing.lock" or name.startswith(f".{target.name}.")
    assert target.read_bytes() == OLD
    # The next run knows what was left and takes it away.
    assert ran(line("convert", source, target)).code == 0
    beside = ["dm.csv-metadata.json"] if format_ == "csv" else []
    assert listed(out) == sorted([*beside, *(f"dm.{one}" for one in FORMATS)])
    assert target.read_bytes() != OLD
    assert ran(line("inspect", target)).code == 0


def test_b16_no_such_folder(tmp_path: Path, source: Path, capsys: Shown) -> None:
    said = asked(capsys, "convert", source, tmp_path / "none" / "out" / "dm.json")
    assert (said.code, said.out) == (3, "")
    assert said.err == lines("""
        out
            its parent folder none does not exist
            make it, or choose another output
    """) + "\n"  # fmt: skip
    assert listed(tmp_path) == []


def test_b16_a_file_where_the_folder_should_be(tmp_path: Path, source: Path, capsys: Shown) -> None:
    (tmp_path / "out").write_bytes(OLD)
    for target in (tmp_path / "out" / "dm.json", tmp_path / "out" / "under" / "dm.json"):
        said = asked(capsys, "convert", source, target)
        assert (said.code, said.out) == (3, "")
        assert said.err == lines("""
            out
                a file, no folder
                choose another output
        """) + "\n"  # fmt: skip
    assert (tmp_path / "out").read_bytes() == OLD


def test_b16_a_folder_where_the_file_should_be(tmp_path: Path, source: Path, capsys: Shown) -> None:
    (tmp_path / "dm.json" / "x").mkdir(parents=True)
    said = asked(capsys, "convert", source, tmp_path / "dm.json")
    assert listed(tmp_path) == ["dm.json", "dm.json/x"]
    assert (said.code, said.out) == (3, "")
    assert said.err == "dm.json\n    a folder, no file\n    choose another output\n"


@pytest.mark.parametrize("format_", FORMATS)
def test_b16_a_folder_that_is_closed(format_: str, source: Path, out: Path) -> None:
    out.chmod(0o555)
    try:
        said = ran([*powerless(), *line("convert", source, out / f"dm.{format_}")])
    finally:
        out.chmod(0o755)
    assert (said.code, said.out) == (3, "")
    assert said.err == lines("""
        out
            cannot be written: Permission denied
            check space and permissions; the files that were there are unchanged
    """) + "\n"  # fmt: skip
    assert old(out)


def test_b16_is_said_before_anything_is_read(tmp_path: Path, capsys: Shown) -> None:
    """The input is no file at all: of the two faults the one that needs no work is told first."""
    path = put(tmp_path, b"")
    said = asked(capsys, "convert", path, tmp_path / "none" / "out" / "dm.json")
    assert said.code == 3
    assert "its parent folder none does not exist" in said.err


@pytest.mark.parametrize("format_", ["xpt", "json", "parquet"])
def test_b17_a_second_process(format_: str, source: Path, out: Path) -> None:
    target = out / f"dm.{format_}"
    with writing(source, target) as process:
        held = hashes(out)
        second = ran(line("convert", source, target))
        assert (second.code, second.out) == (3, "")
        assert second.err == lines("""
            out
                another process is writing to this folder
                wait for it, or choose another folder
        """) + "\n"  # fmt: skip
        assert hashes(out) == held
        process.send_signal(signal.SIGCONT)
        assert process.wait(timeout=60) == 0
    assert listed(out) == [f"dm.{one}" for one in sorted(FORMATS)]
    assert ran(line("inspect", target)).code == 0


def test_b17_two_at_once(source: Path, out: Path) -> None:
    """Whoever comes first writes, whoever comes second is told; whole files whatever happens."""
    started = [subprocess.Popen(line("convert", source, out / "dm.json"), env=LEAN, stderr=-1) for _ in range(2)]
    ends = [(process.communicate(timeout=60)[1], process.returncode) for process in started]
    assert {code for _, code in ends} <= {0, 3}
    assert 0 in {code for _, code in ends}
    assert listed(out) == [f"dm.{one}" for one in sorted(FORMATS)]
    assert ran(line("inspect", out / "dm.json")).code == 0
