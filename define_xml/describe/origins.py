"""Where values come from, in the words of define.xml: type, source, predecessor, pages of the CRF."""

from __future__ import annotations

from collections.abc import Iterable

from define_xml.describe.crf_pages import CrfPages
from mappings.bound import Bound
from mappings.origins import Field, Way, ways
from mappings.spec import VariableSpec
from mappings.statement import DocumentUse, OriginSpec

INVESTIGATOR, SPONSOR = "Investigator", "Sponsor"
NO_RULE = OriginSpec(type="Not Available", source=SPONSOR)


def rule_origins(bound: Bound, crf: CrfPages, dataset: str, variable: VariableSpec) -> tuple[OriginSpec, ...]:
    """The origins of a variable: what its author said, else one for each way (and source) its values come about."""
    found = ways(bound, dataset, variable.name)
    read = frozenset(one for way in found for one in way.fields)
    if variable.origins:
        return tuple(_completed(one, bound, crf, read, found) for one in variable.origins)
    if variable.rule is None:
        return (NO_RULE,)
    return tuple(one for way in found for one in way_origins(bound, crf, way))


def way_origins(bound: Bound, crf: CrfPages, way: Way) -> tuple[OriginSpec, ...]:
    """The origin of one way; of collected fields one for each source, with the pages that ask for them."""
    if way.kind == "Predecessor":
        return (OriginSpec(type=way.kind, text=way.target),)
    if way.kind != "Collected":
        return (OriginSpec(type=way.kind, source=SPONSOR),)
    by_source: dict[str, set[Field]] = {}
    for one in way.fields:
        by_source.setdefault(field_source(bound, one), set()).add(one)
    return tuple(
        OriginSpec(type="Collected", source=source, documents=_pages(crf, source, by_source[source]))
        for source in sorted(by_source)
    )


def field_source(bound: Bound, field: Field) -> str:
    """Who gave a raw table's data: what study.toml says of it, else the investigator."""
    return bound.study.table(field[0]).source or INVESTIGATOR


def _pages(crf: CrfPages, source: str, fields: Iterable[Field]) -> tuple[DocumentUse, ...]:
    # What a vendor sends is on no page of the CRF.
    return () if source == "Vendor" else crf.use(fields)


def _completed(
    said: OriginSpec, bound: Bound, crf: CrfPages, read: frozenset[Field], found: Iterable[Way]
) -> OriginSpec:
    """An author's origin with what follows from the rule: the source, the predecessor, the pages."""
    update: dict[str, object] = {}
    if said.type == "Predecessor":
        update["text"] = said.text or next((way.target for way in found if way.target), "")
    elif not said.source:
        sources = sorted({field_source(bound, one) for one in read})
        update["source"] = sources[0] if said.type == "Collected" and len(sources) == 1 else _usual(said.type)
    source = str(update.get("source", said.source))
    if said.type == "Collected" and not said.documents:
        update["documents"] = _pages(crf, source, (one for one in read if field_source(bound, one) == source))
    return said.model_copy(update=update)


def _usual(kind: str) -> str:
    return INVESTIGATOR if kind == "Collected" else SPONSOR
