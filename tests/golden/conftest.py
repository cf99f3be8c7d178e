"""The reference study, built once in a process: blinded, and with both unblinding files. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from pandas import DataFrame

import sdtm
from sdtm.datasets import Build
from tests.golden.raw import STUDY, UNBLINDING


@pytest.fixture(scope="session")
def blinded() -> Build:
    """The build that everybody runs."""
    return sdtm.build(STUDY)  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def unblinded() -> Build:
    """The build with the randomisation list and what was injected."""
    return sdtm.build(STUDY, None, UNBLINDING)  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def frames(blinded: Build) -> Mapping[str, DataFrame]:
    """The records of the blinded build by dataset."""
    return {dataset.name: dataset.records for dataset in blinded.datasets}


@pytest.fixture(scope="session")
def filled() -> Callable[[Build, str], list[dict[str, str]]]:
    """The records of a dataset as text, filled variables alone."""
    known: dict[tuple[int, str], list[dict[str, str]]] = {}

    def records(build: Build, name: str) -> list[dict[str, str]]:
        if (id(build), name) not in known:
            frame = next(dataset.records for dataset in build.datasets if dataset.name == name)
            known[id(build), name] = _filled(frame)
        return known[id(build), name]

    return records


def _filled(frame: DataFrame) -> list[dict[str, str]]:
    columns = {name: [_text(value) for value in frame[name].astype("object")] for name in frame.columns}
    rows = zip(*columns.values(), strict=True)
    return [{name: cell for name, cell in zip(columns, row, strict=True) if cell is not None} for row in rows]


def _text(value: object) -> str | None:
    if isinstance(value, float):
        return None if value != value else str(int(value)) if value.is_integer() else repr(value)
    return value if isinstance(value, str) else None
