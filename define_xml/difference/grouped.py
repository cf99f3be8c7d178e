"""The changes in the chapters of a report, and in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from define_xml.difference.changes import KINDS, Change

if TYPE_CHECKING:
    from define_xml.difference.compared import Difference

CHAPTERS = {
    "Study, standards, documents": ("study", "standard", "document"),
    "Datasets, variables, values": ("dataset", "variable", "value"),
    "Codelists": ("codelist", "term"),
    "Analysis results": ("display", "result"),
}


def chapters(difference: Difference) -> Iterator[tuple[str, list[Change]]]:
    """The chapters that have changes."""
    for title, things in CHAPTERS.items():
        found = [one for one in difference.changes if one.thing in things]
        if found:
            yield title, found


def summary(difference: Difference) -> str:
    """`3 changes: 1 added, 2 changed`, or that there are none."""
    forms = len(difference.form)
    written = f"; {forms} thing{'' if forms == 1 else 's'} only written otherwise" if forms else ""
    total = len(difference.changes)
    if not total:
        return f"no change of meaning{written}"
    counts = [f"{count} {kind}" for kind in KINDS if (count := difference.count(kind))]
    return f"{total} change{'' if total == 1 else 's'}: {', '.join(counts)}{written}"
