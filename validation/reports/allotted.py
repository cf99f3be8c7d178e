"""How many records of each group a report of limited size can show: as many of each as fit, none forgotten."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def allotted(held: Sequence[int], limit: int, size: Callable[[int, int], int]) -> list[int]:
    """For each group how many of its records are shown: the same most for all, as large as the limit lets it be.

    `size(group, shown)` is what it costs to show so many records of the group with this place.
    """

    def total(most: int) -> int:
        return sum(size(place, min(count, most)) for place, count in enumerate(held))

    low, high = 0, max(held, default=0)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if total(middle) <= limit else (low, middle - 1)
    return [min(count, low) for count in held]
