"""Reads conformance rules from CDISC's YAML: a folder of files, each with one rule or several."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, cast, get_args

import yaml

from mappings.error import InputError, nearest
from mappings.finding import Severity
from validation.conformance.documents import documents_of
from validation.conformance.rule import (
    All,
    AnyOf,
    Authority,
    Check,
    Choice,
    Condition,
    ConformanceRule,
    Match,
    Not,
    Operation,
    Scope,
    conditions,
)
from validation.conformance.runaway import runs_away
from validation.result import Cited, Triage

SENSITIVITIES = ("Record", "Dataset", "Group", "Study", "Value", "Variable", "Term", "Task")
FIELDS = {"Authorities", "Check", "Core", "Description", "Executability", "For Each Variable", "Grouping_Variables"}
FIELDS |= {"Grouping Variables", "Match Datasets", "Operations", "Outcome", "Rule Type", "Scope", "Sensitivity"}
FIELDS |= {"Severity", "Triage", "Id", "Status", "Version", "Message", "Custom", "Custom Id", "Author", "Comments"}
WHOLE = "one rule is a mapping with Core, Rule Type, Sensitivity, Scope, Check, Outcome, Authorities"


def read_rules(folder: Path) -> tuple[ConformanceRule, ...]:
    """Every rule of the files *.yml and *.yaml in a folder and below it, in the order of their ids.

    A single file is read alike. InputError where there is none, where one cannot be read, or where two rules have
    the same id.
    """
    files = [folder] if folder.is_file() else sorted(one for kind in ("*.yml", "*.yaml") for one in folder.rglob(kind))
    if not files:
        problem = "there is no rule file (*.yml) in it" if folder.is_dir() else "there is no such folder"
        raise InputError(folder.name, problem, "name the folder that holds the rules: --rules FOLDER")
    found: dict[str, ConformanceRule] = {}
    for file in files:
        for rule in read_file(file):
            if rule.id in found:
                problem = f"rule {rule.id} is in {found[rule.id].source} already"
                raise InputError(file.name, problem, "give each rule an id of its own")
            found[rule.id] = rule
    return tuple(found[one] for one in sorted(found))


def read_file(file: Path) -> list[ConformanceRule]:
    """The rules of one file; InputError with its name and line where it cannot be read."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(file.name, f"cannot be read: {_words(error)}", "rules are YAML in UTF-8") from None
    try:
        documents = [one for one in documents_of(text) if one is not None]
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = f"is not YAML: {_words(error)}"
        raise InputError(f"{file.name}{line}", problem, "mend the file or take it out") from None
    if not documents:
        raise InputError(file.name, "is empty", WHOLE)
    return [_rule(one, file.name) for one in documents]


def _rule(said: Any, place: str) -> ConformanceRule:
    """The rule, or, where only its id can be read, one that is told as not run."""
    try:
        return parse_rule(said, place)
    except InputError as error:
        core = said.get("Core") if isinstance(said, Mapping) else None
        name = str(core.get("Id") or "") if isinstance(core, Mapping) else ""
        if not name:
            raise
        return ConformanceRule(name, All(()), broken=f"{error.problem} ({error.place})", source=place)


def parse_rule(said: Any, place: str) -> ConformanceRule:
    """The rule that a mapping says; InputError at this place where it is not one."""
    if not isinstance(said, Mapping):
        raise InputError(place, "is not a rule", WHOLE)
    core = _part(said, "Core", place)
    name = str(core.get("Id") or said.get("Id") or "").strip()
    if not name:
        raise InputError(place, "the rule has no id", "give it one under Core: Id")
    place = f"{place}, rule {name}"
    for word in said:
        if str(word) not in FIELDS:
            raise InputError(place, f"there is no field {word}", nearest(str(word), FIELDS) or WHOLE)
    outcome = _part(said, "Outcome", place)
    check = _check(said.get("Check"), place)
    _regexes(check, said.get("For Each Variable"), place)
    executability = str(said.get("Executability") or "")
    return ConformanceRule(
        id=name,
        check=check,
        rule_type=str(said.get("Rule Type") or "Record Data"),
        sensitivity=_one_of(said.get("Sensitivity") or "Record", SENSITIVITIES, "Sensitivity", place),
        status=str(core.get("Status") or ""),
        description=str(said.get("Description") or "").strip(),
        message=str(outcome.get("Message") or said.get("Message") or "").strip(),
        executability=executability,
        severity=_severity(core.get("Severity") or said.get("Severity"), executability, place),
        triage=_triage(core.get("Triage") or said.get("Triage"), place),
        scope=_scope(_part(said, "Scope", place), place),
        operations=tuple(_operation(one, place) for one in _list(said.get("Operations"))),
        matches=tuple(_match(one, place) for one in _list(said.get("Match Datasets"))),
        output_variables=_texts(outcome.get("Output Variables")),
        grouping=_texts(said.get("Grouping_Variables") or said.get("Grouping Variables")),
        authorities=tuple(_authorities(_list(said.get("Authorities")), place)),
        for_each=str(said.get("For Each Variable") or ""),
        source=place.split(",")[0],
    )


def _check(said: Any, place: str) -> Check:
    """The tree of a check."""
    if isinstance(said, str) and said.strip():
        return Condition("jsonata", value=said)  # a word nobody has here: reported as not run
    if isinstance(said, list):
        return All(tuple(_check(one, place) for one in said))
    if not isinstance(said, Mapping) or not said:
        raise InputError(place, "the check is empty", "say under Check: all, any or not, and conditions below it")
    if "operator" in said:
        return _condition(said, place)
    parts: list[Check] = []
    for word, below in said.items():
        if word not in ("all", "any", "not"):
            raise InputError(place, f"a check holds all, any, not or a condition, not {word}", "mend its Check")
        parts.append(_branch(str(word), below, place))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _branch(word: str, below: Any, place: str) -> Check:
    """One `all`, `any` or `not` with what is below it."""
    if word == "not":
        return Not(_check(below, place))
    parts = tuple(_check(one, place) for one in _list(below))
    if not parts:
        raise InputError(place, f"there is nothing below {word}", "give it a list of conditions")
    return All(parts) if word == "all" else AnyOf(parts)


def _condition(said: Mapping[str, Any], place: str) -> Condition:
    """One condition, with all it says beside name, operator and value."""
    word = said["operator"]
    if not isinstance(word, str) or not word:
        raise InputError(place, f"a condition on {said.get('name')} has no operator", "name one, as `equal_to`")
    options = {str(key): value for key, value in said.items() if key not in ("operator", "name", "value")}
    return Condition(word, str(said.get("name") or ""), said.get("value"), options)


def _regexes(check: Check, for_each: Any, place: str) -> None:
    """InputError where a regular expression of a rule is none."""
    patterns = [one.value for one in conditions(check) if one.operator.endswith("matches_regex")]
    patterns += [one.options.get("regex") for one in conditions(check)]
    for pattern in [*patterns, for_each]:
        if not isinstance(pattern, str):
            continue
        try:
            endless = runs_away(pattern)
        except re.error as error:
            raise InputError(place, f"{pattern!r} is not a regular expression: {error}", "mend it") from None
        if endless:
            words = f"{pattern!r} repeats a repeat, which may take for ever"
            raise InputError(place, words, "write it with one repeat")


def _operation(said: Any, place: str) -> Operation:
    """One operation."""
    if not isinstance(said, Mapping) or not said.get("operator") or not said.get("id"):
        remedy = "give it both, as `id: $n, operator: distinct`"
        raise InputError(place, "an operation has no id or no operator", remedy)
    fields = {str(key): value for key, value in said.items()}
    return Operation(
        str(said["id"]), str(said["operator"]), str(said.get("name") or ""), str(said.get("domain") or ""), fields
    )


def _match(said: Any, place: str) -> Match:
    """One dataset to join."""
    if not isinstance(said, Mapping) or not said.get("Name"):
        raise InputError(place, "a dataset under Match Datasets has no name", "give it one, as `Name: DM`")
    keys = tuple(
        (str(one.get("Left", one.get("left"))), str(one.get("Right", one.get("right"))))
        if isinstance(one, Mapping)
        else str(one)
        for one in _list(said.get("Keys"))
    )
    kind = str(said.get("Join Type") or said.get("Join_Type") or "inner")
    return Match(str(said["Name"]), keys, kind, bool(said.get("Child")), str(said.get("Wildcard") or "**"))


def _scope(said: Mapping[str, Any], place: str) -> Scope:
    """What a rule is about."""
    choices = {word: _part(said, word, place) for word in ("Classes", "Domains", "Data Structures", "Entities")}
    split = choices["Domains"].get("include_split_datasets", choices["Domains"].get("include split datasets"))
    uses = said.get("Use Case")
    words = uses if isinstance(uses, list) else str(uses or "").split(",")
    taken = {word: Choice(_texts(one.get("Include")), _texts(one.get("Exclude"))) for word, one in choices.items()}
    return Scope(
        classes=taken["Classes"],
        domains=taken["Domains"],
        data_structures=taken["Data Structures"],
        entities=taken["Entities"],
        use_cases=tuple(str(one).strip() for one in words if str(one).strip()),
        include_split=None if split is None else bool(split),
    )


def _authorities(said: list[Any], place: str) -> list[Authority]:
    """Who says so: one for each standard and version."""
    found = []
    for authority in said:
        part = partial(_authority, str(authority.get("Organization") or "")) if isinstance(authority, Mapping) else None
        if part is None:
            raise InputError(place, "an authority is not a mapping", "it holds Organization and Standards")
        found += [part(one) for one in _list(authority.get("Standards"))]
    return found


def _authority(organization: str, said: Mapping[str, Any]) -> Authority:
    """One standard that an authority speaks of."""
    ids: list[str] = []
    cited: list[Cited] = []
    for reference in _list(said.get("References")):
        ids += [str(one.get("Id")) for one in [reference.get("Rule Identifier") or {}] if one.get("Id")]
        cited += [_cited(one) for one in _list(reference.get("Citations"))]
    version, substandard = str(said.get("Version") or ""), str(said.get("Substandard") or "")
    return Authority(organization, str(said.get("Name") or ""), version, substandard, tuple(ids), tuple(cited))


def _cited(said: Mapping[str, Any]) -> Cited:
    """One sentence a rule stands on."""
    words = [str(said.get(word) or "").strip() for word in ("Document", "Section", "Item", "Cited Guidance")]
    return Cited(words[0], words[1], words[2], " ".join(words[3].split()))


def _severity(said: Any, executability: str, place: str) -> Severity:
    """How grave: as said; CDISC's rules do not say, and those which may report too much are warnings."""
    if not said:
        return "warning" if executability.casefold().startswith("partially") else "error"
    return cast("Severity", _one_of(said, get_args(Severity), "Severity", place))


def _triage(said: Any, place: str) -> Triage | None:
    """What kind of finding, where the rule says so."""
    return cast("Triage", _one_of(said, get_args(Triage), "Triage", place)) if said else None


def _one_of(said: Any, known: tuple[str, ...], field: str, place: str) -> str:
    """The known word, however its letters are cased."""
    for word in known:
        if word.casefold() == str(said).casefold():
            return word
    raise InputError(place, f"{field} is {said}", f"{field} is one of {', '.join(known)}")


def _part(said: Mapping[str, Any], word: str, place: str) -> Mapping[str, Any]:
    """What stands below a field; nothing where it is absent."""
    below = said.get(word)
    if below is None:
        return {}
    if not isinstance(below, Mapping):
        raise InputError(place, f"{word} is not a mapping", WHOLE)
    return below


def _list(said: Any) -> list[Any]:
    """A list as it is, nothing as an empty one, anything else as a list of one."""
    return said if isinstance(said, list) else [] if said is None else [said]


def _texts(said: Any) -> tuple[str, ...]:
    """The words of a list."""
    return tuple(str(one) for one in _list(said))


def _words(error: Exception) -> str:
    """An error's first line."""
    return (str(getattr(error, "problem", "") or error).splitlines() or [type(error).__name__])[0]
