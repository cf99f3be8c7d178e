"""The manifest says what is in a package, in one way only; one that is damaged, edited or leads outside is refused."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from hashlib import md5, sha256
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from define_xml.package import manifest
from define_xml.package.manifest import NAME, canonical, fingerprint, manifest_bytes
from define_xml.package.manifest_sources import Source, releases, sources, spec_hash
from define_xml.package.placed import Kind, Placed
from define_xml.package.verify import verify
from mappings.error import InputError
from mappings.spec import StandardRef, StudySpec
from tests.define_xml.package.example_package import RECORDS, SDTM, about, make_package, placed_files

Said = dict[str, Any]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as it was made."""
    return make_package(tmp_path_factory.mktemp("original") / "alpha")


@pytest.fixture
def package(original: Path, tmp_path: Path) -> Path:
    """A copy of the package, to be changed."""
    return Path(shutil.copytree(original, tmp_path / "copy"))


def said_in(package: Path) -> Said:
    """The statements of the manifest."""
    found: Said = json.loads((package / NAME).read_bytes())
    return found


def test_it_names_every_file_with_its_hashes(original: Path) -> None:
    files = {one["path"]: one for one in said_in(original)["files"]}
    there = [path for path in original.rglob("*") if path.is_file() and path.name != NAME]
    assert sorted(files) == sorted(path.relative_to(original).as_posix() for path in there)
    for path in there:
        content, one = path.read_bytes(), files[path.relative_to(original).as_posix()]
        assert (one["bytes"], one["sha256"], one["md5"]) == (
            len(content), sha256(content).hexdigest(), md5(content, usedforsecurity=False).hexdigest(),
        )  # fmt: skip


def test_it_says_what_the_datasets_hold(original: Path) -> None:
    said = said_in(original)
    held = {one["path"]: one["dataset"] for one in said["files"] if "dataset" in one}
    assert len(held) == 2 * len(RECORDS)
    assert held[f"{SDTM}/vs.xpt"] == {"name": "VS", "label": "Dataset VS", "records": 5000, "variables": 3}
    assert said["totals"] == {
        "files": 20, "datasets": 10, "records": 2 * sum(RECORDS.values()),
        "bytes": sum(one["bytes"] for one in said["files"]),
    }  # fmt: skip


def test_parts_of_a_split_dataset_are_not_counted_again(tmp_path: Path, original: Path) -> None:
    root = tmp_path / "split"
    root.mkdir()
    placed = [Placed("vs.xpt", "dataset", root), Placed("vs1.xpt", "split", root)]
    for one in placed:
        shutil.copy(original / SDTM / "vs.xpt", root / one.path)
    said = json.loads(manifest_bytes(root, placed, about()))
    assert (said["totals"]["datasets"], said["totals"]["records"], said["totals"]["files"]) == (1, 5000, 2)
    assert said["files"][1]["dataset"]["records"] == 5000


def test_it_has_the_published_form(original: Path) -> None:
    form = json.loads((Path(manifest.__file__).parent / "manifest.schema.json").read_bytes())
    Draft202012Validator.check_schema(form)
    Draft202012Validator(form).validate(said_in(original))
    assert {*form["$defs"]["file"]["properties"]["kind"]["enum"], "manifest"} == set(get_args(Kind))


def test_the_same_package_has_the_same_manifest(original: Path, tmp_path: Path) -> None:
    assert (make_package(tmp_path / "again") / NAME).read_bytes() == (original / NAME).read_bytes()


def test_it_is_written_in_one_way_only(original: Path) -> None:
    said = said_in(original)
    backwards = dict(reversed(said.items()))
    assert canonical(backwards) == (original / NAME).read_bytes()
    assert fingerprint(backwards) == said["fingerprint"]
    without = {key: value for key, value in said.items() if key != "fingerprint"}
    plain = json.dumps(without, sort_keys=True, indent=1) + "\n"
    assert said["fingerprint"] == sha256(plain.encode()).hexdigest()


def test_a_file_that_nobody_placed_or_nobody_wrote_is_refused(tmp_path: Path) -> None:
    root = make_package(tmp_path / "alpha")
    (root / NAME).unlink()
    placed = placed_files()
    with pytest.raises(InputError, match=r"adae\.xpt\n    is no file of the package"):
        manifest_bytes(root, placed, about())
    with pytest.raises(InputError, match=r"zz\.txt\n    is a file of the package and was not written"):
        manifest_bytes(root, [*placed, Placed("zz.txt", "program", b"")], about())


def edit(said: Said, path: tuple[str | int, ...], value: Any) -> Said:
    """The statements with another value at that place."""
    inside: Any = said
    for part in path[:-1]:
        inside = inside[part]
    inside[path[-1]] = value
    return said


EDITS: dict[str, tuple[tuple[str | int, ...], Any]] = {
    "study": (("study",), "BETA"),
    "profile": (("profile",), "pmda"),
    "version of software": (("software", 1, "version"), "9.9"),
    "terminology": (("releases", 0, "version"), "2020-01-01"),
    "spec hash": (("spec", "sha256"), "f" * 64),
    "rows of an input": (("inputs", 0, "rows"), 4),
    "title": (("files", 2, "title"), "Other"),
    "records": (("files", 1, "dataset", "records"), 399),
    "hash": (("files", 0, "sha256"), "0" * 64),
    "MD5": (("files", 0, "md5"), "0" * 32),
    "name of a file": (("files", 0, "path"), "index2.xml"),
    "total": (("totals", "records"), 1),
    "fingerprint": (("fingerprint",), "0" * 64),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_found_out(package: Path, name: str) -> None:
    (package / NAME).write_bytes(canonical(edit(said_in(package), *EDITS[name])))
    with pytest.raises(InputError, match="was edited after the package was made") as told:
        verify(package)
    assert told.value.place == NAME
    of_files = {"records": "miscounted", "hash": "changed", "name of a file": "index2.xml: missing|renamed"}
    assert ("held against the files" in told.value.problem) == (name in of_files)


def test_an_edit_with_a_new_fingerprint_is_another_package(package: Path) -> None:
    (package / "index.xml").write_bytes(b"other")
    said = said_in(package)
    known = said["fingerprint"]
    content = (package / "index.xml").read_bytes()
    said["files"][0] |= {"bytes": len(content), "sha256": sha256(content).hexdigest()}
    (package / NAME).write_bytes(canonical(said | {"fingerprint": fingerprint(said)}))
    assert verify(package) == ()
    assert [(one.kind, one.path) for one in verify(package, known)] == [("fingerprint", NAME)]
    assert [one.kind for one in verify(package, known[:12].upper())] == ["fingerprint"]


LEADING_OUT = (
    "../index.xml", "/etc/passwd", "m5/../../x", "C:/x.xml", "c:x.xml", "m5\\x.xml", "m5//x.xml", "./x.xml", "m5/.",
    "m5/", "..", ".", "a\x00b", "a\nb",
)  # fmt: skip


@pytest.mark.parametrize("path", LEADING_OUT, ids=repr)
def test_a_path_that_leads_out_is_refused(package: Path, path: str) -> None:
    said = edit(said_in(package), ("files", 0, "path"), path)
    (package / NAME).write_bytes(canonical(said | {"fingerprint": fingerprint(said)}))
    with pytest.raises(InputError, match="does not lead to a file below the package") as told:
        verify(package)
    assert told.value.place == f"{NAME}  files[0].path"


@pytest.mark.parametrize(
    ("path", "problem"),
    [(f"{SDTM}/dm.xpt", "stands there twice"), (NAME, "is the manifest"), (SDTM, "is a file, and a folder above")],
    ids=["twice", "itself", "folder"],
)
def test_a_path_that_cannot_be_is_refused(package: Path, path: str, problem: str) -> None:
    said = edit(said_in(package), ("files", 0, "path"), path)
    (package / NAME).write_bytes(canonical(said | {"fingerprint": fingerprint(said)}))
    with pytest.raises(InputError, match=problem):
        verify(package)


def of_form(change: Callable[[Said], object]) -> Callable[[bytes], bytes]:
    """A change to the statements as one to the bytes."""

    def changed(content: bytes) -> bytes:
        said = json.loads(content)
        change(said)
        return canonical(said)

    return changed


DAMAGES: dict[str, tuple[Callable[[bytes], bytes], str, str]] = {
    "empty": (lambda content: b"", NAME, "is empty"),
    "cut": (lambda content: content[:200], f"{NAME}  line 8, column 14", "no whole JSON"),
    "no UTF-8": (lambda content: b"\xff" + content, f"{NAME}  byte 1", "no UTF-8"),
    "no object": (lambda content: b"[]\n", NAME, "no manifest of a package"),
    "nested": (lambda content: b"[" * 200_000, NAME, "nested too deeply"),
    "twice": (lambda content: content.replace(b'"profile"', b'"study"'), NAME, "study is said twice"),
    "no number": (lambda content: content.replace(b'"records": 12', b'"records": NaN', 1), NAME, "NaN is no number"),
    "later version": (of_form(lambda said: edit(said, ("format", "version"), "2.0")), NAME, "version 2.0 of its form"),
    "other form": (of_form(lambda said: edit(said, ("format", "name"), "x")), f"{NAME}  format.name", "damaged"),
    "no files": (of_form(lambda said: said.pop("files")), NAME, "'files' is a required property"),
    "no hash": (of_form(lambda said: said["files"][3].pop("sha256")), f"{NAME}  files[3]", "'sha256' is a required"),
    "short hash": (of_form(lambda said: edit(said, ("files", 0, "sha256"), "ab")), f"{NAME}  files[0].sha256", "'ab'"),
    "minus": (of_form(lambda said: edit(said, ("files", 0, "bytes"), -1)), f"{NAME}  files[0].bytes", "-1 is less"),
    "more": (of_form(lambda said: said.update(more=1)), NAME, "'more' was unexpected"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_manifest_is_told_with_its_place(package: Path, name: str) -> None:
    damage, place, problem = DAMAGES[name]
    (package / NAME).write_bytes(damage((package / NAME).read_bytes()))
    with pytest.raises(InputError) as told:
        verify(package)
    assert told.value.place.startswith(place)
    assert problem in told.value.problem


@pytest.mark.parametrize("seed", range(40))
def test_no_cut_and_no_changed_byte_of_it_goes_unseen(package: Path, seed: int) -> None:
    random, content = Random(seed), bytearray((package / NAME).read_bytes())
    if seed % 2:
        content[random.randrange(len(content))] ^= 1 << random.randrange(7)
    else:
        del content[random.randrange(len(content) - 1) :]
    (package / NAME).write_bytes(content)
    # Only blanks between its statements may become other blanks.
    assert seen_in(package) in (NAME, [("changed", NAME)])


def seen_in(package: Path) -> str | list[tuple[str, str]]:
    """The differences by kind and path, or the file that cannot be read."""
    try:
        return [(one.kind, one.path) for one in verify(package)]
    except InputError as error:
        return error.place.split("  ")[0]


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are others there")
def test_a_manifest_that_is_no_file_is_refused(package: Path) -> None:
    (package / NAME).rename(package.parent / "m.json")
    with pytest.raises(InputError, match="is not there"):
        verify(package)
    (package / NAME).symlink_to(package.parent / "m.json")
    with pytest.raises(InputError, match="is a symbolic link, no file"):
        verify(package)
    (package / NAME).unlink()
    os.mkfifo(package / NAME)
    with pytest.raises(InputError, match="is a named pipe, no file"):
        verify(package)
    (package / NAME).unlink()
    shutil.copy(package.parent / "m.json", package / "Manifest.JSON")
    with pytest.raises(InputError, match=r"Manifest\.JSON is, and names are in lower case"):
        verify(package)


def test_sources_are_hashed_without_what_is_left_out(tmp_path: Path) -> None:
    for name in ("study.toml", "sdtm/dm.toml", "raw/dm.csv", ".git/x", "sdtm/__pycache__/a.pyc", "unblind.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    found = sources(tmp_path, ("raw", "unblind.csv"), {"dm": 5})
    assert found == (
        Source("sdtm/dm.toml", 12, sha256(b"sdtm/dm.toml").hexdigest(), 5),
        Source("study.toml", 10, sha256(b"study.toml").hexdigest()),
    )
    lines = f"{found[0].sha256}  sdtm/dm.toml\n{found[1].sha256}  study.toml\n"
    assert spec_hash(reversed(found)) == sha256(lines.encode()).hexdigest()


def test_releases_are_those_files_that_were_read(tmp_path: Path) -> None:
    (tmp_path / "ct.txt").write_bytes(b"own")
    study = StudySpec(
        study_id="ALPHA",
        standards=(StandardRef(name="SDTMIG", version="3.4"), StandardRef(name="SENDIG", version="9.9")),
        terminology=(
            StandardRef(name="SDTM", version="2025-03-28"),
            StandardRef(name="SDTM", version="2024-01-01", path="ct.txt"),
        ),
    )
    found = {(one.kind, one.name, one.version): one for one in releases(study, tmp_path)}
    assert [one.path for one in found["standard", "SDTMIG", "3.4"].files] == [
        "sdtmig-3-4-datasets.csv", "sdtmig-3-4-variables.csv",
    ]  # fmt: skip
    assert found["standard", "SENDIG", "9.9"].files == ()
    own = found["terminology", "SDTM", "2024-01-01"].files[0]
    assert (own.path, own.sha256) == ("ct.txt", sha256(b"own").hexdigest())
    shipped = Path(manifest.__file__).parents[2] / "mappings" / "standards" / "sdtm-ct-2025-03-28.txt.gz"
    assert found["terminology", "SDTM", "2025-03-28"].files[0].sha256 == sha256(shipped.read_bytes()).hexdigest()
