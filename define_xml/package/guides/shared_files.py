"""The files of a package as a guide shows them: the tree of its folders, and a table that says what each file is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from define_xml.package.facts import Facts
from define_xml.package.guides.paper import Grid, Listing, Paragraph, Section
from define_xml.package.guides.shared_figures import counted
from define_xml.package.placed import Part, Placed

KINDS = {
    "dataset": "Dataset",
    "split": "Part of a dataset",
    "define": "Data definition",
    "page": "Data definition, for a browser",
    "stylesheet": "Stylesheet",
    "acrf": "Annotated CRF",
    "guide": "Reviewer's guide",
    "document": "Document",
    "program": "Program",
    "tagging": "Study tagging file",
    "index": "Index",
    "manifest": "Manifest",
}


def directory(facts: Facts, *parts: Part) -> Section:
    """The folders and files of the submission; what lies beside it for review is not shown.

    With `parts`, only their files have a table; the tree of folders shows all.
    """
    files = tuple(sorted((one for one in facts.placed if one.kind != "review"), key=lambda one: one.path))
    if not files:
        return Section("Directory Structure", (Paragraph("No file is placed."),), key="directory")
    said = Paragraph(f"The submission holds {counted(len(files), 'file')}. All names are relative to its root folder.")
    return Section(
        "Directory Structure",
        (said, Listing(tree(files)), *_tables(one for one in files if not parts or one.part in parts)),
        key="directory",
    )


def _tables(files: Iterable[Placed]) -> Iterator[Grid]:
    """A table for each folder with files."""
    folders: dict[str, list[Placed]] = {}
    for one in files:
        folders.setdefault(one.path.rpartition("/")[0], []).append(one)
    for folder, several in folders.items():
        rows = tuple((one.name, KINDS[one.kind], one.title) for one in several)
        yield Grid(f"Files in {folder or 'the root folder'}", ("File", "Kind", "What it holds"), rows, (3, 2.4, 4.4))


def tree(files: Iterable[Placed]) -> str:
    """The folders as an indented tree; datasets of a folder are counted, the other files named."""
    folders: dict[str, list[Placed]] = {}
    for one in files:
        folders.setdefault(one.path.rpartition("/")[0], []).append(one)
    return "\n".join(_lines(folders))


def _lines(folders: dict[str, list[Placed]]) -> Iterator[str]:
    shown: list[str] = []
    for folder in sorted(folders):
        steps = folder.split("/") if folder else []
        kept = _common(shown, steps)
        for depth, step in enumerate(steps[kept:], kept):
            yield "    " * depth + step + "/"
        shown = steps
        yield from ("    " * len(steps) + name for name in _names(folders[folder]))


def _common(first: list[str], second: list[str]) -> int:
    """How many steps from the root two paths share."""
    count = 0
    while count < min(len(first), len(second)) and first[count] == second[count]:
        count += 1
    return count


def _names(files: list[Placed]) -> Iterator[str]:
    """Names in the tree: of many datasets or programs the first and the last, with their number."""
    many = [kinds for kinds in (("dataset", "split"), ("program",)) if sum(one.kind in kinds for one in files) > 3]
    counted_in = {kind for kinds in many for kind in kinds}
    for kinds in many:
        several = [one for one in files if one.kind in kinds]
        words = counted(len(several), "program" if kinds == ("program",) else "transport file")
        yield f"{several[0].name} ... {several[-1].name}  ({words})"
    yield from (one.name for one in files if one.kind not in counted_in)
