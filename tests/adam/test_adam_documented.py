"""What docs/adam.md shows is true: its files are a study, its commands print what it says they print."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from adam.__main__ import main
from adam.listings import Listings
from adam.tables.methods import METHODS
from adam.words import algorithms
from tests.pages import Shown, commands, ran
from validation.checks import ANALYSIS_CHECKS, SOURCE_CHECKS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "adam.md").read_text(encoding="utf-8")
FILES = re.findall(r"^\*\*`([\w./]+)`\*\*[^\n]*\n\n```(?:toml|csv)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
MISTAKES = re.findall(r"```text\nin (\S+):  ([^\n]*)  ->  ([^\n]*)\n(.*?)\n```", PAGE, re.DOTALL)


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The page's study, and a reader who stands in its folder."""
    folder = tmp_path / "demo"
    for name, content in FILES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return folder


def test_the_page_from_top_to_bottom(study: Path, capsys: Shown) -> None:
    """Its commands first, for the Python lines look at what they wrote."""
    shown = list(commands(PAGE))
    assert len(FILES) >= 14
    assert len(shown) >= 8
    status = 0
    for command, lines in shown:
        printed, status = ran(command, main, "adam", status, capsys)
        assert [line.rstrip() for line in printed] == lines, command
    examples = "\n".join(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
    test = doctest.DocTestParser().get_doctest(examples, {}, "adam.md", None, 0)
    assert len(test.examples) >= 12
    told: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test, out=told.append)
    assert "".join(told) == ""


@pytest.mark.parametrize(("name", "said", "instead", "lines"), MISTAKES, ids=range(len(MISTAKES)))
def test_mistakes_are_told_as_shown(study: Path, capsys: Shown, name: str, said: str, instead: str, lines: str) -> None:
    path = study / name
    text = path.read_text(encoding="utf-8")
    assert said in text
    path.write_text(text.replace(said, instead, 1), encoding="utf-8")
    assert main(["build", "--sdtm", "data", "--quiet"]) in {2, 3}
    assert [line.rstrip() for line in capsys.readouterr().err.splitlines()] == lines.splitlines()
    assert not (study / "build/demo/adam").exists()


def test_every_word_is_there_for_users_of_admiral() -> None:
    section = PAGE.split("## Words, for users of admiral")[1].split("## Limits")[0]
    tables, others = section.split("The others are for building SDTM")
    cells = [line.split("|")[2] for line in tables.splitlines() if line.startswith("| ") and "here" not in line[:20]]
    named = [word for cell in [*cells, others] for word in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted(algorithms())


def severities(*names: str) -> dict[str, str]:
    """The findings that those files can tell, each with its severity."""
    found: dict[str, str] = {}
    for path in (path for name in names for path in ROOT.glob(name)):
        text = path.read_text(encoding="utf-8")
        found |= dict(re.findall(r'Finding\("(\w+)",\s*"?(\w+)"?,', text))
        found |= {name: severity for severity, name in re.findall(r'@check\("(\w+)".*\)\ndef (\w+)', text)}
    return found


def test_every_finding_of_a_build_is_explained() -> None:
    told = severities("adam/findings.py", "sdtm/findings.py", "validation/checks/*.py")
    # Of SDTM's own findings those of records and values are asked of analysis datasets too.
    shared = {"row_lost", "row_dropped", "key_repeated", "value_not_in_codelist", "not_a_number"}
    checks = {one.__name__ for one in (*ANALYSIS_CHECKS, *SOURCE_CHECKS)}
    here = {*severities("adam/findings.py"), *shared, *checks}
    # Closed or extensible: what the codelist says decides there.
    said = {name: "warning" if told[name] == "severity" else told[name] for name in here}
    assert dict(re.findall(r"^\| `(\w+)` \| (error|warning|note) \|", PAGE, re.MULTILINE)) == said


def test_what_is_listed_is_all_there_is() -> None:
    """The three lists of `listings.json`, the methods of tables."""
    section = PAGE.split("## `listings.json`")[1].split("## Tables")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == list(Listings.__dataclass_fields__)
    methods = PAGE.split("Methods of rows:")[1].split("A figure is rounded")[0]
    assert set(METHODS) == set(re.findall(r"`(\w+)`", methods))
