"""A change: of what kind of thing, where, in what respect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["added", "removed", "renamed", "moved", "changed"]
KINDS: tuple[Kind, ...] = ("added", "removed", "renamed", "moved", "changed")


@dataclass(frozen=True)
class Change:
    """One change: of what kind of thing, where, in what respect, from what to what, and what follows."""

    thing: str
    change: Kind
    place: str
    what: str = ""
    old: str = ""
    new: str = ""
    consequence: str = ""
    also: tuple[str, ...] = ()
