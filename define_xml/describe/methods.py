"""How derived values are made: in words, step by step, and as the rules are written."""

from __future__ import annotations

from collections.abc import Iterable

from define_xml.describe.crf_pages import CrfPages
from define_xml.describe.phrases import rule_words
from define_xml.describe.plain_words import condition_words
from define_xml.describe.steps import Step, Steps
from define_xml.from_spec.expressions import CONTEXT, rule_code
from mappings.bound import Bound
from mappings.spec import VariableSpec
from mappings.statement import ExpressionSpec, MethodSpec

IMPUTING = frozenset({"average_records", "carried_forward"})  # words for records that fill what is missing


def rule_method(bound: Bound, crf: CrfPages, dataset: str, variable: VariableSpec) -> MethodSpec | None:
    """The method of a variable's rule: the steps at home in their order, then the rule; None without a rule."""
    way = Steps(bound, (dataset, variable.name))
    before, last = way.before(), way.last()
    if last is None:
        return None
    # A rule that all datasets share is told once: the forms differ, the rule does not.
    fields = set() if variable.name in bound.study.shared else way.fields
    return MethodSpec(
        name=method_name(variable),
        text=_text([*before, last], crf.told(fields)),
        type="Imputation" if any(_imputes(step) for step in (*before, last)) else "Computation",
        expressions=(expression(before, last),),
    )


def completed(said: MethodSpec, made: MethodSpec | None, name: str) -> MethodSpec:
    """An author's method with a name, and with the rule as it is written."""
    expressions = said.expressions or (made.expressions if made else ())
    return said.model_copy(update={"name": said.name or name, "expressions": expressions})


def method_name(variable: VariableSpec) -> str:
    """`AESTDY: Study Day of Start of Adverse Event`."""
    return f"{variable.name}: {variable.label}" if variable.label else variable.name


def expression(before: Iterable[Step], last: Step) -> ExpressionSpec:
    """The rules as they are written, those of the steps under their names."""
    steps = [(step.name, step.rule, step.where) for step in before]
    return ExpressionSpec(context=CONTEXT, code=rule_code(last.rule, last.where, steps))


def _text(steps: list[Step], fields: str) -> str:
    if len(steps) == 1:
        lines = [_sentence(steps[0])]
    else:
        lines = [f"{number}. {step.name}: {_sentence(step)}" for number, step in enumerate(steps, start=1)]
    return "\n".join([*lines, f"Fields of the CRF: {fields}."] if fields else lines)


def _sentence(step: Step) -> str:
    words = rule_words(step.rule, step.word)
    if step.where is None:
        return words
    if step.word is not None and step.word.records:
        return f"{words} Only those where {condition_words(step.where)}."
    return f"Where {condition_words(step.where)}: {words} Otherwise missing."


def _imputes(step: Step) -> bool:
    word, options = step.rule.word.text, dict(step.rule.options)
    return word in IMPUTING or (word in {"date", "datetime"} and bool(options.get("impute") or options.get("time")))
