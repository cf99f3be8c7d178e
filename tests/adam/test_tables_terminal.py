"""Tables on a terminal: columns under each other, nothing lost but what a terminal cannot show."""

from __future__ import annotations

from pathlib import Path

import pytest

from adam.tables.command import run
from adam.tables.terminal import aligned
from tests.adam.small_study import frames
from tests.adam.test_tables import delivered, options

PAGE = """# A study

**cells matched: 1 of 2, explained: 0**

![flow](figure1.svg)

## Table 1. Of *all*

|  | Arm A | A, printed |
| --- | ---: | --- |
| **Sex** |  |  |
| Female \\| F | 1/2 (50.0%) | 1/2 (50.0%) ✓ |

*A note.*
"""
SHOWN = """A study

cells matched: 1 of 2, explained: 0

Table 1. Of all

            Arm A        A, printed
----------  -----------  -------------
Sex
Female | F  1/2 (50.0%)  1/2 (50.0%) ✓

A note."""


def test_a_page_as_a_terminal_shows_it() -> None:
    assert aligned(PAGE) == SHOWN


def test_the_command_prints_every_table_unless_it_is_to_be_quiet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    delivered(tmp_path / "adam", frames())
    assert run(options(tmp_path, "loud", quiet=False, format="json")) == 0
    loud = capsys.readouterr().out
    assert sorted(path.name for path in (tmp_path / "loud").iterdir()) == ["figure1.svg", "figure2.svg", "results.json"]
    assert run(options(tmp_path, "still")) == 0
    still = capsys.readouterr().out
    # The figures of a table beside those printed, then what the quiet one says; folders and formats differ.
    assert "Table 1" in loud
    assert "Table 1" not in still
    assert loud.splitlines()[-1] == still.splitlines()[-1]
