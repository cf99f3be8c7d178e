"""The analysis results of a define.xml as things: displays, and what each result was computed from."""

from __future__ import annotations

from collections.abc import Iterator

from define_xml.difference.texts import Texts, facts, further, languages
from define_xml.difference.things import Thing
from define_xml.document.results import AnalysisDataset, AnalysisResult, ResultDisplay


def display_things(texts: Texts) -> Iterator[Thing]:
    """The displays and their results."""
    found = texts.index.define.metadata.displays
    for one in found.displays if found else ():
        name = one.name or one.oid or ""
        told = languages("title", one.description) | facts({"documents": texts.documents(one.documents)})
        place = f"display {name}"
        parts = tuple(_results(texts, one, place))
        yield Thing("display", name, place, told | further(one), parts, oid=one.oid or "", alike=(one.oid or "",))


def _results(texts: Texts, display: ResultDisplay, place: str) -> Iterator[Thing]:
    for one in display.results:
        name = (one.description.value if one.description else "") or one.oid or ""
        told = _result(texts, one)
        yield Thing("result", name, f"{place}, {name}", told, oid=one.oid or "", alike=(one.oid or "",))


def _result(texts: Texts, one: AnalysisResult) -> dict[str, str]:
    told = facts({
        "reason": one.analysis_reason, "purpose": one.analysis_purpose,
        "parameter": texts.variable(one.parameter_oid) if one.parameter_oid else "",
    })  # fmt: skip
    if one.datasets is not None:
        lines = sorted(_dataset(texts, dataset) for dataset in one.datasets.datasets)
        told |= facts({"datasets": "\n".join(lines)}) | texts.comment(one.datasets.comment_oid)
    if one.documentation is not None:
        told |= languages("documentation", one.documentation.description)
        told |= facts({"documentation documents": texts.documents(one.documentation.documents)})
    if one.code is not None:
        told |= facts({
            "language of the code": one.code.context, "code": one.code.code,
            "code documents": texts.documents(one.code.documents),
        })  # fmt: skip
    return told | further(one)


def _dataset(texts: Texts, one: AnalysisDataset) -> str:
    """`ADEFF where PARAMCD == "RESP": AVALC, TRTA`."""
    home = texts.index.datasets.get(one.item_group_oid or "")
    name = (home and home.name) or one.item_group_oid or ""
    where = texts.condition(one.where, home)
    variables = ", ".join(sorted(texts.variable(variable.item_oid, home) for variable in one.variables))
    condition = f" where {where}" if where else ""
    return f"{name}{condition}: {variables}" if variables else f"{name}{condition}"
