"""A difference between a package and its manifest: what kind it is, which file, and in words what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DifferenceKind = Literal[
    "changed", "truncated", "lengthened", "missing", "extra", "renamed", "recased", "swapped", "replaced",
    "unreadable", "miscounted", "fingerprint",
]  # fmt: skip


@dataclass(frozen=True, order=True)
class Difference:
    """One difference. `path` is the file as the manifest names it, of an extra one its own; `other` the second file.

    renamed and recased: `other` is its name now. swapped: `path` and `other` hold each other's content.
    """

    path: str
    kind: DifferenceKind
    words: str
    other: str = ""
