"""Analysis results against the data: the conditions of an analysis select records."""

from __future__ import annotations

from collections.abc import Iterator

from define_xml.checks.beside.held import Held, Matched
from define_xml.checks.beside.selection import condition_words, selected
from define_xml.document.results import AnalysisDataset, AnalysisResult
from mappings.finding import Finding


def analysis_selects_nothing(matched: Matched) -> Iterator[Finding]:
    """The condition of an analysis holds for no record of its dataset."""
    for result, dataset, held in _datasets(matched):
        mask = selected(dataset.where, held, matched).mask
        if mask is not None and not mask.any():
            # No deaths are a result too; a condition that is written wrong looks the same.
            words = condition_words(dataset.where, matched, held.name)
            told = f"result {result.oid}: no record has {words}" if words else f"result {result.oid}: no records"
            yield Finding("analysis_selects_nothing", "note", told, held.name, cites="ARM 1.0, 5.3")


def analysis_untold(matched: Matched) -> Iterator[Finding]:
    """The condition of an analysis cannot be held against the data."""
    for result, dataset, held in _datasets(matched):
        found = selected(dataset.where, held, matched)
        if found.mask is None:
            told = f"result {result.oid}: its records cannot be told: {found.reason}"
            yield Finding("analysis_untold", "warning", told, held.name, cites="ARM 1.0, 5.3")


def _datasets(matched: Matched) -> Iterator[tuple[AnalysisResult, AnalysisDataset, Held]]:
    """Each result, and the datasets it was computed from, as far as there are data of them."""
    displays = matched.define.metadata.displays
    results = (result for display in (displays.displays if displays else ()) for result in display.results)
    for result in results:
        for dataset in result.datasets.datasets if result.datasets else ():
            held = matched.held.get(dataset.item_group_oid or "")
            if held is not None:
                yield result, dataset, held


CHECKS = (analysis_selects_nothing, analysis_untold)
