"""Frames as tables that read well in a terminal and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from pandas import DataFrame

# Empty, a number with a sign or a p value's "<", a number and another in brackets, n/N and its percentage.
_NUMBER = re.compile(r"(<?-?[\d.]+(/\d+)?( \(-?[\d.]+\))?|inf)?")


def number(value: object, digits: int) -> str:
    """A number with so many digits; nothing for a missing one."""
    amount = float(str(value))
    if np.isnan(amount):
        return ""
    # Rounded first: -0.004 with two digits is 0.00, not -0.00.
    return f"{round(amount, digits) + 0.0:.{digits}f}" if np.isfinite(amount) else "inf"


def p_value(value: float) -> str:
    """A p value with three digits, very small ones as such."""
    return "" if np.isnan(value) else "<0.001" if value < 0.0005 else f"{value:.3f}"


def table(frame: DataFrame, digits: Mapping[str, int] | None = None) -> str:
    """The frame as an aligned Markdown table; columns in `digits` have so many, those named p or `... p` p values."""
    told = {str(name): [_cell(str(name), value, digits or {}) for value in frame[name]] for name in frame.columns}
    right = {name: all(_numeric(cell) for cell in cells) for name, cells in told.items()}
    width = {name: max(3, len(name), *map(len, cells)) for name, cells in told.items()}
    lines = ["| " + " | ".join(_aligned(name, width[name], right[name]) for name in told) + " |"]
    lines.append("|" + "|".join("-" * (width[name] + 1) + (":" if right[name] else "-") for name in told) + "|")
    for row in zip(*told.values(), strict=True):
        cells = [_aligned(cell, width[name], right[name]) for name, cell in zip(told, row, strict=True)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(name: str, value: object, digits: Mapping[str, int]) -> str:
    if name == "p" or name.endswith(" p"):
        return p_value(float(str(value)))
    if name in digits:
        return number(value, digits[name])
    return "" if value is None or value != value else str(value)


def _numeric(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None


def _aligned(text: str, width: int, right: bool) -> str:
    return text.rjust(width) if right else text.ljust(width)
