"""Judges a study by conformance rules: what each says of each dataset, and why where it says nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from mappings.error import MappingError
from validation.conformance import metadata, operations
from validation.conformance.check import Masks, Truth, holds, shared_conditions
from validation.conformance.each import each_variable
from validation.conformance.match import matched
from validation.conformance.operators.on import Answer
from validation.conformance.rule import ConformanceRule, NotApplicable, NotRun
from validation.conformance.scope import in_scope
from validation.conformance.table import Study, Table
from validation.conformance.tell import Found, told
from validation.conformance.whole import Whole, wholes
from validation.result import CheckInfo, Hits, Outcome, Status

Progress = Callable[[str, int, int], None]
RECORDS = "Record Data"
_NONE = "no dataset it is about"


def applicable(
    rules: Iterable[ConformanceRule], standard: str, version: str, substandard: str = ""
) -> tuple[ConformanceRule, ...]:
    """The rules that speak of this standard and version."""
    return tuple(rule for rule in rules if rule.applies(standard, version, substandard))


def judge(rules: Sequence[ConformanceRule], study: Study, *, progress: Progress | None = None) -> tuple[Outcome, ...]:
    """What each rule says of each dataset it is about, in the order of the rules.

    A rule that is about none of the datasets has one outcome, not_applicable, with dataset "".
    """
    run = _Run(rules, study)
    found: dict[str, list[Outcome]] = {rule.id: [] for rule in rules}
    by_record = [rule for rule in rules if rule.rule_type == RECORDS and not rule.broken]
    stacks = wholes(study)
    steps = len(stacks) + 1
    for step, whole in enumerate(stacks):
        if progress:
            progress(whole.table.name, step, steps)
        masks = Masks(shared_conditions(by_record, whole.table.domain), whole.table)
        for rule in by_record:
            found[rule.id] += run.of_whole(rule, whole, masks)
    if progress:
        progress("", steps - 1, steps)
    for rule in rules:
        if rule.rule_type != RECORDS or rule.broken:
            found[rule.id] += run.of_metadata(rule)
    return tuple(one for rule in rules for one in found[rule.id] or [run.nowhere(rule)])


class _Run:
    """One judgement of one study."""

    def __init__(self, rules: Sequence[ConformanceRule], study: Study) -> None:
        self._study = study
        self._rules = {rule.id: rule for rule in rules}
        self._infos: dict[str, CheckInfo] = {}

    def of_whole(self, rule: ConformanceRule, whole: Whole, masks: Masks) -> list[Outcome]:
        """What a rule about records says of a dataset, all parts of a split one together unless it says otherwise."""
        if rule.scope.include_split is not None and len(whole.parts) > 1:
            parts = [self._study.tables[name] for name in whole.parts]
            return [one for part in parts for one in self._of_table(rule, part, masks)]
        outcomes = self._of_table(rule, whole.table, masks)
        return [one for outcome in outcomes for one in _by_part(outcome, whole)]

    def of_metadata(self, rule: ConformanceRule) -> list[Outcome]:
        """What a rule about variables, datasets or the study says."""
        outcomes: list[Outcome] = []
        try:
            if rule.broken:
                raise NotRun(rule.broken)
            for table in metadata.tables(rule, self._study):  # one after the other: they may be as large as the study
                outcomes += self._of_rule(rule, table, Masks())
        except Exception as error:
            outcomes.append(self._failed(rule, "", error))
        return _one_each(outcomes) if len(outcomes) > 1 else outcomes

    def nowhere(self, rule: ConformanceRule) -> Outcome:
        """The outcome of a rule that is about none of the datasets."""
        return Outcome(self._info(rule), "", "not_applicable", _NONE)

    def _of_table(self, rule: ConformanceRule, table: Table, masks: Masks) -> list[Outcome]:
        """What a rule says of one dataset: nothing where it is not about it."""
        return [] if in_scope(rule, table, self._study) else self._of_rule(rule, table, masks)

    def _of_rule(self, rule: ConformanceRule, table: Table, masks: Masks) -> list[Outcome]:
        """The rule's outcomes for a table: one, or one for each variable it is asked for and has something to say."""
        if not rule.for_each:
            return [self._asked(rule, table, masks)]
        outcomes = [self._asked(one, table, masks) for one in each_variable(rule, table)]
        telling = [one for one in outcomes if one.status != "passed"]
        silent = [one for one in telling if one.status == "not_applicable"]
        loud = [one for one in telling if one.status != "not_applicable"]
        return _merged(loud) or (outcomes[:1] if len(silent) < len(outcomes) else silent[:1])

    def _asked(self, rule: ConformanceRule, table: Table, masks: Masks) -> Outcome:
        """The rule's outcome for one table."""
        info = self._info(rule)
        try:
            asked, answers, truth = self._evaluated(rule, table, masks)
            hits = told(Found(rule, asked, answers, truth))
        except Exception as error:
            return self._failed(rule, table.name, error)
        message = rule.message.replace("--", table.domain)
        message = "" if message == info.message else message
        return Outcome(info, table.name, "failed" if hits else "passed", "", hits, message)

    def _evaluated(
        self, rule: ConformanceRule, table: Table, masks: Masks
    ) -> tuple[Table, Mapping[str, Answer], Truth]:
        """The table the check was asked of, what was computed for it, and the answer."""
        if rule.matches:
            table = matched(rule, table, self._study)
        answers = operations.answers(rule, table, self._study) if rule.operations else {}
        if not table.count:
            raise NotApplicable(f"{table.name or 'the data'} has no records")
        return table, answers, holds(rule.check, table, self._study, answers, masks)

    def _failed(self, rule: ConformanceRule, dataset: str, error: Exception) -> Outcome:
        """The outcome of a rule that could not be asked; what it raised is told, and is never a pass."""
        status: Status = "error"
        reason = f"{type(error).__name__}: {error}"
        if isinstance(error, NotApplicable):
            status, reason = "not_applicable", error.reason
        elif isinstance(error, NotRun):
            status, reason = "not_run", error.reason
        elif isinstance(error, MappingError):
            reason = str(error)
        return Outcome(self._info(rule), dataset, status, reason)

    def _info(self, rule: ConformanceRule) -> CheckInfo:
        """What reports print of the rule, the same for all variables it is asked for."""
        if rule.id not in self._infos:
            self._infos[rule.id] = self._rules[rule.id].info(self._study.standard, self._study.version)
        return self._infos[rule.id]


def _merged(outcomes: list[Outcome]) -> list[Outcome]:
    """The outcomes, those which say no more than their status told once."""
    return list({(one.status, one.reason, id(one.hits)): one for one in outcomes}.values())


def _one_each(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes of one dataset as one, where several tables were made of it."""
    found: dict[tuple[object, ...], list[Outcome]] = {}
    for one in outcomes:
        shape = one.hits.variables if one.hits and one.hits.rows is not None else id(one) if one.hits else None
        found.setdefault((one.dataset, shape, one.status, one.reason, one.message), []).append(one)
    failed = {dataset for dataset, _, status, *_ in found if status == "failed"}
    told = [(key, group) for key, group in found.items() if key[2] != "passed" or key[0] not in failed]
    return [_together(group) for _, group in told]


def _together(group: Sequence[Outcome]) -> Outcome:
    """Outcomes of the same shape as one, their hits one after the other."""
    hits = [one.hits for one in group if one.hits is not None]
    if len(hits) < 2:
        return group[0]
    rows = np.concatenate([one.rows for one in hits if one.rows is not None])
    values = tuple(np.concatenate(columns) for columns in zip(*(one.values for one in hits), strict=True))
    names = [one.names for one in hits if one.names is not None]
    joined = Hits(hits[0].variables, rows, values, np.concatenate(names) if names else None)
    return replace(group[0], hits=joined)


def _by_part(outcome: Outcome, whole: Whole) -> Iterator[Outcome]:
    """The outcome of each part of a split dataset; the whole where it has but one."""
    hits = outcome.hits
    if len(whole.parts) < 2:
        yield outcome
        return
    if hits is None or hits.rows is None:
        yield from (replace(outcome, dataset=name) for name in whole.parts)
        return
    owned = {name: (rows, taken) for name, rows, taken in whole.owned(hits.rows)}
    for name in whole.parts:
        if name not in owned:
            yield replace(outcome, dataset=name, status="passed", hits=None)
            continue
        rows, taken = owned[name]
        values = tuple(column[taken] for column in hits.values)
        yield replace(outcome, dataset=name, hits=replace(hits, rows=rows, values=values))
