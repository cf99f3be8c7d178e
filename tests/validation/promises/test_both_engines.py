"""Great Expectations and the native engine find the same records, and the suites written are ones that it loads."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from define_xml.read import read_define
from define_xml.to_spec import spec_from_define
from define_xml.transport.files import read_datasets
from mappings.dataset import Dataset
from mappings.spec import StudySpec
from tests.process import BARE
from tests.validation.promises.drawn_records import analyses, studies
from tests.validation.promises.promised import ANALYSED, ANALYSIS, CLEAN, DIRTY, TABULATION, others
from validation.expectations import beside_frame, plain, run_gx, suite_files, suites
from validation.promises import PROMISES, judge_promises
from validation.result import Outcome

# What other people's code warns of is no concern of these tests.
pytestmark = pytest.mark.filterwarnings("ignore")
LABELS = {"dataset_label_unlike_spec", "variable_label_unlike_spec"}
Told = tuple[object, ...]


def told(outcome: Outcome) -> Told:
    """All that an outcome says."""
    hits = outcome.hits
    rows = None if hits is None or hits.rows is None else hits.rows.tolist()
    values = None if hits is None else (hits.variables, rows, [list(one) for one in hits.values])
    return (outcome.check, outcome.dataset, outcome.message, outcome.status, outcome.reason, values)


def differences(
    datasets: Mapping[str, Dataset], study: StudySpec, others_: Mapping[str, Dataset] | None = None
) -> list[tuple[Told, Told]]:
    """Where the two engines say different things; labels, which Great Expectations does not see, apart."""
    ours, theirs = judge_promises(datasets, study, others=others_), run_gx(datasets, study, others=others_)
    unseen = [one for one in theirs if one.status == "not_run" and "sees no labels" in one.reason]
    assert {one.check.id for one in unseen} <= LABELS
    pairs = zip(ours, theirs, strict=True)
    return [(told(one), told(other)) for one, other in pairs if other not in unseen and told(one) != told(other)]


def test_both_engines_find_the_same_records() -> None:
    assert differences(DIRTY, TABULATION) == []


def odd() -> dict[str, Dataset]:
    """DM without AGE, with a variable more, and SEX as a number: built, not read."""
    one = DIRTY["DM"]
    return {"DM": Dataset(one.spec, one.records.drop(columns="AGE").assign(EXTRA="x", SEX=1.0))}


def turned() -> dict[str, Dataset]:
    """DM with its variables from the last to the first."""
    one = CLEAN["DM"]
    return {"DM": Dataset(one.spec, one.records[list(one.records)[::-1]], one.file)}


@pytest.mark.slow
def test_every_kind_of_promise_is_broken_by_the_same_records() -> None:
    runs = ((ANALYSED, ANALYSIS, others(CLEAN)), (odd(), TABULATION, None), (turned(), TABULATION, None))
    assert [differences(*one) for one in runs] == [[], [], []]
    outcomes = [one for run in ((DIRTY, TABULATION, None), *runs) for one in judge_promises(*run[:2], others=run[2])]
    assert {one.check.id for one in outcomes if one.status == "failed"} >= {one.id for one in PROMISES} - LABELS


def test_the_suites_are_json_that_is_the_same_each_time() -> None:
    files = suite_files(TABULATION)
    assert sorted(files) == ["dm.json", "dm_beside.json", "lb.json", "lb_beside.json"]
    assert files == suite_files(TABULATION)
    for name, content in files.items():
        suite = json.loads(content)
        assert suite["name"] == name.removesuffix(".json").upper().replace("BESIDE", "beside")
        assert suite["meta"]["study"] == "S1"
        assert suite["expectations"]
    # The suite of a dataset alone needs no column that is not its own.
    own = {one.name for one in DIRTY["LB"].spec.variables}
    kwargs = [one["kwargs"] for one in json.loads(files["lb.json"])["expectations"]]
    assert {one["column"] for one in kwargs if "column" in one} <= own


def _failing(result: Any) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for one in result.results:
        rows = one.result.get("unexpected_index_list")
        if not one.success:
            found.setdefault(one.expectation_config.meta["promise"], []).extend(rows or [])
    return found


@pytest.mark.parametrize(
    "name", ["DM_beside", *(pytest.param(one, marks=pytest.mark.slow) for one in ("DM", "LB", "LB_beside"))]
)
def test_a_user_of_great_expectations_loads_and_runs_them(name: str) -> None:
    import great_expectations as gx

    suite = gx.ExpectationSuite(**json.loads(suite_files(TABULATION)[f"{name.lower()}.json"]))
    dataset = name.partition("_")[0]
    frame = beside_frame(dataset, DIRTY, TABULATION) if "_" in name else plain(DIRTY[dataset])
    context = gx.get_context(mode="ephemeral")
    batch = context.data_sources.add_pandas("p").add_dataframe_asset("a").add_batch_definition_whole_dataframe("b")
    result = batch.get_batch({"dataframe": frame}).validate(suite, result_format={"result_format": "COMPLETE"})
    assert len(result.results) == len(suites(TABULATION)[name]["expectations"])
    assert not [one for one in result.results if "True" in str(one.exception_info.get("raised_exception", ""))]
    ours = {
        f"{one.dataset} {one.message}": one.hits.rows.tolist()
        for one in judge_promises(DIRTY, TABULATION)
        if one.status == "failed" and one.hits is not None and one.hits.rows is not None
    }
    rows = [sorted(one) for one in _failing(result).values()]
    assert rows
    assert all(any(set(one) <= set(other) for other in ours.values()) for one in rows)


@pytest.mark.slow
def test_data_docs_are_the_same_each_time_and_ask_the_maker_nothing(tmp_path: Path) -> None:
    outs = [tmp_path / "one", tmp_path / "a longer name for the other"]
    for out in outs:
        run_gx({"DM": DIRTY["DM"]}, TABULATION, out)
    pages = [{path.relative_to(out): path.read_bytes() for path in sorted(out.rglob("*.html"))} for out in outs]
    assert pages[0] == pages[1]
    assert len(pages[0]) >= 5
    text = b"".join(pages[0].values())
    assert b"great-expectations-web-assets" not in text
    assert str(tmp_path).encode() not in text


@pytest.mark.slow
def test_nothing_leaves_the_machine(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refused)
    run_gx({"DM": CLEAN["DM"]}, TABULATION)
    # Nor is a bar of progress drawn.
    assert capfd.readouterr().err == ""


@pytest.mark.slow
@settings(max_examples=4, suppress_health_check=list(HealthCheck), derandomize=True)
@given(studies())
def test_tabulations_that_are_drawn_are_judged_alike(data: dict[str, Dataset]) -> None:
    assert differences(data, TABULATION) == []


@pytest.mark.slow
@settings(max_examples=4, suppress_health_check=list(HealthCheck), derandomize=True)
@given(analyses())
def test_analyses_that_are_drawn_are_judged_alike(data: tuple[dict[str, Dataset], dict[str, Dataset]]) -> None:
    assert differences(data[0], ANALYSIS, data[1]) == []


@pytest.fixture(scope="module")
def respine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference study, built."""
    out = tmp_path_factory.mktemp("respine")
    for words in (["-m", "sdtm", "build", "--out", out], ["-m", "adam", "build", "--sdtm", out, "--out", out / "adam"]):
        subprocess.run([sys.executable, *map(str, words)], env=BARE, cwd=out, check=True, capture_output=True)
    return out


@pytest.mark.slow
@pytest.mark.parametrize("floor", ["", "adam"])
def test_the_reference_study_is_judged_alike(respine: Path, floor: str) -> None:
    study = spec_from_define(read_define(respine / floor / "define.xml"))
    datasets = read_datasets(respine / floor)
    before = read_datasets(respine) if floor else None
    assert differences(datasets, study, before) == []
    broken = Counter(one.check.id for one in judge_promises(datasets, study, others=before) if one.status == "failed")
    assert set(broken) <= {"value_outside_codelist", "end_precedes_start"}
