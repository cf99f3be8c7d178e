"""How long numbers are, and how many decimals they have, without the noise of computing with binary fractions."""

from __future__ import annotations

from collections.abc import Iterable

from mappings.distinct import number_text

KEPT = 12  # digits of a computed number that are its own; a float64 holds 15 to 17, the last of them noise
LEAST = 8  # the bytes of a number in a transport file, which define.xml gives as the length of shorter ones


def plain(value: float) -> str:
    """The number as people write it: `number_text`, made for millions of them."""
    said = repr(value)
    if "e" in said or "n" in said:
        return number_text(value)
    return ("0" if said == "-0.0" else said[:-2]) if said.endswith(".0") else said


def written(value: float) -> str:
    """A number as text, in at most twelve significant digits; none before the point is lost."""
    said = f"{value:.{KEPT}g}" if abs(value) < 10.0**KEPT else plain(value)
    return number_text(float(said)) if "e" in said else said


def widths(values: Iterable[float]) -> tuple[int, int | None]:
    """Length (digits before and after the point together, 8 at least) and decimals in use (None: whole numbers)."""
    before, after = 0, 0
    for value in values:
        whole, _, part = written(value).partition(".")
        before, after = max(before, len(whole.removeprefix("-"))), max(after, len(part))
    return max(LEAST, before + after), after or None
