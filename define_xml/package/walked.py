"""What lies in a folder, all the way down: plain files, links, pipes, folders; no link is followed."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

FILE, FOLDER, LINK, UNREADABLE = "file", "folder", "symbolic link", "unreadable"
_OTHERS = ((stat.S_ISFIFO, "named pipe"), (stat.S_ISSOCK, "socket"), (stat.S_ISCHR, "device"), (stat.S_ISBLK, "device"))


@dataclass(frozen=True)
class Seen:
    """A thing in a folder: its kind in words, its size if it is a file, whether it is a folder with nothing in it."""

    kind: str
    bytes: int = 0
    empty: bool = False
    reason: str = ""  # why it cannot be read


def walked(root: Path) -> dict[str, Seen]:
    """All below the folder by its path from there, with `/` between names; what cannot be read is said so."""
    found: dict[str, Seen] = {}
    waiting = [""]
    while waiting:
        above = waiting.pop()
        try:
            with os.scandir(root / above) as entries:
                inside = {f"{above}/{one.name}".lstrip("/"): one for one in entries}
        except OSError as error:
            found[above] = Seen(UNREADABLE, reason=error.strerror or str(error))
            continue
        if above:
            found[above] = Seen(FOLDER, empty=not inside)
        for path, entry in inside.items():
            found[path] = _seen(entry)
        waiting += [path for path in inside if found[path].kind == FOLDER]
    return dict(sorted(found.items()))


def _seen(entry: os.DirEntry[str]) -> Seen:
    try:
        facts = entry.stat(follow_symlinks=False)
    except OSError as error:
        return Seen(UNREADABLE, reason=error.strerror or str(error))
    mode = facts.st_mode
    if stat.S_ISREG(mode):
        return Seen(FILE, facts.st_size)
    if stat.S_ISDIR(mode) and not _is_junction(entry):
        return Seen(FOLDER)
    return Seen(next((words for is_so, words in _OTHERS if is_so(mode)), LINK))


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Whether a folder of Windows is another one's second name."""
    asked = getattr(entry, "is_junction", None)
    return bool(asked and asked())
