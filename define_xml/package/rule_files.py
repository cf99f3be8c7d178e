"""Which file of a study folder makes which datasets, and what each reads: told by the rules themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mappings.rule import Rule
from mappings.spec import DatasetSpec, Floor, StudySpec
from mappings.study import load_study
from mappings.where import Where


@dataclass(frozen=True)
class RuleFile:
    """A dataset that rules make: its file in the study folder, its rule for records, and the names it reads directly.

    `submit` is False for one that stays at home. `reads` are other datasets of the floor, and whatever comes from
    outside: raw tables or SDTM datasets, and the study's look-up tables.
    """

    name: str
    label: str
    file: str
    submit: bool
    rule: str
    where: str
    reads: tuple[str, ...]


def has_rules(folder: Path, floor: Floor) -> bool:
    """Whether the study folder says anything of that floor."""
    return any((folder / floor).glob("*.toml"))


def rule_files(folder: Path, floor: Floor, tables: Collection[str] = ()) -> tuple[RuleFile, ...]:
    """The datasets of a floor with what each reads, in the order of the files; () where the folder has none.

    `tables` are names known to be raw tables. MappingErrors if the folder cannot be read as a study.
    """
    if not has_rules(folder, floor):
        return ()
    study = load_study(folder, floor=floor)
    lookups = [path.stem for path in sorted((folder / floor).glob("*.csv"))]
    known = {*tables, *study.tables, *study.own_tables, *lookups, *(one.name for one in study.datasets)} - {"*"}
    return tuple(_rule_file(one, study, known) for one in study.datasets)


def _rule_file(spec: DatasetSpec, study: StudySpec, known: Collection[str]) -> RuleFile:
    records = spec.records
    label = spec.label if spec.submit else ""
    # A place is `respine/adam/adeff.toml  helpers`: the study, the file, and where in it.
    file = spec.place.partition("  ")[0].partition("/")[2]
    reads = [name for name in dict.fromkeys(_reads(spec, study, known)) if name != spec.name]
    rule = " ".join(str(records).split()) if records else ""
    return RuleFile(spec.name, label, file, spec.submit, rule, str(spec.where or ""), tuple(reads))


def _reads(spec: DatasetSpec, study: StudySpec, known: Collection[str]) -> Iterator[str]:
    """Every table or dataset that is named, in the order of naming."""
    if spec.records:
        yield from _tables(spec.records, known)
    yield from spec.predecessors
    said: list[Rule | Where] = [one.rule for one in spec.variables if one.rule]
    said += [one for one in (spec.where, *(variable.where for variable in spec.variables)) if one]
    # A rule shared by all datasets is said in study.toml and told there.
    for one in said:
        for name in one.names():
            table, dot, _ = name.text.partition(".")
            if dot and (table in known or table.isupper()):
                yield table


def _tables(rule: Rule, known: Collection[str]) -> Iterator[str]:
    """What a rule for records is made of: its first name, and further names and texts that are known tables."""
    first = next((one.text for one in rule.names()), "")
    for name in rule.names():
        text = name.text.partition(".")[0]
        if text in known or name.text == first:
            yield text
    for value in _texts(rule.arguments):
        if value in known:
            yield value


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)


def sources(name: str, files: Sequence[RuleFile]) -> tuple[str, ...]:
    """What a dataset is made of in the end: submitted datasets and outer tables, through those that stay at home."""
    by_name = {one.name: one for one in files}
    found: dict[str, None] = {}
    seen, waiting = {name}, list(by_name[name].reads)
    while waiting:
        one = waiting.pop(0)
        if one in seen:
            continue
        seen.add(one)
        if one in by_name and not by_name[one].submit:
            waiting = [*by_name[one].reads, *waiting]
        else:
            found[one] = None
    return tuple(sorted(found))


def order_of_building(files: Sequence[RuleFile]) -> tuple[tuple[str, ...], ...]:
    """The submitted datasets in steps: each is made of what came in steps before.

    Datasets whose rules read each other, column by column, have no order among them: they share a step.
    """
    needs = {one.name: {*sources(one.name, files)} for one in files if one.submit}
    needs = {name: {one for one in reads if one in needs} for name, reads in needs.items()}
    reached = {name: _reached(name, needs) for name in needs}
    left, steps = dict(reached), []
    while left:
        # Those that need nothing that is left, but for what needs them in turn.
        step = sorted(name for name, reads in left.items() if all(name in reached[one] for one in reads if one in left))
        steps.append(tuple(step))
        left = {name: reads for name, reads in left.items() if name not in step}
    return tuple(steps)


def _reached(name: str, needs: Mapping[str, Collection[str]]) -> set[str]:
    found: set[str] = set()
    waiting = sorted(needs[name])
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(sorted(needs[one]))
    return found


def used_for(name: str, files: Sequence[RuleFile]) -> tuple[str, ...]:
    """The submitted datasets that an intermediate dataset is made for, through others that stay at home."""
    by_name = {one.name: one for one in files}
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        users = [user.name for user in files if one in user.reads]
        found |= {user for user in users if by_name[user].submit}
        waiting.extend(user for user in users if not by_name[user].submit)
    return tuple(sorted(found))
