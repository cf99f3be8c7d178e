"""The files that a define.xml names: there, and in the same letters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from define_xml.checks.beside.folder import check_folder, found
from define_xml.document.common import Leaf
from tests.define_xml.beside.beside_example import example

FILES = ("dm.xpt", "vs.xpt", "define.html")


def put(folder: Path, *names: str) -> Path:
    """Empty files of these names."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    return folder


def told(folder: Path, href: str = "", stylesheet: str = "", data: Path | None = None) -> list[tuple[str, str, str]]:
    """Check, place and words of what is wrong, with one more leaf."""
    leaves = (Leaf(id="LF.1", href=href, title="A document", line=7),) if href else ()
    define = replace(example(leaves=leaves), stylesheet=stylesheet)
    return [(one.check, one.place, one.words) for one in check_folder(define, folder, data)]


def test_all_files_there(tmp_path: Path) -> None:
    assert told(put(tmp_path, *FILES, "acrf.pdf"), "acrf.pdf") == []


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    words = "dm.xpt is not in the folder: deliver it, or take its leaf away"
    assert told(put(tmp_path, *FILES[1:])) == [("leaf_missing", "DM", words)]


def test_a_file_in_capitals(tmp_path: Path) -> None:
    words = "line 7: aCRF.pdf is acrf.pdf in the folder: write it as the file is named"
    assert told(put(tmp_path, *FILES, "acrf.pdf"), "aCRF.pdf") == [("leaf_case_differs", "", words)]


@pytest.mark.parametrize("href", ["https://example.org/a.pdf", "C:\\a.pdf", "/a/b.pdf", "javascript:alert(1)", ""])
def test_what_lies_elsewhere_is_not_looked_for(href: str, tmp_path: Path) -> None:
    assert told(put(tmp_path, *FILES), href) == []


def test_folders_beside_and_below(tmp_path: Path) -> None:
    inner = tmp_path / "tabulations"
    put(inner, *FILES)
    put(tmp_path, "docs/guide.pdf", "tabulations/more/guide.pdf")
    assert told(inner, "../docs/guide.pdf") == []
    assert told(inner, "more/guide.pdf#page=2") == []
    assert [row[0] for row in told(inner, "more/other.pdf")] == ["leaf_missing"]
    assert [row[0] for row in told(inner, "More/guide.pdf")] == ["leaf_case_differs"]
    assert found(inner, "..") == ""


def test_datasets_may_lie_in_a_folder_of_their_own(tmp_path: Path) -> None:
    data = put(tmp_path / "xpt", *FILES[:2])
    put(tmp_path, "define.html")
    assert told(tmp_path, data=data) == []
    assert [row[0] for row in told(tmp_path)] == ["leaf_missing", "leaf_missing"]


def test_the_stylesheet_that_is_named_must_be_there(tmp_path: Path) -> None:
    put(tmp_path, *FILES)
    missing = "the xml-stylesheet line names define2-1.xsl, and it is not in the folder: browsers will show nothing"
    assert told(tmp_path, stylesheet="define2-1.xsl") == [("stylesheet_missing", "", missing)]
    put(tmp_path, "Define2-1.xsl")
    other = "the xml-stylesheet line names define2-1.xsl, and the folder has Define2-1.xsl: browsers will show nothing"
    assert told(tmp_path, stylesheet="define2-1.xsl") == [("stylesheet_missing", "", other)]
    assert told(tmp_path, stylesheet="Define2-1.xsl") == []


def test_nothing_shows_it(tmp_path: Path) -> None:
    put(tmp_path, *FILES[:2])
    words = "no xml-stylesheet line, and no define.html beside it: browsers show the bare XML; make the page: "
    assert told(tmp_path) == [("display_missing", "", words + "python -m define_xml show")]


def test_a_document_that_nobody_names(tmp_path: Path) -> None:
    words = "notes.pdf lies beside define.xml, and no leaf names it"
    assert told(put(tmp_path, *FILES, "notes.pdf")) == [("document_unnamed", "", words)]
