"""A define.xml against its folder: the files it names are there, in the same letters, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from define_xml.document.common import Leaf
from define_xml.document.metadata import Define
from define_xml.transport.whole import readable
from mappings.docstring import first_line
from mappings.finding import Finding

_CITES = "Define-XML 2.1, 5.3.17"
# What has a scheme or begins at a root is no place in the folder: the checks of the document alone tell of it.
_ELSEWHERE = re.compile(r"(?i)[a-z][a-z0-9+.-]*:|[/\\]")
_DOCUMENTS = frozenset({".pdf", ".xsl", ".xslt", ".docx", ".txt"})


def check_folder(
    define: Define, folder: Path, data: Path | None = None, name: str = "define.xml"
) -> tuple[Finding, ...]:
    """What is wrong with the files of the define's folder; those of datasets may lie in a folder of their own."""
    places = [folder] if data is None or data == folder else [folder, data]
    return (
        *leaf_missing(define, places), *leaf_case_differs(define, places), *stylesheet_missing(define, folder),
        *display_missing(define, folder, name), *document_unnamed(define, folder),
    )  # fmt: skip


def leaf_missing(define: Define, places: list[Path]) -> Iterator[Finding]:
    """A file is named that is not there."""
    for dataset, leaf, href in _leaves(define):
        if not any(found(folder, href) for folder in places):
            words = f"{_line(leaf)}{href} is not in the folder: deliver it, or take its leaf away"
            yield Finding("leaf_missing", "error", words, dataset, value=href, cites=_CITES)


def leaf_case_differs(define: Define, places: list[Path]) -> Iterator[Finding]:
    """A file is named in other letters than it has: on some systems it is not found."""
    for dataset, leaf, href in _leaves(define):
        names = [name for folder in places if (name := found(folder, href))]
        if names and href not in names:
            words = f"{_line(leaf)}{href} is {names[0]} in the folder: write it as the file is named"
            yield Finding("leaf_case_differs", "error", words, dataset, value=href, cites=_CITES)


def stylesheet_missing(define: Define, folder: Path) -> Iterator[Finding]:
    """The stylesheet that is named is not there, or in other letters."""
    href = define.stylesheet
    if not href or _ELSEWHERE.match(href):
        return
    name = found(folder, href)
    if name != href:
        there = f"the folder has {name}" if name else "it is not in the folder"
        words = f"the xml-stylesheet line names {href}, and {there}: browsers will show nothing"
        yield Finding("stylesheet_missing", "error", words, value=href, cites="Define-XML 2.1, 3.1")


def display_missing(define: Define, folder: Path, name: str) -> Iterator[Finding]:
    """Nothing shows the define to a reader: it names no stylesheet, and there is no page of it."""
    page = f"{name.rpartition('.')[0] or name}.html"
    if not define.stylesheet and not found(folder, page):
        words = (
            f"no xml-stylesheet line, and no {page} beside it: browsers show the bare XML; "
            "make the page: python -m define_xml show"
        )
        yield Finding("display_missing", "error", words, value=page, cites="Define-XML 2.1, 3.1")


def document_unnamed(define: Define, folder: Path) -> Iterator[Finding]:
    """A document lies beside define.xml that it does not name."""
    named = {href.casefold() for _, _, href in _leaves(define)} | {define.stylesheet.casefold()}
    with readable(folder):
        names = sorted(one.name for one in folder.iterdir() if one.suffix.lower() in _DOCUMENTS)
    for name in names:
        if name.casefold() not in named:
            yield Finding(
                "document_unnamed", "note", f"{name} lies beside define.xml, and no leaf names it", value=name
            )


EXPLAINED = {
    check.__name__: first_line(check)
    for check in (leaf_missing, leaf_case_differs, stylesheet_missing, display_missing, document_unnamed)
}


def found(folder: Path, href: str) -> str:
    """The path as the file system writes it, letter for letter or but for case; empty where there is none."""
    here, names = folder, []
    for part in href.split("/"):
        if part in {"", "."}:
            continue
        name = ".." if part == ".." else _named(here, part)
        if not name:
            return ""
        names.append(name)
        here = here / name
    return "/".join(names) if names and here.is_file() else ""


def _named(folder: Path, part: str) -> str:
    """The entry of the folder with that name, or else one that differs in case only."""
    if not folder.is_dir():
        return ""
    with readable(folder):
        names = sorted(one.name for one in folder.iterdir())
    return part if part in names else next((name for name in names if name.casefold() == part.casefold()), "")


def _leaves(define: Define) -> Iterator[tuple[str, Leaf, str]]:
    """Dataset (or nothing), leaf, and the relative path it names."""
    metadata = define.metadata
    datasets = [(group.name or "", group.leaf) for group in metadata.datasets if group.leaf is not None]
    for dataset, leaf in (*datasets, *(("", leaf) for leaf in metadata.leaves)):
        href = (leaf.href or "").partition("#")[0].strip()
        if href and not _ELSEWHERE.match(href):
            yield dataset, leaf, href


def _line(leaf: Leaf) -> str:
    return f"line {leaf.line}: " if leaf.line else ""
