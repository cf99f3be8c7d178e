"""The law of verify: whatever happened to the files, exactly those that are not as they were are named."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from define_xml.package.manifest import NAME, About, manifest_bytes
from define_xml.package.placed import Placed
from define_xml.package.verify import verify

Files = dict[str, bytes]
PAIRED = {"renamed", "recased", "swapped"}
# Names that differ in case, in folders of the same name, and names that are a file here and a folder there.
NAMES = ("a", "A", "b", "b/x", "d/a", "d/b", "D/a", "d/e/a", "é.txt", "x y")
CONTENTS = (b"", b"1", b"2", b"12", b"1" * 5000, b"1" * 4096 + b"2" * 904, b"1" * 4096, b"1" * 9000)


def possible(files: Files) -> bool:
    """Whether no file is a folder above another."""
    return not any(other.startswith(f"{path}/") for path in files for other in files)


FILES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(CONTENTS), max_size=7).filter(possible)


def write(root: Path, files: Files) -> None:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)


@settings(max_examples=150)
@given(before=FILES, after=FILES)
def test_exactly_the_files_that_changed_are_named(before: Files, after: Files) -> None:
    root = Path(tempfile.mkdtemp())
    try:
        write(root, before)
        placed = [Placed(path, "program", content) for path, content in before.items()]
        manifest = manifest_bytes(root, placed, About("LAW", "fda"))
        (root / NAME).write_bytes(manifest)
        assert verify(root) == ()
        shutil.rmtree(root)
        write(root, after)
        root.mkdir(exist_ok=True)
        (root / NAME).write_bytes(manifest)
        differences = verify(root)
    finally:
        shutil.rmtree(root)
    named = [one.path for one in differences] + [one.other for one in differences if one.kind in PAIRED]
    changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    assert set(named) == changed
    assert len(named) == len(set(named))
