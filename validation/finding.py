"""A finding, and the mark that makes a function a check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from mappings.finding import SEVERITIES as SEVERITIES
from mappings.finding import Finding as Finding
from mappings.finding import Severity as Severity

Check = Callable[..., Iterator[Finding]]


def check(severity: Severity, cites: str = "") -> Callable[[Callable[..., Iterable[Finding]]], Check]:
    """The mark of a check: its findings bear its name, its severity and what it cites."""

    def mark(function: Callable[..., Iterable[Finding]]) -> Check:
        def marked(*arguments: Any) -> Iterator[Finding]:
            for found in function(*arguments):
                yield Finding(
                    function.__name__, severity, found.words, found.dataset, found.variable, found.value,
                    found.count, found.records, cites,
                )  # fmt: skip

        marked.__name__, marked.__doc__, marked.__module__ = function.__name__, function.__doc__, function.__module__
        marked.severity, marked.cites = severity, cites  # type: ignore[attr-defined]  # for reports of what passed
        return marked

    return mark


def found(
    words: str,
    dataset: str = "",
    variable: str = "",
    value: str = "",
    *,
    count: int = 1,
    records: tuple[int, ...] = (),
) -> Finding:
    """A finding as a check yields it, before it bears the check's name."""
    return Finding("", "note", words, dataset, variable, value, count, records)
