"""The changes as lines for the screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from define_xml.difference.changes import Change
from define_xml.difference.grouped import chapters, summary

if TYPE_CHECKING:
    from define_xml.difference.compared import Difference

MOST = 160  # letters of a text; the page and the JSON have all of it
PLACES = 3


def as_text(difference: Difference) -> str:
    """What is compared, the changes by chapter, what is only written otherwise, and the count."""
    lines = [f"old: {difference.old}", f"new: {difference.new}", ""]
    for title, changes in chapters(difference):
        width = max(len(one.change) for one in changes)
        told: set[str] = set()
        lines += [title, *(line for one in changes for line in _lines(one, width, told)), ""]
    if difference.form:
        lines += ["Only written otherwise", *(f"  {one}" for one in difference.form), ""]
    return "\n".join([*lines, summary(difference)])


def _lines(one: Change, width: int, told: set[str]) -> Iterator[str]:
    """The lines of a change; what follows from it stands at the first of its kind only."""
    inner = " " * (width + 4)
    yield f"  {one.change:<{width}}  {one.place}{f'  {one.what}' if one.what else ''}{_values(one)}"
    if one.also:
        more = f" and {len(one.also) - PLACES} more" if len(one.also) > PLACES else ""
        yield f"{inner}also {', '.join(one.also[:PLACES])}{more}"
    if one.consequence and one.consequence not in told:
        told.add(one.consequence)
        yield f"{inner}{one.consequence}"


def _values(one: Change) -> str:
    if one.change in {"added", "removed"}:
        told = _short(one.new or one.old)
        return f"  {told}" if told else ""
    return f": {_short(one.old) or 'nothing'} -> {_short(one.new) or 'nothing'}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MOST else f"{line[: MOST - 3].rstrip()}..."
