"""Where the questions of a CRF stand: the labels of its fields, found as text on their page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from define_xml.package.acrf.over_text import Run

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Found:
    """A text found: the left end and the baseline of its first line, that line's right end, the size of its letters.

    `whole` is true where it is a line or lines of its own, not a part of more text.
    """

    x: float
    y: float
    end: float
    size: float
    whole: bool


@dataclass(frozen=True)
class _Word:
    """A word, the run it stands in, where it begins and ends in it, and whether it is the first or last there."""

    text: str
    run: Run
    begin: float
    end: float
    first: bool
    last: bool


class Lines:
    """The text of a page, to be looked through for labels."""

    def __init__(self, runs: Sequence[Run]) -> None:
        upright = [run for run in runs if run.upright]
        # Two orders of reading: as the file has it, and down each column, for labels broken beside other text.
        down = sorted(upright, key=lambda run: (round(run.x / 3), -run.y, run.x))
        across = sorted(upright, key=lambda run: (-round(run.y / 3), run.x))
        self.orders = [[word for run in order for word in _words(run)] for order in (upright, down, across)]

    def places(self, text: str) -> tuple[Found, ...]:
        """Where the text stands, down the page; where it stands alone, only there. Case and punctuation count not."""
        wanted = [word for word, _, _ in _split(text)]
        found: dict[tuple[int, int], Found] = {}
        for order in self.orders if wanted else ():
            for one in _matches(order, wanted):
                place = (round(one.x), round(one.y))
                if place not in found or one.whole:
                    found[place] = one
        alone = [one for one in found.values() if one.whole]
        return tuple(sorted(alone or found.values(), key=lambda one: (-one.y, one.x)))


def _matches(order: Sequence[_Word], wanted: Sequence[str]) -> Iterator[Found]:
    count = len(wanted)
    for start in range(len(order) - count + 1):
        if order[start].text != wanted[0]:
            continue
        words = order[start : start + count]
        if [word.text for word in words] == list(wanted) and _together(words):
            first = words[0]
            line = [word for word in words if abs(word.run.y - first.run.y) < 0.5 * first.run.size]
            whole = first.first and words[-1].last
            yield Found(first.begin, first.run.y, max(word.end for word in line), first.run.size, whole)


def _together(words: Sequence[_Word]) -> bool:
    """Whether the words can be one text: on one line, or on lines not far below one another."""
    for one, other in pairwise(words):
        if one.run is other.run:
            continue
        size = max(one.run.size, other.run.size)
        down = one.run.y - other.run.y
        near = -size < other.begin - one.end < 2 * size if abs(down) < 0.5 * size else 0 < down < 2.2 * size
        if not near:
            return False
    return True


def _words(run: Run) -> Iterator[_Word]:
    found = list(_split(run.text))
    each = run.width / max(len(run.text), 1)
    for place, (word, start, end) in enumerate(found):
        begin = run.x + start * each if start else run.x
        yield _Word(word, run, begin, run.x + end * each, place == 0, place == len(found) - 1)


def _split(text: str) -> Iterable[tuple[str, int, int]]:
    """The words of a text in one case and one form of letters, and where each begins and ends."""
    for match in _WORD.finditer(text):
        yield unicodedata.normalize("NFKC", match.group()).casefold(), match.start(), match.end()
