"""What docs/analysis.md shows is true: its examples are run, and its names are those of `Analysis`."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from adam.analysis import Analysis
from adam.loaded import PREFERRED
from define_xml.transport.files import write_datasets
from define_xml.transport.formats import FORMATS
from tests.adam.test_load import both

PAGE = Path(__file__).parents[2] / "docs" / "analysis.md"


def test_the_examples_print_what_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "build" / "mini").mkdir(parents=True)
    write_datasets(both(), tmp_path / "build" / "mini" / "adam", ("parquet",))
    monkeypatch.chdir(tmp_path)
    shown = re.sub("^```.*", "", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    test = doctest.DocTestParser().get_doctest(shown, {}, "docs/analysis.md", str(PAGE), 0)
    assert len(test.examples) > 10
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE, verbose=False)
    told: list[str] = []
    runner.run(test, out=told.append)
    assert not told, "".join(told)


def test_every_name_is_on_the_page_and_every_name_there_is_one() -> None:
    page = PAGE.read_text(encoding="utf-8")
    public = {name for name in vars(Analysis) if not name.startswith("_")} | {"format", "notes"}
    shown = {name for name in re.findall(r"study\.([a-z_]+)", page) if name != "get"}
    assert shown == public
    assert all(f"`{name}`" in page for name in PREFERRED)
    assert set(PREFERRED) == set(FORMATS)
