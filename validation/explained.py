"""All checks by their ids, each explained: promises, our own rules, checks of datasets and of define.xml."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from mappings.error import MappingError, nearest
from validation.result import CheckInfo

if TYPE_CHECKING:
    from validation.conformance.rule import ConformanceRule

PAGE = 100


def check_ids(rules: Iterable[ConformanceRule] = ()) -> frozenset[str]:
    """The ids of all checks, of our own rules and of these."""
    from validation.conformance.own import own_ids

    return frozenset({one.id for one in _builtin()} | {one.id for one in rules}) | own_ids()


def known_checks(folders: Sequence[str] = ()) -> tuple[CheckInfo, ...]:
    """What every check is: ours, and the rules of these folders."""
    from validation.conformance.own import own_rules
    from validation.conformance.read import read_rules

    rules = [*own_rules(), *(rule for one in folders for rule in read_rules(Path(one)))]
    return (*_builtin(), *(one.info() for one in rules))


def _builtin() -> tuple[CheckInfo, ...]:
    from validation.promises import PROMISES
    from validation.rejection import REJECTION_CHECKS
    from validation.results.adopt import checks_known

    return (*PROMISES, *checks_known(), *REJECTION_CHECKS)


def explained(checks: Sequence[CheckInfo], wanted: str | None) -> str:
    """Every check in a line, by kind; or one of them whole."""
    if not wanted:
        return "\n".join(_lines(checks))
    found = next((one for one in checks if one.id.lower() == wanted.lower()), None)
    others = [one for one in checks if wanted.upper() in {word.id.upper() for word in one.identifiers}]
    if found is None and not others:
        ids = {one.id for one in checks}
        remedy = nearest(wanted, ids) or "CDISC's own rules are read from a folder: --rules FOLDER"
        raise MappingError("list", f"there is no check {wanted}", remedy)
    return "\n\n".join("\n".join(_whole(one)) for one in ([found] if found else others))


def _lines(checks: Sequence[CheckInfo]) -> list[str]:
    lines: list[str] = []
    for kind in dict.fromkeys(one.kind for one in checks):
        ones = sorted((one for one in checks if one.kind == kind), key=lambda one: one.id)
        lines += [*([""] if lines else []), f"{kind} ({len(ones)})"]
        width = min(32, max(len(one.id) for one in ones))
        lines += [f"  {one.id:<{width}}  {one.severity:<7}  {_short(_said(one) or one.description)}" for one in ones]
    return lines


def _said(one: CheckInfo) -> str:
    """What it finds; nothing where its message is but its name, and its rule says more."""
    named = one.message == one.id.replace("_", " ") and one.description
    return "" if named else one.message


def _short(words: str) -> str:
    first = " ".join(words.split())
    return first if len(first) <= PAGE else f"{first[: PAGE - 3]}..."


def _whole(one: CheckInfo) -> list[str]:
    """One check: what is wrong, why, who says so."""
    lines = [f"{one.id}  ({one.kind}, {one.severity}, {one.triage})"]
    for title, words in (("found", _said(one)), ("rule", one.description), ("executability", one.executability)):
        lines += _paragraph(title, words)
    ids = ", ".join(dict.fromkeys(f"{word.organization} {word.id}" for word in one.identifiers))
    lines += _paragraph("known as", ids)
    for word in dict.fromkeys(one.cited):
        where = ", ".join(part for part in (word.document, word.section, word.item) if part)
        lines += _paragraph("guidance", f"{where}: {word.text}" if word.text else where)
    return [*lines, *_paragraph("file", one.source)]


def _paragraph(title: str, words: str) -> list[str]:
    if not words:
        return []
    return wrap(" ".join(words.split()), PAGE, initial_indent=f"  {title:<13} ", subsequent_indent=" " * 16)
