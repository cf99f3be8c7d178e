"""What stays at home, as methods carried it: datasets behind others, records, steps behind variables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from keyword import iskeyword

from define_xml.draft.toml import rule_text
from define_xml.from_spec.expressions import Step, code_in, rule_of, steps_of
from mappings.rule import Name, Rule
from mappings.said import CURLY
from mappings.spec import DatasetSpec, StudySpec, ValueSpec, VariableSpec
from mappings.where import Where

_DATASET = re.compile(r"[A-Z][A-Z0-9_]*", re.ASCII)
_PLAIN = re.compile(r"[A-Za-z_]\w*", re.ASCII)


@dataclass(frozen=True)
class Drafted:
    """A rule, its condition, and a remark on where it comes from."""

    text: str
    where: str = ""
    remark: str = ""

    def inline(self) -> str:
        """The rule as a value of TOML: its text, or a table where it has a condition."""
        if not self.where:
            return rule_text(self.text)
        return f"{{rule = {rule_text(self.text)}, where = {rule_text(self.where)}}}"


@dataclass
class Home:
    """A dataset at home: the rule of its records, its variables, and the dataset whose file it stands in."""

    owner: str
    records: Drafted | None = None
    variables: dict[str, Drafted] = field(default_factory=dict)


@dataclass
class AtHome:
    """All that stays at home: datasets by name, records of delivered datasets, steps by dataset and variable."""

    homes: dict[str, Home] = field(default_factory=dict)
    records: dict[str, Drafted] = field(default_factory=dict)
    steps: dict[tuple[str, str], dict[str, Drafted]] = field(default_factory=dict)

    def of(self, owner: str) -> Iterator[tuple[str, Home]]:
        """The datasets at home that stand in the file of this dataset; one without a rule for its records is none."""
        return ((name, home) for name, home in self.homes.items() if home.owner == owner and home.records is not None)


def at_home(study: StudySpec) -> AtHome:
    """What the methods of a study carried beside the rules themselves; of two things of one name the first counts."""
    found = AtHome()
    delivered = {one.name for one in study.datasets}
    for dataset, variable, code in _codes(study):
        owner = dataset.name.removeprefix("SUPP") if dataset.name.startswith("SUPP") else dataset.name
        steps = steps_of(code)
        behind = _datasets_behind(steps, code, delivered)
        for name, step in steps.items():
            table, _, column = name.rpartition(".")
            if table in delivered or (not table and name in delivered):
                _delivered(found, table, name, step)
            elif table or name in behind:
                _behind(found, owner, table or name, column if table else "", step)
            elif _usable(name):
                found.steps.setdefault((owner, variable), {}).setdefault(name, drafted(*step))
    return found


def _codes(study: StudySpec) -> Iterator[tuple[DatasetSpec, str, str]]:
    """Each expression of our own, with the dataset and the variable it makes; qualifiers count with their parent."""
    for dataset in study.datasets:
        values = (value for variable in dataset.variables for value in variable.values)
        said: Iterable[VariableSpec | ValueSpec] = (*dataset.variables, *values)
        for one in said:
            code = code_in(one.method)
            if code:
                yield dataset, one.name, code


def _datasets_behind(steps: dict[str, Step], code: str, delivered: Iterable[str]) -> set[str]:
    """The steps that are datasets: columns of them are steps or are named, or records of a dataset come from them."""
    last = rule_of(code)
    rules = [*steps.values(), *([last] if last else [])]
    named = {part.text.partition(".")[0] for step in rules for part in _names(step) if "." in part.text}
    found = {name.partition(".")[0] for name in steps if "." in name} | (named & set(steps))
    waiting = [name for name in {*found, *delivered} if name in steps]
    while waiting:
        rule, _ = steps[waiting.pop()]
        more = {part.text for part in rule.names() if _DATASET.fullmatch(part.text)} & set(steps) - found
        found |= more
        waiting.extend(more)
    return found


def _names(step: Step) -> Iterator[Name]:
    rule, where = step
    yield from rule.names()
    yield from where.names() if where is not None else ()


def _delivered(found: AtHome, table: str, name: str, step: Step) -> None:
    """Records of a delivered dataset, or a step of one."""
    if not table:
        found.records.setdefault(name, drafted(*step))
    elif _usable(column := name.rpartition(".")[2]):
        found.steps.setdefault((table, ""), {}).setdefault(column, drafted(*step))


def _behind(found: AtHome, owner: str, table: str, column: str, step: Step) -> None:
    """Records or a variable of a dataset at home."""
    if not _DATASET.fullmatch(table):
        return
    home = found.homes.setdefault(table, Home(owner))
    if not column:
        home.records = home.records or drafted(*step)
    elif _usable(column):
        home.variables.setdefault(column, drafted(*step))


def _usable(name: str) -> bool:
    return _PLAIN.fullmatch(name) is not None and not iskeyword(name)


def drafted(rule: Rule, where: Where | None, remark: str = "") -> Drafted:
    """A rule as a study file takes it."""
    return Drafted(plain_signs(rule.text), plain_signs(where.text) if where else "", remark)


def plain_signs(text: str) -> str:
    """The text with signs that a study file reads as plain quotes and blanks written as their numbers."""
    return text.translate({sign: f"\\u{sign:04x}" for sign in CURLY})
