"""Columns of a table's records in another order, alone or beside those of a second table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from validation.conformance.column import Column
from validation.conformance.grouping import Rows, stacked


class Lazy(Mapping[str, Column]):
    """Columns that are made when they are first asked for."""

    def __init__(self, makers: Mapping[str, Callable[[], Column]], hidden: Mapping[str, str] | None = None) -> None:
        self._makers = makers
        self._hidden = hidden or {}  # further name -> name: answered to, but not listed
        self._made: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Column:
        """The column; KeyError if there is none of that name."""
        own = name if name in self._makers else self._hidden[name]
        if own not in self._made:
            self._made[own] = self._makers[own]()
        return self._made[own]

    def __contains__(self, name: object) -> bool:
        """Whether there is a column of that name; makes none."""
        return name in self._makers or name in self._hidden

    def __iter__(self) -> Iterator[str]:
        """The names, in order."""
        return iter([name for name in self._makers if not name.startswith(_INNER)])

    def __len__(self) -> int:
        """How many."""
        return sum(1 for _ in self)

    def everything(self) -> tuple[list[str], dict[str, str]]:
        """All names, those not listed too; and the further names some answer to."""
        return list(self._makers), dict(self._hidden)


class Refused(Mapping[str, Column]):
    """Columns of a table that cannot be made: whoever asks for one is told why."""

    def __init__(self, reason: Exception) -> None:
        self._reason = reason

    def __getitem__(self, name: str) -> Column:
        """Nothing: the reason is raised."""
        raise self._reason

    def __contains__(self, name: object) -> bool:
        """True: one that is asked for says why it is not there."""
        return True

    def __iter__(self) -> Iterator[str]:
        """No names are listed."""
        return iter(())

    def __len__(self) -> int:
        """None."""
        return 0


_INNER = "\0"
Makers = dict[str, Callable[[], Column]]


def carried(columns: Mapping[str, Column], rows: Rows | None = None) -> tuple[Makers, dict[str, str]]:
    """What makes the columns, of these records or of all; and the further names they answer to."""
    names, hidden = columns.everything() if isinstance(columns, Lazy) else (list(columns), {})
    return {one: _same(columns, one) if rows is None else taken(columns, one, rows) for one in names}, hidden


def _same(columns: Mapping[str, Column], name: str) -> Callable[[], Column]:
    return lambda: columns[name]


def added(columns: Mapping[str, Column], more: Makers) -> Mapping[str, Column]:
    """The columns, and further ones."""
    makers, hidden = carried(columns)
    return Lazy({**makers, **more}, hidden)


def taken(columns: Mapping[str, Column], name: str, rows: Rows) -> Callable[[], Column]:
    """What makes the column of these records."""
    return lambda: columns[name].take(rows)


def rows_of(columns: Mapping[str, Column], rows: Rows) -> Mapping[str, Column]:
    """The columns of these records."""
    return Lazy(*carried(columns, rows))


def beside(
    left: Mapping[str, Column],
    right: Mapping[str, Column],
    pairs: tuple[Rows, Rows],
    name: str,
    shown: Callable[[str], str | None],
) -> Mapping[str, Column]:
    """The left columns, and the right ones under the names `shown` gives them (None: not listed).

    Every right column answers to `name.X` as well; one that both have, and that is listed, is `X.name`.
    """
    ours, theirs = pairs
    makers, further = carried(left, ours)
    for one in right:
        listed = shown(one)
        if listed is None or listed in makers:
            listed = f"{_INNER}{name}.{one}" if listed is None else f"{listed}.{name}"
        makers[listed] = taken(right, one, theirs)
        further[f"{name}.{one}"] = listed
        further.setdefault(f"{one}.{name}", listed)
    hidden = {key: value for key, value in further.items() if key not in makers}
    return Lazy(makers, hidden)


def below(tables: Sequence[tuple[Mapping[str, Column], int]], names: Sequence[str]) -> Mapping[str, Column]:
    """The columns of several tables, one below the other; a table without a column has no values there."""
    counts = [count for _, count in tables]

    def maker(name: str) -> Callable[[], Column]:
        return lambda: stacked([one.get(name) for one, _ in tables], counts)

    return Lazy({name: maker(name) for name in names})


def nothing(count: int) -> Column:
    """A column of that many records without values."""
    return Column(np.full(count, -1, dtype=np.int32), np.empty(0, dtype=object))
