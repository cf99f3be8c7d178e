"""Published names with placeholders (`TRTxxP`, `*DT`, `--TERM`): the names they stand for, and the labels of those."""

from __future__ import annotations

import re
from functools import cache

# ADaMIG 1.3, 3.1: what the lower-case letters and the star of a published variable name stand for. OCCDS 1.1: `--` is
# the code of the SDTM domain the records come from.
PLACEHOLDERS = {
    "xx": r"0[1-9]|[1-9]\d",
    "zz": r"0[1-9]|[1-9]\d",
    "y": r"[1-9]\d?",
    "w": "[1-9]",
    "*": "[A-Z][A-Z0-9_]*",
    "--": "[A-Z][A-Z0-9]",
}
GROUPS = {"*": "star", "--": "domain"}
NAME_LENGTH = 8  # SAS transport, version 5
PART = re.compile(r"--|xx|zz|y|w|\*|.")
LABEL_WORD = re.compile(r"\b(xx|zz|y|w|XX)\b")


def is_pattern(name: str) -> bool:
    """Whether a published name stands for many."""
    return any(part in PLACEHOLDERS for part in PART.findall(name))


def filled(pattern: str, name: str) -> dict[str, str] | None:
    """What stands in the name for each placeholder of the pattern; None if the name is not one of the pattern's."""
    found = _expression(pattern).fullmatch(name) if len(name) <= NAME_LENGTH else None
    if found is None:
        return None
    said = found.groupdict()
    return {part: said[GROUPS.get(part, part)] for part in PLACEHOLDERS if GROUPS.get(part, part) in said}


def resolved_label(label: str, said: dict[str, str]) -> str:
    """The label with what stands for its placeholders; `XX` in a label is the `--` of the name."""
    values = {**said, "XX": said.get("--", "XX")}
    return LABEL_WORD.sub(lambda word: values.get(word[1], word[1]), label)


def specificity(pattern: str) -> tuple[bool, int]:
    """How much a pattern says of a name: any pattern without a star says more than one with it, then letters count."""
    parts = PART.findall(pattern)
    return "*" not in parts, sum(part not in PLACEHOLDERS for part in parts)


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    parts = PART.findall(pattern)
    return re.compile("".join(_group(part) if part in PLACEHOLDERS else re.escape(part) for part in parts))


def _group(part: str) -> str:
    return f"(?P<{GROUPS.get(part, part)}>{PLACEHOLDERS[part]})"
