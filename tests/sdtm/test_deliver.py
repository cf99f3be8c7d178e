"""The folder a build leaves: what the writers found is in the ledger, and no dataset of another build stays there."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mappings.dataset import Dataset
from mappings.error import InputError
from mappings.finding import Finding, exit_code
from mappings.study import load_study
from sdtm.datasets import Build, build_study
from sdtm.deliver import deliver, together
from tests.folder import write_study

FORMATS = ("xpt", "json", "ndjson")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small study."""
    return write_study(tmp_path_factory.mktemp("given") / "mini")


@pytest.fixture(scope="module")
def built(folder: Path) -> Build:
    """Its datasets; a term begins with a blank and a date has an informat, which no check has told."""
    found = build_study(folder)
    return replace(found, datasets=tuple(odd(one) if one.name == "AE" else one for one in found.datasets))


def odd(events: Dataset) -> Dataset:
    terms = events.records["AETERM"].astype("object").copy()
    terms.iloc[0] = f" {terms.iloc[0]}"
    said = tuple(
        one.model_copy(update={"informat": "DATE9."}) if one.name == "AESTDTC" else one for one in events.spec.variables
    )
    spec = events.spec.model_copy(update={"variables": said})
    return replace(events, spec=spec, records=events.records.assign(AETERM=terms))


def ledger(out: Path) -> list[tuple[str, str, str]]:
    told = json.loads((out / "ledger.json").read_text(encoding="utf-8"))
    return [(one["severity"], one["check"], f"{one['dataset']}.{one['variable']}") for one in told["findings"]]


def test_what_the_writers_find_is_in_the_ledger_once(folder: Path, built: Build, tmp_path: Path) -> None:
    noted: list[Finding] = []
    said = [Finding("row_dropped", "note", "by a rule", "events")]
    out = tmp_path / "out"
    paths = deliver(built, said, load_study(folder), out, formats=FORMATS, noted=noted)
    assert [path.name for path in paths] == [f"{name}.{form}" for name in ("ae", "dm") for form in FORMATS]
    assert ledger(out) == [
        ("warning", "leading_blank", "AE.AETERM"),
        ("note", "row_dropped", "events."),
        ("note", "not_held", "AE.AESTDTC"),
    ]
    findings = together(said, noted)
    assert [(one.severity, one.check, f"{one.dataset}.{one.variable}") for one in findings] == ledger(out)
    assert (exit_code(said, "warning"), exit_code(findings, "warning")) == (0, 1)


def test_what_a_check_has_said_the_writers_do_not_say_again(folder: Path, built: Build, tmp_path: Path) -> None:
    said = (Finding("leading_blank", "error", "found before", "AE", "AETERM", " x"),)
    deliver(built, said, load_study(folder), tmp_path / "out")
    assert ledger(tmp_path / "out") == [("error", "leading_blank", "AE.AETERM")]


@pytest.mark.parametrize("name", ["vs.xpt", "VS.XPT", "vs.Parquet", "dm.JSON", "DM.XPT"])
def test_a_dataset_of_another_build_is_refused(name: str, folder: Path, built: Build, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"x")
    if name == "DM.XPT" and (tmp_path / "dm.xpt").exists():
        pytest.skip("to this system the file is the one that is to be written")
    with pytest.raises(InputError, match=f"holds {name}, which this build does not make"):
        deliver(built, (), load_study(folder), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_other_files_stay(folder: Path, built: Build, tmp_path: Path) -> None:
    for name in ("notes.TXT", "other.JSON", "dm.xpt"):
        (tmp_path / name).write_bytes(b"x")
    deliver(built, (), load_study(folder), tmp_path)
    assert {"notes.TXT", "other.JSON", "dm.xpt"} <= {path.name for path in tmp_path.iterdir()}
