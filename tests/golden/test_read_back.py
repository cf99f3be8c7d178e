"""The files of the reference study: the same bytes from anywhere, and equal in the eyes of other readers."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from mappings.dataset import Dataset
from mappings.study import load_study
from sdtm.datasets import Build
from sdtm.define import Papers
from sdtm.deliver import created, deliver
from sdtm.sources import read_dictionary
from tests.process import BARE, STUDY, hashes, run


@pytest.fixture(scope="module")
def datasets(blinded: Build) -> Mapping[str, Dataset]:
    """The datasets of the blinded build."""
    return {dataset.name: dataset for dataset in blinded.datasets}


@pytest.fixture(scope="module")
def delivered(blinded: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Their files."""
    out = tmp_path_factory.mktemp("respine") / "out"
    study = load_study(STUDY)
    dictionary = read_dictionary(STUDY / "raw" / "data_dictionary.csv")
    papers = Papers(blinded, dictionary, created(study).isoformat())
    deliver(blinded, (), study, out, beside=papers.files())
    return out


ELSEWHERE = {"LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "1", "TZ": "America/St_Johns"}


@pytest.mark.skipif(sys.platform == "win32", reason="needs more of its environment")
def test_the_reference_study_twice(delivered: Path, tmp_path: Path) -> None:
    """The same SHA-256 of all files from another process, elsewhere; the ledger of the fixture has no findings."""
    done = run(["build", "--out", tmp_path / "out", "--quiet"], BARE | ELSEWHERE, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    first, second = hashes(delivered), hashes(tmp_path / "out")
    assert len(first) > 30
    assert first.pop("ledger.json") != second.pop("ledger.json")
    # What is promised of the datasets, and which findings are explained, is written by the command alone.
    more = {name for name in second if name not in first}
    assert all(name == "waivers.toml" or name.startswith("expectations/") for name in more), more
    assert first == {name: second[name] for name in first}


def test_pyreadstat_reads_every_file(delivered: Path, datasets: Mapping[str, Dataset]) -> None:
    """Names, labels, lengths and values of every variable of every dataset."""
    assert sorted(path.stem.upper() for path in delivered.glob("*.xpt")) == sorted(datasets)
    for name, dataset in datasets.items():
        frame, meta = pyreadstat.read_xport(delivered / f"{name.lower()}.xpt", encoding="ascii")
        variables = {variable.name: variable for variable in dataset.spec.variables}
        assert meta.table_name == name
        assert meta.file_label == dataset.spec.label
        assert meta.column_names == list(dataset.records.columns) == list(variables)
        assert meta.column_labels == [variable.label for variable in variables.values()]
        assert meta.variable_storage_width == {one.name: one.length for one in variables.values()}, name
        compare(frame, dataset)


def test_pandas_reads_every_file(delivered: Path, datasets: Mapping[str, Dataset]) -> None:
    """The same values by a third reader; it gives 16**-65 for the eight zero bytes that are 0 in IBM floating point."""
    for name, dataset in datasets.items():
        frame = pd.read_sas(delivered / f"{name.lower()}.xpt", encoding="ascii")
        compare(frame.replace(16.0**-65, 0.0), dataset)


def compare(frame: pd.DataFrame, dataset: Dataset) -> None:
    """Value by value; a missing text is an empty one in a transport file."""
    assert len(frame) == len(dataset.records)
    for name in dataset.records.columns:
        wanted, found = dataset.records[name], frame[name]
        if wanted.dtype == "category":
            texts = found.astype("object").where(found.notna(), "")
            assert texts.tolist() == wanted.astype("object").where(wanted.notna(), "").tolist(), (dataset.name, name)
        else:
            np.testing.assert_array_equal(found.to_numpy(float), wanted.to_numpy(float), f"{dataset.name}.{name}")
