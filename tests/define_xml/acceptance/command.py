"""The command as a user meets it: in this process or in one of its own, within limits of time, memory and disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import define_xml
from define_xml.__main__ import main
from mappings.error import InputError, MappingError
from tests.process import BARE

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="limits, links and signals of POSIX")
# Address space: what the interpreter and its libraries take by themselves is about half of it.
MEMORY = 2 << 30
TRACE = "Traceback"


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it wrote on both its channels."""

    code: int
    out: str
    err: str


Limits = Mapping[str, int]


def limited(limits: Limits) -> Callable[[], None]:
    """What sets the limits in a new process: `memory` and `file` in bytes."""

    def limit() -> None:
        import resource

        kinds = {"memory": resource.RLIMIT_AS, "file": resource.RLIMIT_FSIZE}
        for kind, value in limits.items():
            resource.setrlimit(kinds[kind], (value, value))

    return limit


# Each thread of the numerical library would reserve memory of its own.
LEAN = {**BARE, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def line(*words: str | Path) -> list[str]:
    """`python -m define_xml ...` for a process of its own."""
    return [sys.executable, "-m", "define_xml", *map(str, words)]


def ran(words: Sequence[str], *, limits: Limits | None = None, seconds: float = 60, at: Path | None = None) -> Said:
    """The line run in a process of its own; one that takes longer is a fault."""
    before = limited(limits) if limits else None
    done = subprocess.run(
        words, env=LEAN, capture_output=True, text=True, timeout=seconds, check=False, preexec_fn=before, cwd=at
    )
    said = Said(done.returncode, done.stdout, done.stderr)
    assert TRACE not in said.out + said.err, said
    return said


def asked(capsys: pytest.CaptureFixture[str], *words: str | Path) -> Said:
    """`python -m define_xml ...` in this process."""
    capsys.readouterr()
    code = main([str(word) for word in words])
    shown = capsys.readouterr()
    assert TRACE not in shown.out + shown.err
    return Said(code, shown.out, shown.err)


def listed(folder: Path) -> list[str]:
    """Every name below the folder, hidden ones too."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def lines(text: str) -> str:
    """The text as it stands in a test: without line breaks around it, and without the indent of all its lines."""
    import textwrap

    return textwrap.dedent(text).strip("\n")


def refused(capsys: pytest.CaptureFixture[str], path: Path, message: str, *options: str) -> None:
    """Both commands and the Python API refuse the file with exactly these words, and nothing is written."""
    wanted = lines(message)
    out = path.parent / "refused"
    out.mkdir()
    with pytest.raises(InputError) as raised:
        define_xml.read_dataset(path, **named(options))
    assert str(raised.value) == wanted, str(raised.value)
    for words in (("inspect", path), ("convert", path, out / "dm.json"), ("convert", path, out / "dm.parquet")):
        said = asked(capsys, *words, *options)
        assert (said.code, said.err.rstrip("\n"), said.out) == (3, wanted, ""), (words[0], said)
        assert listed(out) == []
    out.rmdir()


def refused_to_write(capsys: pytest.CaptureFixture[str], path: Path, message: str, *options: str) -> None:
    """No transport file is made of this one, with exactly these words; an old one stays as it is."""
    target = path.with_suffix(".xpt")
    target.write_bytes(b"old")
    before = listed(path.parent)
    said = asked(capsys, "convert", path, target, *options)
    assert (said.code, said.err.rstrip("\n"), said.out) == (3, lines(message), ""), said
    assert listed(path.parent) == before
    assert target.read_bytes() == b"old"
    target.unlink()


def named(options: Sequence[str]) -> dict[str, Any]:
    """`--encoding cp1252` as Python says it."""
    pairs = zip(options[::2], options[1::2], strict=True)
    return {name.removeprefix("--"): value for name, value in pairs}


def powerless() -> list[str]:
    """What begins a line that runs without the rights of an administrator: nothing, if this user has none."""
    if os.geteuid():
        return []
    # In a namespace of its own an administrator is as bound by permissions as anyone.
    begun = ["unshare", "--user"]
    if shutil.which("unshare") is None or subprocess.run([*begun, "true"], check=False, capture_output=True).returncode:
        pytest.skip("an administrator may do everything, and this system knows no user namespaces")
    return begun


def stopped(action: Callable[[], object], message: str, kind: type[MappingError] = InputError) -> None:
    """The action is refused with exactly these words."""
    with pytest.raises(kind) as raised:
        action()
    assert str(raised.value) == lines(message), str(raised.value)


def fifo(path: Path) -> Path:
    """A pipe with a name, that nobody writes to."""
    os.mkfifo(path)
    return path
