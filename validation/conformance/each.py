"""A rule that is asked once for each variable whose name it fits, its name filled in wherever it is said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from validation.conformance.rule import Condition, ConformanceRule, turned
from validation.conformance.table import Table

_BRACES = re.compile(r"\{(\w+)\}")


def each_variable(rule: ConformanceRule, table: Table) -> Iterator[ConformanceRule]:
    """The rule for each variable of the table that its expression fits whole."""
    pattern = _pattern(rule.for_each.replace("--", table.domain))
    for name in table.columns:
        if found := pattern.fullmatch(name):
            said = {key: value for key, value in found.groupdict().items() if value is not None}
            yield _filled(rule, {**said, "var": name})


def _filled(rule: ConformanceRule, said: Mapping[str, str]) -> ConformanceRule:
    """The rule with these words for their names in braces."""

    def condition(one: Condition) -> Condition:
        return Condition(one.operator, *(_said(part, said) for part in (one.name, one.value, one.options)))

    operations = tuple(
        replace(one, name=_said(one.name, said), domain=_said(one.domain, said), fields=_said(one.fields, said))
        for one in rule.operations
    )
    matches = tuple(replace(one, name=_said(one.name, said), keys=_said(one.keys, said)) for one in rule.matches)
    return replace(
        rule,
        check=turned(rule.check, condition),
        message=_said(rule.message, said),
        operations=operations,
        matches=matches,
        output_variables=_said(rule.output_variables, said),
        grouping=_said(rule.grouping, said),
    )


def _said(value: Any, said: Mapping[str, str]) -> Any:
    """A text, or all of a list, with these words filled in; braces of other names stay."""
    if isinstance(value, str):
        return _BRACES.sub(lambda one: said.get(one[1], one[0]), value) if "{" in value else value
    if isinstance(value, (list, tuple)):
        return type(value)(_said(one, said) for one in value)
    if isinstance(value, Mapping):
        return {key: _said(one, said) for key, one in value.items()}
    return value


@lru_cache(maxsize=1000)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words)
