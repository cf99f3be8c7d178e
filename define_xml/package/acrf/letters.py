"""The letters of the annotated CRF: fonts that go into the file, how wide a text is, how it breaks into lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from mappings.error import MappingError

Measure = Callable[[str, str, float], float]  # text, font, size -> width in points
# Bitstream Vera comes with reportlab, and its letters go into the file: agencies ask for embedded fonts.
PLAIN, BOLD, SLANTED = "TrialDossier", "TrialDossier-Bold", "TrialDossier-Slanted"
_FILES = {PLAIN: "Vera.ttf", BOLD: "VeraBd.ttf", SLANTED: "VeraIt.ttf"}


@cache
def letters() -> frozenset[int]:
    """The code points that the fonts have; makes the fonts known. MappingError without the package reportlab."""
    try:
        from reportlab.pdfbase.pdfmetrics import registerFont
        from reportlab.pdfbase.ttfonts import TTFont
    except ImportError:
        raise MappingError("acrf.pdf", "the package reportlab is not installed", "pip install reportlab") from None
    fonts = [TTFont(name, file) for name, file in _FILES.items()]
    for font in fonts:
        registerFont(font)
    return frozenset.intersection(*(frozenset(font.face.charToGlyph) for font in fonts))


@cache
def measured(text: str, font: str, size: float) -> float:
    """The width of a text as it is shown, in points."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(shown(text), font, size))


@cache
def shown(text: str) -> str:
    """The text in the letters that the fonts have; others as their code point, `<U+4E2D>`, so that none is lost."""
    if text.isascii() and text.isprintable():
        letters()
        return text
    return "".join(one if ord(one) in letters() and one.isprintable() else f"<U+{ord(one):04X}>" for one in text)


def widest(lines: Iterable[str], font: str, size: float, measure: Measure) -> float:
    """The width of the widest line."""
    return max((measure(line, font, size) for line in lines), default=0.0)


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
