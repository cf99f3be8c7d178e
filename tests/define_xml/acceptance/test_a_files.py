"""List A, 20 to 24, 26 and 27: names, times and the ways of the file system."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

import define_xml
from define_xml.transport.stream import Reading
from define_xml.transport.xpt.read import open_xpt
from mappings.finding import Finding
from tests.define_xml.acceptance.bad_files import (
    ODD_VARIABLES,
    dm,
    put,
    start,
    xpt,
)
from tests.define_xml.acceptance.command import (
    POSIX,
    asked,
    fifo,
    line,
    lines,
    listed,
    powerless,
    ran,
    refused,
    stopped,
)

Shown = pytest.CaptureFixture[str]
ODD = dm(306, ODD_VARIABLES)


def found(path: Path) -> list[Finding]:
    """What is odd about the file."""
    return list(define_xml.read_dataset(path).findings)


@pytest.mark.parametrize("year", ["69", "70", "59", "60", "00", "99"])
def test_a20_a_year_of_two_digits(year: str, tmp_path: Path, capsys: Shown) -> None:
    stamp = f"01JAN{year}:00:00:00"
    path = put(tmp_path, replace(ODD, created=stamp, modified=stamp))
    facts = define_xml.read_dataset(path).file
    assert facts is not None
    assert facts.about["created"] == stamp
    said = asked(capsys, "inspect", path)
    assert said.code == 0
    assert "two_digit_year" in said.out
    century = "20" if int(year) < 60 else "19"
    assert f"{century}{year}" in said.out
    out = tmp_path / "again.xpt"
    assert asked(capsys, "convert", path, out).code == 0
    assert out.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("stamp", ["31FEB20:00:00:00", "01XXX20:00:00:00", "1" * 16, "01jan20:00:00:00"])
def test_a20_a_time_that_is_none(stamp: str, tmp_path: Path, capsys: Shown) -> None:
    path = put(tmp_path, replace(ODD, created=stamp, modified=stamp))
    refused(capsys, path, f"""
        dm.xpt  byte 144
            the header is damaged: {stamp!r} is no time
            it is cut or damaged: write or send it again
    """)  # fmt: skip


def test_a21_another_name_than_its_file(tmp_path: Path, capsys: Shown) -> None:
    path = put(tmp_path, ODD, "ae.xpt")
    (odd,) = found(path)
    assert (odd.check, odd.severity, odd.place, odd.value) == ("name_differs", "error", "DM", "ae.xpt")
    assert odd.words == "the dataset is named DM, and the file ae.xpt"
    assert asked(capsys, "inspect", path).code == 1


def test_a22_a_file_in_capitals(tmp_path: Path, capsys: Shown) -> None:
    path = put(tmp_path, ODD, "DM.XPT")
    (odd,) = found(path)
    assert (odd.check, odd.severity, odd.place, odd.value) == ("upper_case_file", "warning", "DM", "DM.XPT")
    assert odd.words == "the file's name is in capitals: agencies take dm.xpt"
    assert asked(capsys, "inspect", path).code == 0
    assert asked(capsys, "convert", tmp_path, tmp_path / "out").code == 0
    assert listed(tmp_path / "out") == ["dm.json"]


def test_a23_two_names_that_differ_in_case_only(tmp_path: Path, capsys: Shown) -> None:
    path = put(tmp_path / "in", ODD, "dm.xpt")
    put(tmp_path / "in", ODD, "DM.xpt")
    if len(listed(tmp_path / "in")) == 1:
        pytest.skip("this file system holds one of the two names only")
    twins = [one for one in found(path) if one.check == "case_twins"]
    assert [(one.severity, one.value) for one in twins] == [("error", "DM.xpt, dm.xpt")]
    said = asked(capsys, "convert", tmp_path / "in", tmp_path / "out", "--to", "json")
    assert said.code == 3
    assert listed(tmp_path) == ["in", "in/DM.xpt", "in/dm.xpt"]


def test_a24_no_records(tmp_path: Path, capsys: Shown) -> None:
    path = put(tmp_path, replace(ODD, records=()))
    (odd,) = found(path)
    assert (odd.check, odd.severity, odd.place) == ("no_records", "warning", "DM")
    assert odd.words == "no record follows the header"
    assert asked(capsys, "inspect", path).code == 0
    for name in ("dm.json", "dm.ndjson", "dm.parquet", "dm.csv"):
        assert asked(capsys, "convert", path, tmp_path / name).code == 0
        again = define_xml.read_dataset(tmp_path / name)
        assert list(again.records) == [var.name for var in ODD_VARIABLES]
        assert len(again.records) == 0
    assert asked(capsys, "convert", tmp_path / "dm.json", tmp_path / "again.xpt").code == 0
    assert len(define_xml.read_dataset(tmp_path / "again.xpt").records) == 0


def test_a24_no_records_and_no_bytes_either(tmp_path: Path) -> None:
    """A file that ends where its records would begin is one without records."""
    assert len(xpt(replace(ODD, records=()))) == start(ODD)


# A pipe nobody writes to would wait for ever; starting Python on a busy machine takes its time.
ENDS = 60.0


def ended(path: Path, out: Path, message: str, begun: Sequence[str] = ()) -> None:
    """Both commands say so, and soon."""
    for words in (line("inspect", path), line("convert", path, out / "dm.json")):
        said = ran([*begun, *words], seconds=ENDS)
        assert (said.code, said.err, said.out) == (3, lines(message) + "\n", "")
    assert listed(out) == []


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An empty folder."""
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


@POSIX
def test_a26_a_loop_of_links(tmp_path: Path, out: Path) -> None:
    (tmp_path / "dm.xpt").symlink_to(tmp_path / "ae.xpt")
    (tmp_path / "ae.xpt").symlink_to(tmp_path / "dm.xpt")
    ended(tmp_path / "dm.xpt", out, """
        dm.xpt
            cannot be read: Too many levels of symbolic links
            check the path and its permissions
    """)  # fmt: skip


@POSIX
def test_a26_a_link_to_nothing(tmp_path: Path, out: Path) -> None:
    (tmp_path / "dm.xpt").symlink_to(tmp_path / "ae.xpt")
    ended(tmp_path / "dm.xpt", out, """
        dm.xpt
            cannot be read: No such file or directory
            check the path and its permissions
    """)  # fmt: skip


@POSIX
def test_a26_a_pipe(tmp_path: Path, out: Path) -> None:
    ended(fifo(tmp_path / "dm.xpt"), out, """
        dm.xpt
            no regular file: a pipe
            give a file
    """)  # fmt: skip


@POSIX
def test_a26_a_socket_and_a_device(tmp_path: Path, out: Path) -> None:
    with socket.socket(socket.AF_UNIX) as held:
        held.bind(str(tmp_path / "dm.xpt"))
        ended(tmp_path / "dm.xpt", out, """
            dm.xpt
                no regular file: a socket
                give a file
        """)  # fmt: skip
    (tmp_path / "ae.xpt").symlink_to("/dev/zero")
    ended(tmp_path / "ae.xpt", out, """
        ae.xpt
            no regular file: a device
            give a file
    """)  # fmt: skip


@POSIX
def test_a26_no_permission(tmp_path: Path, out: Path) -> None:
    path = put(tmp_path, ODD)
    path.chmod(0)
    ended(path, out, """
        dm.xpt
            cannot be read: Permission denied
            check the path and its permissions
    """, powerless())  # fmt: skip


CHANGED = """
    dm.xpt
        the file changed while it was read
        read it again when nobody writes to it
"""


def grown(path: Path) -> None:
    """The file with another card."""
    with path.open("ab") as file:
        file.write(b" " * 80)


def cut(path: Path) -> None:
    """The file without its last card."""
    os.truncate(path, path.stat().st_size - 80)


def overwritten(path: Path) -> None:
    """The file with its first byte written once more."""
    with path.open("r+b") as file:
        file.write(b"H")


def replaced(path: Path) -> None:
    """Another file of that name, size and time."""
    path.with_suffix(".new").replace(path)


@pytest.fixture
def being_read(tmp_path: Path) -> Path:
    """A file, and its twin beside it."""
    for name in ("dm.new", "dm.xpt"):
        os.utime(put(tmp_path, dm(3000, ODD_VARIABLES), name), (1, 1))
    return tmp_path / "dm.xpt"


@POSIX
@pytest.mark.parametrize("change", [grown, cut, overwritten])
def test_a27_changed_while_it_is_read(change: Callable[[Path], None], being_read: Path) -> None:
    """The chunks that were given out are of no file that stands: the reading ends in an error."""
    chunks = open_xpt(being_read, Reading(chunk=100)).chunks()
    assert len(next(chunks)) == 100
    change(being_read)
    stopped(lambda: list(chunks), CHANGED)


@POSIX
def test_a27_another_file_of_that_name(being_read: Path) -> None:
    """What was opened is read to its end, for it is whole; read once more it is another file."""
    stream = open_xpt(being_read, Reading(chunk=100))
    chunks = stream.chunks()
    assert len(next(chunks)) == 100
    replaced(being_read)
    assert sum(map(len, chunks)) == 2900
    stopped(lambda: list(stream.chunks()), CHANGED)


@contextmanager
def written_over(path: Path) -> Iterator[None]:
    """The file's first byte is written again and again."""
    over = threading.Event()

    def write() -> None:
        with path.open("r+b", buffering=0) as file:
            while not over.wait(0.001):
                file.seek(0)
                file.write(b"H")

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@POSIX
def test_a27_changed_while_the_command_reads_it(tmp_path: Path, out: Path) -> None:
    path = put(tmp_path, dm(200_000, ODD_VARIABLES))
    with written_over(path):
        ended(path, out, CHANGED)


def test_a27_what_nobody_changes_is_read(being_read: Path) -> None:
    """So that the tests above are of the change alone."""
    stream = open_xpt(being_read, Reading(chunk=100))
    assert [sum(map(len, stream.chunks())) for _ in range(2)] == [3000, 3000]
