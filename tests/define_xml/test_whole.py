"""Files whole or not at all: on a disk that is full, under a limit, and killed at any moment."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from define_xml.transport import whole
from define_xml.transport.whole import drop_leftovers, locked, whole_files
from mappings.error import InputError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals, limits and mounts of POSIX")
REPOSITORY = Path(__file__).parents[2]
OLD = b"what was there before\n"
BLOCK = b"x" * 4096


def names(folder: Path) -> list[str]:
    """What is in the folder."""
    return sorted(path.name for path in folder.iterdir())


def refused(write: Callable[[], None]) -> list[str]:
    """The lines of the error."""
    with pytest.raises(InputError) as caught:
        write()
    return [line.strip() for line in str(caught.value).splitlines()]


def write(folder: Path, count: int = 64, name: str = "dm.xpt") -> None:
    """Writes a file of so many blocks."""
    with whole_files(folder) as draft:
        draft(name, (BLOCK for _ in range(count)))


def test_a_file_is_new_or_old(tmp_path: Path) -> None:
    write(tmp_path, 2)
    assert (tmp_path / "dm.xpt").read_bytes() == BLOCK * 2

    def broken() -> Iterator[bytes]:
        yield BLOCK
        raise InputError("dm.xpt  record 3", "no", "mend it")

    def both() -> None:
        with whole_files(tmp_path) as draft:
            draft("ae.xpt", [OLD])
            draft("dm.xpt", broken())

    assert refused(both)[0] == "dm.xpt  record 3"
    assert names(tmp_path) == ["dm.xpt"]
    assert (tmp_path / "dm.xpt").read_bytes() == BLOCK * 2


def test_the_draft_is_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that gives back another byte than it was given."""
    (tmp_path / "dm.xpt").write_bytes(OLD)
    sync = os.fsync

    def faulty(number: int) -> None:
        os.pwrite(number, b"y", 5000)
        sync(number)

    monkeypatch.setattr(os, "fsync", faulty)
    assert refused(lambda: write(tmp_path))[:2] == ["dm.xpt", "read back from the disk, it is not what was written"]
    assert names(tmp_path) == ["dm.xpt"]
    assert (tmp_path / "dm.xpt").read_bytes() == OLD


@contextmanager
def limit(size: int) -> Iterator[None]:
    """No file may grow beyond: the system refuses the write, as a quota does."""
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.getsignal(signal.SIGXFSZ)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("room", [0, 1, 4095, 4096, 10_000, 64 * 4096 - 1])
def test_b14_no_file_may_grow(room: int, tmp_path: Path) -> None:
    (tmp_path / "dm.xpt").write_bytes(OLD)
    with limit(room):
        told = refused(lambda: write(tmp_path))
    assert told == [
        "dm.xpt",
        "cannot be written: File too large",
        "check space and permissions; the files that were there are unchanged",
    ]
    assert names(tmp_path) == ["dm.xpt"]
    assert (tmp_path / "dm.xpt").read_bytes() == OLD
    with limit(64 * 4096):
        write(tmp_path)
    assert (tmp_path / "dm.xpt").read_bytes() == BLOCK * 64


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_b14_a_device_that_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dm.xpt").write_bytes(OLD)
    opened = whole._hold

    def full(part: Path) -> object:
        held = opened(part)
        part.unlink()
        part.symlink_to("/dev/full")
        return held

    monkeypatch.setattr(whole, "_hold", full)
    assert refused(lambda: write(tmp_path, 1))[:2] == ["dm.xpt", "cannot be written: No space left on device"]
    assert names(tmp_path) == ["dm.xpt"]
    assert (tmp_path / "dm.xpt").read_bytes() == OLD


SMALL_DISK = """
set -e
mount -t tmpfs -o size=1m none "$1"
printf 'what was there before\\n' > "$1/dm.xpt"
status=0
"$2" -c "$3" "$1" || status=$?
find "$1" -mindepth 1 -printf '%f %s\\n'
cat "$1/dm.xpt"
exit $status
"""
FILL = """
import sys
from pathlib import Path
from define_xml.transport.whole import whole_files
from mappings.error import InputError
try:
    with whole_files(Path(sys.argv[1])) as draft:
        draft("ae.xpt", [b"a" * 4096] * 8)
        draft("dm.xpt", (b"x" * 4096 for _ in range(1000)))
except InputError as error:
    print(error)
    sys.exit(3)
"""
_MOUNT = ["unshare", "--user", "--map-root-user", "--mount"]


def test_b14_a_full_disk(tmp_path: Path) -> None:
    """A disk of one megabyte, mounted for this test alone."""
    tried = [*_MOUNT, "mount", "-t", "tmpfs", "none", str(tmp_path)]
    if shutil.which("unshare") is None or subprocess.run(tried, check=False, capture_output=True).returncode:
        pytest.skip("this system lets no user mount a small disk")
    line = [*_MOUNT, "sh", "-c", SMALL_DISK, "sh", str(tmp_path), sys.executable, FILL]
    said = subprocess.run(line, check=False, capture_output=True, text=True, cwd=REPOSITORY)
    assert (said.returncode, said.stderr) == (3, "")
    assert said.stdout.splitlines() == [
        "dm.xpt",
        "    cannot be written: No space left on device",
        "    check space and permissions; the files that were there are unchanged",
        f"dm.xpt {len(OLD)}",
        OLD.decode().strip(),
    ]


# A process that writes generation after generation of two files, each block of which bears its generation.
WRITER = """
import sys
from pathlib import Path
from define_xml.transport.whole import whole_files
generation = int(sys.argv[2])
while True:
    generation += 1
    with whole_files(Path(sys.argv[1])) as draft:
        for name in ("dm.xpt", "ae.xpt"):
            draft(name, (b"%08d" % generation * 2048 for _ in range(30)))
"""


def test_b15_killed_at_any_moment(tmp_path: Path) -> None:
    """Each file is whole, of one generation; drafts that are left are known, and gone after the next run."""
    chance = random.Random(15)
    before, left = 0, 0
    for _ in range(25):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), str(before)], cwd=REPOSITORY) as process:
            until = time.monotonic() + 30
            while not (tmp_path / "ae.xpt").exists() or generation(tmp_path / "ae.xpt") == before:
                assert time.monotonic() < until
                time.sleep(0.001)
            time.sleep(chance.random() * 0.03)
            process.kill()
        first, second = generation(tmp_path / "dm.xpt"), generation(tmp_path / "ae.xpt")
        # Between the two renames, which no system does as one, the first is new and the second is old.
        assert first - second in (0, 1)
        others = [name for name in names(tmp_path) if name not in ("ae.xpt", "dm.xpt")]
        assert all(whole._LEFT.fullmatch(name) for name in others)
        left += bool(others)
        before = second
    assert left > 0
    for name in ("dm.xpt", "ae.xpt"):
        write(tmp_path, 1, name)
    assert names(tmp_path) == ["ae.xpt", "dm.xpt"]


def generation(path: Path) -> int:
    """The generation of a file, which is whole."""
    data = path.read_bytes()
    assert len(data) == 8 * 2048 * 30
    assert data == data[:8] * (len(data) // 8)
    return int(data[:8])


def test_leftovers_are_known_from_what_others_write(tmp_path: Path) -> None:
    dead = [".dm.xpt.1.part", ".dm.xpt.99999.old.part", ".ae.xpt.4.part"]
    kept = ["dm.xpt.1.part", ".dm.xpt.part", ".dm.xpt.x.part", "dm.xpt", ".other"]
    for name in dead + kept:
        (tmp_path / name).write_bytes(OLD)
    write(tmp_path, 1)
    assert names(tmp_path) == sorted([*kept, ".ae.xpt.4.part"])
    with locked(tmp_path):
        drop_leftovers(tmp_path)
    assert names(tmp_path) == sorted(kept)


def test_what_another_writes_now_is_no_leftover(tmp_path: Path) -> None:
    """Two runs on one file: neither takes the other's draft away, and the last that ends is the file."""
    with whole_files(tmp_path) as draft:
        mine = draft("dm.xpt", [OLD])
        child = f"import sys; sys.path.insert(0, {str(REPOSITORY)!r}); " + WRITER.replace("while True:", "if True:")
        child = child.replace('("dm.xpt", "ae.xpt")', '("dm.xpt",)')
        subprocess.run([sys.executable, "-c", child, str(tmp_path), "6"], check=True, cwd=REPOSITORY)
        assert mine.read_bytes() == OLD
        assert generation(tmp_path / "dm.xpt") == 7
        with locked(tmp_path):
            drop_leftovers(tmp_path)
        assert mine.exists()
    assert (tmp_path / "dm.xpt").read_bytes() == OLD
    assert names(tmp_path) == ["dm.xpt"]


def test_one_process_writes_a_file_once_at_a_time(tmp_path: Path) -> None:
    with whole_files(tmp_path) as draft:
        draft("dm.xpt", [OLD])
        assert refused(lambda: write(tmp_path))[:2] == ["dm.xpt", "another process is writing this file"]
    assert (tmp_path / "dm.xpt").read_bytes() == OLD


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    told = refused(lambda: write(tmp_path / "none"))
    assert told[:2] == ["dm.xpt", "cannot be written: No such file or directory"]
