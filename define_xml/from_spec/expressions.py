"""A rule as a formal expression of a method, and back: what is read again is the rule itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mappings.error import MappingError
from mappings.rule import Rule, parse_rule
from mappings.statement import ExpressionSpec, MethodSpec
from mappings.where import Where, parse_where

CONTEXT = "trial-dossier"  # the language of rules
_WHERE = re.compile(r"\n\s*where\s")
_STEP = re.compile(r"^(?P<name>[A-Za-z_][\w.]*) *= *(?=[A-Za-z_]\w*\()", re.MULTILINE)

Step = tuple[Rule, Where | None]


def rule_code(rule: Rule, where: Where | None = None, steps: Iterable[tuple[str, Rule, Where | None]] = ()) -> str:
    """The rule as written, its condition on a line of its own; before it, by name, the steps that stay at home."""
    before = [f"{name} = {_code(one, condition)}" for name, one, condition in steps]
    return "\n".join([*before, _code(rule, where)])


def _code(rule: Rule, where: Where | None) -> str:
    return f"{rule.text}\nwhere {where.text}" if where is not None else rule.text


def rule_of(code: str) -> Step | None:
    """The rule in an expression of ours, the last if it has steps, and its condition; None if it holds no rule."""
    last = list(_parts(code))[-1][1]
    return _read(last)


def steps_of(code: str) -> dict[str, Step]:
    """The steps before the rule, by name; those that cannot be read are left out."""
    read = ((name, _read(text)) for name, text in _parts(code) if name)
    return {name: step for name, step in read if step is not None}


def rule_in(method: MethodSpec | None) -> Step | None:
    """The rule that a method carries, and its condition."""
    code = code_in(method)
    return rule_of(code) if code else None


def code_in(method: MethodSpec | None) -> str:
    """The expression of a method in our own language, or an empty text."""
    expressions = method.expressions if method else ()
    return next((one.code for one in expressions if one.context == CONTEXT), "")


def expression(rule: Rule, where: Where | None = None) -> ExpressionSpec:
    """The rule as a formal expression in our own language."""
    return ExpressionSpec(context=CONTEXT, code=rule_code(rule, where))


def _parts(code: str) -> Iterator[tuple[str, str]]:
    """Names and texts of the steps, then the rule itself under an empty name (or its own, if it bears one)."""
    starts = [(match.start(), match.end(), match["name"]) for match in _STEP.finditer(code)]
    if not starts:
        yield "", code
        return
    for (_, begin, name), (end, _, _) in zip(starts, [*starts[1:], (len(code), 0, "")], strict=True):
        step, rest = _cut(code[begin:end])
        yield name, step
        if rest:
            yield "", rest


def _cut(text: str) -> tuple[str, str]:
    """A step, and the rule that follows it without a name: a line that is neither its own nor its condition."""
    taken = text.split("\n")
    for place in range(1, len(taken)):
        step, rest = "\n".join(taken[:place]), "\n".join(taken[place:])
        if not rest.lstrip().startswith("where ") and _read(step) is not None and _read(rest) is not None:
            return step, rest
    return text, ""


def _read(text: str) -> Step | None:
    cuts = [match.span() for match in _WHERE.finditer(text)]
    for begin, end in [*cuts, (len(text), len(text))]:
        try:
            rule = parse_rule(text[:begin])
            return rule, parse_where(text[end:]) if end < len(text) else None
        except MappingError:
            continue
    return None
