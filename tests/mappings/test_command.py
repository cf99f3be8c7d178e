"""What all commands share: whatever stops one is told in words, with the exit status that belongs to it."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mappings.command import guarded
from mappings.error import InputError, MappingError
from tests.process import BARE


def run(error: BaseException | None) -> int:
    """The status of a command that stops with this."""

    def command(_: argparse.Namespace) -> int:
        if error is not None:
            raise error
        return 1

    return guarded(argparse.Namespace(run=command))


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (None, 1, ""),
        (MappingError("--only", "no XX"), 2, "--only\n    no XX\n"),
        (InputError("dm.xpt", "is cut"), 3, "dm.xpt\n    is cut\n"),
        (
            OSError(36, "File name too long", "/a/b/long.xpt"),
            3,
            "long.xpt\n    File name too long\n    check the name, the space and permissions\n",
        ),
        (
            OSError(28, "No space left on device"),
            3,
            "the output\n    No space left on device\n    check the name, the space and permissions\n",
        ),
        (KeyboardInterrupt(), 130, "stopped; nothing was left half-written\n"),
    ],
    ids=["none", "mapping", "input", "name", "disk", "interrupt"],
)
def test_what_stops_a_command(
    error: BaseException | None, status: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(error) == status
    assert capsys.readouterr() == ("", words)


def test_our_own_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(ZeroDivisionError("by zero")) == 4
    assert capsys.readouterr().err.startswith("internal error in mappings/test_command.py:")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_words_that_cannot_be_sent_off_are_told_of() -> None:
    """A full disk behind `>` is no success."""
    with Path("/dev/full").open("w") as full:
        line = [sys.executable, "-m", "sdtm", "words"]
        done = subprocess.run(line, env=BARE, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert done.returncode == 3
    assert done.stderr.startswith(f"the output\n    {os.strerror(28)}\n")
