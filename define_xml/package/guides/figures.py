"""Figures in a narrative: `{AE.records}` becomes the generated figure, `{{` is a brace."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from define_xml.package.guides.inline import plain
from mappings.error import MappingError, nearest

# In code signs stand for themselves, so a figure is set in as it is.
_CODE = re.compile(r"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_BRACES = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|\{")
_NAME = re.compile(r"[A-Za-z][\w.-]*")


def filled(text: str, figures: Mapping[str, str], file: str, line: int) -> str:
    """The marked text with its figures set in, their signs kept as they are; the text begins in that line of the file.

    MappingError with file and line for an unknown figure and for a brace that is none.
    """
    setting = _Setting(text, figures, file, line)
    told, start = "", 0
    for code in _CODE.finditer(text):
        told += setting.stretch(start, code.start(), plain)
        told += code.group(1) + setting.stretch(*code.span(2), setting.bare) + code.group(1)
        start = code.end()
    return told + setting.stretch(start, len(text), plain)


def filled_lines(text: str, figures: Mapping[str, str], file: str, line: int) -> str:
    """Lines of fixed width with their figures set in."""
    return _Setting(text, figures, file, line).stretch(0, len(text), str)


class _Setting:
    """A text whose figures are set in, and where it stands."""

    def __init__(self, text: str, figures: Mapping[str, str], file: str, line: int) -> None:
        self.text, self.figures, self.file, self.line = text, figures, file, line

    def stretch(self, start: int, end: int, said: Callable[[str], str]) -> str:
        """A stretch of the text, its figures said as they must be there."""
        told = ""
        for brace in _BRACES.finditer(self.text, start, end):
            told += self.text[start : brace.start()]
            told += brace.group()[0] if brace.group() in {"{{", "}}"} else said(self.figure(brace))
            start = brace.end()
        return told + self.text[start:end]

    def figure(self, brace: re.Match[str]) -> str:
        """The figure of a name in braces."""
        name = brace.group(1)
        if name is None or not _NAME.fullmatch(name):
            raise self.wrong(brace.start(), f"{brace.group()} is no figure", "{name} is a figure; write {{ for a brace")
        if name not in self.figures:
            remedy = nearest(name, set(self.figures)) or "see the figures of the guide, or write {{ for a brace"
            raise self.wrong(brace.start(), f"no figure {name}", remedy)
        return self.figures[name]

    def bare(self, figure: str) -> str:
        """A figure as it stands in code."""
        if "`" in figure:
            raise self.wrong(0, f"the figure {figure} holds a `", "write it outside of code")
        return figure

    def wrong(self, place: int, problem: str, remedy: str) -> MappingError:
        """What is wrong, with file and line."""
        return MappingError(f"{self.file}:{self.line + self.text.count(chr(10), 0, place)}", problem, remedy)
