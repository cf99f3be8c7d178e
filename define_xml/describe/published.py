"""What the releases of terminology that a study names say of a codelist: its short name, and whose it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from mappings.error import MappingError
from mappings.spec import Codelist, StandardRef, Term
from mappings.terminology import CtCodelist, Terminology, load_terminology

FEW = 5
# Parameters whose terms are of a list with another name; the list of the others bears their own.
SUMMARY = {"DOSFRM": "FRM", "DOSFRQ": "FREQ", "DOSU": "UNIT"}


class Published:
    """The releases by name; one that the study brought as a file of its own answers no questions here."""

    def __init__(self, refs: Sequence[StandardRef]) -> None:
        self.refs = refs
        self.releases = {ref.name: release for ref in refs if not ref.path and (release := _release(ref)) is not None}

    def short(self, code: str) -> str:
        """`NY` of `C66742`; empty if no release here has the list."""
        return next((one.codelist(code).short for one in self.releases.values() if code in one), "")

    def short_list(self, name: str) -> Codelist | None:
        """A published list of a few terms by its C-code; None for a longer one, for not all its terms can occur."""
        release = next((one for one in self.releases.values() if name in one), None)
        listed = release.codelist(name) if release else None
        if release is None or listed is None or len(listed.terms) > FEW:
            return None
        return _codelist(listed.short, listed, release, [term.submission for term in listed.terms])

    def standard(self, code: str) -> str:
        """The name of the terminology a list is of; empty for a list without a C-code."""
        if not code:
            return ""
        known = next((name for name, release in self.releases.items() if code in release), "")
        # What no release here has is of one that the study brought.
        return known or next((ref.name for ref in self.refs if ref.path), self.refs[0].name if self.refs else "")

    def summary_list(self, parameter: str, values: Collection[str]) -> Codelist | None:
        """The list that CDISC names for a parameter of the trial summary, if it has all these values."""
        short = SUMMARY.get(parameter, parameter)
        release = next((one for one in self.releases.values() if short in one), None)
        listed = release.codelist(short) if release else None
        if release is None or listed is None or not set(values) <= {term.submission for term in listed.terms}:
            return None
        return _codelist(f"TS.{listed.short}.{parameter}", listed, release, values)


def _codelist(name: str, listed: CtCodelist, release: Terminology, values: Collection[str]) -> Codelist:
    """The list with the terms of these values."""
    decodes = release.decodes(listed.code)
    terms = tuple(
        Term(value=term.submission, decode=decodes[term.submission], code=term.code)
        for term in listed.terms if term.submission in values
    )  # fmt: skip
    return Codelist(name=name, label=listed.name, code=listed.code, extensible=listed.extensible, terms=terms)


def _release(ref: StandardRef) -> Terminology | None:
    try:
        return load_terminology(ref.name, ref.version)
    except MappingError:
        return None
