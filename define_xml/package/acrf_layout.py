"""Where everything stands on a page of the annotated CRF: text broken into lines, boxes, rows; nothing is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from define_xml.package.acrf_notes import NOT_SUBMITTED, Note
from define_xml.package.acrf_pages import FieldShown, PageShown

Measure = Callable[[str, str, float], float]  # text, font, size -> width in points
Colour = tuple[float, float, float]

WIDTH, HEIGHT, MARGIN = 595.3, 841.9, 36.0  # A4 in points
PLAIN, BOLD, SLANTED = "Helvetica", "Helvetica-Bold", "Helvetica-Oblique"
QUESTION, ANSWER, NOTE = (36.0, 196.0), (240.0, 158.0), (406.0, 153.0)  # left edge and width of each column
SMALLEST = 0.6  # of the usual size of letters; what then does not fit makes the page longer
INK, GREY, PALE, RED = (0.1, 0.1, 0.15), (0.42, 0.42, 0.45), (0.93, 0.94, 0.96), (0.75, 0.1, 0.1)
# SDTM Metadata Submission Guidelines 2.0: the datasets of a page take these colours in turn.
FILLS: tuple[Colour, ...] = (
    (0.75, 1, 1), (1, 1, 0.59), (0.59, 1, 0.59), (1, 0.75, 0.61), (0.88, 0.82, 1), (1, 0.85, 0.92),
)  # fmt: skip
WHITE: Colour = (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class Line:
    """A line of text: where it begins (from the left and from the top), its font, size and colour."""

    x: float
    y: float
    text: str
    font: str
    size: float
    colour: Colour = INK


@dataclass(frozen=True)
class Box:
    """A rectangle by its upper left corner; `round` is the radius of its corners, `edge` None has no border."""

    x: float
    y: float
    width: float
    height: float
    fill: Colour | None
    edge: Colour | None = None
    round: float = 0.0


@dataclass(frozen=True)
class Sheet:
    """One page laid out: its height, and all that stands on it in the order of drawing."""

    height: float
    parts: tuple[Line | Box, ...]


def broken(text: str, font: str, size: float, width: float, measure: Measure) -> list[str]:
    """The text in lines no wider than that: broken between words, and inside a word that alone is wider."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if measure(joined, font, size) <= width:
            lines[-1] = joined
            continue
        pieces = list(_pieces(word, font, size, width, measure))
        lines = [*lines, *pieces] if lines[-1] else pieces
    return lines


def _pieces(word: str, font: str, size: float, width: float, measure: Measure) -> Iterator[str]:
    start = 0
    for end in range(1, len(word) + 1):
        if end - start > 1 and measure(word[start:end], font, size) > width:
            yield word[start : end - 1]
            start = end - 1
    yield word[start:]


def laid_out(page: PageShown, title: str, labels: dict[str, str], measure: Measure) -> Sheet:
    """The page, in the largest letters in which it fits, or longer than A4 if the smallest are too large.

    `labels` are the datasets' labels, `title` stands at the head of every page.
    """
    for step in range(8):
        scale = 1 - step * (1 - SMALLEST) / 7
        sheet = _Pen(page, title, labels, measure, scale).sheet()
        if sheet.height <= HEIGHT:
            return Sheet(HEIGHT, sheet.parts)
    return sheet


class _Pen:
    """Puts the parts of one page one below the other."""

    def __init__(
        self, page: PageShown, title: str, labels: dict[str, str], measure: Measure, scale: float
    ) -> None:
        self.page, self.title, self.labels, self.measure, self.scale = page, title, labels, measure, scale
        self.parts: list[Line | Box] = []
        self.fills = {name: FILLS[place % len(FILLS)] for place, name in enumerate(page.datasets)}
        self.y = MARGIN

    def sheet(self) -> Sheet:
        """The page, as high as it needs."""
        self._head()
        for form in self.page.forms:
            self.y += 8 * self.scale
            self.parts.append(Box(MARGIN, self.y, WIDTH - 2 * MARGIN, 17 * self.scale, PALE))
            self.parts.append(Line(MARGIN + 6, self.y + 12 * self.scale, f"Form: {form.title}", BOLD, 10 * self.scale))
            self.y += 20 * self.scale
            for shown in form.fields:
                self._row(shown)
        if not self.page.forms:
            self.parts.append(Line(MARGIN, self.y + 30, NO_FIELDS, SLANTED, 10, GREY))
        return Sheet(self.y + MARGIN, tuple(self.parts))

    def _head(self) -> None:
        number = f"Page {self.page.number}"
        self.parts.append(Line(MARGIN, self.y + 8, self.title, BOLD, 9))
        self.parts.append(Line(WIDTH - MARGIN - self.measure(number, PLAIN, 9), self.y + 8, number, PLAIN, 9, GREY))
        self.parts.append(Box(MARGIN, self.y + 13, WIDTH - 2 * MARGIN, 0.6, GREY))
        self.y += 18
        said = [Note(f"{name} = {self.labels.get(name, name)}", name) for name in self.page.datasets]
        self.y += self._boxes(said, MARGIN, self.y, WIDTH - 2 * MARGIN, 9.0)
        self.y += self._boxes(self.page.notes, MARGIN, self.y, WIDTH - 2 * MARGIN, 7.5)

    def _row(self, shown: FieldShown) -> None:
        """One field: what is asked, how it is answered, what the answer becomes."""
        top = self.y + 3 * self.scale
        heights = (
            self._question(shown, top), self._answer(shown, top),
            self._boxes(shown.notes, NOTE[0], top, NOTE[1], 7.5 * self.scale),
        )  # fmt: skip
        self.y = top + max(heights) + 2 * self.scale
        self.parts.append(Box(MARGIN, self.y, WIDTH - 2 * MARGIN, 0.3, PALE))

    def _question(self, shown: FieldShown, top: float) -> float:
        size, y = 8.5 * self.scale, top
        for text in broken(shown.label, PLAIN, size, QUESTION[1], self.measure):
            y += size * 1.18
            self.parts.append(Line(QUESTION[0], y, text, PLAIN, size))
        small = 5.5 * self.scale
        self.parts.append(Line(QUESTION[0], y + small * 1.35, shown.name, PLAIN, small, GREY))
        return y + small * 1.7 - top

    def _answer(self, shown: FieldShown, top: float) -> float:
        """A field to fill, or the answers to tick, as many on a line as fit."""
        size = 7.5 * self.scale
        if not shown.answers:
            wide = ANSWER[1] if shown.type == "text" else ANSWER[1] * 0.45
            self.parts.append(Box(ANSWER[0], top + 1, wide, size * 1.55, WHITE, GREY, 2))
            self.parts.append(Line(ANSWER[0] + 4, top + 1 + size * 1.1, shown.type, SLANTED, size * 0.85, GREY))
            return size * 1.9
        x, y = ANSWER[0], top
        for code, text in shown.answers:
            told = broken(f"{code}  {text}" if code else text, PLAIN, size, ANSWER[1] - size * 1.3, self.measure)
            wide = max(self.measure(one, PLAIN, size) for one in told) + size * 2
            if x > ANSWER[0] and x + wide > ANSWER[0] + ANSWER[1]:
                x, y = ANSWER[0], y + size * 1.3
            # One answer alone is a box to tick.
            corner = size * (0.39 if len(shown.answers) > 1 else 0.08)
            self.parts.append(Box(x, y + size * 0.32, size * 0.78, size * 0.78, WHITE, GREY, corner))
            for place, one in enumerate(told):
                self.parts.append(Line(x + size * 1.15, y + size * (1.05 + 1.2 * place), one, PLAIN, size))
            y += size * 1.2 * (len(told) - 1)
            x = x + wide if len(told) == 1 else ANSWER[0] + ANSWER[1]
        return y + size * 1.5 - top

    def _boxes(self, notes: Sequence[Note], left: float, top: float, width: float, size: float) -> float:
        """Coloured boxes side by side as far as they fit; the height they take."""
        x, y, deepest = left, top, 0.0
        for note in notes:
            lines = broken(note.text, BOLD, size, width - size, self.measure)
            wide = max(self.measure(line, BOLD, size) for line in lines) + size
            if x > left and x + wide > left + width:
                x, y, deepest = left, y + deepest + 2, 0.0
            deep = size * (0.55 + 1.15 * len(lines))
            none = note.text == NOT_SUBMITTED
            fill = None if none else self.fills.get(note.dataset, WHITE)
            self.parts.append(Box(x, y, wide, deep, fill, RED if none else INK, 1.5))
            for place, line in enumerate(lines, 1):
                self.parts.append(Line(x + size / 2, y + size * 1.13 * place, line, BOLD, size, RED if none else INK))
            x, deepest = x + wide + 3, max(deepest, deep)
        return y + deepest + 2 - top if notes else 0.0


NO_FIELDS = "The export has no field of this page."
