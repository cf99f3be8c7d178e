"""What a check of a define.xml is: a generator of what it found, a severity, and the paragraph it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from define_xml.checks.reviewed import Reviewed, Use
from define_xml.document.fields import Element
from mappings.docstring import first_line
from mappings.error import nearest
from mappings.finding import Finding, Severity

ALL = ("1.0", "2.0", "2.1")
MODERN = ("2.0", "2.1")
NEW = ("2.1",)  # what only Define-XML 2.1 has words for


@dataclass(frozen=True)
class Told:
    """One thing found at an element, or at a variable or value-level item: in words, the value, the line."""

    element: Element
    words: str
    value: str = ""
    use: Use | None = None
    line: int = 0


Find = Callable[[Reviewed], Iterator[Told]]


@dataclass(frozen=True)
class Check:
    """A check by its name: what is wrong, how grave that is, which paragraph says so, and in which versions."""

    name: str
    what: str
    severity: Severity
    cites: str
    versions: tuple[str, ...]
    find: Find

    def __call__(self, reviewed: Reviewed) -> Iterator[Finding]:
        """The findings of this check; none where the define is of a version it does not hold for."""
        if reviewed.declared not in self.versions:
            return
        for one in self.find(reviewed):
            dataset, variable = one.use.place if one.use else reviewed.place(one.element)
            line = one.line or one.element.line
            words = f"line {line}: {one.words}" if line else one.words
            yield Finding(self.name, self.severity, words, dataset, variable, one.value, cites=self.cites)


def check(severity: Severity, cites: str, versions: tuple[str, ...] = ALL) -> Callable[[Find], Check]:
    """Makes a generator a check: its name is the check's id, the first line of its docstring what is wrong."""

    def marked(find: Find) -> Check:
        what = first_line(find)
        return Check(getattr(find, "__name__", ""), what, severity, cites, versions, find)

    return marked


def told(element: Element, words: str, value: str | None = None) -> Told:
    """What was found at an element: its place is the definition it stands in, `AE.AETERM` or `CodeList CL.SEX`."""
    return Told(element, words, value or "")


def told_at(use: Use, words: str, value: str | None = None, line: int = 0) -> Told:
    """What was found at a variable, or at an item of its value list."""
    where = f"value-level item {use.item.oid}: " if use.parent is not None else ""
    return Told(use.item, where + words, value or "", use, line)


def allowed(value: str, known: Iterable[str]) -> str:
    """The permitted values, and the nearest of them."""
    values = sorted(set(known))
    guess = nearest(value, values)
    shown = ", ".join(values[:25]) + (", ..." if len(values) > 25 else "")
    return f"allowed: {shown}" + (f"; {guess}" if guess else "")


def counted(count: int, noun: str, said: str = "") -> str:
    """`1 term has`, `2 terms have`: a number, its noun, and what is said of them in the plural."""
    single = {"have": "has", "are": "is", "say": "says"}
    words = f"{count} {noun}" if count == 1 else f"{count} {noun}s"
    return f"{words} {single.get(said, said) if count == 1 else said}".rstrip()


def on_line(element: Element) -> str:
    """` (line 12)`, or an empty text for an element that was not read from a file."""
    return f" (line {element.line})" if element.line else ""


def repeated(values: Iterable[str]) -> dict[str, int]:
    """The values that occur more than once, and how often."""
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return {value: count for value, count in counts.items() if count > 1}
