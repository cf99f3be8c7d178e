"""The page of all checks of datasets, made from the checks: `python -m tests.validation.listed_checks`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from operator import attrgetter
from pathlib import Path

from validation.conformance.own import FOLDER, own_rules
from validation.explained import known_checks
from validation.rejection import REJECTION_CHECKS
from validation.result import CheckInfo

HEAD = """\
# Checks of datasets

Every check of `python -m validation run` that needs nothing but this package: its own conformance rules, the promises
of a spec, the checks between datasets, and what is told of files. This page is made from the checks themselves, and a
test holds it to them. CDISC's open rules come from the folder that is named with `--rules`; the checks of a define.xml
have a page of their own, [define-checks.md](define-checks.md). How to use them: [validation.md](validation.md).
`python -m validation list ID` says more of each: the guidance it rests on, and the file of the rule.
"""
GROUPS = {"adam": "ADaM", "fda": "FDA", "sdtm": "SDTM"}
WRONG, HOLDS = "what is found", "what holds where nothing is found"
# Kind, title, what they are, what the column says.
KINDS = (
    ("promise", "Promises of the spec", "Held against what a define.xml or a study says of the datasets.", WRONG),
    ("check", "Checks between datasets", "Asked of the datasets together.", HOLDS),
    ("file", "Files", "Told while files are read.", HOLDS),
    ("rejection", "Files of a submission", "FDA's technical rejection criteria for files, tags and define.xml.", WRONG),
)


def listed() -> str:
    """The page."""
    return "\n".join([HEAD, *_rules(), *_others()]).rstrip("\n") + "\n"


def _rules() -> Iterator[str]:
    """Our own rules, by the folder they stand in."""
    infos = {one.id: one.info() for one in own_rules()}
    yield f"## Conformance rules: {len(infos):,}\n"
    for folder, title in GROUPS.items():
        found = [infos[path.stem] for path in (FOLDER / folder).rglob("*.yml") if path.stem in infos]
        yield f"### {title}: {len(found)}\n"
        yield from _table(found)


def _others() -> Iterator[str]:
    """What is no conformance rule, by kind."""
    checks = known_checks()
    rejecting = {one.id for one in REJECTION_CHECKS}
    for kind, title, words, column in KINDS:
        found = [one for one in checks if kind == ("rejection" if one.id in rejecting else one.kind)]
        yield f"## {title}: {len(found)}\n"
        yield f"{words}\n"
        yield from _table(found, column)


def _table(checks: Iterable[CheckInfo], column: str = WRONG) -> Iterator[str]:
    found = sorted(checks, key=attrgetter("id"))
    known = any(one.identifiers for one in found)  # no column of nothing
    heads = ("check", "severity", "kind of finding", column, *(("known as",) if known else ()))
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    for one in found:
        words = one.description if column == HOLDS else one.message or one.description
        ids = ", ".join(dict.fromkeys(f"{word.organization} {word.id}" for word in one.identifiers))
        cells = (f"`{one.id}`", one.severity, one.triage, words, *((ids,) if known else ()))
        yield f"| {' | '.join(_cell(cell) for cell in cells)} |"
    yield ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def stray() -> list[str]:
    """Rules that stand in a file of another name, which no table here would list."""
    stems = {path.stem for path in Path(FOLDER).rglob("*.yml")}
    return sorted({one.id for one in own_rules()} - stems)


if __name__ == "__main__":
    sys.stdout.write(listed())
