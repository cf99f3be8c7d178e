"""Checks of where analysis values come from: the records that SRCDOM, SRCSEQ and --SEQ point to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from mappings.dataset import Dataset
from mappings.distinct import factors
from mappings.spec import StudySpec
from validation.checks.grouped import SUBJECT, Mask, filled, has, said, wrong_groups, wrong_records
from validation.checks.relations import among, stacked
from validation.finding import Finding, check, found

# What says that a value was computed: it has no one source.
DERIVED = ("DTYPE", "PARAMTYP")
SAID = ("SRCDOM", "SRCVAR", "SRCSEQ")
Sources = Mapping[str, Dataset]


@check("error", cites="ADaMIG 1.3, 3.3.9")
def source_not_found(datasets: Sequence[Dataset], study: StudySpec, sources: Sources) -> Iterator[Finding]:
    """SRCDOM and SRCSEQ, or a --SEQ that was kept, name a record of the subject in its source; SRCVAR, a variable."""
    every = [*sources.values(), *datasets]
    for dataset in datasets:
        if not has(dataset, SUBJECT):
            continue
        for domain, rows in _domains(dataset):
            yield from _unfound(dataset, domain, rows, _parts(every, domain))
        for domain in sorted({one.spec.domain for one in sources.values()}):
            name, parts = f"{domain}SEQ", _parts(list(sources.values()), domain)
            if has(dataset, name) and all(has(part, SUBJECT, name) for part in parts):
                lost = _lost(dataset, filled(dataset.records[name]), parts, (name, name))
                yield from wrong_records(dataset, name, lost, f"no such record of the subject in {domain}")


@check("note", cites="ADaMIG 1.3, 3.3.9")
def value_without_source(datasets: Sequence[Dataset], study: StudySpec, sources: Sources) -> Iterator[Finding]:
    """A value of a parameter names its source, by SRCDOM, SRCVAR and SRCSEQ or by a --SEQ.

    A value computed from several records can name none: that is in order, and told. A source without sequence numbers,
    as DM and ADSL, is named by SRCDOM alone; DTYPE or PARAMTYP say that a value has no one source.
    """
    for dataset, kept, valued in _valued(datasets, sources):
        if not kept and not any(has(dataset, name) for name in SAID):
            words = "neither SRCDOM and SRCSEQ nor a --SEQ: no value is traced to its source"
            if valued.any():
                yield found(words, dataset.name, "AVAL", count=int(valued.sum()))
            continue
        silent = valued & ~_any(dataset, (*kept, *SAID))
        words = "no record is named that the value comes from"
        yield from wrong_groups(dataset, "AVAL", silent, words, by="PARAMCD")


@check("warning", cites="ADaMIG 1.3, 3.3.9")
def source_half_named(datasets: Sequence[Dataset], study: StudySpec, sources: Sources) -> Iterator[Finding]:
    """Who names a source names it whole: the dataset and, where that has sequence numbers, the record or the variable.

    SRCDOM and SRCVAR without SRCSEQ stand for all records of the subject that a value was computed from.
    """
    every = [*sources.values(), *datasets]
    for dataset, kept, valued in _valued(datasets, sources):
        whole = _any(dataset, kept) | _named(dataset, every) | (_any(dataset, ("SRCDOM",)) & _any(dataset, ("SRCVAR",)))
        half = valued & _any(dataset, SAID) & ~whole
        yield from wrong_groups(dataset, "AVAL", half, "its source is named by half", by="PARAMCD")


def _valued(datasets: Sequence[Dataset], sources: Sources) -> Iterator[tuple[Dataset, list[str], Mask]]:
    """Each dataset of parameters, the --SEQ variables it kept, and which records have a value that has one source."""
    domains = sorted({one.spec.domain for one in sources.values()})
    for dataset in datasets:
        if has(dataset, SUBJECT, "PARAMCD") and (has(dataset, "AVAL") or has(dataset, "AVALC")):
            kept = [f"{domain}SEQ" for domain in domains if has(dataset, f"{domain}SEQ")]
            yield dataset, kept, _any(dataset, ("AVAL", "AVALC")) & ~_any(dataset, DERIVED)


def _named(dataset: Dataset, every: Sequence[Dataset]) -> Mask:
    """Which records name their source: SRCDOM and SRCSEQ, or SRCDOM alone where that has no sequence numbers."""
    named = np.zeros(len(dataset.records), dtype=bool)
    numbered = _any(dataset, ("SRCSEQ",))
    for domain, rows in _domains(dataset):
        parts = _parts(every, domain)
        named |= rows & (numbered if not parts or _sequence(parts, domain) else True)
    return named


def _unfound(dataset: Dataset, domain: str, rows: Mask, parts: Sequence[Dataset]) -> Iterator[Finding]:
    if not parts:
        yield from wrong_records(dataset, "SRCDOM", rows, "no such dataset among the sources")
        return
    if has(dataset, "SRCVAR"):
        codes, variables = factors(dataset.records["SRCVAR"])
        unknown = [
            code for code, one in enumerate(variables) if not any(has(part, str(one).rstrip()) for part in parts)
        ]
        wrong = rows & np.isin(codes, unknown)
        yield from wrong_records(dataset, "SRCVAR", wrong, f"no variable of {domain}")
    if not all(has(part, SUBJECT) for part in parts):
        return
    sequence = _sequence(parts, domain)
    if sequence and has(dataset, "SRCSEQ"):
        numbered = filled(dataset.records["SRCSEQ"])
        lost = _lost(dataset, rows & numbered, parts, (sequence, "SRCSEQ"))
        yield from wrong_records(dataset, "SRCSEQ", lost, f"no such {sequence} of the subject", by="SRCDOM")
        rows = rows & ~numbered
    lost = _lost(dataset, rows, parts)
    yield from wrong_records(dataset, SUBJECT, lost, "no record of the subject in its source", by="SRCDOM")


def _lost(dataset: Dataset, rows: Mask, parts: Sequence[Dataset], *pairs: tuple[str, str]) -> Mask:
    """Which of these rows are not found by subject and by these variables, there and here."""
    lost, places = np.zeros(len(rows), dtype=bool), np.flatnonzero(rows)
    named = [(SUBJECT, SUBJECT), *pairs]
    if len(places):
        below = [dataset.records[here].iloc[places] for _, here in named]
        lost[places] = ~among([stacked(parts, there) for there, _ in named], below)
    return lost


def _domains(dataset: Dataset) -> Iterator[tuple[str, Mask]]:
    """Each source that SRCDOM names, and the records that name it."""
    if has(dataset, "SRCDOM"):
        codes, domains = factors(dataset.records["SRCDOM"])
        for name in dict.fromkeys(str(domains[code]).rstrip() for code in np.unique(codes[codes >= 0]).tolist()):
            if name:
                yield name, said(dataset, "SRCDOM", name)


def _parts(datasets: Sequence[Dataset], domain: str) -> list[Dataset]:
    """The dataset of that name; else those of that domain, which may be split."""
    named = [one for one in datasets if one.name == domain]
    return named[:1] or [one for one in datasets if one.spec.domain == domain and not has(one, "RDOMAIN")]


def _sequence(parts: Sequence[Dataset], domain: str) -> str:
    names = (f"{domain}SEQ", "ASEQ", *(f"{part.spec.domain}SEQ" for part in parts))
    return next((name for name in names if all(has(part, name) for part in parts)), "")


def _any(dataset: Dataset, names: Sequence[str]) -> Mask:
    """Which records have one of these variables filled."""
    some = np.zeros(len(dataset.records), dtype=bool)
    for name in names:
        some |= filled(dataset.records[name]) if has(dataset, name) else False
    return some
