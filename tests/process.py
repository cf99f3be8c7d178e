"""Commands run in processes of their own, and what they leave in a folder."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
STUDY = ROOT / "mappings" / "respine"
# No HOME, no locale, no time zone: only where programs and our packages are.
BARE = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
# Byte-code goes where the run of the tests has it (`.ci/run`), else nowhere: the checkout stays as it is.
if prefix := os.environ.get("PYTHONPYCACHEPREFIX"):
    BARE["PYTHONPYCACHEPREFIX"] = prefix
else:
    BARE["PYTHONDONTWRITEBYTECODE"] = "1"
Done = subprocess.CompletedProcess[str]


def run(words: Sequence[str | Path], environment: Mapping[str, str] = BARE, **more: Any) -> Done:
    """`python -m sdtm ...` in a process of its own."""
    line = [sys.executable, "-m", "sdtm", *map(str, words)]
    return subprocess.run(line, env=environment, capture_output=True, text=True, timeout=120, check=False, **more)


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file, hidden ones too."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def top(names: Iterable[str]) -> list[str]:
    """The names directly in the folder, without those of what is promised of each dataset."""
    return sorted(name for name in names if not name.startswith("expectations/"))
