"""Operators that ask the controlled terminology: is a value a term, is it written as published, does its decode fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from validation.conformance.codelists import (
    Listed,
    codes_of_words,
    declared,
    folded,
    listed,
    named,
    release,
    retired_terms,
)
from validation.conformance.column import Mask
from validation.conformance.operators.on import On
from validation.conformance.operators.several import pairs
from validation.conformance.rule import NotApplicable


def not_in_closed_codelist(on: On) -> Mask:
    """Where a value is no term of its variable's codelist, which nobody may extend, in whatever form."""
    found = _listed(on)
    if found is None or found.extensible:
        return on.falses()
    return on.target.where(lambda value: folded(value) not in found.forms)


def not_in_open_codelist(on: On) -> Mask:
    """Where a value is neither a term of its variable's extensible codelist nor one the define.xml adds to it."""
    found = _listed(on)
    if found is None or not found.extensible:
        return on.falses()
    added = declared(on.study, found)
    known = {*found.forms, *found.synonyms}
    return on.target.where(lambda value: value not in added and folded(value) not in known)


def term_in_other_form(on: On) -> Mask:
    """Where a value is a term but for case or blanks, and no term as it stands."""
    found = _listed(on)
    if found is None:
        return on.falses()
    added = declared(on.study, found)
    return on.target.where(
        lambda value: value not in found.codes and value not in added and folded(value) in found.forms
    )


def synonym_of_term(on: On) -> Mask:
    """Where a value of an extensible codelist is a published synonym of one of its terms, which says the same."""
    found = _listed(on)
    if found is None or not found.extensible:
        return on.falses()
    added = declared(on.study, found)
    return on.target.where(lambda value: value not in added and folded(value) in found.synonyms)


def retired_term(on: On) -> Mask:
    """Where a value is a term of its variable's codelist that a later release has not, or has in other words."""
    found = _listed(on)
    if found is None:
        return on.falses()
    retired = retired_terms()
    gone = {word for codelist in found.codelists for word in retired.get(codelist.code, {})}
    return on.target.where(lambda value: value in gone)


def not_decode_of(on: On) -> Mask:
    """Where the name of a thing is not the one published for its code, or the code not the one for its name."""
    names, codes = _list_of(on, on.name), _list_of(on, str(on.condition.value))
    if names is None or codes is None or not set(names.values) & set(codes.values):
        raise NotApplicable(f"{on.name} and {on.condition.value} have no codelists that belong together")
    return pairs(on.target, on.column(str(on.condition.value)), lambda name, code: _parted(names, codes, name, code))


def not_in_codelist(on: On) -> Mask:
    """Where a value is no term of the codelist named (by short name or C-code), nor one the define.xml adds to it."""
    found = named(str(on.condition.value), on.study)
    added = declared(on.study, found)
    return on.target.where(lambda value: value not in found.codes and value not in added)


def in_codelist(on: On) -> Mask:
    """Where a value is a term of the codelist named."""
    found = named(str(on.condition.value), on.study)
    return on.target.where(lambda value: value in found.codes)


def not_code_of_term(on: On) -> Mask:
    """Where a C-code is not that of the term it stands beside, in any codelist of the release."""
    words = codes_of_words(release(on.study))
    beside = on.column(str(on.condition.value))
    return pairs(on.target, beside, lambda code, word: code not in words.get(word, frozenset()))


def earlier_than_terminology(on: On) -> Mask:
    """Where the version of CDISC's terminology that a value names is older than the one judged by."""
    version = release(on.study).version
    return on.target.where(lambda value: value[:10] < version)


def later_than_terminology(on: On) -> Mask:
    """Where the version of CDISC's terminology that a value names is newer than the one judged by."""
    version = release(on.study).version
    return on.target.where(lambda value: value[:10] > version)


TERMINOLOGY: dict[str, Callable[[On], Mask]] = {
    "not_in_closed_codelist": not_in_closed_codelist,
    "not_in_open_codelist": not_in_open_codelist,
    "term_in_other_form": term_in_other_form,
    "synonym_of_term": synonym_of_term,
    "retired_term": retired_term,
    "not_decode_of": not_decode_of,
    "not_in_codelist": not_in_codelist,
    "in_codelist": in_codelist,
    "not_code_of_term": not_code_of_term,
    "earlier_than_terminology": earlier_than_terminology,
    "later_than_terminology": later_than_terminology,
}


def _listed(on: On) -> Listed | None:
    """The terms of the variable asked about; None where it has no codelist, or holds numbers."""
    found = _list_of(on, on.name)
    return None if on.target.number else found


def _list_of(on: On, name: str) -> Listed | None:
    return listed(on.table, name, on.study)


def _parted(names: Listed, codes: Listed, name: str, code: str) -> bool:
    """Whether a name and a code, of which one at least is published, do not belong together."""
    known, asked = names.codes.get(name, frozenset()), codes.codes.get(code, frozenset())
    # A code without a published name, or a name without a published code, is a pair nobody knows.
    paired_names, paired_codes = _known(asked, names), _known(known, codes)
    return bool(paired_names or paired_codes) and not known & asked


def _known(codes: Iterable[str], other: Listed) -> set[str]:
    return set(codes) & set(other.values)
