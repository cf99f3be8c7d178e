"""What people rely on when files are written: any path, one name for a list of one, the old file's mode, empty text."""

from __future__ import annotations

import stat
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from pandas import DataFrame

import define_xml
from define_xml.transport import files
from define_xml.transport.formats import FORMATS
from define_xml.transport.stream import Stream, Writing
from mappings.finding import Finding
from tests.define_xml.test_files import CREATED, one


def test_a_folder_may_be_text_and_one_format_a_word(tmp_path: Path) -> None:
    paths = define_xml.write_datasets([one("DM", "x")], str(tmp_path / "out"), "json", created=CREATED)
    assert paths == [tmp_path / "out" / "dm.json"]
    assert define_xml.read_dataset(str(paths[0])).records["A"].tolist() == ["x"]


def test_write_dataset_is_public() -> None:
    assert callable(define_xml.write_dataset)


@pytest.mark.parametrize("suffix", list(FORMATS))
def test_empty_text_is_missing_in_every_format_but_parquet(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"dm.{suffix}"
    define_xml.write_dataset(one("DM", "x", "", "y"), path, Writing(created=CREATED))
    found = define_xml.read_dataset(path).records["A"]
    assert found.isna().tolist() == [False, suffix != "parquet", False]
    assert found.fillna("").tolist() == ["x", "", "y"]


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_file_that_is_replaced_stays_as_closed_as_it_was(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "dm.xpt"
    define_xml.write_dataset(one("DM", "old"), path, Writing(created=CREATED))
    path.chmod(mode)
    define_xml.write_dataset(one("DM", "new"), path, Writing(created=CREATED))
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert define_xml.read_dataset(path).records["A"].tolist() == ["new"]


def test_a_chunk_is_let_go_before_the_next_is_made_also_where_findings_are_added() -> None:
    made: list[weakref.ref[DataFrame]] = []

    def chunk() -> DataFrame:
        assert all(before() is None for before in made)
        frame = DataFrame({"A": ["x", "y"]})
        made.append(weakref.ref(frame))
        return frame

    def chunks() -> Iterator[DataFrame]:
        for _ in range(3):
            yield chunk()

    odd = [Finding("name_differs", "error", "another name", "DM")]
    given = files._with_findings(Stream(one("DM").spec, chunks), odd).chunks()
    while (handed_out := next(given, None)) is not None:
        assert len(handed_out) == 2
        del handed_out
    assert len(made) == 3
