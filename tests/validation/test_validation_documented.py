"""What docs/validation.md shows is true: commands run, options are all, YAML, waivers and cases are read."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.validation.acceptance.folders import tabulation
from tests.validation.listed_checks import listed, stray
from validation.__main__ import main, parser
from validation.conformance.layout_text import read_text
from validation.conformance.read import parse_rule
from validation.explained import check_ids
from validation.reports.write import FORMATS
from validation.results.waivers import parse_waivers

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "validation.md").read_text(encoding="utf-8")
Shown = pytest.CaptureFixture[str]


def blocks(language: str) -> list[str]:
    """The blocks of the page in a language; with "" those in none."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def of_command(name: str) -> argparse.ArgumentParser:
    """The parser of one command."""
    commands = next(one for one in parser()._actions if isinstance(one, argparse._SubParsersAction))
    found = commands.choices[name]
    assert isinstance(found, argparse.ArgumentParser)
    return found


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with datasets in data/sdtm, and the rule and cases of the page."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    tabulation(tmp_path / "data/sdtm")
    for name, content in (("rules/MY-0001.yml", rule()), ("cases/MY-0001.txt", case())):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def rule() -> str:
    """The rule of the page."""
    return next(one for one in blocks("yaml") if one.startswith("Core:"))


def case() -> str:
    """The cases of the page."""
    return next(one for one in blocks("") if one.startswith("positive 01"))


def documented() -> Iterator[str]:
    """Every command line of the page, those in CI files too, as words for a shell."""
    whole = re.sub(r"\\\n\s*", " ", "\n".join([*blocks(""), *blocks("yaml")]))
    yield from re.findall(r"python -m validation [^\n\"]+", whole)
    yield from re.findall(r"`(python -m validation [^`]+)`", PAGE)


def test_every_command_runs(here: Path, capsys: Shown) -> None:
    assert main(["run", "data/sdtm", "--quiet", "--write-baseline", "baseline.json"]) in {0, 1}
    asked = list(dict.fromkeys(documented()))
    assert len(asked) >= 6
    for line in asked:
        status = main(words_of(line))
        said = capsys.readouterr()
        assert status in {0, 1}, f"{line}: {status}\n{said.err}"


def words_of(line: str) -> list[str]:
    """What stands behind `python -m validation`: the parts in brackets too, and names of this folder."""
    plain = line.removeprefix("python -m validation ").replace("[", "").replace("]", "")
    named = {"DIR": "data/sdtm", "FOLDER": "rules", "CASES": "cases", "RULES": "rules", "ID": "TD-CT2001",
             "CORE-000189": "MY-0001"}  # fmt: skip
    words = [named.get(word, word) for word in shlex.split(plain)]
    # All of our own cases take a minute, and have a test of their own.
    return ["cases", "cases", "--rules", "rules"] if words == ["cases"] else words


def test_the_job_writes_the_reports_it_goes_on_with(here: Path, capsys: Shown) -> None:
    main(["run", "data/sdtm", "--quiet", "--report", "junit,sarif,md,html", "--out", "reports"])
    steps = next(one for one in blocks("yaml") if one.startswith("jobs:"))
    named = set(re.findall(r"reports/[a-z.-]+", steps))
    assert len(named) == 2
    for name in named:
        assert (here / name).is_file(), name


def test_the_reports_are_those_that_are_made() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `(validation-report[^`]+)` \|", PAGE, re.MULTILINE)
    assert dict(rows) == {name: file for name, (file, _) in FORMATS.items()}
    schema = re.findall(r"`(validation/reports/schema/[^`]+)`", PAGE)
    assert schema
    assert (DOCS.parent / schema[0]).is_file()


@pytest.mark.parametrize("command", ["run", "list", "cases"])
def test_every_option_is_on_the_page(command: str) -> None:
    options = {word for one in of_command(command)._actions for word in one.option_strings if word.startswith("--")}
    missing = {one for one in options - {"--help"} if not re.search(rf"{one}(?![a-z-])", PAGE)}
    assert missing == set()


def test_every_option_on_the_page_is_one() -> None:
    commands = [of_command(name) for name in ("run", "list", "cases")]
    options = {word for command in commands for one in command._actions for word in one.option_strings}
    table = PAGE[PAGE.index("| argument | |") : PAGE.index("Exit status: 0 clean")]
    assert set(re.findall(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*", table)) <= options
    lines = " ".join(documented())
    assert set(re.findall(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*", lines)) <= options


def test_choices_are_those_of_the_command() -> None:
    for action in of_command("run")._actions:
        if action.choices:
            words = "\\|".join(str(one) for one in action.choices)
            assert f"`{action.option_strings[0]} {words}`" in PAGE


def test_the_files_of_servers_are_yaml() -> None:
    read: list[Any] = [yaml.safe_load(one) for one in blocks("yaml")]
    job, hook = next(one for one in read if "jobs" in one), next(one for one in read if "repos" in one)
    steps = job["jobs"]["conformance"]["steps"]
    assert next(one for one in steps if "upload-sarif" in one.get("uses", ""))["if"] == "always()"
    pattern = re.compile(hook["repos"][0]["hooks"][0]["files"])
    assert [bool(pattern.search(one)) for one in ("data/ae.xpt", "data/define.xml", "readme.md")] == [True, True, False]


def test_the_waiver_is_read_and_names_a_check_there_is() -> None:
    (said,) = blocks("toml")
    (waiver,) = parse_waivers(said.encode(), "waivers.toml", known=check_ids())
    assert (waiver.check, waiver.dataset, str(waiver.date)) == ("TD-CT2001", "AE", "2023-06-01")


def test_the_rule_matches_its_cases(here: Path, capsys: Shown) -> None:
    assert parse_rule(yaml.safe_load(rule()), "MY-0001.yml").broken == ""
    assert len(list(read_text(case(), "MY-0001.txt"))) == 2
    assert main(["cases", "cases", "--rules", "rules"]) == 0
    assert capsys.readouterr().out.rstrip().endswith("cases matched: 2 of 2")
    broken = (here / "rules/MY-0001.yml").read_text(encoding="utf-8").replace('["Y"]', '["Y", "NO"]')
    (here / "rules/MY-0001.yml").write_text(broken, encoding="utf-8")
    assert main(["cases", "cases", "--rules", "rules"]) == 1
    assert "cases matched: 1 of 2" in capsys.readouterr().out


def test_the_list_of_checks_is_that_of_the_code() -> None:
    """Made anew by `python -m tests.validation.listed_checks > docs/validation-checks.md`."""
    assert (DOCS / "validation-checks.md").read_text(encoding="utf-8") == listed()
    assert stray() == []


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)", PAGE + listed())
    assert len(links) >= 3
    for link in links:
        assert (DOCS / link).is_file(), link
