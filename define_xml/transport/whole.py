"""Files whole or not at all: written beside, made durable, renamed together; the old ones stay if anything fails."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import IO

from mappings.error import InputError

LOCK = ".writing.lock"
_LEFT = re.compile(r"\..+\.\d+(\.old)?\.part")

Draft = Callable[[str, Iterable[bytes]], Path]


@contextmanager
def whole_files(folder: Path) -> Iterator[Draft]:
    """A function (name, blocks) that writes a draft beside the file of that name; all are renamed at the end, or none.

    A kill that no program can catch may leave drafts (`drop_leftovers` knows them), or, between two renames, some
    files new and some old: each is whole.
    """
    drafts: list[tuple[Path, Path]] = []

    def draft(name: str, blocks: Iterable[bytes]) -> Path:
        part = _part(folder / name)
        drafts.append((part, folder / name))
        _write(part, blocks)
        return part

    with writable(folder), _stoppable():
        try:
            yield draft
            _rename(drafts)
            _sync(folder)
        finally:
            for part, _ in drafts:
                part.unlink(missing_ok=True)


@contextmanager
def writable(folder: Path) -> Iterator[None]:
    """What the system refuses to write, as an InputError."""
    try:
        yield
    except OSError as error:
        place = Path(error.filename).name if isinstance(error.filename, str) else folder.name
        problem = f"cannot be written: {error.strerror or error}"
        raise InputError(
            place, problem, "check space and permissions; the files that were there are unchanged"
        ) from None


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
                folder.name, "another process is writing to this folder", "wait for it, or choose another --out"
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
                path.unlink()


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
    with part.open("wb") as file:
        for block in blocks:
            file.write(block)
        file.flush()
        os.fsync(file.fileno())


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
