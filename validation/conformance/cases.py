"""Runs cases: each rule on its own data, what it found against what it should find."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from validation.conformance.judge import judge
from validation.conformance.layout import Case, Row, read_cases
from validation.conformance.read import read_rules
from validation.conformance.rule import ConformanceRule
from validation.result import Outcome

_ITEM = re.compile(r"'[^']*'|\"[^\"]*\"|[^\s,\[\]]+")
_WHOLE = re.compile(r"-?\d+\.0+$")


@dataclass(frozen=True)
class CaseResult:
    """A case and what came of it: `missing` were expected and not found, `more` the other way round."""

    place: str
    status: str  # matched, different, no rule, no expectation, unreadable, error
    missing: tuple[Row, ...] = ()
    more: tuple[Row, ...] = ()
    words: str = ""


@dataclass(frozen=True)
class CasesReport:
    """What came of all cases; those nobody says the expectation of are not among the total."""

    results: tuple[CaseResult, ...]
    known: Mapping[str, str]

    @property
    def judged(self) -> tuple[CaseResult, ...]:
        """The cases that have an expectation."""
        return tuple(one for one in self.results if one.status != "no expectation")

    @property
    def total(self) -> int:
        """How many cases have an expectation."""
        return len(self.judged)

    @property
    def matched(self) -> int:
        """How many were found exactly as expected; a known difference is none of them."""
        return sum(one.status == "matched" for one in self.judged)

    def lines(self) -> Iterator[str]:
        """A table of the others, and last `cases matched: M of N`."""
        others = [one for one in self.results if one.status != "matched"]
        width = max((len(one.place) for one in others), default=0)
        for one in others:
            yield f"{one.place:<{width}}  {one.status:<14}  {self._said(one)}".rstrip()
        yield f"cases matched: {self.matched} of {self.total}"

    def _said(self, one: CaseResult) -> str:
        """What differs, in a line."""
        if reason := self.known.get(one.place):
            return f"known: {reason}"
        parts = [one.words] if one.words else []
        if one.missing:
            parts.append(f"{len(one.missing)} expected and not found, as {_shown(one.missing[0])}")
        if one.more:
            parts.append(f"{len(one.more)} found and not expected, as {_shown(one.more[0])}")
        return "; ".join(parts)


def run_cases(cases: Path, rules: Path | None = None, known: Path | None = None) -> CasesReport:
    """Every case below a folder, asked by the rule it belongs to.

    `rules` is the folder of the rules; our own where none is named. `known` is a file with a line for each case
    whose expectation is disputed, and why: shown, never counted as matched.
    """
    if rules is None:
        from validation.conformance.own import own_rules

        given: Iterable[ConformanceRule] = own_rules()
    else:
        given = read_rules(rules)
    by_id = {rule.id: rule for rule in given}
    found = tuple(result_of(case, by_id.get(case.rule)) for case in read_cases(cases))
    return CasesReport(found, read_known(known) if known else {})


def read_known(file: Path) -> dict[str, str]:
    """Case -> why its expectation is disputed: `CORE-000001 negative/01 | the reason`; # begins a comment."""
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip() and line[0] != "#"]
    pairs = [line.partition("|") for line in lines]
    return {" ".join(place.split()): reason.strip() for place, _, reason in pairs}


def result_of(case: Case, rule: ConformanceRule | None) -> CaseResult:
    """What a rule finds in a case against what it should find."""
    if rule is None:
        return CaseResult(case.place, "no rule", words=f"there is no rule {case.rule}")
    if case.problem:
        return CaseResult(case.place, "unreadable", words=case.problem)
    outcomes = judge([rule], standing(case, rule).study)
    words = "; ".join(sorted({f"{one.status}: {one.reason}" for one in outcomes if one.status in ("error", "not_run")}))
    if case.expected is None:
        return CaseResult(case.place, "no expectation", words=words)
    found = Counter(_listed(row) for row in rows_of(outcomes))
    wanted = Counter(_alike(_listed(row), found) for row in case.expected)
    missing, more = tuple((wanted - found).elements()), tuple((found - wanted).elements())
    if not missing and not more:
        return CaseResult(case.place, "error" if words else "matched", words=words)
    return CaseResult(case.place, "different", missing, more, words)


def standing(case: Case, rule: ConformanceRule) -> Case:
    """The case; where it says no standard, or no version, with the rule's first one."""
    if case.settled and case.study.version:
        return case
    named = [one for one in rule.authorities if one.standard.casefold() == case.study.standard.casefold()]
    first = next(iter(named or rule.authorities), None)
    if first is None:
        return case
    study = replace(case.study, standard=first.standard, version=first.version)
    return replace(case, study=study)


def rows_of(outcomes: Sequence[Outcome]) -> Iterator[Row]:
    """The findings as cases say them, one for each record and variable."""
    for outcome in outcomes:
        hits = outcome.hits
        if hits is None:
            continue
        records = [""] if hits.rows is None else [str(row + 1) for row in hits.rows]
        dataset = outcome.dataset or "STUDY"
        for name, cells in zip(hits.variables, hits.values, strict=True):
            for record, cell in zip(records, cells, strict=True):
                yield (dataset, record, name, str(cell))


def _alike(row: Row, found: Counter[Row]) -> Row:
    """The expected row; where it was found so, 3.0 as 3, and null (how CORE wrote a missing value once) as nothing."""
    if row[3] == "null" and (*row[:3], "") in found:
        return (*row[:3], "")
    short = (*row[:3], row[3].split(".")[0])
    return short if _WHOLE.match(row[3]) and short in found else row


def _listed(row: Row) -> Row:
    """The row, the items of a list in the order of the alphabet: the published ones are in that of a Python set."""
    if not row[2].startswith("$") or not row[3].startswith("["):
        return (*row[:3], row[3].rstrip(" "))
    items = ["None" if one == "''" else one for one in _ITEM.findall(row[3])]
    return (*row[:3], f"[{', '.join(sorted(items))}]")


def _shown(row: Row) -> str:
    """A row on a line."""
    return " | ".join(one if len(one) < 60 else f"{one[:57]}..." for one in row)
