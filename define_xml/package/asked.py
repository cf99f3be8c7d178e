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

    @property
    def building(self) -> str:
        """The options of the SDTM build that were asked for, as they are said; files by their names."""
        said = (("--crf", self.blank), ("--stylesheet", self.stylesheet))
        return "".join(f" {name} {path.name}" for name, path in said if path)

    @property
    def packaging(self) -> str:
        """The options of the package alone that were asked for."""
        rules = "".join(f" --rules {Path(one).name}" for one in self.rules)
        encoding = f" --encoding {self.encoding}" if self.encoding != "ascii" else ""
        return f"{rules}{encoding}{f' --today {self.today}' if self.today else ''}"
