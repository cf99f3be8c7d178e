"""The tables and figures made of the analysis datasets, read off results.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Output:
    """One table or figure: its title, its files, and what its analyses stand on."""

    id: str
    title: str
    files: tuple[str, ...]
    datasets: tuple[str, ...]
    populations: tuple[str, ...]
    reasons: tuple[str, ...]
    purposes: tuple[str, ...]
    methods: tuple[str, ...]
    primary: tuple[str, ...]  # datasets of the analyses of a primary outcome
    analyses: int
    results: int


def outputs(results: Mapping[str, Any]) -> tuple[Output, ...]:
    """The outputs in their order, as CDISC's Analysis Results Standard names their parts; () of an empty mapping."""
    analyses = {one["id"]: one for one in results.get("analyses", ())}
    sets = {one["id"]: one["label"] for one in results.get("analysisSets", ())}
    methods = {one["id"]: one["label"] for one in results.get("methods", ())}
    listed = _listed(results)
    return tuple(
        _output(one, [analyses[key] for key in listed.get(one["id"], ()) if key in analyses], sets, methods)
        for one in results.get("outputs", ())
    )


def _listed(results: Mapping[str, Any]) -> dict[str, list[str]]:
    """The analyses of each output, as the list of contents tells them."""
    items = results.get("mainListOfContents", {}).get("contentsList", {}).get("listItems", ())
    return {one["outputId"]: _analyses(one) for one in items if "outputId" in one}


def _analyses(item: Mapping[str, Any]) -> list[str]:
    own = [item["analysisId"]] if "analysisId" in item else []
    below = item.get("sublist", {}).get("listItems", ())
    return [*own, *(key for one in below for key in _analyses(one))]


def _output(
    one: Mapping[str, Any], analyses: list[Mapping[str, Any]], sets: Mapping[str, str], methods: Mapping[str, str]
) -> Output:
    def each(*values: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for value in values if value))

    return Output(
        id=one["id"].rpartition(".")[2],
        title=one["name"],
        files=each(*(file["location"] for file in one.get("fileSpecifications", ()))),
        datasets=each(*(analysis.get("dataset", "") for analysis in analyses)),
        populations=each(*(sets.get(analysis.get("analysisSetId", ""), "") for analysis in analyses)),
        reasons=each(*(_term(analysis, "reason") for analysis in analyses)),
        purposes=each(*(_term(analysis, "purpose") for analysis in analyses)),
        methods=each(*(methods.get(analysis.get("methodId", ""), "") for analysis in analyses)),
        primary=each(*(one.get("dataset", "") for one in analyses if "PRIMARY" in _term(one, "purpose").split())),
        analyses=len(analyses),
        results=sum(len(analysis.get("results", ())) for analysis in analyses),
    )


def _term(analysis: Mapping[str, Any], name: str) -> str:
    said = analysis.get(name, {})
    return str(said.get("controlledTerm") or said.get("sponsorTerm") or "")
