"""Addresses on the page: the OID itself wherever it is free, so that `#IT.DM.SEX` leads to the variable."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# An id may hold no blanks.
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f]+")


@dataclass
class Anchors:
    """Which address stands for what; two things never share one."""

    taken: set[str] = field(default_factory=set)
    known: dict[tuple[str, str], str] = field(default_factory=dict)
    told: set[tuple[str, str]] = field(default_factory=set)
    again: dict[str, int] = field(default_factory=dict)

    def claim(self, kind: str, oid: str | None, home: str = "") -> str:
        """A free address for a thing; `home` tells apart what stands in several places."""
        plain = _BLANKS.sub("_", oid or kind)
        if plain.startswith("~"):  # so begin the addresses of the page's own sections
            plain = f"_{plain}"
        for wish in (plain, f"{_BLANKS.sub('_', home)}/{plain}", f"{kind}:{plain}"):
            if wish not in self.taken and not wish.startswith("/"):
                return self._give(wish, kind, oid, home)
        number = self.again.get(plain, 1) + 1
        while f"{kind}:{plain}~{number}" in self.taken:
            number += 1
        self.again[plain] = number
        return self._give(f"{kind}:{plain}~{number}", kind, oid, home)

    def get(self, kind: str, oid: str | None, home: str = "") -> str:
        """The address of a thing, in a home if it has one there; empty if it has none."""
        return self.known.get((kind, f"{home}\n{oid}")) or self.known.get((kind, oid or ""), "")

    def here(self, kind: str, oid: str | None) -> str:
        """The address of a definition where it stands: its own for the first of an OID, a fresh one for the next."""
        if (kind, oid or "") in self.told or not self.get(kind, oid):
            return self.claim(kind, oid)
        self.told.add((kind, oid or ""))
        return self.get(kind, oid)

    def _give(self, anchor: str, kind: str, oid: str | None, home: str) -> str:
        self.taken.add(anchor)
        if oid:
            self.known.setdefault((kind, oid), anchor)
            self.known.setdefault((kind, f"{home}\n{oid}"), anchor)
        return anchor
