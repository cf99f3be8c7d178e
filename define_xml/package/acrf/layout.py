"""Where everything stands on a page of the annotated CRF: fields row by row, their annotations beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from define_xml.package.acrf.annotation import WHITE, Annotation, domain_note, fill_of, shaped
from define_xml.package.acrf.letters import BOLD, PLAIN, SLANTED, Measure, broken, widest
from define_xml.package.acrf.pages import FieldShown, FormShown, PageShown
from define_xml.package.acrf.sheet import GREY, HEIGHT, MARGIN, PALE, WIDTH, Box, Line, Link, Part, Sheet, Stamp

LEFT, GAP = MARGIN + 4, 8.0
# The least width of the columns of questions, answers and annotations, and the most that the outer two are given;
# annotations that together take less than the last stand side by side.
LEAST, MOST, BESIDE = (120.0, 126.0, 150.0), (190.0, 250.0), 205.0
# The scale of letters and of the paper (1: A4), the first in which a page fits: letters stay large enough to be read,
# and paper in the proportions of A4 is printed on A4 as a whole. What does not fit on A3 makes a page longer.
STEPS = ((1.0, 1.0), (0.94, 1.0), (0.88, 1.0), (0.82, 1.0), (0.88, 1.12), (0.88, 1.25), (0.88, 1.414))
ASKED, ANSWERED, NAMED, HEADED = 9.0, 8.0, 6.5, 10.5
DOMAIN, NOTED, SMALLEST = 11.0, 9.5, 8.0
NO_FIELDS = "The export has no field of this page."
CONTENTS = "Table of contents"


def laid_out(page: PageShown, title: str, labels: Mapping[str, str], measure: Measure, contents: int = 0) -> Sheet:
    """The page, in the largest letters in which it fits on A4, else on larger paper.

    `labels` are the datasets' labels, `title` stands at the head, `contents` is the page that its foot leads to.
    Annotations are never smaller than 8 points, unless a name alone is wider than their column.
    """
    for step in STEPS:
        sheet = _Pen(page, title, labels, measure, step).sheet(contents)
        if sheet.height <= HEIGHT * step[1]:
            break
    return sheet


class _Pen:
    """Puts the parts of one page one below the other."""

    def __init__(
        self, page: PageShown, title: str, labels: Mapping[str, str], measure: Measure, step: tuple[float, float]
    ) -> None:
        self.page, self.title, self.labels, self.measure, self.scale = page, title, labels, measure, step[0]
        self.width, self.height = WIDTH * step[1], HEIGHT * step[1]
        self.parts: list[Part] = []
        self.fills = fill_of(page.datasets)
        self.question, self.answer, self.note = self._columns()
        self.y = MARGIN - 8

    def sheet(self, contents: int) -> Sheet:
        """The page, as high as it needs."""
        self._head()
        for form in self.page.forms:
            self._form(form)
        if not self.page.forms:
            self.parts.append(Line(MARGIN, self.y + 30, NO_FIELDS, SLANTED, 10, GREY))
        height = max(self.y + MARGIN, self.height)
        if contents:
            self._foot(height - 24, contents)
        return Sheet(height, tuple(self.parts), self.width)

    def _columns(self) -> tuple[tuple[float, float], ...]:
        """The left edge and width of the three columns: annotations get what they need, then questions."""
        fields = [shown for form in self.page.forms for shown in form.fields]
        least = (*LEAST[:1], LEAST[1] if any(shown.answers for shown in fields) else LEAST[1] * 0.7, LEAST[2])
        asked = [self._asked(shown) for shown in fields]
        spare = self.width - MARGIN - LEFT - 2 * GAP - sum(least)
        more = min(max(self._noted(fields) - least[2], 0.0), spare)
        wider = min(max(min(max(asked, default=0.0), MOST[0]) - least[0], 0.0), spare - more)
        question, note = least[0] + wider, least[2] + more
        answer = LEFT + question + GAP
        return (LEFT, question), (answer, self.width - MARGIN - note - GAP - answer), (self.width - MARGIN - note, note)

    def _noted(self, fields: Sequence[FieldShown]) -> float:
        """The width that annotations need: the widest alone, and those of a field side by side if that is little."""
        size, several = max(NOTED * self.scale, SMALLEST), list[float]()
        for shown in fields:
            shapes = [shaped(note, MOST[1], size, self.measure) for note in shown.notes if note.look != "relrec"]
            beside = sum(shape.width + 3 for shape in shapes)
            several += [shape.width + 1 for shape in shapes] + ([beside] if beside < BESIDE else [])
        return max(several, default=0.0)

    def _asked(self, shown: FieldShown) -> float:
        """The width of a question in one line with its field's name."""
        label = self.measure(shown.label, PLAIN, ASKED * self.scale)
        return label + self.measure(shown.name, PLAIN, NAMED * self.scale) + 6

    def _head(self) -> None:
        number = f"Page {self.page.number}"
        right = self.width - MARGIN - self.measure(number, PLAIN, 8.5)
        self.parts.append(Line(MARGIN, self.y + 8, self.title, PLAIN, 8.5, GREY))
        self.parts.append(Line(right, self.y + 8, number, PLAIN, 8.5, GREY))
        self.parts.append(Box(MARGIN, self.y + 12.5, self.width - 2 * MARGIN, 0.6, GREY))
        self.y += 20
        said = [domain_note(name, self.labels.get(name, "")) for name in self.page.datasets]
        self.y += self._stamps(said, MARGIN, self.width - 2 * MARGIN, self.y, DOMAIN)
        self.y += self._stamps(self.page.notes, MARGIN, self.width - 2 * MARGIN, self.y + 2, NOTED)

    def _form(self, form: FormShown) -> None:
        """The head of a form, what is said of it as a whole, its fields."""
        size, high = HEADED * self.scale, HEADED * self.scale * 1.75
        self.y += 7 * self.scale
        title = f"Form: {form.title}{' (continued)' if form.continued else ''}"
        lines = broken(title, BOLD, size, self.width - 2 * MARGIN - 8, self.measure)
        self.parts.append(Box(MARGIN, self.y, self.width - 2 * MARGIN, high + size * 1.2 * (len(lines) - 1), PALE))
        for place, line in enumerate(lines):
            self.parts.append(Line(MARGIN + 4, self.y + size * (1.22 + 1.2 * place), line, BOLD, size))
        if self.page.repeats:
            words = f"the same as page {self.page.repeats}"
            right = self.width - MARGIN - 4 - self.measure(words, SLANTED, size * 0.85)
            self.parts.append(Line(right, self.y + size * 1.22, words, SLANTED, size * 0.85, GREY))
            self.parts.append(Link(right, self.y, self.width - MARGIN - right, high, self.page.repeats))
        self.y += high + size * 1.2 * (len(lines) - 1) + 3 * self.scale
        size = max(NOTED * self.scale, SMALLEST)
        if form.notes:
            self.y += self._stamps(form.notes, LEFT, self.width - MARGIN - LEFT, self.y + 1, size) + 3
        for shown in form.fields:
            self._row(shown)

    def _foot(self, y: float, contents: int) -> None:
        wide = self.measure(CONTENTS, PLAIN, 7.5)
        self.parts.append(Line(MARGIN, y, CONTENTS, PLAIN, 7.5, GREY))
        self.parts.append(Link(MARGIN, y - 8, wide, 11, contents))

    def _row(self, shown: FieldShown) -> None:
        """One field: what is asked, how it is answered, what the answer becomes."""
        top, size = self.y + 2.6 * self.scale, max(NOTED * self.scale, SMALLEST)
        heights = (
            self._question(shown, top), self._answer(shown, top), self._stamps(shown.notes, *self.note, top, size),
        )  # fmt: skip
        self.y = top + max(heights) + 1.4 * self.scale
        self.parts.append(Box(MARGIN, self.y, self.width - 2 * MARGIN, 0.3, PALE))

    def _question(self, shown: FieldShown, top: float) -> float:
        """The label, and the field's name after it where it fits, else below."""
        size, small = ASKED * self.scale, NAMED * self.scale
        lines = broken(shown.label, PLAIN, size, self.question[1], self.measure)
        y = top
        for text in lines:
            y += size * 1.2
            self.parts.append(Line(self.question[0], y, text, PLAIN, size))
        names = broken(shown.name, PLAIN, small, self.question[1], self.measure)
        x = self.question[0] + self.measure(lines[-1], PLAIN, size) + 5
        if len(names) > 1 or x + self.measure(shown.name, PLAIN, small) > self.question[0] + self.question[1]:
            x, y = self.question[0], y + small * 1.25
        for place, name in enumerate(names):
            self.parts.append(Line(x, y + small * 1.2 * place, name, PLAIN, small, GREY))
        return y + small * 1.2 * (len(names) - 1) + size * 0.35 - top

    def _answer(self, shown: FieldShown, top: float) -> float:
        """A field to fill, or the answers to tick, as many on a line as fit."""
        size = ANSWERED * self.scale
        if not shown.answers:
            wide, small = self.answer[1] if shown.type == "text" else self.answer[1] * 0.45, size * 0.82
            hint = broken(shown.type, SLANTED, small, wide - 8, self.measure)
            deep = size * 1.55 + small * 1.2 * (len(hint) - 1)
            self.parts.append(Box(self.answer[0], top + 0.5, wide, deep, WHITE, GREY, 1.5))
            for place, line in enumerate(hint):
                y = top + size * 1.1 + small * 1.2 * place
                self.parts.append(Line(self.answer[0] + 4, y, line, SLANTED, small, GREY))
            return deep + 1
        x, y = self.answer[0], top
        for code, text in shown.answers:
            told = broken(f"{code}  {text}" if code else text, PLAIN, size, self.answer[1] - size * 1.3, self.measure)
            wide = widest(told, PLAIN, size, self.measure) + size * 2
            if x > self.answer[0] and x + wide > self.answer[0] + self.answer[1]:
                x, y = self.answer[0], y + size * 1.35
            # One answer alone is a box to tick.
            corner = size * (0.39 if len(shown.answers) > 1 else 0.08)
            self.parts.append(Box(x, y + size * 0.36, size * 0.78, size * 0.78, WHITE, GREY, corner))
            for place, one in enumerate(told):
                self.parts.append(Line(x + size * 1.15, y + size * (1.05 + 1.2 * place), one, PLAIN, size))
            y += size * 1.2 * (len(told) - 1)
            x = x + wide if len(told) == 1 else self.answer[0] + self.answer[1]
        return y + size * 1.5 - top

    def _stamps(self, notes: Sequence[Annotation], left: float, width: float, top: float, size: float) -> float:
        """Annotations side by side as far as they fit; the height they take."""
        x, y, deepest = left, top, 0.0
        for note in notes:
            shape = shaped(note, width, size, self.measure)
            if x > left and x + shape.width > left + width:
                x, y, deepest = left, y + deepest + 2.5, 0.0
            self.parts.append(Stamp(x, y, note, shape, self.fills.get(note.dataset, WHITE)))
            x, deepest = x + shape.width + 3, max(deepest, shape.height)
        return y + deepest + 2.5 - top if notes else 0.0
