"""The figures of the analysis datasets that a narrative may name in braces, beside those of both guides."""

from __future__ import annotations

from collections.abc import Iterator

from define_xml.package.analysis_facts import AnalysisDataset, AnalysisFacts
from define_xml.package.facts import Floor
from define_xml.package.guides.shared import number


def analysis_figures(floor: Floor, analysis: AnalysisFacts) -> dict[str, str]:
    """By the name used in a text, the figure as it is printed: `ADEFF.RESP.records`, `imputed.ADAE.ASTDT`.

    - `X.PARAMCD.records`, `.subjects`, `.baselines`, `.chosen`; `.events` and `.censored` of a time to event
    - `X.FLAG` subjects with Y of a population, records with Y of another flag (`X.FLAG.subjects` its subjects)
    - `X.DTYPE.VALUE` records; `X.no_visit`; `X.not_chosen`
    - `imputed.X.VARIABLE`, `cut.X.VARIABLE`, `flips.X.VARIABLE` entries of the listings, and their sums
    - `core.variables`; `crossed.subjects`; `outputs`
    """
    found = {
        "core.variables": ", ".join(analysis.core),
        "crossed.subjects": number(sum(one.subjects for one in analysis.crossed)),
        "outputs": number(len(analysis.outputs)),
    }
    for one in analysis.crossed:
        found[f"crossed.{one.values[0]}"] = number(one.subjects)
    for dataset in analysis.datasets:
        found |= dict(_of_dataset(dataset))
    for name, listed in (("imputed", analysis.imputed), ("cut", analysis.on_cut), ("flips", analysis.flips)):
        counts: dict[str, int] = {name: 0}
        for entry in listed:
            counts[name] += entry.count
            key = f"{name}.{entry.dataset}.{entry.variable}"
            counts[key] = counts.get(key, 0) + entry.count
        found |= {key: number(count) for key, count in counts.items()}
    return found


def _of_dataset(one: AnalysisDataset) -> Iterator[tuple[str, str]]:
    for parameter in one.parameters:
        place = f"{one.name}.{parameter.code}"
        yield f"{place}.records", number(parameter.records)
        yield f"{place}.subjects", number(parameter.subjects)
        yield f"{place}.baselines", number(parameter.baselines)
        if parameter.chosen is not None:
            yield f"{place}.chosen", number(parameter.chosen)
    yield f"{one.name}.parameters", number(len(one.parameters))
    for flag, subjects in one.populations.items():
        yield f"{one.name}.{flag}", number(subjects)
    for flag, counted in one.flags.items():
        yield f"{one.name}.{flag}", number(counted.records)
        yield f"{one.name}.{flag}.subjects", number(counted.subjects)
    yield f"{one.name}.no_visit", number(one.no_visit)
    yield f"{one.name}.not_chosen", number(sum(counted.records for counted in one.not_chosen))
    yield from _sums(f"{one.name}.DTYPE", {}, [(counted.values[0], counted.records) for counted in one.derived])
    if one.events:
        counts = {f"{found.code}.{kind}": 0 for found in one.parameters for kind in ("events", "censored")}
        yield from _sums(one.name, counts, [(_outcome(counted.values), counted.subjects) for counted in one.events])


def _outcome(values: tuple[str, ...]) -> str:
    """`TTRESP.events` or `TTRESP.censored`, of PARAMCD, CNSR and what else tells an event (ADaMIG 1.3, 3.3.6)."""
    code, censor = (values[0], values[1]) if len(values) > 1 and values[1].isdigit() else ("", values[0])
    return f"{code}.{'events' if censor == '0' else 'censored'}"


def _sums(place: str, counts: dict[str, int], found: list[tuple[str, int]]) -> Iterator[tuple[str, str]]:
    for name, count in found:
        counts[name] = counts.get(name, 0) + count
    for name, count in counts.items():
        yield f"{place}.{name}", number(count)
