"""What every report is made from: a judgement, what was found in it, and how much of the data may be shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from validation.result import Judgement

if TYPE_CHECKING:
    from validation.results.baseline import Comparison
    from validation.results.findings import Found, Waiver

# all: keys and values. keys: which record, not what it says. none: neither; a record is known by its identity.
Level = Literal["all", "keys", "none"]
FailOn = Literal["error", "warning", "note", "never"]


@dataclass(frozen=True)
class Options:
    """How a judgement is told: what fails, what may be shown, how much."""

    values: Level = "all"
    fail_on: FailOn = "error"
    keep_going: bool = False  # a check that raised does not decide the exit status
    verbose: bool = False
    created: str = ""  # ISO 8601, from an argument; reports ask no clock
    folder: str = ""  # where the data lie, relative to where forges and people look from
    private: tuple[str, ...] = ()  # texts that no report may hold: home, working folder
    rows: int = 50_000  # the most records a workbook lists


@dataclass(frozen=True, eq=False)
class Report:
    """A judgement, its findings in groups, what changed since a baseline, the waivers, and how to tell it."""

    judgement: Judgement
    found: tuple[Found, ...]
    comparison: Comparison | None = None
    waivers: tuple[Waiver, ...] = ()
    options: Options = field(default_factory=Options)
