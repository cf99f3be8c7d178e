"""Computed figures beside printed ones: matched, explained, different, or not computed at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from adam.tables.compute import Results
from adam.tables.definitions import Cell
from adam.tables.methods import Statistics
from adam.tables.numbers import printed
from adam.tables.reading import Printed

Status = Literal["matched", "explained", "different", "absent"]


@dataclass(frozen=True)
class Compared:
    """One printed figure, and what was computed in its place, with as many decimals."""

    cell: Cell
    statistic: str
    printed: str
    computed: str
    status: Status
    explanation: str = ""
    remark: str = ""

    def __str__(self) -> str:
        told = f"{self.cell} {self.statistic}: printed {self.printed}, computed {self.computed}"
        return f"{told} ({self.explanation})" if self.explanation else told


@dataclass(frozen=True)
class Comparison:
    """Every printed figure with its counterpart, in the order of the paper."""

    cells: tuple[Compared, ...]

    def of(self, *statuses: Status) -> tuple[Compared, ...]:
        """The figures that fared so."""
        return tuple(one for one in self.cells if one.status in statuses)

    @property
    def whole(self) -> bool:
        """True if every printed figure is matched or explained."""
        return not self.of("different", "absent")

    @property
    def summary(self) -> str:
        """The closing line."""
        matched, explained = len(self.of("matched")), len(self.of("explained"))
        return f"cells matched: {matched} of {len(self.cells)}, explained: {explained}"


def compare(results: Results, published: Iterable[Printed]) -> Comparison:
    """Each printed figure beside the computed one, rounded once to the decimals printed."""
    return Comparison(tuple(one for place in published for one in _place(results.get(place.cell, {}), place)))


def _place(found: Statistics, place: Printed) -> list[Compared]:
    compared = []
    for statistic, text in place.figures.items():
        # A statistic that could not be computed (the mean of nothing) is as absent as a cell nobody defines.
        value = found.get(statistic)
        computed = printed(value, decimals(text))
        status: Status = "absent" if value is None else "matched" if computed == text else "different"
        why = ""
        if status == "different" and statistic == "pct" and place.contradiction and contradicts(found, place):
            status, why = "explained", place.contradiction
        compared.append(Compared(place.cell, statistic, text, computed, status, why, place.remark))
    return compared


def decimals(text: str) -> int:
    """How many decimals a printed number has."""
    return len(text.partition(".")[2])


def contradicts(found: Statistics, place: Printed) -> bool:
    """True if the printed percentage is not that of the printed n and N, and ours is, of the very same n and N."""
    figures: Mapping[str, str] = place.figures
    if not {"n", "N", "pct"} <= set(figures):
        return False
    part, whole, digits = Fraction(figures["n"]), Fraction(figures["N"]), decimals(figures["pct"])
    right = printed(100 * part / whole if whole else None, digits)
    ours = (found.get("n"), found.get("N")) == (part, whole)
    return ours and figures["pct"] != right == printed(found.get("pct"), digits)
