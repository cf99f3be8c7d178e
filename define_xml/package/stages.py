"""The commands of the floors above, run as processes of their own: a floor may start another, not import it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from mappings.command import FAULT, FINDINGS, INPUT, USAGE

SAID = (USAGE, INPUT)


class StoppedError(Exception):
    """A stage that ended with what ends the whole: its exit status, and what it said."""

    def __init__(self, title: str, status: int, words: str) -> None:
        super().__init__(title, status, words)
        self.title, self.status, self.words = title, status, words

    def __str__(self) -> str:
        return f"{self.title}\n{self.words}"


@dataclass(frozen=True)
class Stage:
    """One command: what it does in words, the package that has it, and its arguments."""

    title: str
    package: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Ended:
    """How a stage ended: its status, 0 or 1, and what it printed."""

    stage: Stage
    status: int
    words: str


def run_stages(stages: Sequence[Stage]) -> tuple[Ended, ...]:
    """All the stages side by side, each a process; StoppedError if one ends with more than findings.

    None is left running, however this ends.
    """
    running: list[_Running] = []
    try:
        running.extend(_Running(stage) for stage in stages)
        return tuple(one.ended() for one in running)
    finally:
        for one in running:
            one.stop()


class _Running:
    """A process, and the files that take what it says: a pipe that nobody reads would stop it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.out: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by stop()
        self.error: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self.process = subprocess.Popen(
            # -P: a folder of data that is called sdtm does not hide the package.
            [sys.executable, "-P", "-m", stage.package, *stage.arguments],
            stdin=subprocess.DEVNULL, stdout=self.out, stderr=self.error, env=_environment(),
        )  # fmt: skip

    def ended(self) -> Ended:
        """How it ended, when it has."""
        status = self.process.wait()
        words = _text(self.out)
        if status in (0, FINDINGS):
            return Ended(self.stage, status, words)
        said = _text(self.error) or f"it ended with status {status} and said nothing"
        raise StoppedError(self.stage.title, status if status in SAID else FAULT, said)

    def stop(self) -> None:
        """Ended, if it is not yet: first asked, so that it removes its drafts, then made to."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.out.close()
        self.error.close()


def _environment() -> dict[str, str]:
    """The environment of a stage: it finds the same packages as this process, installed or in a checkout."""
    home = str(Path(__file__).resolve().parents[2])
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([home, known] if known else [home])}


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace").strip()
