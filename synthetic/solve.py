"""Whole numbers, each from a domain of its own, that have a printed mean and standard deviation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Target:
    """A printed mean and SD: `decimals` places, of values counted in units of 1/`scale`."""

    mean: float
    sd: float
    decimals: int
    scale: int = 1
    mean_limits: tuple[float, float] | None = None

    def mean_interval(self) -> tuple[float, float]:
        """The means that round to the printed one, a little away from both ends."""
        half = 0.48 * 10**-self.decimals
        return self.mean_limits or (self.mean - half, self.mean + half)

    def sd_interval(self) -> tuple[float, float]:
        """The standard deviations that round to the printed one, a little away from both ends."""
        half = 0.48 * 10**-self.decimals
        return self.sd - half, self.sd + half


def outside(value: float, interval: tuple[float, float]) -> float:
    """How far a value lies outside an interval, in widths of it; 0 inside."""
    low, high = interval
    return max(0.0, low - value, value - high) / (high - low)


class _Moments:
    """Count, sum and sum of squares of a list of values, and how far they are from a target."""

    def __init__(self, values: Sequence[int], target: Target) -> None:
        """The moments of the values as they stand."""
        self.count = len(values)
        self.total = sum(values)
        self.squares = sum(value * value for value in values)
        self.means = target.mean_interval()
        self.sds = target.sd_interval()
        self.scale = target.scale

    def after(self, changes: Sequence[tuple[int, int]]) -> tuple[int, int]:
        """Sum and sum of squares once each old value is replaced by its new one."""
        total = self.total + sum(new - old for old, new in changes)
        return total, self.squares + sum(new * new - old * old for old, new in changes)

    def cost(self, total: int, squares: int) -> float:
        """Distance from the target, 0 when both statistics print as wanted."""
        variance = max(0.0, (squares - total * total / self.count) / (self.count - 1))
        mean = total / self.count / self.scale
        return outside(mean, self.means) + outside(math.sqrt(variance) / self.scale, self.sds)


def nearest(domain: Sequence[int], value: float) -> int:
    """The position in the domain of the number nearest to a value."""
    return min(range(len(domain)), key=lambda position: (abs(domain[position] - value), position))


def settle(wanted: Sequence[float], domains: Sequence[Sequence[int]], target: Target, rng: Random) -> list[int]:
    """Values near the wanted ones, each from its own domain, that have the target's mean and SD.

    `wanted` and `domains` are in units of 1/`target.scale`; raises ValueError when no solution is found.
    """
    places = [nearest(domain, value) for domain, value in zip(domains, wanted, strict=True)]
    values = [domain[place] for domain, place in zip(domains, places, strict=True)]
    moments = _Moments(values, target)
    cost = moments.cost(moments.total, moments.squares)
    movable = [index for index, domain in enumerate(domains) if len(domain) > 1]
    for _ in range(400_000):
        if cost == 0:
            return values
        moves = _moves(places, domains, movable, rng)
        changes = [(values[index], domains[index][place]) for index, place in moves]
        total, squares = moments.after(changes)
        new_cost = moments.cost(total, squares)
        if new_cost <= cost or rng.random() < 0.001:
            for index, place in moves:
                places[index], values[index] = place, domains[index][place]
            moments.total, moments.squares, cost = total, squares, new_cost
    raise ValueError(f"no values of mean {target.mean} and SD {target.sd} found: widen the domains or change the seed")


def _moves(
    places: Sequence[int], domains: Sequence[Sequence[int]], movable: Sequence[int], rng: Random
) -> list[tuple[int, int]]:
    """One or two subjects, each with a position a few steps away in its domain."""
    chosen = rng.sample(movable, min(len(movable), rng.choice((1, 2, 2))))
    moves = []
    for index in chosen:
        place = places[index] + rng.choice((-3, -2, -1, 1, 2, 3))
        moves.append((index, min(max(place, 0), len(domains[index]) - 1)))
    return moves


def definition5(values: Sequence[float], share: float) -> float:
    """A quantile by the empirical distribution with averaging (SAS definition 5)."""
    ordered = sorted(values)
    place = len(ordered) * share
    whole = math.floor(place)
    if place > whole:
        return ordered[whole]
    return (ordered[whole - 1] + ordered[whole]) / 2
