"""A folder of datasets is as it was, whatever stops the writing: signals, a kill, a second process, a full disk."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from define_xml.transport.files import write_datasets
from define_xml.transport.xpt.write import xpt_bytes
from mappings.error import InputError
from tests.define_xml.test_files import CREATED, WRITING, contents, listed, one

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of this kind are POSIX")

SLOW = """
import resource, sys, time
from datetime import datetime
from pathlib import Path
import pandas as pd
from define_xml.transport import files
from define_xml.transport.formats import FORMATS, Format
from mappings.dataset import Dataset
from mappings.distinct import text
from mappings.error import InputError
from mappings.spec import DatasetSpec, VariableSpec

def slow(self, stream, writing, noted):
    yield b"x" * 1000
    if stream.spec.name == "VS":
        print("ready", flush=True)
        time.sleep(60)

variable = VariableSpec(name="A", label="A", type="Char", length=200)
def one(name, count=1):
    spec = DatasetSpec(name=name, label=name, domain=name, variables=(variable,))
    return Dataset(spec, pd.DataFrame({"A": text(["new"] * count)}))
"""
WRITES = """
files.compare = files.compare_heads = lambda *_: 0
Format.write, Format.open = slow, lambda *_: None
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
    assert contents(tmp_path) == {"dm.xpt": xpt_bytes(one("DM", "new"), WRITING)}


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
