"""What a user asked of the command `package`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Asked:
    """The study, where the package goes, and what it is made from: builds that are finished, or new ones."""

    study: Path
    out: Path
    raw: Path
    profile: str = ""  # "" as the study says
    sdtm: Path | None = None
    adam: Path | None = None
    unblind: tuple[str, ...] = ()
    blank: Path | None = None  # a CRF to be annotated
    rules: tuple[str, ...] = ()
    stylesheet: Path | None = None
    encoding: str = "ascii"
    today: str = ""
