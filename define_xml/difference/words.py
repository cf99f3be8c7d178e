"""Two texts side by side, with the words marked that differ."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from html import escape

# Longer texts are shown whole and unmarked: to compare them by words takes long, and helps nobody.
MOST = 2000
# Texts that share less than this are another text, not a changed one.
ALIKE = 0.4


def marked(old: str, new: str) -> tuple[str, str]:
    """Both texts as HTML, what is only in the old one in `<del>`, what is only in the new one in `<ins>`."""
    ours, theirs = re.findall(r"\s+|\w+|[^\w\s]", old), re.findall(r"\s+|\w+|[^\w\s]", new)
    if min(len(ours), len(theirs)) < 4 or max(len(ours), len(theirs)) > MOST:
        return escape(old), escape(new)
    found = SequenceMatcher(None, ours, theirs, autojunk=False)
    if found.ratio() < ALIKE:
        return escape(old), escape(new)
    left, right = [], []
    for tag, begin, end, start, stop in found.get_opcodes():
        before, after = escape("".join(ours[begin:end])), escape("".join(theirs[start:stop]))
        left.append(before if tag == "equal" or not before else f"<del>{before}</del>")
        right.append(after if tag == "equal" or not after else f"<ins>{after}</ins>")
    return "".join(left), "".join(right)
