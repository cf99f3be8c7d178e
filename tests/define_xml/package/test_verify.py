"""verify names every change to a package by its kind and its file, and none where there is none."""

from __future__ import annotations

import os
import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from define_xml.package.manifest import NAME
from define_xml.package.measured import part_size
from define_xml.package.verify import verify
from mappings.error import InputError
from tests.define_xml.package.example_package import SDTM, make_package

Expected = set[tuple[str, str, str]]
Mutation = Callable[[Path, list[str], Random], Expected]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as it was made."""
    return make_package(tmp_path_factory.mktemp("original") / "alpha")


@pytest.fixture
def package(original: Path, tmp_path: Path) -> Path:
    """A copy of the package, to be changed."""
    return Path(shutil.copytree(original, tmp_path / "copy"))


def found(root: Path) -> Expected:
    return {(one.kind, one.path, one.other) for one in verify(root)}


def flipped(root: Path, files: list[str], random: Random) -> Expected:
    path = root / files[0]
    content = bytearray(path.read_bytes())
    content[random.randrange(len(content))] ^= 1 << random.randrange(8)
    path.write_bytes(content)
    return {("changed", files[0], "")}


def cut(root: Path, files: list[str], random: Random) -> Expected:
    os.truncate(root / files[0], random.randrange((root / files[0]).stat().st_size))
    return {("truncated", files[0], "")}


def grown(root: Path, files: list[str], random: Random) -> Expected:
    with (root / files[0]).open("ab") as file:
        file.write(random.randbytes(random.randint(1, 5000)))
    return {("lengthened", files[0], "")}


def inserted(root: Path, files: list[str], random: Random) -> Expected:
    content = (root / files[0]).read_bytes()
    at = random.randrange(len(content))
    # Another byte than the one that stands there: the same one again could be one more at the end.
    (root / files[0]).write_bytes(content[:at] + bytes([content[at] ^ 255]) + content[at:])
    return {("changed", files[0], "")}


def beheaded(root: Path, files: list[str], random: Random) -> Expected:
    content = (root / files[0]).read_bytes()
    (root / files[0]).write_bytes(content[1:])
    # What is left has no whole part: nothing shows that it is not the beginning.
    told = "truncated" if len(content) - 1 < part_size(len(content)) else "changed"
    return {(told, files[0], "")}


def renamed(root: Path, files: list[str], random: Random) -> Expected:
    new = Path(files[0]).with_name(f"n{random.randrange(1000)}-{Path(files[0]).name}").as_posix()
    (root / files[0]).rename(root / new)
    return {("renamed", files[0], new)}


def moved(root: Path, files: list[str], random: Random) -> Expected:
    new = f"m{random.randrange(9)}/{Path(files[0]).name}"
    (root / new).parent.mkdir(exist_ok=True)
    (root / files[0]).rename(root / new)
    return {("renamed", files[0], new)}


def recased(root: Path, files: list[str], random: Random) -> Expected:
    new = Path(files[0]).with_name(Path(files[0]).name.upper()).as_posix()
    (root / files[0]).rename(root / new)
    return {("recased", files[0], new)}


def removed(root: Path, files: list[str], random: Random) -> Expected:
    (root / files[0]).unlink()
    return {("missing", files[0], "")}


def added(root: Path, files: list[str], random: Random) -> Expected:
    new = Path(files[0]).with_name(f"zz{random.randrange(1000)}.sas7bdat").as_posix()
    (root / new).write_bytes(random.randbytes(random.randrange(100)))
    return {("extra", new, "")}


def copied(root: Path, files: list[str], random: Random) -> Expected:
    new = Path(files[0]).with_name("copy-of.xpt").as_posix()
    shutil.copy(root / files[0], root / new)
    return {("extra", new, "")}


def twin(root: Path, files: list[str], random: Random) -> Expected:
    new = Path(files[0]).with_name(Path(files[0]).name.upper()).as_posix()
    (root / new).write_bytes(b"other")
    return {("extra", new, "")}


def swapped(root: Path, files: list[str], random: Random) -> Expected:
    one, other = sorted(files[:2])
    first, second = (root / one).read_bytes(), (root / other).read_bytes()
    (root / one).write_bytes(second)
    (root / other).write_bytes(first)
    return {("swapped", one, other)}


def overwritten(root: Path, files: list[str], random: Random) -> Expected:
    shutil.copy(root / files[1], root / files[0])
    return {("changed", files[0], files[1])}


def renamed_over(root: Path, files: list[str], random: Random) -> Expected:
    (root / files[1]).replace(root / files[0])
    return {("changed", files[0], files[1]), ("missing", files[1], "")}


def made_folder(root: Path, files: list[str], random: Random) -> Expected:
    (root / files[0]).unlink()
    (root / files[0]).mkdir()
    return {("replaced", files[0], "")}


def made_link(root: Path, files: list[str], random: Random) -> Expected:
    (root / files[0]).rename(root.parent / "elsewhere")
    (root / files[0]).symlink_to(root.parent / "elsewhere")
    return {("replaced", files[0], "")}


def made_pipe(root: Path, files: list[str], random: Random) -> Expected:
    (root / files[0]).unlink()
    os.mkfifo(root / files[0])
    return {("replaced", files[0], "")}


def empty_folder(root: Path, files: list[str], random: Random) -> Expected:
    new = Path(files[0]).with_name("new-folder").as_posix()
    (root / new).mkdir()
    return {("extra", new, "")}


def stray_link(root: Path, files: list[str], random: Random) -> Expected:
    new = Path(files[0]).with_name("link").as_posix()
    (root / new).symlink_to(root)
    return {("extra", new, "")}


def lost_folder(root: Path, files: list[str], random: Random) -> Expected:
    gone = sorted(one.relative_to(root).as_posix() for one in (root / SDTM).rglob("*") if one.is_file())
    shutil.rmtree(root / SDTM)
    return {("missing", one, "") for one in gone}


def linked_folder(root: Path, files: list[str], random: Random) -> Expected:
    gone = sorted(one.relative_to(root).as_posix() for one in (root / SDTM).rglob("*") if one.is_file())
    (root / SDTM).rename(root.parent / "sdtm-elsewhere")
    (root / SDTM).symlink_to(root.parent / "sdtm-elsewhere")
    return {("replaced", SDTM, ""), *(("missing", one, "") for one in gone)}


def second_manifest(root: Path, files: list[str], random: Random) -> Expected:
    shutil.copy(root / NAME, root / SDTM / NAME)
    return {("extra", f"{SDTM}/{NAME}", "")}


def rewritten_manifest(root: Path, files: list[str], random: Random) -> Expected:
    (root / NAME).write_bytes((root / NAME).read_bytes().replace(b"\n", b"\r\n"))
    return {("changed", NAME, "")}


OF_FILES = (
    flipped, cut, grown, inserted, beheaded, renamed, moved, recased, removed, added, copied, twin, swapped,
    overwritten, renamed_over, made_folder, made_link, made_pipe, empty_folder, stray_link,
)  # fmt: skip
OF_ALL = (lost_folder, linked_folder, second_manifest, rewritten_manifest)


def packaged(root: Path) -> list[str]:
    """The files of the package but the manifest."""
    paths = (one.relative_to(root).as_posix() for one in sorted(root.rglob("*")) if one.is_file())
    return [path for path in paths if path != NAME]


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are others there")
@pytest.mark.parametrize("seed", range(200))
def test_every_mutation_is_named_by_its_kind_and_its_file(package: Path, seed: int) -> None:
    random = Random(seed)
    files = packaged(package)
    random.shuffle(files)
    kinds: list[Mutation] = [*OF_FILES, *(OF_ALL if seed % 8 == 0 else ())]
    mutation = kinds[seed % len(kinds)]
    assert found(package) == set()
    assert found_after(mutation, package, files, random)


def found_after(mutation: Mutation, root: Path, files: list[str], random: Random) -> bool:
    expected = mutation(root, files, random)
    assert found(root) == expected
    return bool(expected)


@pytest.mark.parametrize("mutation", [pytest.param(one, id=one.__name__) for one in OF_ALL])
def test_what_befalls_the_whole_is_named(package: Path, mutation: Mutation) -> None:
    assert found_after(mutation, package, packaged(package), Random(1))


@pytest.mark.parametrize("seed", range(20))
def test_several_mutations_are_each_named(package: Path, seed: int) -> None:
    random = Random(seed)
    files = packaged(package)
    random.shuffle(files)
    alone = (flipped, grown, renamed, removed, swapped, made_link, recased)
    expected: Expected = set()
    for number, mutation in enumerate(random.sample(alone, 4)):
        if mutation is made_link:
            (package.parent / "elsewhere").unlink(missing_ok=True)
        expected |= mutation(package, files[2 * number : 2 * number + 2], random)
    assert found(package) == expected


def test_an_untouched_copy_is_whole(original: Path, tmp_path: Path) -> None:
    assert verify(original) == ()
    assert verify(Path(shutil.copytree(original, tmp_path / "copied"))) == ()
    archive = shutil.make_archive(str(tmp_path / "packed"), "zip", original)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path / "unpacked")
    assert verify(tmp_path / "unpacked") == ()


def test_times_and_permissions_are_no_part_of_a_package(package: Path) -> None:
    for path in package.rglob("*"):
        os.utime(path, (0, 0))
        if path.is_file():
            path.chmod(0o444)
    assert verify(package) == ()


def test_a_link_to_the_package_is_the_package(original: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(original)
    assert verify(tmp_path / "link") == ()


def test_a_file_that_cannot_be_read_is_told(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def refusing(path: Path, *arguments: int) -> int:
        if Path(path).name == "ts.xpt":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *arguments)

    monkeypatch.setattr(os, "open", refusing)
    assert [(one.kind, one.path, one.words) for one in verify(package)] == [
        ("unreadable", f"{SDTM}/ts.xpt", "cannot be read: Permission denied")
    ]


def test_no_folder_is_no_package(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such folder"):
        verify(tmp_path / "none")
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="is a file, no folder"):
        verify(tmp_path / "file")
