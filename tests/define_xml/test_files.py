"""A folder of datasets: all files or none, whatever stops the writing."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

import define_xml
from define_xml.transport import files, whole
from define_xml.transport.files import check_output, read_datasets, write_datasets
from define_xml.transport.xpt import write_xpt, xpt_bytes
from mappings.dataset import Dataset
from mappings.distinct import text
from mappings.error import InputError, MappingError
from mappings.spec import DatasetSpec, VariableSpec

CREATED = datetime(2021, 3, 4, 5, 6, 7)
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of this kind are POSIX")


def one(name: str, *words: str, submit: bool = True) -> Dataset:
    """A dataset of one variable."""
    variable = VariableSpec(name="A", label="A", type="Char")
    spec = DatasetSpec(name=name, label=name, domain=name, variables=(variable,), submit=submit)
    return Dataset(spec, pd.DataFrame({"A": text(list(words))}))


def listed(folder: Path) -> list[str]:
    """Every name in the folder."""
    return sorted(path.name for path in folder.iterdir())


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of the folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_all_datasets_in_lower_case(tmp_path: Path) -> None:
    out = tmp_path / "out"
    paths = write_datasets([one("DM", "x"), one("VS", "y"), one("HELP", "z", submit=False)], out, created=CREATED)
    assert paths == [out / "dm.xpt", out / "vs.xpt"]
    assert contents(out) == {
        f"{name.lower()}.xpt": xpt_bytes(one(name, word), CREATED) for name, word in [("DM", "x"), ("VS", "y")]
    }
    found = read_datasets(out)
    assert {name: dataset.records["A"].tolist() for name, dataset in found.items()} == {"DM": ["x"], "VS": ["y"]}


def test_public_names() -> None:
    assert define_xml.write_datasets is write_datasets
    assert define_xml.read_datasets is read_datasets
    with pytest.raises(AttributeError):
        define_xml.no_such_name  # noqa: B018  # asking for it is the test


def test_one_wrong_dataset_and_no_file_changes(tmp_path: Path) -> None:
    write_datasets([one("DM", "old"), one("VS", "old")], tmp_path, created=CREATED)
    before = contents(tmp_path)
    with pytest.raises(InputError, match="record 1"):
        write_datasets([one("DM", "new"), one("VS", "é")], tmp_path, created=CREATED)
    assert contents(tmp_path) == before
    with pytest.raises(InputError, match="record 1"):
        write_datasets([one("DM", "é")], tmp_path / "out", created=CREATED)
    assert contents(tmp_path) == before


def test_names_that_would_meet_in_one_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="two datasets would be written to this file"):
        write_datasets([one("DM", "x"), one("DM", "y")], tmp_path, created=CREATED)
    with pytest.raises(MappingError, match="did you mean xpt"):
        write_datasets([one("DM", "x")], tmp_path, ("xptt",), created=CREATED)
    assert listed(tmp_path) == []


def test_b16_folders_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    for out in (tmp_path / "absent" / "out", tmp_path / "file"):
        with pytest.raises(InputError):
            write_datasets([one("DM", "x")], out, created=CREATED)
        with pytest.raises(InputError):
            check_output(out)

    def denied(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    # Who runs the tests may be root, whom no permission stops.
    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(InputError, match="cannot be written: Permission denied"):
        check_output(tmp_path)
    with pytest.raises(InputError, match="cannot be written: Permission denied"):
        write_datasets([one("DM", "x")], tmp_path / "out", created=CREATED)
    assert listed(tmp_path) == ["file"]


def test_a_folder_that_can_be_written_is_left_as_it_was(tmp_path: Path) -> None:
    check_output(tmp_path)
    check_output(tmp_path / "out")
    assert listed(tmp_path) == []


@pytest.mark.parametrize("fails_at", [1, 2])
def test_a_rename_that_fails_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    write_datasets([one("DM", "old")], tmp_path, created=CREATED)
    before = contents(tmp_path)
    renamed: list[str] = []
    replace = Path.replace

    def fails(self: Path, target: Path) -> Path:
        if self.name.endswith(".part") and not self.name.endswith(".old.part"):
            renamed.append(self.name)
            if len(renamed) == fails_at:
                raise OSError(5, "Input/output error", str(self))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(InputError, match="Input/output error"):
        write_datasets([one("DM", "new"), one("VS", "new")], tmp_path, created=CREATED)
    assert contents(tmp_path) == before


def test_what_is_read_back_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole.os, "fsync", lambda _: None)
    write = whole._write
    monkeypatch.setattr(whole, "_write", lambda part, blocks: write(part, [b"".join(blocks).replace(b"new", b"nEw")]))
    write_into = tmp_path / "dm.xpt"
    with pytest.raises(InputError, match=r"dm\.xpt  A  record 2\n    read back, the value differs"):
        write_xpt(one("DM", "x", "new"), write_into, CREATED)
    assert listed(tmp_path) == []


def test_leftovers_of_a_killed_run_are_removed_and_nothing_else(tmp_path: Path) -> None:
    for name in (".dm.xpt.4711.part", ".dm.xpt.4711.old.part", whole.LOCK, "notes.part", ".hidden", "ae.xpt"):
        (tmp_path / name).write_text("x")
    write_datasets([one("DM", "x")], tmp_path, created=CREATED)
    assert listed(tmp_path) == [".hidden", "ae.xpt", "dm.xpt", "notes.part"]


SLOW = """
import resource, sys, time
from datetime import datetime
from pathlib import Path
import pandas as pd
from define_xml.transport import files
from mappings.dataset import Dataset
from mappings.distinct import text
from mappings.error import InputError
from mappings.spec import DatasetSpec, VariableSpec

def slow(dataset, created, encoding):
    def blocks():
        yield b"x" * 1000
        if dataset.name == "VS":
            print("ready", flush=True)
            time.sleep(60)
    return blocks()

variable = VariableSpec(name="A", label="A", type="Char", length=200)
def one(name, count=1):
    spec = DatasetSpec(name=name, label=name, domain=name, variables=(variable,))
    return Dataset(spec, pd.DataFrame({"A": text(["new"] * count)}))
"""
WRITES = """
files.compare = lambda *_: None
files.FORMATS["xpt"] = (slow, lambda *_: None)
files.write_datasets([one("DM"), one("VS")], Path(sys.argv[1]), created=datetime(2021, 1, 1))
"""


@contextmanager
def writing(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process in the middle of the second file of the folder."""
    with subprocess.Popen([sys.executable, "-c", SLOW + WRITES, folder], stdout=-1, stderr=-1, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


@POSIX
@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, -signal.SIGINT)])
def test_a_stopped_run_leaves_the_folder_as_it_was(tmp_path: Path, number: signal.Signals, status: int) -> None:
    write_datasets([one("DM", "old")], tmp_path, created=CREATED)
    before = contents(tmp_path)
    with writing(tmp_path) as process:
        assert any(name.endswith(".part") for name in listed(tmp_path))
        process.send_signal(number)
        assert process.wait(20) == status
    assert contents(tmp_path) == before


@POSIX
def test_b15_a_killed_run_is_tidied_by_the_next(tmp_path: Path) -> None:
    write_datasets([one("DM", "old")], tmp_path, created=CREATED)
    before = contents(tmp_path)
    with writing(tmp_path) as process:
        process.kill()
        process.wait(20)
    assert {name: contents(tmp_path)[name] for name in before} == before
    assert len(listed(tmp_path)) > 1
    write_datasets([one("DM", "new")], tmp_path, created=CREATED)
    assert contents(tmp_path) == {"dm.xpt": xpt_bytes(one("DM", "new"), CREATED)}


@POSIX
def test_b17_two_processes_on_one_folder(tmp_path: Path) -> None:
    with writing(tmp_path):
        before = listed(tmp_path)
        with pytest.raises(InputError, match="another process is writing to this folder"):
            write_datasets([one("DM", "x")], tmp_path, created=CREATED)
        assert listed(tmp_path) == before
    write_datasets([one("DM", "x")], tmp_path, created=CREATED)
    assert listed(tmp_path) == ["dm.xpt"]


LIMITED = """
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    files.write_datasets([one("DM", 5), one("VS", 9_000)], Path(sys.argv[1]), created=datetime(2021, 1, 1))
except InputError as error:
    print(error)
"""


@POSIX
def test_b14_a_file_that_the_disk_does_not_take(tmp_path: Path) -> None:
    write_datasets([one("DM", "old"), one("VS", "old")], tmp_path, created=CREATED)
    before = contents(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", SLOW + LIMITED, tmp_path], capture_output=True, text=True, check=True, timeout=60
    )
    assert "cannot be written: File too large" in done.stdout
    assert contents(tmp_path) == before


def test_the_files_of_a_folder_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no dataset in the folder"):
        read_datasets(tmp_path)
    with pytest.raises(InputError, match="absent\n    cannot be read: No such file"):
        read_datasets(tmp_path / "absent")
    write_datasets([one("DM", "x")], tmp_path, created=CREATED)
    (tmp_path / "dm2.xpt").write_bytes((tmp_path / "dm.xpt").read_bytes())
    with pytest.raises(InputError, match="a second file with dataset DM"):
        read_datasets(tmp_path)


def test_formats_have_both_ways() -> None:
    assert {name: len(ways) for name, ways in files.FORMATS.items()} == {"xpt": 2}
