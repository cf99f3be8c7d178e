"""Checks of codelists by themselves: names, kinds, terms, their order, dictionaries kept elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from define_xml.checks.check import NEW, Told, allowed, check, repeated, told
from define_xml.checks.conditions import is_number
from define_xml.checks.held import published_words
from define_xml.checks.reviewed import Reviewed
from define_xml.document.values import CodeList, CodeListItem, EnumeratedItem

LIST = "Define-XML 2.1, CodeList"
TERM = "Define-XML 2.1, CodeListItem, EnumeratedItem"
EXTERNAL = "Define-XML 2.1, ExternalCodeList"
TYPES = ("text", "integer", "float")


def terms(codelist: CodeList) -> list[CodeListItem | EnumeratedItem]:
    """The terms of a codelist, with decodes and without."""
    return [*codelist.items, *codelist.enumerated]


@check("error", LIST)
def codelist_name_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A codelist has no name."""
    for one in reviewed.of(CodeList):
        if not (one.name or "").strip():
            yield told(one, "Name is missing")


@check("error", LIST)
def codelist_name_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two codelists have the same name."""
    often = repeated(" ".join(one.name.split()) for one in reviewed.of(CodeList) if one.name)
    for one in reviewed.of(CodeList):
        name = " ".join((one.name or "").split())
        if name in often:
            yield told(one, f"{often[name]} codelists are named {name!r}: say in the name what each is for", name)


@check("error", LIST)
def codelist_empty(reviewed: Reviewed) -> Iterator[Told]:
    """A codelist has neither terms nor a dictionary."""
    for one in reviewed.of(CodeList):
        if not terms(one) and one.external is None:
            yield told(one, "there is no CodeListItem, EnumeratedItem or ExternalCodeList")


@check("error", LIST)
def codelist_mixed(reviewed: Reviewed) -> Iterator[Told]:
    """A codelist mixes terms with decodes, terms without, or a dictionary."""
    for one in reviewed.of(CodeList):
        if [bool(one.items), bool(one.enumerated), one.external is not None].count(True) > 1:
            yield told(one, "CodeListItem, EnumeratedItem and ExternalCodeList do not stand in one codelist")


@check("error", LIST)
def codelist_type_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """The DataType of a codelist is missing, or no type of codelists."""
    for one in reviewed.of(CodeList):
        said = one.data_type or ""
        if said not in TYPES:
            yield told(one, f"DataType is {said or 'missing'}; {allowed(said, TYPES)}", said)


@check("warning", LIST)
def sas_format_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """SASFormatName is no name of a format, or of a format for numbers at a list of texts."""
    for one in reviewed.of(CodeList):
        said = one.sas_format_name
        if said is not None and not re.fullmatch(r"\$?[A-Za-z_][A-Za-z0-9_]{0,30}\.?", said):
            yield told(one, f"SASFormatName {said!r} is no name of a format: letters, digits, _; $ for text", said)
        # A list of numbers may be for a text variable: its format begins with $ all the same.
        elif said is not None and one.data_type == "text" and not said.startswith("$"):
            yield told(one, f"SASFormatName {said} of a list of texts: such a format begins with $", said)


@check("error", TERM)
def term_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A term has no value."""
    for codelist in reviewed.of(CodeList):
        for term in terms(codelist):
            if not (term.coded_value or "").strip():
                yield told(term, "CodedValue is missing or blank")


@check("error", TERM)
def term_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """A codelist has a value twice."""
    for codelist in reviewed.of(CodeList):
        for value, count in repeated(codelist.values()).items():
            yield told(codelist, f"the value {value!r} stands {count} times", value)


@check("warning", TERM)
def term_case_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two values of a codelist differ in case or blanks only."""
    for codelist in reviewed.of(CodeList):
        alike: dict[str, list[str]] = {}
        # Units differ by their case: mg and Mg.
        for value in dict.fromkeys(codelist.values()):
            alike.setdefault(" ".join(value.split()).casefold(), []).append(value)
        for values in alike.values():
            if len(values) > 1 and not _published(reviewed, codelist):
                yield told(codelist, f"{', '.join(map(repr, values))} differ in case or blanks only", values[1])


@check("error", TERM)
def term_no_number(reviewed: Reviewed) -> Iterator[Told]:
    """A value of a numeric codelist is no number."""
    for codelist in reviewed.of(CodeList):
        for value in codelist.values() if codelist.data_type in {"integer", "float"} else ():
            whole = codelist.data_type == "float" or re.fullmatch(r"\s*[+-]?\d+\s*", value)
            if value.strip() and not (is_number(value) and whole):
                yield told(codelist, f"{value!r} is no {codelist.data_type}, the DataType of the codelist", value)


@check("error", TERM)
def decode_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A CodeListItem has no decode."""
    for codelist in reviewed.of(CodeList):
        for term in codelist.items:
            if not (term.decode and term.decode.value):
                words = f"{term.coded_value!r} has no Decode; a value that means itself is an EnumeratedItem"
                yield told(term, words, term.coded_value)


@check("warning", TERM)
def decode_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two values of a codelist mean the same."""
    for codelist in reviewed.of(CodeList):
        meant = {term.coded_value or "": term.decode.value for term in codelist.items if term.decode}
        for decode in repeated(word for word in meant.values() if word):
            values = [value for value, word in meant.items() if word == decode]
            yield told(codelist, f"{', '.join(values)} all mean {decode!r}", decode)


@check("warning", TERM)
def term_order_partial(reviewed: Reviewed) -> Iterator[Told]:
    """Some terms of a codelist have an OrderNumber or a Rank and others have none."""
    for codelist in reviewed.of(CodeList):
        for attribute, name in (("order_number", "OrderNumber"), ("rank", "Rank")):
            said = [getattr(term, attribute) is not None for term in terms(codelist)]
            if any(said) and not all(said):
                yield told(codelist, f"{said.count(False)} of {len(said)} terms have no {name}: give it to all or none")


@check("error", TERM)
def term_order_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """OrderNumber of a term is no whole number, or Rank no number."""
    for codelist in reviewed.of(CodeList):
        for term in terms(codelist):
            order = term.order_number is None or re.fullmatch(r"\d+", term.order_number)
            if not order or (term.rank is not None and not is_number(term.rank)):
                words = f"OrderNumber {term.order_number}, Rank {term.rank} of {term.coded_value!r}: both are numbers"
                yield told(term, words, term.coded_value)


@check("error", TERM)
def term_order_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two terms of a codelist have the same OrderNumber."""
    for codelist in reviewed.of(CodeList):
        numbers = (term.order_number for term in terms(codelist) if term.order_number is not None)
        for number, count in repeated(numbers).items():
            yield told(codelist, f"OrderNumber {number} stands at {count} terms", number)


@check("error", EXTERNAL)
def dictionary_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A codelist kept elsewhere does not name its dictionary."""
    for one in reviewed.of(CodeList):
        if one.external is not None and not (one.external.dictionary or "").strip():
            yield told(one, "Dictionary is missing: name it, as MedDRA")


@check("error", EXTERNAL)
def dictionary_version_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A dictionary has no version."""
    for one in reviewed.of(CodeList):
        if one.external is not None and not (one.external.version or "").strip():
            yield told(one, f"Version of {one.external.dictionary or 'the dictionary'} is missing")


@check("warning", EXTERNAL)
def dictionary_misspelt(reviewed: Reviewed) -> Iterator[Told]:
    """The name of a dictionary differs from the published one in its case only."""
    known = {word.casefold(): word for word in published_words("DICTNAM")}
    for one in reviewed.of(CodeList):
        said = (one.external.dictionary or "") if one.external else ""
        right = known.get(said.casefold(), said)
        if right != said:
            yield told(one, f"Dictionary is {said}; it is written {right}", said)


@check("note", EXTERNAL)
def dictionary_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """A dictionary is none of those that Define-XML's terminology names, and no comment explains it."""
    known = {word.casefold() for word in published_words("DICTNAM")}
    for one in reviewed.of(CodeList):
        said = (one.external.dictionary or "") if one.external else ""
        if said and said.casefold() not in known and not one.comment_oid:
            words = f"Dictionary {said!r}: {allowed(said, published_words('DICTNAM'))}"
            yield told(one, f"{words}; the list may be extended: say in a comment what it is", said)


@check("error", "Define-XML 2.1, CodeList def:StandardOID", NEW)
def codelist_standard_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A codelist names no terminology and is not said to be the sponsor's."""
    for one in reviewed.of(CodeList):
        if not one.standard_oid and one.is_non_standard != "Yes" and one.external is None:
            yield told(one, 'name the terminology by def:StandardOID, or say def:IsNonStandard="Yes"')


@check("error", "Define-XML 2.1, CodeList def:StandardOID", NEW)
def codelist_standard_both(reviewed: Reviewed) -> Iterator[Told]:
    """A codelist names a terminology and is said to be the sponsor's."""
    for one in reviewed.of(CodeList):
        if one.standard_oid and one.is_non_standard == "Yes":
            yield told(one, "def:StandardOID and def:IsNonStandard stand together: one of them is true")


@check("error", "Define-XML 2.1, CodeList def:StandardOID", NEW)
def codelist_standard_is_guide(reviewed: Reviewed) -> Iterator[Told]:
    """A codelist names an implementation guide where terminology is meant."""
    for one in reviewed.of(CodeList):
        standard = reviewed.standards.get(one.standard_oid or "")
        if standard is not None and standard.type == "IG":
            yield told(one, f"{one.standard_oid} is {standard.name}, of Type IG; a codelist is of one of Type CT")


def _published(reviewed: Reviewed, codelist: CodeList) -> bool:
    return bool(codelist.standard_oid and codelist.is_non_standard != "Yes")


CHECKS = (
    codelist_name_missing,
    codelist_name_repeated,
    codelist_empty,
    codelist_mixed,
    codelist_type_unknown,
    sas_format_wrong,
    term_missing,
    term_repeated,
    term_case_repeated,
    term_no_number,
    decode_missing,
    decode_repeated,
    term_order_partial,
    term_order_wrong,
    term_order_repeated,
    dictionary_missing,
    dictionary_version_missing,
    dictionary_misspelt,
    dictionary_unknown,
    codelist_standard_missing,
    codelist_standard_both,
    codelist_standard_is_guide,
)
