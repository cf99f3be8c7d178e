"""What docs/package.md shows is true: its commands run in order, its tree and its lists are the code's."""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from define_xml.__main__ import main
from define_xml.package import command, verify_command
from define_xml.package.bimo.variables import particulars
from define_xml.package.difference import DifferenceKind
from define_xml.package.guides.figures import filled_lines
from define_xml.package.guides.markdown import narrative
from define_xml.package.preflight_criteria import CRITERIA
from define_xml.package.profile import load_profile
from define_xml.package.sections import CONTROLS
from define_xml.package.settings import BimoEntry, GuidesEntry, PackageEntry, ProgramEntry, Settings
from mappings.entries import StudyFile
from tests.define_xml.package.acceptance.packaged_study import held, study
from tests.pages import Shown, commands, ran

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "package.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Submission package\n")[2].partition("\n## ")[0]
PROFILES = ("fda", "pmda", "ema")


def played(line: str) -> bool:
    """Whether it is a command of the shell that changes files; then it is done."""
    match shlex.split(line):
        case ["mv", old, new]:
            Path(old).rename(new)
        case ["rm", file]:
            Path(file).unlink()
        case ["cp", old, new]:
            shutil.copy(old, new)
        case ["truncate", "-s", size, file]:
            Path(file).write_bytes(Path(file).read_bytes()[: int(size)])
        case _:
            return False
    return True


def matches(shown: list[str], printed: list[str]) -> bool:
    """Whether this was printed; `...` on the page stands for any lines, inside a line for any words."""
    lines = (".*" if line == "..." else re.escape(line).replace(r"\.\.\.", "[^\n]*") for line in shown)
    return re.fullmatch("\n".join(lines), "\n".join(one.rstrip() for one in printed), re.DOTALL) is not None


def tree() -> Iterator[str]:
    """The paths of the tree that the page shows."""
    (shown,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    folder = ""
    for line in shown.splitlines():
        if line.startswith(" "):
            yield from (folder + name for name in line.split())
        else:
            folder = line


def rows(heading: str) -> list[list[str]]:
    """The cells of the table below that first cell of a heading."""
    table = PAGE.partition(f"| {heading} |")[2].partition("\n\n")[0]
    lines = table.splitlines()[2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


@pytest.mark.slow
def test_every_command_of_the_page_about_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Shown
) -> None:
    """One package: that of the page, in its place, spoilt as the page spoils it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    study(tmp_path / "mini")
    status, number = 0, 0
    for line, shown in commands(PAGE):
        number += 1
        if played(line):
            continue
        printed, status = ran(line, main, "define_xml", status, capsys)
        # What is being done goes to the error stream.
        told = [one for one in printed if not re.fullmatch(r"[a-zA-Z ]+ \.\.\.", one)]
        assert matches(shown, told), f"{line}\n" + "\n".join(told)
        if number == 1:
            assert sorted(tree()) == sorted(f"build/mini-package/{name}" for name in held(Path("build/mini-package")))
    assert number >= 10


def test_dots_stand_for_any_lines_and_for_any_words() -> None:
    printed = ["3 files for x", "", "warning", "end"]
    assert matches(["3 files ...", "...", "end"], printed)
    assert not matches(["3 files", "...", "end"], printed)
    assert not matches(["3 files ...", "...", "warning"], printed)
    assert not matches(["4 files ...", "..."], printed)


@pytest.mark.slow
def test_the_package_of_the_reference_study_is_as_the_readme_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Shown
) -> None:
    monkeypatch.chdir(tmp_path)
    # The day on which its waivers are asked.
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    shown = list(commands(README))
    assert len(shown) == 2
    for line, lines in shown:
        status = main(shlex.split(line)[3:])
        assert (matches(lines, capsys.readouterr().out.splitlines()), status) == (True, 0), line


def options(add: object) -> set[str]:
    """The options of a command, without --help."""
    parser = argparse.ArgumentParser(add_help=False)
    assert callable(add)
    add(parser)
    return {name for action in parser._actions for name in action.option_strings or [str(action.metavar)]}


def test_options_are_those_of_the_parser() -> None:
    listed = {name for row in rows("option") for name in re.findall(r"--[a-z]+|STUDY(?=`$)", row[0])}
    assert listed | {"STUDY"} == {name.strip("[]") for name in options(command.add_arguments)}
    about = PAGE.partition("## Manifest and verify")[2].partition("\n## ")[0]
    assert all(name in about for name in options(verify_command.add_arguments) if name.startswith("--"))


def keys_of(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields)


def test_package_toml_has_every_key() -> None:
    said, document = (tomllib.loads(block) for block in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL))
    settings = Settings.model_validate(said)
    assert keys_of(Settings) == set(said)
    parts: Mapping[str, type[BaseModel]] = {"package": PackageEntry, "guides": GuidesEntry, "bimo": BimoEntry}
    assert {name: set(said[name]) for name in parts} == {name: keys_of(model) for name, model in parts.items()}
    assert {key for one in said["programs"].values() for key in one} == keys_of(ProgramEntry)
    assert settings.package.control in CONTROLS
    assert all(word in PAGE for word in CONTROLS)
    assert StudyFile.model_validate({"study": {"id": "X"}, **document}).documents["acrf"].blank == "crf.pdf"


def test_headings_are_those_the_guides_ask_for() -> None:
    code = "\n".join(path.read_text() for path in (ROOT / "define_xml" / "package" / "guides").glob("*.py"))
    asked = {re.sub(r"\{.*\}", "*", key) for key in re.findall(r'\.(?:blocks|optional|has)\(f?"([a-z][^"]*)"', code)}
    listed = {key for row in rows("heading") for key in re.findall(r"`([^`]+)`", row[0])}
    assert {re.sub(r"-(ID|AE|ADSL)$", "-*", key) for key in listed} == asked


def test_the_narrative_of_the_page_is_taken() -> None:
    (text,) = re.findall(r"```markdown\n(.*?)```", PAGE, re.DOTALL)
    told = narrative(text, "csdrg.md")
    figures = {"AE.records": "3", "DM.subjects": "2"}
    assert told.keys == ("purpose", "design", "issue-TD-SD1077")
    assert [type(one).__name__ for key in told.keys for one in told.blocks(key, figures)] == [
        "Paragraph", "Gap", "Grid", "Bullets",
    ]  # fmt: skip
    assert filled_lines("{AE.records}", figures, "csdrg.md", 1) == "3"


def test_profiles_are_told_as_they_are() -> None:
    for (name, guides, backbone, flown, sites), profile in zip(
        rows("profile"), map(load_profile, PROFILES), strict=True
    ):
        assert name == f"`{profile.id}`"
        assert guides == f"{profile.names.csdrg}, {profile.names.adrg}"
        assert (backbone == "drafts") == bool(profile.folders.tagging and profile.folders.index)
        assert (flown == "yes", sites == "yes") == (profile.rejection, bool(profile.folders.bimo))
        assert f"at most {profile.limits.name} characters, a path at most {profile.limits.path}" in PAGE
        assert profile.limits.dataset_bytes == 5_000_000_000
    listed = re.findall(r"^- `(fda|pmda|ema)`: (.*)$", PAGE, re.M)
    assert listed == [(name, words) for name in PROFILES for words in load_profile(name).unverified]


def test_criteria_differences_and_particulars_are_those_of_the_code() -> None:
    assert [tuple(row) for row in rows("criterion")] == [
        (number, severity, asks) for number, (severity, asks, _) in CRITERIA.items()
    ]
    assert [row[0].strip("`") for row in rows("kind")] == list(get_args(DifferenceKind))
    listed = PAGE.partition("a row for each `SITEID`, with any of ")[2].partition(". ")[0]
    assert set(re.findall(r"`([A-Z]+)`", listed)) == set(particulars())


def test_links_of_the_page_lead_somewhere() -> None:
    for link in re.findall(r"\]\(([^)]+)\)", PAGE):
        file, _, title = link.partition("#")
        text = (ROOT / "docs" / file).read_text(encoding="utf-8") if file else PAGE
        assert f"\n## {title}\n" in text.lower(), link
    for path in re.findall(r"`(define_xml/[^`*]+)`", PAGE):
        assert (ROOT / path).is_file(), path
