"""Checks of codelists against CDISC's terminology: C-codes of lists and terms, extended values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from define_xml.checks.check import MODERN, NEW, Told, allowed, check, counted, told
from define_xml.checks.codelists import terms
from define_xml.checks.held import codes_by_value, terminology_of, values_by_code
from define_xml.checks.reviewed import Reviewed
from define_xml.document.common import NCI, Alias, c_code
from define_xml.document.values import CodeList, CodeListItem, EnumeratedItem
from mappings.error import nearest
from mappings.terminology import CtCodelist

CODE = "Define-XML 2.1, Alias nci:ExtCodeID"
EXTENDED = "Define-XML 2.1, def:ExtendedValue"
Term = CodeListItem | EnumeratedItem


def published(reviewed: Reviewed, codelist: CodeList) -> CtCodelist | None:
    """The published codelist that a codelist is of, if its release is shipped here and has it."""
    release = terminology_of(reviewed.standards.get(codelist.standard_oid or ""))
    code = c_code(codelist.aliases)
    return release.codelist(code) if release is not None and code in release else None


def _at(term: Term, words: str) -> Told:
    return told(term, words, term.coded_value)


@check("error", CODE, NEW)
def codelist_code_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A codelist of CDISC's terminology has no C-code."""
    for one in reviewed.of(CodeList):
        if one.standard_oid and one.is_non_standard != "Yes" and not c_code(one.aliases) and one.external is None:
            yield told(one, f'add Alias Context="{NCI}" with the C-code of the list, or say def:IsNonStandard="Yes"')


@check("error", CODE)
def code_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """A C-code is not a C and digits."""
    for codelist in reviewed.of(CodeList):
        for owner in (codelist, *terms(codelist)):
            wrong = [alias.name or "" for alias in owner.aliases if _misspelt(alias)]
            if wrong:
                said = getattr(owner, "coded_value", None)
                words = f"C-code {wrong[0]!r}{f' of {said!r}' if said else ''}: it is a C and digits, as C66731"
                yield told(owner, words, wrong[0])


@check("warning", CODE)
def code_context_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """An alias of a codelist or term has another context than nci:ExtCodeID, or there are two C-codes."""
    for codelist in reviewed.of(CodeList):
        for owner in (codelist, *terms(codelist)):
            contexts = [alias.context or "" for alias in owner.aliases]
            other = [context for context in contexts if context != NCI]
            if other:
                yield told(owner, f"Alias Context {other[0]!r}; {allowed(other[0], (NCI,))}", other[0])
            if contexts.count(NCI) > 1:
                yield told(owner, "there are two C-codes")


@check("error", CODE, NEW)
def codelist_code_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """The release of terminology has no codelist of that C-code."""
    for one in reviewed.of(CodeList):
        release = terminology_of(reviewed.standards.get(one.standard_oid or ""))
        code = c_code(one.aliases)
        if release is not None and code and code not in release:
            words = f"{release.standard} terminology {release.version} has no codelist {code}"
            yield told(one, f"{words}: mend the C-code, or name the release that has it", code)


@check("error", CODE)
def sponsor_list_with_code(reviewed: Reviewed) -> Iterator[Told]:
    """A codelist is said to be the sponsor's and has a C-code."""
    for one in reviewed.of(CodeList):
        if one.is_non_standard == "Yes" and c_code(one.aliases):
            yield told(one, f"def:IsNonStandard is Yes, and the list has the C-code {c_code(one.aliases)}")


@check("error", CODE, MODERN)
def term_code_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A term of CDISC's codelist has no C-code and is not said to be the sponsor's."""
    for codelist in reviewed.of(CodeList):
        if not c_code(codelist.aliases) or codelist.is_non_standard == "Yes":
            continue
        for term in terms(codelist):
            if not c_code(term.aliases) and term.extended_value != "Yes":
                words = f"{term.coded_value!r} has no C-code: give it, or say def:ExtendedValue=\"Yes\""
                yield _at(term, words)


@check("error", CODE, NEW)
def term_code_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """The C-code of a term is of no term of the published codelist."""
    for term, listed in _listed(reviewed):
        code = c_code(term.aliases)
        if code and code not in values_by_code(listed):
            yield _at(term, f"{listed.short} ({listed.code}) has no term with the C-code {code}")


@check("error", CODE, NEW)
def term_code_differs(reviewed: Reviewed) -> Iterator[Told]:
    """The C-code of a term is that of another."""
    for term, listed in _listed(reviewed):
        code = c_code(term.aliases)
        meant = values_by_code(listed).get(code)
        right = codes_by_value(listed).get(term.coded_value or "")
        if meant is not None and meant != term.coded_value and right is not None:
            words = f"{code} is the C-code of {meant!r}; that of {term.coded_value!r} is {right}"
            yield _at(term, words)


@check("error", EXTENDED, NEW)
def term_unpublished(reviewed: Reviewed) -> Iterator[Told]:
    """A term is not in the published codelist and is not said to be the sponsor's."""
    for term, listed in _listed(reviewed):
        value = term.coded_value or ""
        if value not in codes_by_value(listed) and term.extended_value != "Yes":
            right = values_by_code(listed).get(c_code(term.aliases))
            guess = f"its C-code is that of {right!r}" if right else nearest(value, set(codes_by_value(listed)))
            remedy = guess or ('say def:ExtendedValue="Yes"' if listed.extensible else "the list is not extensible")
            yield _at(term, f"{listed.short} ({listed.code}) has no term {value!r}: {remedy}")


@check("error", EXTENDED, NEW)
def extended_published(reviewed: Reviewed) -> Iterator[Told]:
    """A term is said to be the sponsor's and is CDISC's."""
    for term, listed in _listed(reviewed):
        code = codes_by_value(listed).get(term.coded_value or "")
        if code and term.extended_value == "Yes":
            words = f"{term.coded_value!r} is a term of {listed.short}, {code}: take out def:ExtendedValue"
            yield _at(term, words)


@check("error", EXTENDED, NEW)
def extended_not_extensible(reviewed: Reviewed) -> Iterator[Told]:
    """A term was added to a codelist that may not be extended."""
    for term, listed in _listed(reviewed):
        if term.extended_value == "Yes" and not listed.extensible:
            words = f"{listed.short} ({listed.code}) may not be extended, and {term.coded_value!r} was added"
            yield _at(term, words)


@check("warning", EXTENDED)
def extended_with_code(reviewed: Reviewed) -> Iterator[Told]:
    """A term is said to be the sponsor's and has a C-code."""
    for codelist in reviewed.of(CodeList):
        for term in terms(codelist):
            if term.extended_value == "Yes" and c_code(term.aliases):
                words = f"{term.coded_value!r} is said to be the sponsor's and has the C-code {c_code(term.aliases)}"
                yield _at(term, words)


@check("warning", EXTENDED, NEW)
def extended_in_sponsor_list(reviewed: Reviewed) -> Iterator[Told]:
    """A term of the sponsor's own list is said to extend one."""
    for codelist in reviewed.of(CodeList):
        extended = [term for term in terms(codelist) if term.extended_value == "Yes"]
        if codelist.is_non_standard == "Yes" and extended:
            words = f"{counted(len(extended), 'term', 'have')} def:ExtendedValue, and the list is the sponsor's own"
            yield told(codelist, words, extended[0].coded_value)


def _listed(reviewed: Reviewed) -> Iterator[tuple[Term, CtCodelist]]:
    """Every term of a codelist whose published form is known here."""
    for codelist in reviewed.of(CodeList):
        listed = published(reviewed, codelist)
        if listed is not None:
            yield from ((term, listed) for term in terms(codelist))


def _misspelt(alias: Alias) -> bool:
    return alias.context == NCI and not re.fullmatch(r"C\d{2,}", alias.name or "")


CHECKS = (
    codelist_code_missing,
    code_wrong,
    code_context_unknown,
    codelist_code_unknown,
    sponsor_list_with_code,
    term_code_missing,
    term_code_unknown,
    term_code_differs,
    term_unpublished,
    extended_published,
    extended_not_extensible,
    extended_with_code,
    extended_in_sponsor_list,
)
