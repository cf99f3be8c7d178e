"""Paths that may not stand in a package: letters, lengths, and names that some system takes for the same."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from define_xml.package.names import refused
from define_xml.package.profile import load_profile

LIMITS = load_profile("fda").limits
LONG = "m5/" + "/".join(["a" * 60] * 2) + "/" + "b" * 30 + ".xpt"


@pytest.mark.parametrize(
    ("paths", "problems"),
    [
        (("m5/a/dm.xpt", "m5/a/ae.xpt"), []),
        (("m5/a/DM.xpt",), ["letters that are not allowed"]),
        (("m5/a/d m.xpt",), ["letters that are not allowed"]),
        (("m5/a/sf_36.txt",), ["letters that are not allowed"]),
        (("m5/a/dém.xpt",), ["letters that are not allowed"]),
        (("m5/a/.hidden",), ["letters that are not allowed"]),
        (("m5/a/noending",), ["letters that are not allowed"]),
        (("m5/B/dm.xpt",), ["the folder 'B' has letters"]),
        (("m5//dm.xpt",), ["the folder '' has letters"]),
        (("../dm.xpt",), ["the folder '..' has letters"]),
        (("m5/a/con.xpt",), ["keeps that name for a device"]),
        (("m5/nul/dm.xpt",), ["keeps that name for a device"]),
        (("m5/a/" + "b" * 61 + ".xpt",), ["the name has 65 characters; 64 are allowed"]),
        ((LONG,), [f"the path has {len(LONG)} characters; 150 are allowed"]),
        (("a/dm.xpt", "a/dm.xpt"), ["2 sources ask for this place"]),
        (("a/dm.xpt", "a/DM.xpt"), ["letters that are not allowed", "a/dm.xpt and a/DM.xpt differ in case only"]),
        (("a/x.xpt", "A/y.xpt"), ["the folder 'A' has letters", "the folders a and A differ in case only"]),
        (("a/b.c", "a/b.c/d.xpt"), ["the folder 'b.c' has letters", "a file stands where the folder a/b.c must"]),
    ],
    ids=[
        "good", "capitals", "blank", "underscore", "accent", "hidden", "suffix", "folder", "empty", "up", "device",
        "devicefolder", "name", "path", "twice", "twins", "foldertwins", "filefolder",
    ],
)  # fmt: skip
def test_each_refusal_names_the_path_and_what_is_wrong(paths: tuple[str, ...], problems: list[str]) -> None:
    found = refused(paths, LIMITS)
    assert len(found) == len(problems), found
    assert all(problem in one.problem for one, problem in zip(found, problems, strict=True)), found
    assert all(one.path in paths and one.remedy for one in found)


def test_what_lies_beside_the_submission_is_free_in_length_and_letters_and_never_one_file_with_another() -> None:
    assert refused(["a/dm.xpt"], LIMITS, ["review/Long_Name (1).docx"]) == ()
    [twin] = refused(["a/dm.xpt"], LIMITS, ["a/DM.XPT"])
    assert "a/dm.xpt and a/DM.XPT differ in case only" in twin.problem


NAMES = st.lists(st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=8), min_size=1, unique=True)


@given(NAMES, st.data())
def test_plain_names_are_taken_and_a_second_spelling_never_is(names: list[str], data: st.DataObject) -> None:
    paths = [f"m5/x-{name}/f{name}.xpt" for name in names]
    assert refused(paths, LIMITS) == ()
    one = data.draw(st.sampled_from(paths))
    other = data.draw(st.sampled_from([one.upper(), one.title(), one.replace(".xpt", ".XPT"), one]))
    assert any(told.path == one for told in refused([*paths, other], LIMITS))
