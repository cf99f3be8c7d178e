"""`python -m sdtm build --format`: the datasets of a build in other formats, the same data in each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from define_xml.transport.files import read_datasets
from sdtm.__main__ import main
from tests.folder import write_study


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small study."""
    return write_study(tmp_path / "mini")


def names(folder: Path) -> list[str]:
    """The names in a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


def test_every_format(folder: Path, tmp_path: Path) -> None:
    """The same records in each, and the same bytes of the transport files as in a build of those alone."""
    formats = ("xpt", "json", "ndjson", "dsjc", "parquet", "csv")
    all_, alone = tmp_path / "all", tmp_path / "alone"
    assert main(["build", str(folder), "--out", str(all_), "--format", ",".join(formats), "--quiet"]) == 0
    assert main(["build", str(folder), "--out", str(alone), "--quiet"]) == 0
    wanted = read_datasets(alone)
    for name in formats:
        found = read_datasets(all_, formats=(name,))
        assert list(found) == list(wanted) == ["AE", "DM"]
        for dataset, one in found.items():
            assert one.records.astype("object").equals(wanted[dataset].records.astype("object")), (name, dataset)
            assert [v.label for v in one.spec.variables] == [v.label for v in wanted[dataset].spec.variables]
    for name in ("ae.xpt", "dm.xpt", "ledger.json"):
        assert (all_ / name).read_bytes() == (alone / name).read_bytes()


def test_one_format(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["build", str(folder), "--out", str(out), "--format", "json", "--json"]) == 0
    assert names(out) == ["ae.json", "define.html", "define.xml", "dm.json", "expectations", "ledger.json"]
    told = json.loads(capsys.readouterr().out)
    assert [one["file"] for one in told["datasets"]] == ["ae.json", "dm.json"]


def test_a_format_nobody_writes(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(folder), "--out", str(tmp_path / "out"), "--format", "xpt,jsn"]) == 2
    assert capsys.readouterr().err == "--format\n    no format jsn\n    did you mean json?\n"
    assert not (tmp_path / "out").exists()


def test_datasets_of_another_build_in_other_formats(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A transport file of an earlier build would stay beside the new JSON files and may say something else."""
    out = tmp_path / "out"
    assert main(["build", str(folder), "--out", str(out), "--quiet"]) == 0
    assert main(["build", str(folder), "--out", str(out), "--format", "json"]) == 3
    assert "holds ae.xpt, dm.xpt, which this build does not make" in capsys.readouterr().err
    assert names(out) == ["ae.xpt", "define.html", "define.xml", "dm.xpt", "expectations", "ledger.json"]
    # Other JSON and CSV files are nobody's business.
    (out / "notes.csv").write_text("x")
    assert main(["build", str(folder), "--out", str(out), "--format", "xpt,json", "--quiet"]) == 0
    papers = ["define.html", "define.xml"]
    assert names(out) == ["ae.json", "ae.xpt", *papers, "dm.json", "dm.xpt", "expectations", "ledger.json", "notes.csv"]
