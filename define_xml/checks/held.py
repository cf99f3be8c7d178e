"""What is shipped here of the standards a define.xml names: guides, terminology, Define-XML's own words."""

from __future__ import annotations

from functools import cache

from define_xml.document.metadata import Standard
from mappings.catalog import standard_versions, terminology_versions
from mappings.terminology import CtCodelist, Terminology, load_terminology

# Define-XML's name of a guide -> the catalog's.
GUIDES = {"SDTMIG": "SDTMIG", "ADaMIG": "ADaMIG", "ADaM-OCCDSIG": "OCCDS"}
OWN = "DEFINE-XML"


def is_held(standard: Standard) -> bool:
    """Whether that version of a guide, or that release of terminology, is shipped here."""
    if standard.type == "CT":
        return standard.version in terminology_versions().get(standard.publishing_set or "", ())
    return standard.version in standard_versions().get(GUIDES.get(standard.name or "", ""), ())


def terminology_of(standard: Standard | None) -> Terminology | None:
    """The release of terminology that a standard names, if it is shipped here."""
    if standard is None or standard.type != "CT" or not is_held(standard):
        return None
    return load_terminology(standard.publishing_set or "", standard.version or "")


def published_words(codelist: str) -> tuple[str, ...]:
    """The submission values of a codelist of Define-XML's own terminology: `STDNAM`, `ORIGINT`, `GNRLOBSC`."""
    return tuple(term.submission for term in _own().codelist(codelist).terms)


@cache
def values_by_code(codelist: CtCodelist) -> dict[str, str]:
    """C-code of a term -> its submission value."""
    return {term.code: term.submission for term in codelist.terms}


@cache
def codes_by_value(codelist: CtCodelist) -> dict[str, str]:
    """Submission value of a term -> its C-code."""
    return {term.submission: term.code for term in codelist.terms}


@cache
def _own() -> Terminology:
    return load_terminology(OWN, max(terminology_versions()[OWN]))
