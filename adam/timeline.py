"""The dated rows of each subject in the order of time, and quick answers to what lies before, after and at a moment."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd

from adam.subjects import Floats, Mask
from mappings.distinct import Codes

Side = Literal["left", "right"]
Nodes = np.ndarray[Any, np.dtype[np.int64]]


class Timeline:
    """Rows by subject and moment, those of one moment in the order of the dataset.

    One sorted array and binary search: as much memory as there are rows, however many meet.
    """

    def __init__(self, people: Codes, moments: Floats, chosen: Mask | None = None) -> None:
        used = (people >= 0) & ~np.isnan(moments)
        rows = np.flatnonzero(used if chosen is None else used & chosen)
        ranks, found = pd.factorize(moments[rows], sort=True)
        self.moments = np.asarray(found, dtype=np.float64)
        self.width = len(self.moments) + 1
        keys = people[rows] * self.width + ranks
        order = np.argsort(keys, kind="stable")
        self.rows, self.keys = rows[order], keys[order]
        self.counts = np.bincount(people[rows])

    def place(self, people: Codes, moments: Floats, side: Side) -> Codes:
        """The place in `rows` of the subject's first row at or after the moment (right: surely after it)."""
        ranks = np.searchsorted(self.moments, moments, side)
        return searched(self.keys, people * self.width + ranks)

    def begin(self, people: Codes) -> Codes:
        """The place in `rows` where the subject's rows begin."""
        begins = np.r_[0, np.cumsum(self.counts)]
        return np.asarray(begins[np.minimum(people, len(self.counts))], dtype=np.int64)

    def rows_at(self, places: Codes, there: Mask) -> Codes:
        """The rows at those places; -1 where nothing is there."""
        found = np.full(len(places), -1, dtype=np.int64)
        found[there] = self.rows[places[there]]
        return found


def searched(keys: Codes, wanted: Codes) -> Codes:
    """The place of each wanted number among the sorted keys, as np.searchsorted tells it."""
    # In their own order the wanted numbers walk through memory once: ten times as fast from a million on.
    order = np.argsort(wanted)
    places = np.empty(len(wanted), dtype=np.int64)
    places[order] = np.searchsorted(keys, wanted[order])
    return places


def last_reaching(values: Floats, upto: Codes, least: Floats) -> Codes:
    """For each question the last place, not beyond `upto`, with a value of at least `least`; -1 where there is none.

    A tree of maxima answers all questions at once, in as many steps as it has levels.
    """
    size = 1 << max(len(values) - 1, 0).bit_length()
    tree = np.full(2 * size, -np.inf)
    tree[size : size + len(values)] = values
    level = size // 2
    while level:
        tree[level : 2 * level] = np.maximum(tree[2 * level : 4 * level : 2], tree[2 * level + 1 : 4 * level : 2])
        level //= 2
    nodes = np.where(upto >= 0, upto + size, 0)
    _climb(tree, nodes, least)
    _descend(tree, nodes, least)
    return np.where(nodes > 0, nodes - size, -1)


def _climb(tree: Floats, nodes: Nodes, least: Floats) -> None:
    """From each leaf to the nearest subtree, itself or to its left, that reaches the value; 0 where none does."""
    open_ = np.flatnonzero(nodes)
    while len(open_):
        open_ = open_[tree[nodes[open_]] < least[open_]]
        here = nodes[open_]
        # Up while it is a left child (even), then to the neighbour on the left; 1 is the root, left of which is none.
        odd = here // (here & -here)
        nodes[open_] = np.where(odd == 1, 0, odd - 1)
        open_ = open_[odd > 1]


def _descend(tree: Floats, nodes: Nodes, least: Floats) -> None:
    """From each subtree to its last leaf that reaches the value."""
    size = len(tree) // 2
    open_ = np.flatnonzero((nodes > 0) & (nodes < size))
    while len(open_):
        right = 2 * nodes[open_] + 1
        nodes[open_] = np.where(tree[right] >= least[open_], right, right - 1)
        open_ = open_[nodes[open_] < size]
