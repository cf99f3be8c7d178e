"""What docs/define.md shows is true: its commands and its Python run, its TOML is read, its list of checks is whole."""

from __future__ import annotations

import doctest
import re
import tomllib
from pathlib import Path

import pytest

from define_xml.__main__ import main
from mappings.entries import DatasetEntry, StudyFile
from tests.define_xml.documented_study import put
from tests.define_xml.listed_checks import listed
from tests.pages import Shown, commands, ran

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "define.md").read_text(encoding="utf-8")


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folders of the page."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    put(tmp_path)
    return tmp_path


def test_every_command_prints_what_the_page_shows(study: Path, capsys: Shown) -> None:
    shown = list(commands(PAGE))
    assert len(shown) >= 10
    status = 0
    for command, lines in shown:
        printed, status = ran(command, main, "define_xml", status, capsys)
        assert [line.rstrip() for line in printed] == lines, command
    page = (study / "page.html").read_text(encoding="utf-8")
    assert len(re.findall(r'\bid="?IT\.VS\.VSORRES[" >]', page)) == 1


def test_every_python_line_gives_what_the_page_shows(study: Path) -> None:
    examples = "\n".join(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
    test = doctest.DocTestParser().get_doctest(examples, {}, "define.md", None, 0)
    assert len(test.examples) >= 7
    told: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test, out=told.append)
    assert "".join(told) == ""


def test_what_an_author_may_say_is_read() -> None:
    said, dataset = (tomllib.loads(block) for block in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL))
    file = StudyFile.model_validate(said)
    assert sorted(file.documents) == ["acrf", "statistics"]
    assert (file.dictionaries["MedDRA"].version, file.tables["diary"].source) == ("26.0", "Subject")
    entry = DatasetEntry.model_validate(dataset)
    assert sorted(entry.variables) == ["VSLOC", "VSORRES", "VSSTRESN"]


def test_the_list_of_checks_is_that_of_the_code() -> None:
    """Made anew by `python -m tests.define_xml.listed_checks > docs/define-checks.md`."""
    assert (DOCS / "define-checks.md").read_text(encoding="utf-8") == listed()


def test_links_lead_somewhere() -> None:
    titles = {
        re.sub(r"[^\w\s-]", "", title.lower()).replace(" ", "-") for title in re.findall(r"^## (.*)$", PAGE, re.M)
    }
    for link in re.findall(r"\]\(([^)]+)\)", PAGE):
        file, _, title = link.partition("#")
        assert not file or (DOCS / file).is_file(), link
        assert not title or title in titles, link
