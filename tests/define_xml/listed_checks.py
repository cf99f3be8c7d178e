"""The page of all checks of a define.xml, made from the checks: `python -m tests.define_xml.listed_checks`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module

from define_xml.checks import CHECKS
from define_xml.checks.beside import data, folder, pdf, study

HEAD = """\
# Checks of define.xml

Every check that `python -m define_xml check` knows, beside the schema of the version that the file declares. This page
is made from the checks themselves, and a test holds it to them. The first part needs nothing but the file; each check
names what it rests on. How to use them: [define.md](define.md).
"""
BESIDE = {
    "Against the data": data, "Against the files beside it": folder, "Against PDFs": pdf, "Against the study": study,
}  # fmt: skip


def listed() -> str:
    """The page."""
    return "\n".join([HEAD, *_alone(), *_beside()]).rstrip("\n") + "\n"


def _alone() -> Iterator[str]:
    """The checks of the document alone, by the file they stand in."""
    yield f"## The file alone: {len(CHECKS)} checks\n"
    homes: dict[str, list[tuple[str, ...]]] = {}
    for one in CHECKS:
        rows = homes.setdefault(one.find.__module__, [])
        rows.append((f"`{one.name}`", one.severity, one.what, one.cites))
    for home, rows in homes.items():
        words = str(import_module(home).__doc__).splitlines()[0].removeprefix("Checks of ").rstrip(".")
        yield f"### {words[:1].upper()}{words[1:]}\n"
        yield from _table(("check", "severity", "what is wrong", "rests on"), rows)


def _beside() -> Iterator[str]:
    """The checks against what lies beside it."""
    yield "## Beside the file\n"
    for title, module in BESIDE.items():
        yield f"### {title}\n"
        yield from _table(("check", "what is wrong"), [(f"`{name}`", what) for name, what in module.EXPLAINED.items()])


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    yield from (f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows)
    yield ""


if __name__ == "__main__":
    sys.stdout.write(listed())
