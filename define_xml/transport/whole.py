"""Files whole or not at all: written beside, made durable, renamed together; the old ones stay if anything fails."""

from __future__ import annotations

import os
import re
import shutil
import signal
import stat
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from types import FrameType
from typing import IO
from zlib import crc32

from mappings.error import InputError

LOCK = ".writing.lock"
# Bytes that are read back at a time.
_STEP = 1 << 20
_LEFT = re.compile(r"\.(?P<name>.+)\.\d+(\.old)?\.part")

Draft = Callable[[str, Iterable[bytes]], Path]


@contextmanager
def whole_files(folder: Path) -> Iterator[Draft]:
    """A function (name, blocks) that writes a draft beside the file of that name; all are renamed at the end, or none.

    Each draft is read back from the disk and must be what was written. A kill that no program can catch may leave
    drafts (the next run that writes the file removes them, `drop_leftovers` all of a folder), or, between two renames,
    some files new and some old: each is whole.
    """
    drafts: list[tuple[Path, Path]] = []
    held: list[IO[bytes]] = []

    def draft(name: str, blocks: Iterable[bytes]) -> Path:
        part = _part(folder / name)
        with writable(folder / name):
            for left in sorted(folder.glob(f".{escape(name)}.*.part")):
                found = _LEFT.fullmatch(left.name)
                if found and found["name"] == name:
                    _drop_dead(left)
            held.append(_hold(part))
            drafts.append((part, folder / name))
            _as_closed_as(part, folder / name)
            _write(part, blocks)
        return part

    with writable(folder), _stoppable():
        try:
            yield draft
            _rename(drafts)
            _sync(folder)
        finally:
            for file in held:
                file.close()
            for part, _ in drafts:
                part.unlink(missing_ok=True)


@contextmanager
def writable(path: Path) -> Iterator[None]:
    """What the system refuses to write, as an InputError about the file it names, or else the path."""
    try:
        yield
    except OSError as error:
        named = Path(error.filename).name if isinstance(error.filename, str) else LOCK
        # Nobody knows the lock: it is the folder that cannot be written.
        place = path.name if named == LOCK else named
        draft = _LEFT.fullmatch(place)
        problem = f"cannot be written: {error.strerror or error}"
        remedy = "check space and permissions; the files that were there are unchanged"
        raise InputError(draft["name"] if draft else place, problem, remedy) from None


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """What the system refuses to read, as an InputError."""
    try:
        yield
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        raise InputError(path.name, problem, "check the path and its permissions") from None


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """The folder for this process alone, while it writes; InputError if another has it."""
    path = folder / LOCK
    with writable(folder):
        file = path.open("a+b")
    with file:
        # The lock is the system's: it ends with the process, however that ends. A holder takes its file away when it
        # leaves, so a lock on a file that is no longer the folder's is none.
        if not (_lock(file) and _same(path, file)):
            raise InputError(
                folder.name, "another process is writing to this folder", "wait for it, or choose another folder"
            )
        try:
            yield
        finally:
            # Windows keeps an open file; the next run takes it over.
            with suppress(OSError):
                path.unlink()


def drop_leftovers(folder: Path) -> None:
    """Removes the drafts of a run that was killed. Only for who has the folder alone."""
    with writable(folder):
        for path in sorted(folder.iterdir()):
            if _LEFT.fullmatch(path.name):
                _drop_dead(path)


def _drop_dead(part: Path) -> None:
    """Removes a draft that nobody holds."""
    if sys.platform == "win32":
        # Nobody can remove there what another has open.
        with suppress(PermissionError):
            part.unlink()
        return
    with suppress(FileNotFoundError), part.open("rb") as file:
        if _lock(file):
            part.unlink()


def _hold(part: Path) -> IO[bytes]:
    """The draft, empty and locked until it is closed: whoever finds it locked leaves it alone."""
    file = part.open("ab")
    if sys.platform == "win32":
        # An open file is not removed there anyway, nor renamed.
        file.close()
    elif not (_lock(file) and _same(part, file)):
        file.close()
        raise InputError(_named(part), "another process is writing this file", "wait for it, or choose another folder")
    return file


def _as_closed_as(part: Path, path: Path) -> None:
    """The draft may be read by whom the file it replaces may be read by."""
    if path.is_file():
        part.chmod(stat.S_IMODE(path.stat().st_mode) | stat.S_IWUSR)


def _same(path: Path, file: IO[bytes]) -> bool:
    return path.exists() and path.stat().st_ino == os.fstat(file.fileno()).st_ino


def _lock(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _part(path: Path, kind: str = "") -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}{kind}.part")


def _write(part: Path, blocks: Iterable[bytes]) -> None:
    size = sum_ = 0
    with part.open("wb") as file:
        for block in blocks:
            file.write(block)
            size, sum_ = size + len(block), crc32(block, sum_)
        file.flush()
        os.fsync(file.fileno())
    if _found(part) != (size, sum_):
        problem = "read back from the disk, it is not what was written"
        raise InputError(_named(part), problem, "check the disk; try another")


def _named(part: Path) -> str:
    """The name of the file that the draft is to be."""
    return part.name.removeprefix(".").rsplit(".", 2)[0]


def _found(part: Path) -> tuple[int, int]:
    """Size and checksum of the file as the disk has it."""
    size = sum_ = 0
    with part.open("rb", buffering=0) as file:
        while block := file.read(_STEP):
            size, sum_ = size + len(block), crc32(block, sum_)
    return size, sum_


def _rename(drafts: list[tuple[Path, Path]]) -> None:
    """All drafts to their names; if one cannot be, all files are as they were."""
    olds = {path: _part(path, ".old") for _, path in drafts if path.exists()}
    done: list[Path] = []
    try:
        for path, old in olds.items():
            _keep(path, old)
        for part, path in drafts:
            done.append(path)
            part.replace(path)
    except BaseException:
        _restore(done, olds)
        raise
    finally:
        for old in olds.values():
            old.unlink(missing_ok=True)


def _keep(path: Path, old: Path) -> None:
    """A second name for the file, or a copy where the system knows no second names."""
    try:
        old.hardlink_to(path)
    except OSError:
        shutil.copy2(path, old)


def _restore(done: list[Path], olds: dict[Path, Path]) -> None:
    for path in done:
        if path in olds:
            olds[path].replace(path)
        elif not _part(path).exists():
            # Its draft is gone: what stands there is the new file.
            path.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """The new names made durable; Windows does so by itself, and opens no folders."""
    if sys.platform == "win32":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def _stoppable() -> Iterator[None]:
    """SIGTERM ends the program as Ctrl-C does, so that drafts are removed; as it was, afterwards."""
    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
