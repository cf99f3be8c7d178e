"""A package gets to its place whole or not at all, and takes no other file's place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from define_xml.package.workspace import workspace
from define_xml.transport.whole import locked
from mappings.error import InputError, MappingError


def written(folder: Path, **files: str) -> Path:
    """A package of these files with a manifest that lists them."""
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text)
    listed = [{"path": f"{name}.txt"} for name in files]
    (folder / "manifest.json").write_text(json.dumps({"files": listed}))
    return folder


def make(out: Path, text: str, spoilt: Path | None = None) -> None:
    """A package of one file; one that is spoilt is in the way of itself."""
    with workspace(out) as room:
        if spoilt:
            (room.tree / spoilt).mkdir()
        (room.tree / "a.txt").write_text(text)
        (room.tree / "manifest.json").write_text(json.dumps({"files": [{"path": "a.txt"}]}))
        (room.work / "left.txt").write_text("what it was made from")


def held(folder: Path) -> dict[str, str]:
    """Every file below by its path, hidden ones too."""
    return {one.relative_to(folder).as_posix(): one.read_text() for one in folder.rglob("*") if one.is_file()}


def test_a_package_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    out = written(tmp_path / "package", a="old", b="old too")
    make(out, "new")
    assert held(tmp_path) == {"package/a.txt": "new", "package/manifest.json": '{"files": [{"path": "a.txt"}]}'}


@pytest.mark.parametrize("there", [False, True], ids=["new", "older-package"])
def test_a_fault_leaves_all_as_it_was(tmp_path: Path, there: bool) -> None:
    out = written(tmp_path / "package", a="old") if there else tmp_path / "package"
    before = held(tmp_path)
    with pytest.raises(IsADirectoryError):
        make(out, "half", Path("a.txt"))
    assert held(tmp_path) == before
    assert not (tmp_path / ".package.making").exists()
    make(out, "whole")
    assert held(tmp_path)["package/a.txt"] == "whole"
    assert not (tmp_path / ".package.making").exists()


def test_files_of_no_package_are_not_lost(tmp_path: Path) -> None:
    out = written(tmp_path / "package", a="old")
    (out / "notes").mkdir()
    (out / "notes" / "mine.docx").write_text("months of work")
    with pytest.raises(InputError) as error, workspace(out):
        pytest.fail("nothing is begun")
    assert str(error.value) == (
        "package\n    holds what is of no package: notes/mine.docx\n"
        "    name another folder, or take these files away: they would be lost"
    )
    assert (out / "notes" / "mine.docx").read_text() == "months of work"


def test_a_folder_of_other_things_is_no_package(tmp_path: Path) -> None:
    for number in range(7):
        (tmp_path / f"{number}.txt").write_text("x")
    with pytest.raises(InputError, match=r"0\.txt, 1\.txt, 2\.txt, 3\.txt, 4\.txt and 2 more"), workspace(tmp_path):
        pytest.fail("nothing is begun")


def test_a_file_and_a_link_are_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("file", "link"):
        with pytest.raises(InputError, match="is no folder"), workspace(tmp_path / name):
            pytest.fail("nothing is begun")


def test_not_in_the_place_one_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MappingError, match="the folder one stands in"), workspace(Path()):
        pytest.fail("nothing is begun")


def test_what_a_killed_run_left_is_cleared_and_what_it_put_aside_is_back(tmp_path: Path) -> None:
    making = tmp_path / ".package.making"
    written(making / "old", a="the last whole one")
    (making / "tree").mkdir()
    (making / "tree" / "half.txt").write_text("half")
    with pytest.raises(KeyError), workspace(tmp_path / "package"):
        raise KeyError
    assert (tmp_path / "package" / "a.txt").read_text() == "the last whole one"


def test_one_process_at_a_time(tmp_path: Path) -> None:
    making = tmp_path / ".package.making"
    making.mkdir()
    with locked(making), pytest.raises(InputError, match="another process"), workspace(tmp_path / "package"):
        pytest.fail("nothing is begun")
