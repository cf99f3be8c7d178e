"""Answers from the define.xml that lies beside the data."""

from __future__ import annotations

from validation.conformance.define import extended_terms, variable_facts
from validation.conformance.operations.asked import Answer, Asked
from validation.conformance.rule import NotRun


def define_variable_metadata(on: Asked) -> Answer:
    """What define.xml says of a variable (attribute_name: define_variable_label); without `name`, of all: a dict."""
    attribute = str(on.option("attribute_name") or "")
    facts = variable_facts(on.unfiltered if on.operation.domain else on.dataset, on.study)
    told = {one["define_variable_name"]: one.get(attribute, "") for one in facts}
    return told.get(on.name, "") if on.operation.name else told


def define_extensible_codelists(on: Asked) -> Answer:
    """The terms by which define.xml extends codelists (`codelists`: their names, or ALL)."""
    said = on.option("codelists") or []
    names = [said] if isinstance(said, str) else [str(one) for one in said]
    if not names:
        raise NotRun("define_extensible_codelists needs `codelists`")
    return extended_terms(on.study, names)
