"""The codelists a study uses: published ones, its own, and the words it collected for their terms."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from pathlib import Path

from mappings.error import InputError, MappingError, nearest
from mappings.said import Reading, read_table
from mappings.spec import Codelist, StandardRef, Term
from mappings.terminology import Terminology, load_terminology

COLUMNS = ("codelist", "term", "decode", "collected")
SponsorTerms = dict[str, dict[str, Term]]


def releases(refs: Iterable[StandardRef], folder: Path) -> tuple[Terminology, ...]:
    """The releases of controlled terminology the study names, each loaded when it is needed."""
    return tuple(_release(ref, folder) for ref in refs)


def _release(ref: StandardRef, folder: Path) -> Terminology:
    try:
        return load_terminology(ref.name, ref.version, folder / ref.path if ref.path else None)
    except InputError as error:
        place = error.place.replace(str(folder / ref.path), f"{folder.name}/{ref.path}")
        raise InputError(place, error.problem, error.remedy) from None


def sponsor_terms(path: Path, place: str, reading: Reading) -> SponsorTerms:
    """The study's own words by codelist and term: `terminology.csv`, a row for each collected word."""
    found: SponsorTerms = {}
    if not path.exists():
        return found
    for number, row in read_table(path, place, COLUMNS, reading):
        name, value = row["codelist"], row["term"]
        if not name or not value:
            reading.errors.append(MappingError(place, f"row {number} names no {'codelist' if not name else 'term'}"))
            continue
        terms = found.setdefault(name, {})
        known = terms.get(value) or Term(value=value, order=len(terms) + 1)
        if row["decode"] and known.decode and row["decode"] != known.decode:
            reading.errors.append(MappingError(place, f"row {number}: {name} {value} is decoded twice", known.decode))
        rival = next((value_ for value_, term in terms.items() if row["collected"] in term.collected), value)
        if row["collected"] and rival != value:
            problem = f"row {number}: {name} {row['collected']!r} is collected for {rival} and for {value}"
            reading.errors.append(MappingError(place, problem, "a collected word means one term"))
        words = (*known.collected, row["collected"]) if row["collected"] else known.collected
        terms[value] = known.model_copy(update={"decode": row["decode"] or known.decode, "collected": words})
    return found


def study_codelists(
    wanted: Mapping[str, str],
    sponsored: SponsorTerms,
    published: tuple[Terminology, ...],
    place: str,
    reading: Reading,
    *,
    elsewhere: Container[str] = (),
) -> tuple[Codelist, ...]:
    """Each codelist that is named somewhere, under that name; `wanted` says where, `elsewhere` on another floor."""
    found: list[Codelist] = []
    for name, asked in wanted.items():
        try:
            codelist = _codelist(name, sponsored, published, asked, place)
        except MappingError as error:
            reading.errors.append(error)
            continue
        found.append(codelist)
    named = [release.codelist(name) for name in wanted for release in published if name in release]
    known = {*wanted, *(listed.code for listed in named), *(listed.short for listed in named)}
    for name in sponsored:
        if name not in known and name not in elsewhere:
            reading.notes.append(f"{place}: no variable uses the codelist {name}")
    return tuple(found)


def _codelist(
    name: str, sponsored: SponsorTerms, published: tuple[Terminology, ...], asked: str, place: str
) -> Codelist:
    release = next((release for release in published if name in release), None)
    if release is None:
        if name not in sponsored:
            known = set(sponsored) | _shorts(published)
            problem = f"no codelist {name} in the study's terminology"
            raise MappingError(asked, problem, nearest(name, known) or "a list of your own stands in terminology.csv")
        return Codelist(name=name, terms=tuple(sponsored[name].values()))
    listed = release.codelist(name)
    own = {**sponsored.get(listed.code, {}), **sponsored.get(listed.short, {})}
    decodes = release.decodes(name) if len(listed.terms) else {}
    terms = [
        Term.model_construct(
            value=term.submission, decode=own[term.submission].decode or decodes[term.submission]
            if term.submission in own else decodes[term.submission],
            code=term.code, collected=own[term.submission].collected if term.submission in own else (),
            synonyms=term.synonyms, order=None, extended=False,
        )
        for term in listed.terms
    ]  # fmt: skip
    known_values = {term.submission for term in listed.terms}
    added = [term.model_copy(update={"extended": True}) for value, term in own.items() if value not in known_values]
    if added and not listed.extensible:
        value = added[0].value
        problem = f"{listed.short} ({listed.code}) is not extensible and has no term {value}"
        raise MappingError(place, problem, nearest(value, known_values))
    return Codelist.model_construct(
        name=name, label=listed.name, code=listed.code, extensible=listed.extensible, terms=(*terms, *added)
    )


def _shorts(published: tuple[Terminology, ...]) -> set[str]:
    return {release.codelist(code).short for release in published for code in release.codes}
