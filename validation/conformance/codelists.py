"""Which terms a variable may hold: the codelists its standard names for it, in the terminology the study chose."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from define_xml.document.common import c_code
from define_xml.document.index import Index
from define_xml.document.metadata import Define
from mappings.catalog import OBSERVATION_CLASSES, load_standard, standards_file
from mappings.error import MappingError
from mappings.terminology import CtCodelist, Terminology
from validation.conformance.rule import NotRun
from validation.conformance.table import Study, Table

NONE_CHOSEN = "no controlled terminology was chosen: name a release, or a folder with one (--ct)"
RETIRED = "sdtm-ct-retired.csv"


@dataclass(frozen=True)
class Listed:
    """The terms of one codelist or of several that a variable may take its values from, taken together."""

    codelists: tuple[CtCodelist, ...]
    codes: Mapping[str, frozenset[str]]  # submission value -> C-codes
    forms: Mapping[str, str]  # submission value without case and with single blanks -> as it is published
    synonyms: Mapping[str, str]  # other words for exactly one term, folded alike -> that term

    @property
    def extensible(self) -> bool:
        """Whether a sponsor may add terms: one of the codelists is extensible."""
        return any(codelist.extensible for codelist in self.codelists)

    @property
    def values(self) -> Mapping[str, str]:
        """C-code -> submission value."""
        return {term.code: term.submission for codelist in self.codelists for term in codelist.terms}


def folded(text: str) -> str:
    """A text as those write it who mind neither case nor blanks."""
    return " ".join(text.split()).casefold()


def release(study: Study) -> Terminology:
    """The newest SDTM terminology of those the study is judged by; NotRun if none was chosen."""
    chosen = [one for one in study.terminology.values() if one.standard.upper() == "SDTM"]
    if not chosen:
        raise NotRun(NONE_CHOSEN)
    return max(chosen, key=lambda one: one.version)


@cache
def retired_terms() -> Mapping[str, Mapping[str, str]]:
    """By C-code of a codelist: terms that a later release has not, and what it has in their place ("" for nothing)."""
    lines = standards_file(RETIRED).decode("utf-8").splitlines()
    found: dict[str, dict[str, str]] = {}
    for row in csv.DictReader(lines):
        found.setdefault(row["codelist"], {})[row["was"]] = row["now"]
    return found


def listed(table: Table, variable: str, study: Study) -> Listed | None:
    """The terms a variable of the dataset may hold; None if its standard names no codelist for it."""
    chosen = release(study)
    codes = tuple(code for code in codelist_codes(table, variable, study) if code in chosen)
    return _together(chosen, codes) if codes else None


def named(name: str, study: Study) -> Listed:
    """The terms of one codelist, by its short name or C-code; NotRun if the release has none of it."""
    chosen = release(study)
    if name not in chosen:
        raise NotRun(f"SDTM terminology {chosen.version} has no codelist {name}")
    return _together(chosen, (name,))


def codelist_codes(table: Table, variable: str, study: Study) -> tuple[str, ...]:
    """The C-codes of the codelists that the study's standard names for a variable of the dataset.

    Of versions whose codelists we do not hold, those that define.xml names; NotRun where there is none.
    """
    version = study.version.replace("-", ".")
    name = "SUPPQUAL" if table.name.startswith("SUPP") else table.domain
    try:
        return _codes((study.standard, version), name or table.name, table.class_name, variable)
    except MappingError:
        if isinstance(study.define, Define):
            return _defined(study).get((table.name, variable), ())
        problem = f"which codelists {study.standard} {version} names for its variables is not held here"
        raise NotRun(f"{problem}: put a define.xml beside the data, which names them") from None


def declared(study: Study, found: Listed) -> frozenset[str]:
    """The terms a sponsor added to these codelists, as define.xml or the spec declares them."""
    added = _declared(study)
    return frozenset().union(*(added.get(codelist.code, frozenset()) for codelist in found.codelists))


@lru_cache(maxsize=8)
def codes_of_words(chosen: Terminology) -> Mapping[str, frozenset[str]]:
    """Every submission value of a release, and the C-codes it stands for in one codelist or another."""
    found: dict[str, set[str]] = {}
    for code in chosen.codes:
        for term in chosen.codelist(code).terms:
            found.setdefault(term.submission, set()).add(term.code)
    return {word: frozenset(codes) for word, codes in found.items()}


# By name and version: a standard itself is the same by all it says, which is much.
@cache
def _codes(named_standard: tuple[str, str], dataset: str, class_name: str, variable: str) -> tuple[str, ...]:
    standard = load_standard(*named_standard)
    published = standard.dataset(dataset)
    found = published.variable(variable) if published else None
    if found is not None:
        return found.codelists
    family = (published.class_name if published else class_name).title()
    if family not in OBSERVATION_CLASSES or not re.fullmatch(r"[A-Z][A-Z0-9]", dataset):
        return ()
    own = standard.class_variables(family, dataset)
    return next((one.codelists for one in own if one.name == variable), ())


@lru_cache(maxsize=1024)
def _together(chosen: Terminology, names: tuple[str, ...]) -> Listed:
    codelists = tuple(chosen.codelist(name) for name in names)
    terms = [term for codelist in codelists for term in codelist.terms]
    codes: dict[str, set[str]] = {}
    means: dict[str, set[str]] = {}
    for term in terms:
        codes.setdefault(term.submission, set()).add(term.code)
        for word in term.synonyms:
            means.setdefault(folded(word), set()).add(term.submission)
    forms = {folded(value): value for value in codes}
    synonyms = {word: next(iter(values)) for word, values in means.items() if len(values) == 1 and word not in forms}
    return Listed(codelists, {value: frozenset(known) for value, known in codes.items()}, forms, synonyms)


# Of a study and not of its define.xml: a study is the same by identity, a define.xml by all it says.
@lru_cache(maxsize=2)
def _declared(study: Study) -> Mapping[str, frozenset[str]]:
    """The values marked as extended, by the C-code of their codelist."""
    added: dict[str, frozenset[str]] = {}
    for own in study.spec.codelists if study.spec else ():
        added[own.code] = added.get(own.code, frozenset()) | {term.value for term in own.terms if term.extended}
    for codelist in study.define.metadata.codelists if isinstance(study.define, Define) else ():
        extended = {one.coded_value for one in codelist.items if one.extended_value == "Yes"}
        extended |= {one.coded_value for one in codelist.enumerated if one.extended_value == "Yes"}
        code = c_code(codelist.aliases)
        added[code] = added.get(code, frozenset()) | {value for value in extended if value}
    return added


@lru_cache(maxsize=2)
def _defined(study: Study) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The C-code of the codelist that define.xml gives each variable, by dataset and variable."""
    index = Index(study.define)
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for group in study.define.metadata.datasets:
        for item in (index.items.get(ref.item_oid or "") for ref in group.items):
            codelist = index.codelists.get(item.codelist.codelist_oid or "") if item and item.codelist else None
            code = c_code(codelist.aliases) if codelist else ""
            if item and code:
                found[group.name or "", item.name or ""] = (code,)
    return found
