"""Text broken into lines of a width: at blanks, after the signs of a path, inside a word where nothing else helps."""

from __future__ import annotations

import re

# A path or a name of parts breaks after its signs, before the next letter.
_BREAKS = re.compile(r"(?<=[/\\_.,;:=&-])(?=[^\s/\\_.,;:=&-])")


def lines(text: str, face: str, size: float, width: float) -> list[str]:
    """The text in lines that fit the width in points; `face` is a font that every PDF reader has."""
    return [line for paragraph in text.split("\n") for line in _filled(paragraph, face, size, width)]


def _filled(text: str, face: str, size: float, width: float) -> list[str]:
    """A paragraph in lines."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    if stringWidth(text, face, size) <= width:
        return [text]
    told = [""]
    for word in text.split():
        joined = f"{told[-1]} {word}" if told[-1] else word
        if stringWidth(joined, face, size) <= width:
            told[-1] = joined
        elif stringWidth(word, face, size) <= width:
            told.append(word)
        else:
            told += _cut(word, face, size, width)
    return [one for one in told if one]


def _cut(word: str, face: str, size: float, width: float) -> list[str]:
    """A word that fits no line, cut after its signs, and inside a part that is itself too long."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    told = [""]
    for part in _BREAKS.split(word):
        if stringWidth(told[-1] + part, face, size) <= width:
            told[-1] += part
            continue
        for letter in part if stringWidth(part, face, size) > width else [part]:
            if stringWidth(told[-1] + letter, face, size) <= width:
                told[-1] += letter
            else:
                told.append(letter)
    return [one for one in told if one]
