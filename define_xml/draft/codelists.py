"""Codelists of a drafted study: published ones by their short names, a sponsor's own as rows of terminology.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from mappings.spec import Codelist, StudySpec, Term
from mappings.terminology import CtCodelist, Terminology
from mappings.terms import COLUMNS


@dataclass
class Codelists:
    """What each codelist of a define.xml is in the draft.

    `names` gives the name a variable says, by the codelist's name in the define.xml, `codes` the C-code of those that
    are published; `dictionaries` are kept elsewhere; `terms` the rows of terminology.csv: codelist -> term -> decode.
    """

    names: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    dictionaries: dict[str, Codelist] = field(default_factory=dict)
    terms: dict[str, dict[str, str]] = field(default_factory=dict)

    def as_csv(self) -> str:
        """terminology.csv, or an empty text where the study has no terms of its own."""
        if not self.terms:
            return ""
        lines = io.StringIO()
        rows = csv.writer(lines, lineterminator="\n")
        rows.writerow(COLUMNS)
        for name, terms in self.terms.items():
            rows.writerows((name, value, decode, "") for value, decode in terms.items())
        return lines.getvalue()


def drafted_codelists(study: StudySpec, releases: Sequence[Terminology]) -> Codelists:
    """The codelists of a study in words that a study folder can say."""
    found = Codelists()
    for one in study.codelists:
        if one.dictionary:
            found.dictionaries[one.name] = one
            continue
        published = _published(one, releases)
        if published is not None:
            found.names[one.name], found.codes[one.name] = published[1].short, published[1].code
            _add(found, published[1].short, _own_terms(one, *published))
        elif any(term.value.strip() for term in one.terms):
            name = _free_name(one.name, releases, found)
            found.names[one.name] = name
            _add(found, name, {term.value: term.decode for term in one.terms})
    return found


def _published(one: Codelist, releases: Sequence[Terminology]) -> tuple[Terminology, CtCodelist] | None:
    """The published list of that C-code, if it has all the terms or may be extended; without a code, of that name."""
    for release in releases:
        listed = release.codelist(one.code) if one.code in release else None
        if listed is None and not one.code and one.name in release:
            named = release.codelist(one.name)
            listed = named if _lacks(one, named) == [] else None
        if listed is not None and (listed.extensible or not _lacks(one, listed)):
            return release, listed
    return None


def _lacks(one: Codelist, listed: CtCodelist) -> list[Term]:
    known = {term.submission for term in listed.terms}
    return [term for term in one.terms if term.value.strip() not in known]


def _own_terms(one: Codelist, release: Terminology, listed: CtCodelist) -> dict[str, str]:
    """Terms the sponsor added, and published ones with another meaning than the published."""
    decodes = release.decodes(listed.code)
    return {
        term.value: term.decode
        for term in one.terms
        if term.value.strip() not in decodes
        or (term.decode and term.decode.casefold() != decodes[term.value.strip()].casefold())
    }


def _add(found: Codelists, name: str, terms: dict[str, str]) -> None:
    """The terms, as the file can hold them: no blanks around, and one meaning each."""
    for value, decode in terms.items():
        if value.strip():
            found.terms.setdefault(name, {}).setdefault(value.strip(), decode.strip())


def _free_name(wanted: str, releases: Sequence[Terminology], found: Codelists) -> str:
    """A name that no published list and no other list of the draft has."""
    name = " ".join(wanted.split()) or "OWN"
    while any(name in release for release in releases) or name in found.terms:
        name += "_"
    return name
