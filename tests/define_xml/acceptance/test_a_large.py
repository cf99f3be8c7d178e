"""List A, 25: files above 5 GB are read some records at a time, in little memory, and told to be too large."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.define_xml.acceptance.bad_files import ODD_VARIABLES, Member, dm, number, start, xpt
from tests.define_xml.acceptance.command import POSIX, limited, line, lines, listed, ran

ODD = dm(306, ODD_VARIABLES)
GIGABYTE = 1 << 30


def sparse(path: Path, one: Member, length: int) -> Path:
    """A file with the dataset's header and holes behind it, so long in all."""
    with path.open("wb") as file:
        file.write(xpt(replace(one, records=())))
        file.truncate(length)
    if path.stat().st_blocks * 512 > GIGABYTE:
        path.unlink()
        pytest.skip("this file system has no holes")
    return path


# 25 numbers, 200 bytes: two cards and a half. A hole is zeros, and eight zeros are the number 0.
ZEROS = Member("LB", [number(f"N{place}") for place in range(25)], (), "Laboratory")


@POSIX
def test_a25_above_5_gb_and_no_text(tmp_path: Path) -> None:
    """NULs where text should be: said at once, not after 5 GB."""
    size = start(ODD) + 6 * GIGABYTE // 80 * 80
    path, at = sparse(tmp_path / "dm.xpt", ODD, size), size - (1 << 24)
    said = ran(line("convert", path, tmp_path / "dm.ndjson"), limits={"memory": 2 * GIGABYTE}, seconds=20)
    assert said.code == 3
    assert said.err == lines(f"""
        dm.xpt  byte {at}
            16,777,216 or more NUL bytes at the end of the file
            it is cut or damaged: write or send it again
    """) + "\n"  # fmt: skip
    assert listed(tmp_path) == ["dm.xpt"]


@POSIX
def test_a25_above_5_gb_begins_within_bounds(tmp_path: Path) -> None:
    path = sparse(tmp_path / "lb.xpt", ZEROS, start(ZEROS) + 6 * GIGABYTE // 400 * 400)
    begun = """
import sys
from pathlib import Path
from define_xml.transport.files import open_dataset
stream = open_dataset(Path(sys.argv[1]))
chunks = stream.chunks()
print(stream.count, sum(len(next(chunks)) for _ in range(8)), float(next(chunks).to_numpy().sum()))
print(*(finding.check for finding in stream.findings))
"""
    done = subprocess.run(
        [sys.executable, "-c", begun, str(path)], capture_output=True, text=True, timeout=60, check=False,
        cwd=Path(__file__).parents[3], preexec_fn=limited({"memory": 2 * GIGABYTE}),
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    first, second = done.stdout.splitlines()
    assert first == f"{6 * GIGABYTE // 400 * 2} {8 << 16} 0.0"
    assert "too_large" in second.split()


@POSIX
@pytest.mark.slow
def test_a25_above_5_gb_from_end_to_end(tmp_path: Path) -> None:
    path = sparse(tmp_path / "lb.xpt", ZEROS, start(ZEROS) + 6 * GIGABYTE // 400 * 400)
    said = ran(line("inspect", path), limits={"memory": 2 * GIGABYTE}, seconds=600)
    assert said.code == 1
    assert f"{6 * GIGABYTE // 400 * 2} records" in said.out.replace(",", "")
    assert "too_large" in said.out
