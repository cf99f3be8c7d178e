"""Answers from controlled terminology: the terms of codelists, and whether a list may be extended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np

from mappings.catalog import terminology_versions
from mappings.error import MappingError
from mappings.terminology import CtCodelist, CtTerm, Terminology, load_terminology
from validation.conformance.codelists import listed, retired_terms
from validation.conformance.column import Column, encoded
from validation.conformance.operations.asked import Answer, Asked, column_of
from validation.conformance.rule import NotRun

_PACKAGE = re.compile(r"(?P<kind>[a-z-]+)ct-(?P<version>\d{4}-\d{2}-\d{2})")
# The packages a standard's data are coded with; SEND's terms are not held here.
KINDS = {"SDTMIG": ("sdtm",), "SENDIG": ("send",), "ADAM": ("sdtm", "adam"), "TIG": ("sdtm", "send", "adam")}
WANTED = "no controlled terminology was chosen: name a release (--ct), or a folder with one"
CODELIST: dict[str, Callable[[CtCodelist], str]] = {
    "code": lambda one: one.code,
    "value": lambda one: one.short,
    "pref_term": lambda one: one.name,
}
TERM: dict[str, Callable[[CtTerm], str]] = {
    "code": lambda one: one.code,
    "value": lambda one: one.submission,
    "pref_term": lambda one: one.decode,
}


def successor(on: Asked) -> Answer:
    """For each record what a later release has in the place of a term of its variable's codelist; "" for nothing."""
    name = on.named(on.operation.name)
    found = listed(on.dataset, name, on.study)
    retired = retired_terms()
    later = {was: now for one in (found.codelists if found else ()) for was, now in retired.get(one.code, {}).items()}
    return column_of(on.dataset, name).mapped(lambda value: later.get(value, "")) if later else ""


def codelist_terms(on: Asked) -> Answer:
    """The terms of codelists, or the codelists: their codes, values or preferred terms, by `level` and `returntype`.

    With `version`, `codelist_code` and one of term_code, term_value and term_pref_term: for each record what the
    term is in the release that the record names.
    """
    if on.option("version") and on.option("codelist_code"):
        return _of_versions(on)
    names = on.option("codelists") or []
    found = [_codelist(on, str(name)) for name in ([names] if isinstance(names, str) else names)]
    told = str(on.option("returntype") or "")
    if on.option("level") == "codelist":
        return [CODELIST.get(told, CODELIST["value"])(one) for one in found]
    return [TERM.get(told, TERM["code"])(term) for one in found for term in one.terms]


def codelist_extensible(on: Asked) -> Answer:
    """Whether a codelist may be extended; for each record of the release it names, if `version` is given."""
    if on.option("version") and on.option("codelist_code"):
        return _of_versions(on)
    return _codelist(on, str(on.option("codelist") or "")).extensible


def _kind(on: Asked) -> str:
    return str(on.option("ct_package_type") or "").lower()


def _chosen(on: Asked) -> list[Terminology]:
    """The releases the user chose, of the kind the operation asks for."""
    if not on.study.terminology:
        raise NotRun(WANTED)
    kind = _kind(on)
    chosen = [one for one in on.study.terminology.values() if not kind or one.standard.lower() == kind]
    if not chosen:
        names = ", ".join(on.study.terminology)
        raise NotRun(f"of {kind.upper()} terminology no release was chosen (chosen: {names}): name one (--ct)")
    return chosen


def _codelist(on: Asked, name: str) -> CtCodelist:
    for release in _chosen(on):
        found = _in(release, name)
        if found is not None:
            return found
    raise NotRun(f"the terminology that was chosen has no codelist {name}")


def _in(release: Terminology, name: str) -> CtCodelist | None:
    """The codelist of that short name, in whatever case, or C-code."""
    return next((release.codelist(word) for word in (name, name.upper()) if word in release), None)


def _of_versions(on: Asked) -> Column:
    """For each record what its release says of its codelist, or of a term of it."""
    versions = column_of(on.table, str(on.option("version")))
    lists = _or_constant(on, str(on.option("codelist_code")))
    asked = next((key for key in ("term_code", "term_value", "term_pref_term") if on.option(key)), "")
    terms = column_of(on.table, str(on.option(asked))) if asked else _or_constant(on, "-")
    keys = np.stack([versions.codes, lists.codes, terms.codes], axis=1)
    combinations, places = np.unique(keys, axis=0, return_inverse=True)
    told = str(on.option("returntype") or ("value" if asked == "term_code" else "code"))

    def said(one: Sequence[int]) -> tuple[str, str, str]:
        return str(versions.texts[one[0]]), str(lists.values[one[1]]), str(terms.texts[one[2]])

    answers = [None if min(one) < 0 else _answer(on, said(one), asked, told) for one in combinations.tolist()]
    return encoded(answers).take(places.reshape(-1))


def _or_constant(on: Asked, word: str) -> Column:
    if word in on.table.columns:
        return on.table.columns[word]
    return encoded([word]).take(np.zeros(on.table.count, dtype=np.intp))


def _answer(on: Asked, said: tuple[str, str, str], asked: str, told: str) -> Any:
    version, name, word = said
    found = _in(_release(on, version), name)
    if found is None:
        return None
    if not asked:
        return found.extensible
    given = TERM[asked.removeprefix("term_")]
    term = next((term for term in found.terms if given(term).lower() == word.lower()), None)
    return TERM[told](term) if term is not None else None


def _release(on: Asked, version: str) -> Terminology:
    """The release of that date: one the user chose, or one that is shipped."""
    kind = _kind(on) or KINDS.get(on.library.family, ("sdtm",))[0]
    for one in on.study.terminology.values():
        if one.standard.lower() == kind and one.version == version:
            return one
    names = {name.lower(): name for name in terminology_versions()}
    try:
        return load_terminology(names.get(kind, kind), version)
    except MappingError as error:
        reason = f"the data name {kind.upper()} terminology {version}, which is not here: name it (--ct)"
        raise NotRun(reason) from error


def valid_codelist_dates(on: Asked) -> Answer:
    """The dates of the releases known here, of the kinds the standard uses or `ct_package_types` names."""
    said = on.option("ct_package_types") or KINDS.get(on.library.family, ())
    kinds = {str(one).lower() for one in ([said] if isinstance(said, str) else said)}
    found = {one.version for one in on.study.terminology.values() if one.standard.lower() in kinds}
    for name, versions in terminology_versions().items():
        found |= set(versions) if name.lower() in kinds else set()
    if not found:
        raise NotRun(f"no release of {', '.join(sorted(kinds)).upper()} terminology is here: name one (--ct)")
    return sorted(found)


ATTRIBUTES: dict[str, Callable[[Terminology], Iterable[str]]] = {
    "Codelist CCODE": lambda one: one.codes,
    "Codelist Value": lambda one: (one.codelist(code).short for code in one.codes),
    "Term CCODE": lambda one: (term.code for code in one.codes for term in one.codelist(code).terms),
    "Term Value": lambda one: (term.submission for code in one.codes for term in one.codelist(code).terms),
    "Term Submission Value": lambda one: (term.submission for code in one.codes for term in one.codelist(code).terms),
    "Term Preferred Term": lambda one: (term.decode for code in one.codes for term in one.codelist(code).terms),
}


def get_codelist_attributes(on: Asked) -> Answer:
    """For each record all codes, values or terms (`ct_attribute`) of the release it names (TSVCDREF, TSVCDVER)."""
    attribute = str(on.option("ct_attribute") or "")
    if attribute not in ATTRIBUTES:
        raise NotRun(f"a release has no {attribute or 'attribute without a name'}: {', '.join(ATTRIBUTES)}")
    names, versions = column_of(on.table, on.name), column_of(on.table, str(on.option("version")))
    width = len(versions.values) + 1
    keys = (names.codes.astype(np.int64) + 1) * width + versions.codes + 1
    pairs = np.unique(keys)
    answers: list[tuple[str, ...]] = []
    for pair in pairs:
        name, version = pair // width - 1, pair % width - 1
        if version < 0:
            answers.append(())
        else:
            word = "" if name < 0 else str(names.values[name])
            answers.append(_all(on, word, str(versions.texts[version]), attribute))
    return encoded(answers).take(np.searchsorted(pairs, keys))


def _all(on: Asked, name: str, version: str, attribute: str) -> tuple[str, ...]:
    """All of an attribute; nothing where the name is no terminology of CDISC's."""
    if name.strip() not in ("CDISC", "CDISC CT"):
        said = _PACKAGE.fullmatch(f"{name.strip().lower()}-{version}")
        if said is None:
            return ()
    return _attribute(_release(on, version), attribute)


@cache
def _attribute(release: Terminology, attribute: str) -> tuple[str, ...]:
    return tuple(sorted(set(ATTRIBUTES[attribute](release))))
