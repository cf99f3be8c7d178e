"""A dataset beyond the limit stands whole in its place, and in parts beside it that hold every record once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from define_xml.package.parts import split_dataset
from define_xml.package.profile import Profile, load_profile
from define_xml.package.tree import tree
from define_xml.transport.files import read_dataset
from mappings.error import InputError
from tests.define_xml.package.small_builds import SDTM, make_build, settings, subjects, summary


def limited(size: int) -> Profile:
    """FDA's profile with another limit."""
    profile = load_profile("fda")
    return profile.model_copy(update={"limits": profile.limits.model_copy(update={"dataset_bytes": size})})


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A build with 900 subjects."""
    return make_build(tmp_path / "alpha", {"TS": summary(), "DM": subjects(count=900)})


def test_a_large_dataset_is_placed_whole_and_in_parts(large: Path, tmp_path: Path) -> None:
    limit = 6_000
    assert (large / "dm.xpt").stat().st_size > 2 * limit
    made = tree(large, None, limited(limit), settings(), "ALPHA", work=tmp_path / "work")
    parts = [one for one in made.placed if one.kind == "split"]
    assert made.parts == {"DM": tuple(one.name for one in parts)}
    assert [one.path for one in parts] == [f"{SDTM}/split/dm{n}.xpt" for n in range(1, len(parts) + 1)]
    assert parts[0].title == f"Dataset DM, part 1 of {len(parts)}"
    assert {one.tag for one in parts} == {"data-tabulation-dataset-sdtm"}
    whole = read_dataset(large / "dm.xpt").records
    files = [one.content for one in parts if isinstance(one.content, Path)]
    assert all(path.stat().st_size <= limit for path in files)
    again = pd.concat([read_dataset(path).records for path in files], ignore_index=True)
    pd.testing.assert_frame_equal(again, whole, check_dtype=False)
    assert f"{SDTM}/dm.xpt" in [one.path for one in made.placed]


def test_parts_are_the_same_bytes_each_time(large: Path, tmp_path: Path) -> None:
    first, second = (split_dataset(large / "dm.xpt", 6_000, tmp_path / name) for name in ("a", "b"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_without_a_folder_for_parts_a_large_dataset_is_refused(large: Path) -> None:
    with pytest.raises(InputError, match=r"6,000 are allowed, and there is no folder"):
        tree(large, None, limited(6_000), settings(), "ALPHA")


def test_a_part_never_takes_the_name_of_a_dataset(large: Path, tmp_path: Path) -> None:
    (large / "dm2.xpt").write_bytes(b"")
    with pytest.raises(InputError, match=r"its part dm2\.xpt has the name of another dataset"):
        split_dataset(large / "dm.xpt", 6_000, tmp_path / "work")
