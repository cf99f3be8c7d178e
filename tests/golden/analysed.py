"""The reference study as an analysis team gets it: SDTM files of an unblinded build, and the ADaM datasets of them."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ParamSpec, TypeVar

import pyreadstat

import adam
from sdtm.__main__ import main as tabulate
from sdtm.datasets import Build
from tests.golden.raw import STUDY, UNBLINDING

Cells = dict[str, Any]  # text, a number, or None
P = ParamSpec("P")
R = TypeVar("R")
_KEPT: list[dict[Hashable, Any]] = []
_OTHERS: list[Path] = []


def kept(made: Callable[P, R]) -> Callable[P, R]:
    """What is made of the files, made once for each set of them."""
    known: dict[Hashable, Any] = {}
    _KEPT.append(known)

    @wraps(made)
    def remembered(*args: P.args, **options: P.kwargs) -> R:
        key = (args, tuple(options.items()))
        if key not in known:
            known[key] = made(*args, **options)
        found: R = known[key]
        return found

    return remembered


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Within: everything is made of the SDTM files of this folder."""
    before = [dict(known) for known in _KEPT]
    _OTHERS.append(folder)
    try:
        for known in _KEPT:
            known.clear()
        yield
    finally:
        _OTHERS.pop()
        for known, old in zip(_KEPT, before, strict=True):
            known.clear()
            known.update(old)


def files() -> Path:
    """The folder of the SDTM files."""
    return _OTHERS[-1] if _OTHERS else _tabulated()


@cache
def _tabulated() -> Path:
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    out = Path(folder.name) / "sdtm"
    unblinding = [word for path in UNBLINDING for word in ("--unblind", str(path))]
    status = tabulate(["build", str(STUDY), *unblinding, "--out", str(out), "--quiet"])
    assert status in (0, 1), "1: findings about the data"
    return out


@kept
def tabulated(name: str) -> tuple[Cells, ...]:
    """The records of an SDTM dataset as its file has them, read by pyreadstat alone."""
    frame, _ = pyreadstat.read_xport(str(files() / f"{name.lower()}.xpt"))
    return _cells(frame)


@kept
def build() -> Build:
    """The ADaM datasets."""
    return adam.build(STUDY, files())


@kept
def analysed(name: str) -> tuple[Cells, ...]:
    """The records of an ADaM dataset."""
    return _cells(next(dataset.records for dataset in build().datasets if dataset.name == name))


def _cells(frame: Any) -> tuple[Cells, ...]:
    columns = {name: [_cell(value) for value in frame[name].astype("object")] for name in frame.columns}
    return tuple(dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))


def _cell(value: Any) -> Any:
    return value if isinstance(value, str) and value else float(value) if _number(value) else None


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and value == value
