"""Commands that a page of the documentation shows, and what they print when they are run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Shown = pytest.CaptureFixture[str]


def commands(page: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of the page, and the lines that follow it."""
    for block in re.findall(r"```console\n(.*?)```", page, re.DOTALL):
        for piece in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = piece.partition("\n")
            yield command, printed.rstrip("\n").splitlines()


def ran(
    command: str, main: Callable[[list[str]], int], module: str, status: int, capsys: Shown
) -> tuple[list[str], int]:
    """What `python -m MODULE ...` prints, and its exit status; the shell's own commands are played."""
    words = shlex.split(command)
    if words[:3] == ["python", "-m", module]:
        status = main(words[3:])
        said = capsys.readouterr()
        return (said.out + said.err).splitlines(), status
    if words[0] == "ls":
        return ["  ".join(sorted(path.name for path in Path(words[1]).iterdir()))], 0
    if words[0] == "cat":
        return Path(words[1]).read_text(encoding="utf-8").splitlines(), 0
    assert words == ["echo", "$?"], command
    return [str(status)], 0
