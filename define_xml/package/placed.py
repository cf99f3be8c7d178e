"""A file of the package: where it stands, what it is, and where its content comes from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Part = Literal["sdtm", "adam", "bimo", ""]
Kind = Literal[
    "dataset", "split", "define", "page", "stylesheet", "acrf", "guide", "document", "program", "tagging", "index",
    "review", "manifest",
]  # fmt: skip


@dataclass(frozen=True)
class Placed:
    """One file: its path from the root of the package, what it is, and its bytes or the file they are copied from.

    `part` is whose it is; `title` says in words what stands in it; `tag` is the file-tag of a study tagging file, ""
    where the file is in none. What is of kind `review` lies beside the submission and is not part of it.
    """

    path: str
    kind: Kind
    content: bytes | Path
    part: Part = ""
    title: str = ""
    tag: str = ""

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rpartition("/")[2]
