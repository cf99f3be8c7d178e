"""A conformance rule: what it is asked of, what it needs computed and joined first, and its check."""

from __future__ import annotations

import json
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from mappings.finding import Severity
from validation.result import CheckInfo, Cited, Identifier, Triage


class NotRun(Exception):
    """Raised where a rule cannot be evaluated for want of something the user could give, or of a word we lack."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotApplicable(Exception):
    """Raised where the data give a rule nothing to judge, as when a dataset lacks the variable it is about."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Condition:
    """One question about a variable: the operator's word, the variable's name, what it is compared with."""

    operator: str
    name: str = ""
    value: typing.Any = None
    options: Mapping[str, typing.Any] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        """A text that is equal for equal conditions."""
        return json.dumps([self.operator, self.name, self.value, sorted(self.options.items())], default=str)

    def of_domain(self, letters: str) -> Condition:
        """The condition with a domain's letters for `--` at the beginning of names and values; made once."""
        if letters not in self._made:
            self._made[letters] = _resolved(self, letters)
        return self._made[letters]

    @cached_property
    def _made(self) -> dict[str, Condition]:
        return {}


def _resolved(condition: Condition, letters: str) -> Condition:
    said = (condition.name, condition.value, condition.options)
    if "--" not in str(said):
        return condition
    name, value, options = (_filled(one, letters) for one in said)
    return Condition(condition.operator, name, value, options)


def _filled(value: typing.Any, letters: str) -> typing.Any:
    """A name or value, or all of a list, with the domain's letters for a leading `--`."""
    if isinstance(value, str):
        return letters + value[2:] if value.startswith("--") else value
    if isinstance(value, list):
        return [_filled(one, letters) for one in value]
    if isinstance(value, Mapping):
        return {key: _filled(one, letters) for key, one in value.items()}
    return value


@dataclass(frozen=True)
class All:
    """True where every part is."""

    parts: tuple[Check, ...]


@dataclass(frozen=True)
class AnyOf:
    """True where at least one part is."""

    parts: tuple[Check, ...]


@dataclass(frozen=True)
class Not:
    """True where the part is not."""

    part: Check


Check = All | AnyOf | Not | Condition


def conditions(check: Check) -> Iterator[Condition]:
    """All conditions of a check, in the order they are written."""
    if isinstance(check, Condition):
        yield check
    else:
        for part in (check.part,) if isinstance(check, Not) else check.parts:
            yield from conditions(part)


def turned(check: Check, turn: typing.Callable[[Condition], Condition]) -> Check:
    """The check with each of its conditions turned into another."""
    if isinstance(check, Condition):
        return turn(check)
    if isinstance(check, Not):
        return Not(turned(check.part, turn))
    return replace(check, parts=tuple(turned(part, turn) for part in check.parts))


@dataclass(frozen=True)
class Operation:
    """What is computed before the check: its id ($name), its word, and the fields it is given, as written."""

    id: str
    operator: str
    name: str = ""
    domain: str = ""
    fields: Mapping[str, typing.Any] = field(default_factory=dict)  # all of them, also group, filter, regex ...


@dataclass(frozen=True)
class Match:
    """A dataset joined before the check: its name (may hold --), keys (text, or left and right), kind of join."""

    name: str
    keys: tuple[str | tuple[str, str], ...] = ()
    join_type: str = "inner"
    child: bool = False
    wildcard: str = "**"


@dataclass(frozen=True)
class Choice:
    """What a scope takes in and what it leaves out; nothing said takes in everything."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scope:
    """Which datasets a rule is about."""

    classes: Choice = Choice()
    domains: Choice = Choice()
    data_structures: Choice = Choice()
    entities: Choice = Choice()
    use_cases: tuple[str, ...] = ()
    include_split: bool | None = None


@dataclass(frozen=True)
class Authority:
    """Who says so, in which standard and version, under which id, and the sentence it stands on."""

    organization: str
    standard: str
    version: str
    substandard: str = ""
    rule_ids: tuple[str, ...] = ()
    cited: tuple[Cited, ...] = ()


@dataclass(frozen=True)
class ConformanceRule:
    """A rule as its file says it."""

    id: str
    check: Check
    rule_type: str = "Record Data"
    sensitivity: str = "Record"
    status: str = "Published"
    description: str = ""
    message: str = ""
    executability: str = "Fully Executable"
    severity: Severity = "error"
    triage: Triage | None = None
    scope: Scope = Scope()
    operations: tuple[Operation, ...] = ()
    matches: tuple[Match, ...] = ()
    output_variables: tuple[str, ...] = ()
    grouping: tuple[str, ...] = ()
    authorities: tuple[Authority, ...] = ()
    for_each: str = ""
    source: str = ""
    broken: str = ""  # why it cannot be asked: its file says what nobody here knows

    def applies(self, standard: str, version: str = "", substandard: str = "") -> bool:
        """Whether an authority names this standard, version and substandard; what is not said is not asked.

        Of a rule that nobody can read it is not known whose it is: it is told whatever the standard.
        """
        return bool(self.broken) or any(_names(one, standard, version, substandard) for one in self.authorities)

    def info(self, standard: str = "", version: str = "") -> CheckInfo:
        """What reports print of the rule, with the ids and sentences of this standard (all of them if none fits)."""
        fitting = [one for one in self.authorities if standard and _names(one, standard, version, "")]
        said = fitting or list(self.authorities)
        identifiers = [Identifier(one.organization, word) for one in said for word in one.rule_ids]
        cited = [word for one in said for word in one.cited]
        return CheckInfo(
            id=self.id,
            kind="conformance",
            severity=self.severity,
            message=self.message,
            description=self.description,
            triage=self.triage or _triage(self),
            identifiers=tuple(dict.fromkeys(identifiers)),
            cited=tuple(dict.fromkeys(cited)),
            standard=" ".join(part for part in (standard, version) if part),
            executability=self.executability,
            source=self.source,
        )


def _names(one: Authority, standard: str, version: str, substandard: str) -> bool:
    """Whether an authority names the standard, and the version and substandard where they are asked for."""
    if one.standard.casefold() != standard.casefold():
        return False
    if version and one.version != version.replace("-", "."):
        return False
    return not substandard or not one.substandard or one.substandard.casefold() == substandard.casefold()


def _triage(rule: ConformanceRule) -> Triage:
    """What a data manager is told first: something is wrong, something lacks, or it is worth a look."""
    if rule.severity == "note" or "overreporting" in rule.executability.casefold():
        return "worth a look"
    words = [one.operator for one in conditions(rule.check)]
    lacking = words and words[-1] in {"empty", "not_exists", "empty_within_except_last_row"}
    return "missing required" if lacking else "wrong value"
