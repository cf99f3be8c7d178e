"""Letters of a paper: what a file format or a font cannot hold is written by its code point, so that none is lost."""

from __future__ import annotations

import re
from functools import cache

SHOWN = "<U+{:04X}>"
# XML 1.0, 2.2: no control letters but tab and line breaks, no halves of pairs, no U+FFFE and U+FFFF.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text in letters that XML can hold; tabs are blanks, soft hyphens, which nobody sees, are gone."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ").replace("\xad", "")
    return _REFUSED.sub(lambda found: SHOWN.format(ord(found.group())), lines)


def pieces(text: str) -> list[tuple[str, bool]]:
    """The text cut by font: letters that the standard fonts have (False), and those of the embedded font (True).

    What neither has is written as its code point.
    """
    told: list[tuple[str, bool]] = []
    for letter in clean(text):
        embedded = not standard(letter) and letter in _embedded()
        shown = letter if embedded or standard(letter) else SHOWN.format(ord(letter))
        if told and told[-1][1] == embedded:
            told[-1] = (told[-1][0] + shown, embedded)
        else:
            told.append((shown, embedded))
    return told


def printable(text: str) -> str:
    """The text as the PDF shows it."""
    return "".join(piece for piece, _ in pieces(text))


@cache
def standard(letter: str) -> bool:
    """True for a letter that one of the fonts of every PDF reader has: Helvetica, Symbol or ZapfDingbats."""
    from reportlab.pdfbase import pdfmetrics

    if letter == "\n":
        return True
    font = pdfmetrics.getFont("Helvetica")
    return any(_encodes(name, letter) for name in (font.encName, *(one.encName for one in font.substitutionFonts)))


def _encodes(codec: str, letter: str) -> bool:
    try:
        return bool(letter.encode(codec)) and (codec != "WinAnsiEncoding" or _latin(letter))
    except UnicodeEncodeError:
        return False


def _latin(letter: str) -> bool:
    """Windows-1252 says what WinAnsiEncoding has; reportlab's codec takes more than the font shows."""
    try:
        return bool(letter.encode("cp1252"))
    except UnicodeEncodeError:
        return False


@cache
def _embedded() -> frozenset[str]:
    """Letters of Bitstream Vera, which comes with reportlab and may be embedded."""
    from reportlab.pdfbase.ttfonts import TTFontFile

    return frozenset(chr(code) for code in TTFontFile("Vera.ttf").charToGlyph if chr(code).isprintable())
