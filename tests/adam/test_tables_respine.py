"""The tables of the reference study as they are said: every published figure, nothing explained but six percentages."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from adam.tables.comparison import decimals
from adam.tables.numbers import percentage, printed
from adam.tables.reading import Printed, read_definitions, read_published

RESULTS = Path(__file__).parents[2] / "mappings" / "respine" / "results"
SHARED = Path(__file__).parents[2] / ".." / "shared" / "respine" / "published_tables.csv"
ARMS = {"ALL": "ALL", "MSC": "BM-MSC", "SHAM": "SHAM"}
NAMES = {
    "F1": "Figure 1", "T1": "Table 1", "T2": "Table 2", "T3": "Table 3", "T4": "Table 4", "T5": "Table 5",
    "SAFETY": "Text: safety",
}  # fmt: skip


@pytest.fixture(scope="module")
def published() -> tuple[Printed, ...]:
    """The published figures in our own form."""
    return read_published(RESULTS)


def test_every_published_figure_has_a_row(published: tuple[Printed, ...]) -> None:
    outputs = {one.id: {row.id: row for row in one.rows} for one in read_definitions(RESULTS).outputs}
    for one in published:
        row = outputs[one.cell.output][one.cell.row]
        assert one.cell.group in row.groups, one.cell
        assert one.cell.level in {part.id if part else "" for part in row.parts()}, one.cell
    assert sum(len(one.figures) for one in published) == 551


def test_six_percentages_contradict_their_own_counts_and_no_other(published: tuple[Printed, ...]) -> None:
    wrong = []
    for one in published:
        if {"n", "N", "pct"} <= set(one.figures):
            right = percentage(int(one.figures["n"]), int(one.figures["N"]))
            if printed(right, decimals(one.figures["pct"])) != one.figures["pct"]:
                wrong.append(one)
    assert wrong == [one for one in published if one.contradiction]
    assert [str(one.cell) for one in wrong] == [
        "T1 SMOKER Baseline MSC",
        "T1 SMOKER Baseline SHAM",
        "T1 EDUC.DOCTOR Baseline SHAM",
        "T1 ODICAT.MODERATE Baseline MSC",
        "T3 PFIRRCH.IMPROVEMENT Month 12 MSC",
        "T3 PFIRRCH.IMPROVEMENT Month 12 SHAM",
    ]


def test_each_explanation_says_what_the_percentage_is(published: tuple[Printed, ...]) -> None:
    for one in published:
        if one.contradiction:
            figures = one.figures
            part, whole = int(figures["n"]), int(figures["N"])
            right = printed(percentage(part, whole), decimals(figures["pct"]))
            assert one.contradiction.startswith(f"{part} of {whole} are ")
            assert right in one.contradiction


@pytest.mark.skipif(not SHARED.exists(), reason="the published tables do not lie beside this checkout")
def test_the_figures_are_the_published_ones(published: tuple[Printed, ...]) -> None:
    with SHARED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    theirs = Counter(
        (row["table"], row["visit"], row["arm"], row["statistic"], f"{float(row['value']):.{row['decimals']}f}")
        for row in rows
    )
    ours = Counter(
        (NAMES[one.cell.output], one.cell.visit, ARMS[one.cell.group], statistic, text)
        for one in published
        for statistic, text in one.figures.items()
    )
    assert ours == theirs


def test_no_definition_says_a_result() -> None:
    numbers = {"545", "551", "114", "152", "488", "112", "272", "216"}
    for path in RESULTS.glob("*.toml"):
        words = path.read_text(encoding="utf-8").replace('"', " ").replace(",", " ").split()
        assert not numbers & set(words), path.name
