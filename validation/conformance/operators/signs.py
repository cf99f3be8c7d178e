"""Operators that look at the signs of a text: brackets and quotes that should come in pairs."""

from __future__ import annotations

from collections.abc import Callable

from validation.conformance.column import Mask
from validation.conformance.operators.on import On

PAIRS = {")": "(", "]": "[", "}": "{"}
QUOTES = ("'", '"')


def unbalanced_signs(on: On) -> Mask:
    """Where a bracket, brace or parenthesis is left open or crossed, or quotes are not even in number."""
    return on.target.where(lambda value: not _balanced(str(value)))


SIGNS: dict[str, Callable[[On], Mask]] = {"unbalanced_signs": unbalanced_signs}


def _balanced(text: str) -> bool:
    left: list[str] = []
    for sign in text:
        if sign in PAIRS.values():
            left.append(sign)
        elif sign in PAIRS and (not left or left.pop() != PAIRS[sign]):
            return False
    return not left and all(text.count(quote) % 2 == 0 for quote in QUOTES)
