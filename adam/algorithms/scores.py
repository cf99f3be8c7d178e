"""Words for numbers along a record: sums, means and extremes of several variables, body size, blood pressure."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from pandas import Series

from adam.exact import exactly, numbers
from mappings.date_columns import Numbers
from mappings.error import MappingError

# Square metres from kilograms and centimetres, as their authors give them.
SURFACES: dict[str, Callable[[Numbers, Numbers], Numbers]] = {
    "Mosteller": lambda kg, cm: np.sqrt(cm * kg / 3600),
    "DuBois-DuBois": lambda kg, cm: 0.007184 * cm**0.725 * kg**0.425,
    "Haycock": lambda kg, cm: 0.024265 * cm**0.3964 * kg**0.5378,
    "Gehan-George": lambda kg, cm: 0.0235 * cm**0.42246 * kg**0.51456,
    "Boyd": lambda kg, cm: 0.0003207 * cm**0.3 * (1000 * kg) ** (0.7285 - 0.0188 * np.log10(1000 * kg)),
    "Fujimoto": lambda kg, cm: 0.008883 * cm**0.663 * kg**0.444,
    "Takahira": lambda kg, cm: 0.007241 * cm**0.725 * kg**0.425,
}
DECIMALS = 12  # beyond them powers and exponentials of one machine are not those of another


def sum_of(*values: Series, at_least: int | None = None) -> Series:
    """The sum of several variables of the record.

    Missing if one is missing; with `at_least` the sum of those present, if they are so many. Decimal arithmetic on the
    digits shown, rounded once: 0.1 and 0.2 are 0.3.

    Example:
        AVAL = 'sum_of(ITEM1, ITEM2, ITEM3, at_least=2)'
    """
    cells = _cells("sum_of", values)
    answer = exactly(lambda *parts: sum(parts), *_filled(cells))
    return _where_enough(answer.to_numpy(), cells, at_least, values)


def mean_of(*values: Series, at_least: int | None = None) -> Series:
    """The mean of several variables of the record.

    Missing if one is missing; with `at_least` the mean of those present, if they are so many. Decimal arithmetic on
    the digits shown, rounded once.

    Example:
        AVAL = 'mean_of(READ1, READ2, READ3, at_least=1)'
    """
    cells = _cells("mean_of", values)
    answer = exactly(lambda count, *parts: sum(parts) / count, Series(_present(cells)), *_filled(cells))
    return _where_enough(answer.to_numpy(), cells, at_least, values)


def smallest_of(*values: Series, at_least: int = 1) -> Series:
    """The smallest number among several variables of the record; for numeric dates the earliest.

    Missing ones are passed over; missing if fewer than `at_least` are present.

    Example:
        TRTEDT = 'smallest_of(DISCDT, DTHDT, CUTOFFDT)'
    """
    cells = _cells("smallest_of", values)
    return _where_enough(np.where(np.isnan(cells), np.inf, cells).min(axis=1), cells, at_least, values)


def largest_of(*values: Series, at_least: int = 1) -> Series:
    """The largest number among several variables of the record; for numeric dates the latest.

    Missing ones are passed over; missing if fewer than `at_least` are present.

    Example:
        LSTALVDT = 'largest_of(LASTAEDT, LASTLBDT, TRTEDT)'
    """
    cells = _cells("largest_of", values)
    return _where_enough(np.where(np.isnan(cells), -np.inf, cells).max(axis=1), cells, at_least, values)


def mean_arterial_pressure(systolic: Series, diastolic: Series, pulse: Series | None = None) -> Series:
    """The mean arterial pressure: a third of systolic and two thirds of diastolic pressure.

    With the heart rate (`pulse`, per minute) the share of the systolic pressure is 0.01 exp(4.14 - 40.74 / rate)
    instead of a third; missing where the rate is missing or not above 0. admiral: compute_map.

    Example:
        AVAL = 'mean_arterial_pressure(SYSBP, DIABP)'
    """
    if pulse is None:
        return exactly(lambda upper, lower: (upper + lower + lower) / 3, systolic, diastolic)
    upper, lower, rate = numbers(systolic), numbers(diastolic), numbers(pulse)
    share = 0.01 * np.exp(4.14 - 40.74 / np.where(rate > 0, rate, np.nan))
    with np.errstate(over="ignore"):
        mean = np.round(lower + share * (upper - lower), DECIMALS)
    return Series(np.where(np.isfinite(mean), mean, np.nan), index=systolic.index)


def body_mass_index(weight: Series, height: Series) -> Series:
    """The body mass index (kg/m2) from weight in kg and height in cm.

    Decimal arithmetic on the digits shown, rounded once; missing unless the height is above 0. admiral: compute_bmi.

    Example:
        BMIBL = 'body_mass_index(WEIGHTBL, HEIGHTBL)'
    """
    above = Series(np.where(numbers(height) > 0, numbers(height), np.nan), index=height.index)
    return exactly(lambda kg, cm: 10_000 * kg / (cm * cm), weight, above)


def body_surface(weight: Series, height: Series, *, method: str = "Mosteller") -> Series:
    """The body surface area (m2) from weight in kg and height in cm, by the formula of the author named.

    Mosteller, DuBois-DuBois, Haycock, Gehan-George, Boyd, Fujimoto or Takahira, to 12 decimals. Missing unless both
    are above 0. admiral: compute_bsa.

    Example:
        BSABL = 'body_surface(WEIGHTBL, HEIGHTBL, method="Haycock")'
    """
    if method not in SURFACES:
        raise MappingError("", f"no formula {method!r} for the body surface", f"one of {', '.join(SURFACES)}")
    kg, cm = (np.where(column > 0, column, np.nan) for column in (numbers(weight), numbers(height)))
    with np.errstate(over="ignore"):
        area = np.round(SURFACES[method](kg, cm), DECIMALS)
    return Series(np.where(np.isfinite(area), area, np.nan), index=weight.index)


def _cells(word: str, values: tuple[Series, ...]) -> Numbers:
    if not values:
        raise MappingError("", f"{word} names no variable", f"for example  {word}(ITEM1, ITEM2)")
    return np.column_stack([numbers(column) for column in values])


def _present(cells: Numbers) -> Numbers:
    present: Numbers = (~np.isnan(cells)).sum(axis=1).astype(np.float64)
    return present


def _filled(cells: Numbers) -> list[Series]:
    """The columns with 0 for what is missing: it adds nothing to a sum."""
    return [Series(column) for column in np.where(np.isnan(cells), 0.0, cells).T]


def _where_enough(answer: Numbers, cells: Numbers, at_least: int | None, values: tuple[Series, ...]) -> Series:
    """The answer where so many of the cells are present (all of them, if nothing is said)."""
    wanted = len(values) if at_least is None else at_least
    if isinstance(wanted, bool) or not isinstance(wanted, int) or not 1 <= wanted <= len(values):
        problem = f"at_least={at_least!r} is no number of variables"
        raise MappingError("", problem, f"a whole number from 1 to {len(values)}")
    return Series(np.where(_present(cells) >= wanted, answer, np.nan), index=values[0].index)
