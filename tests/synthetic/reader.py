"""An independent reader of the synthetic raw export: it knows the forms, not the generator."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal, getcontext
from fractions import Fraction
from functools import cache
from pathlib import Path

getcontext().prec = 40
STUDY = Path(__file__).parents[2] / "mappings" / "respine"
SHARED = Path(__file__).parents[3] / "shared" / "respine" / "published_tables.csv"
Row = dict[str, str]
Number = Fraction | Decimal | int
Cell = tuple[str, str, str, str, str]


class Export:
    """The raw export of the study in a folder, form by form."""

    def __init__(self, study: Path) -> None:
        self.study = study
        self.arm = {row["subject"]: row["arm"] for row in self.apart("randomisation")}
        products = {"1": "BM-MSC", "2": "SHAM"}
        self.received = {row["subject"]: products[row["product"]] for row in self.apart("injection_unblinded")}
        unblinded = {row["subject"] for row in self.form("disposition") if row["unblinded_date"]}
        self.full_analysis = {name for name in self.received if name not in unblinded}

    def form(self, name: str) -> list[Row]:
        """The rows of a form."""
        return _rows(self.study / "raw" / f"{name}.csv")

    def apart(self, name: str) -> list[Row]:
        """The rows of a file that a blinded build does not read."""
        return _rows(self.study / f"{name}.csv")

    def analysed(self, arm: str) -> list[str]:
        """The full analysis set of an arm as treated."""
        return sorted(name for name in self.full_analysis if self.received[name] == arm)

    def randomised(self, arm: str) -> list[str]:
        """The subjects of an arm as randomised."""
        return sorted(name for name in self.arm if self.arm[name] == arm)


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def committed() -> Export:
    """The committed raw export."""
    return Export(STUDY)


def decimal_text(text: str) -> Fraction | None:
    """A collected decimal, with point or comma; None when empty."""
    return Fraction(text.replace(",", ".")) if text else None


def mean(values: Iterable[Number]) -> Fraction:
    """The exact mean."""
    numbers = [Fraction(value) for value in values]
    return sum(numbers, Fraction(0)) / len(numbers)


def deviation(values: Iterable[Number]) -> Decimal:
    """The standard deviation with n - 1, to forty digits."""
    numbers = [Fraction(value) for value in values]
    middle = mean(numbers)
    variance = sum(((number - middle) ** 2 for number in numbers), Fraction(0)) / (len(numbers) - 1)
    return _quotient(variance).sqrt()


def quartile(values: Iterable[Number], share: Fraction) -> Fraction:
    """A quartile by SAS definition 5."""
    ordered = sorted(Fraction(value) for value in values)
    place = len(ordered) * share
    below = int(place)
    return (ordered[below - 1] + ordered[below]) / 2 if place == below else ordered[below]


def printed(value: Number, decimals: int) -> str:
    """A number as a paper prints it: rounded half up."""
    exact = value if isinstance(value, Decimal) else _quotient(Fraction(value))
    return str(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def _quotient(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def moments(values: Iterable[Number]) -> dict[str, Number]:
    """Mean and SD."""
    numbers = list(values)
    return {"mean": mean(numbers), "sd": deviation(numbers)}


def quartiles(values: Iterable[Number]) -> dict[str, Number]:
    """Median and quartiles."""
    numbers = list(values)
    shares = {"q1": Fraction(1, 4), "median": Fraction(1, 2), "q3": Fraction(3, 4)}
    return {name: quartile(numbers, share) for name, share in shares.items()}


def share(flags: Iterable[bool]) -> dict[str, Number]:
    """How many of how many, and the percentage."""
    known = list(flags)
    return {"n": sum(known), "N": len(known), "pct": Fraction(100 * sum(known), len(known))}


def compare(table: str, computed: Mapping[Cell, Number]) -> tuple[int, list[str]]:
    """How many cells a table of the paper has in the rows that were computed, and those that disagree."""
    wrong = []
    rows = {cell[1] for cell in computed}
    published = _rows(Path(__file__).parent / "published_efficacy.csv")
    cells = [row for row in published if row["table"] == table and row["row"] in rows]
    for row in cells:
        cell = (row["table"], row["row"], row["visit"], row["arm"], row["statistic"])
        decimals = len(row["value"].partition(".")[2])
        found = printed(computed[cell], decimals) if cell in computed else "nothing"
        if found != row["value"]:
            wrong.append(f"{' | '.join(cell)}: printed {row['value']}, found {found}")
    return len(cells), wrong
