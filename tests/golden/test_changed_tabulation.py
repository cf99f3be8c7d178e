"""ADaM of tabulations that are not those of the study: changed by lot, written as files, analysed, computed twice."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import pyreadstat
import pytest
from pandas import DataFrame

from adam.tables.comparison import compare
from adam.tables.compute import compute
from adam.tables.reading import read_definitions, read_published
from tests.golden import changed_findings, changes
from tests.golden.analysed import analysed, build, files, reading, tabulated
from tests.golden.raw import STUDY
from tests.golden.subjects import single
from tests.golden.whole_analysis import differences

FEW = 6  # changes of one tabulation: with all of them at once little of the study would be left


@cache
def described(path: Path) -> tuple[DataFrame, pyreadstat.metadata_container]:
    """A file of the study, without changes, and what it says of its variables."""
    frame, told = pyreadstat.read_xport(path)
    return frame, told


def write(folder: Path, tables: changes.Tables) -> None:
    """The tables as transport files, by a writer that is not the project's."""
    for name, rows in tables.items():
        frame, told = described(files() / f"{name.lower()}.xpt")
        columns = {}
        for column in frame.columns:
            text = told.readstat_variable_types[column] == "string"
            values = [one[column] for one in rows]
            columns[column] = [value or "" for value in values] if text else [_number(value) for value in values]
        kinds = {name: "str" if told.readstat_variable_types[name] == "string" else "float64" for name in frame.columns}
        pyreadstat.write_xport(
            DataFrame(columns).astype(kinds), folder / f"{name.lower()}.xpt", table_name=name,
            file_label=told.file_label or "", column_labels=told.column_labels, file_format_version=5,
        )  # fmt: skip


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def changed(seed: int, names: list[str]) -> changes.Tables:
    """Every table of the study, changed in these ways."""
    assert {one.__module__ for one in changes.CHANGES.values()} == {changes.__name__, changed_findings.__name__}
    tables = {path.stem.upper(): [dict(one) for one in tabulated(path.stem.upper())] for path in files().glob("*.xpt")}
    for name in names:
        changes.CHANGES[name](tables, Random(f"{name} {seed}"))
    return changes.without_orphans(tables)


def agrees(folder: Path, seed: int, names: list[str]) -> int:
    """How many records were compared; an error that shows the first differences."""
    write(folder, changed(seed, names))
    with reading(folder):
        found, compared = differences()
    told = "\n".join(f"{name} {word} {record}" for name, word, record in found[:20])
    assert not found, f"seed {seed}, {', '.join(names)}: {len(found)} differences\n{told}"
    return compared


def test_nothing_changed(tmp_path: Path) -> None:
    """The files written again, with no change: what is compared here is all there is."""
    assert agrees(tmp_path, 0, []) == 46_523


def drawn(seed: int) -> list[str]:
    """The changes of a seed."""
    return Random(seed).sample(sorted(changes.CHANGES), FEW)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_some_changes(seed: int, tmp_path: Path) -> None:
    assert agrees(tmp_path, seed, drawn(seed)) > 30_000


# Injected on 07-NOV-2018; `left` is the last day in the study: start, end, and what is made of them.
NEAR = (
    ("2018", "2018-05-01", "2018-01-01", "2018-05-01", None, "over before the injection: begun before it"),
    ("2018-11", "2018-11-06", "2018-11-01", "2018-11-06", None, "the day before"),
    ("2018-11", "2018-11-07", "2018-11-07", "2018-11-07", "Y", "on its very day"),
    ("2018", None, "2018-11-07", None, "Y", "it may have begun on the day of the injection"),
    ("2018", "2018-11", "2018-11-07", "2018-11-30", "Y", "it may have gone on after it"),
    ("2018", "2018-10", "2018-01-01", "2018-10-31", None, "it may not"),
    ("{after}", "{year}", "{after}", "{year}-12-31", "Y", "begun after the last day: not over on that"),
    ("{left}", "{year}", "{left}", "{left}", "Y", "begun on the last day"),
)


def test_no_imputed_date_makes_an_event_end_before_it_begins(tmp_path: Path) -> None:
    """A subject's events given these dates; nothing else is changed."""
    who, tables = "RESPINE-01-007", changed(0, [])
    left = max(one["DSSTDTC"] for one in tables["DS"] if one["USUBJID"] == who and one["DSSCAT"])
    words = {"left": left, "after": changes.moved(left, 1), "year": left[:4]}
    own = [one for one in tables["AE"] if one["USUBJID"] == who]
    while len(own) < len(NEAR):
        changes.again(tables, "AE", own[:1])
        own = [one for one in tables["AE"] if one["USUBJID"] == who]
    dates = [[text and text.format(**words) for text in row[:4]] for row in NEAR]
    for one, (start, end, _, _) in zip(own, dates, strict=False):
        one |= {"AESTDTC": start, "AEENDTC": end}
    write(tmp_path, tables)
    with reading(tmp_path):
        found = {one["AESEQ"]: one for one in analysed("ADAE") if one["USUBJID"] == who}
        told = [[found[one["AESEQ"]][name] for name in ("ASTDT", "AENDT", "TRTEMFL")] for one in own[: len(NEAR)]]
        assert differences()[0] == []
    assert told == [[single(row[2]), single(row[3]), near[4]] for row, near in zip(dates, NEAR, strict=True)]


@pytest.mark.slow
def test_tables_of_what_did_not_change_stay_as_published(tmp_path: Path) -> None:
    """Of changed images Table 3 differs and the baseline grades of Table 1, and nothing else."""
    write(tmp_path, changed(0, ["images_otherwise"]))
    folder = STUDY / "results"
    with reading(tmp_path):
        frames = {dataset.name: dataset.records for dataset in build().datasets}
        found = compare(compute(read_definitions(folder), frames), read_published(folder))
    differ = {(one.cell.output, one.cell.row) for one in found.of("different", "absent")}
    assert {output for output, _ in differ} == {"T1", "T3"}
    assert {row for output, row in differ if output == "T1"} <= {"PFIRR", "PFIRRBL"}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(200, 203))
def test_tables_are_made_of_anything(seed: int, tmp_path: Path) -> None:
    write(tmp_path, changed(seed, drawn(seed)))
    folder = STUDY / "results"
    with reading(tmp_path):
        frames = {dataset.name: dataset.records for dataset in build().datasets}
        found = compare(compute(read_definitions(folder), frames), read_published(folder))
    assert len(found.cells) == 551


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 112))
def test_many_changes(seed: int, tmp_path: Path) -> None:
    assert agrees(tmp_path, seed, drawn(seed)) > 30_000


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(changes.CHANGES))
def test_each_change(name: str, tmp_path: Path) -> None:
    assert agrees(tmp_path, 0, [name]) > 30_000
