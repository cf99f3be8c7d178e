"""Values against what their ItemDef says: data type, length, digits, codelist, mandatory; at both levels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from define_xml.checks.beside.held import Part
from define_xml.checks.beside.kinds import FITS, NUMERIC, whole_number
from mappings.distinct import Codes, number_text
from mappings.error import nearest
from mappings.finding import Finding, Severity

# Of one variable so many values are told one by one; the others are counted.
MOST = 100
# SDTMIG 3.4, 8.3 and 8.4: empty where a relation is of whole subjects or datasets, and where nobody evaluated.
_MAY_BE_EMPTY = frozenset({"USUBJID", "IDVAR", "IDVARVAL", "RELTYPE", "QEVAL"})
_Odd = tuple[int, str, int]  # place in the column, text, count


def _told(part: Part, check: str, odd: Iterable[_Odd], words: str, cites: str) -> Iterator[Finding]:
    """A finding for each value, with its count and first records."""
    found = list(odd)
    for place, word, count in found[:MOST]:
        records = part.column.records(place, part.mask)
        yield Finding(check, "error", part.said(words), part.held.name, part.name, word, count, records, cites)
    if len(found) > MOST:
        rest = sum(count for _, _, count in found[MOST:])
        more = f"{words}; {len(found) - MOST:,} more such values in {rest:,} records"
        yield Finding(check, "error", part.said(more), part.held.name, part.name, count=rest, cites=cites)


def _one(part: Part, check: str, words: str, cites: str, severity: Severity = "error") -> Finding:
    return Finding(check, severity, part.said(words), part.held.name, part.name, cites=cites)


def type_differs(part: Part) -> Iterator[Finding]:
    """The data hold numbers and the data type is one of texts, or the reverse."""
    kind, numeric = part.item.data_type or "", part.column.numeric
    if not kind or part.condition or numeric == (kind in NUMERIC):
        return
    held = "numbers (Num)" if numeric else "text (Char)"
    remedy = "say integer or float" if numeric else "say text, or the kind of date it is"
    yield _one(part, "type_differs", f"DataType is {kind}, and the data hold {held}: {remedy}", "Define-XML 2.1, 4.3.1")


def value_not_of_type(part: Part) -> Iterator[Finding]:
    """A value is none of its data type: a decimal in an integer, a text in a number, a date not of ISO 8601."""
    kind = part.item.data_type or ""
    if kind not in FITS or (part.column.numeric and kind not in NUMERIC) or _type_told(part):
        return
    odd = part.values(part.places[~part.column.fits(kind)[part.places]])
    words = f"not of DataType {kind}" if kind in NUMERIC else f"not of DataType {kind} as ISO 8601 writes it"
    yield from _told(part, "value_not_of_type", odd, words, "Define-XML 2.1, 4.3.1")


def _type_told(part: Part) -> bool:
    """A text variable that says it holds numbers is told of once, as a whole."""
    return not part.condition and not part.column.numeric and part.item.data_type in NUMERIC


def length_too_short(part: Part) -> Iterator[Finding]:
    """A value is longer than Length: bytes of a text, digits of a number."""
    limit, number = whole_number(part.item.length), part.item.data_type in NUMERIC
    if limit is None or _type_told(part):
        return
    every = _digits(part) if number else part.column.sizes(part.held.encoding)[part.places]
    if (every > limit).any():
        size, unit = every.max(), "digits" if number else "bytes"
        words = f"Length is {limit}, and values have up to {size} {unit}: say {size}"
        yield _longest(part, "length_too_short", every, limit, words)


def _digits(part: Part) -> Codes:
    """The digits of each number, of its decimals as many as are said to be significant."""
    every, decimals = (found[part.places] for found in part.column.digits)
    most = whole_number(part.item.significant_digits) or 0
    return np.asarray(every - decimals + np.minimum(decimals, most))


def _longest(part: Part, check: str, sizes: Codes, limit: int, words: str) -> Finding:
    """One finding for all of them: the largest value, and how many records have one that is too large."""
    place = int(part.places[sizes.argmax()])
    count = int(part.counts[part.places[sizes > limit]].sum())
    word, records = part.column.words[place], part.column.records(place, part.mask)
    return Finding(
        check, "error", part.said(words), part.held.name, part.name, word, count, records, "Define-XML 2.1, 5.3.11"
    )


def digits_too_few(part: Part) -> Iterator[Finding]:
    """A number has more decimals than SignificantDigits."""
    limit = whole_number(part.item.significant_digits)
    if limit is None or part.item.data_type != "float" or _type_told(part):
        return
    decimals = part.column.digits[1][part.places]
    if (decimals > limit).any():
        most = decimals.max()
        words = f"SignificantDigits is {limit}, and values have up to {most} decimals: say {most}"
        yield _longest(part, "digits_too_few", decimals, limit, words)


def value_not_in_codelist(part: Part) -> Iterator[Finding]:
    """A value is no term of the codelist."""
    codelist = part.codelist
    if codelist is None or codelist.external is not None:
        return
    terms = permitted(part)
    odd = [one for one in part.used if one[1] not in terms]
    if not odd:
        return
    near = {term.casefold().strip(): term for term in terms}
    near |= {item.decode.value.casefold(): item.coded_value or "" for item in codelist.items if item.decode is not None}
    name = codelist.name or codelist.oid or ""
    for one in odd[:MOST]:
        meant = near.get(one[1].casefold().strip())
        alike = nearest(one[1], set(terms)) if len(terms) <= MOST and not meant else ""
        remedy = f"did you mean {plain(meant)}?" if meant else plain(alike) or "add it, or mend the data"
        words = f"no term of codelist {name}: {remedy}"
        yield from _told(part, "value_not_in_codelist", [one], words, "Define-XML 2.1, 5.3.12")
    if len(odd) > MOST:
        rest = sum(count for _, _, count in odd[MOST:])
        words = f"{len(odd) - MOST:,} more values are no terms of codelist {name}"
        yield Finding("value_not_in_codelist", "error", part.said(words), part.held.name, part.name, count=rest)


def plain(text: str) -> str:
    """The text with letters that nobody sees told by their numbers, such as a blank that does not break."""
    return "".join(letter if letter.isprintable() else f"\\x{ord(letter):02X}" for letter in text)


def permitted(part: Part) -> frozenset[str]:
    """The terms of the item's codelist, as the column writes values; empty without one."""
    codelist = part.codelist
    # Blanks at the end are no part of a value in a transport file.
    terms = [term.rstrip(" ") for term in codelist.values()] if codelist is not None else []
    if not part.column.numeric:
        return frozenset(terms)
    return frozenset(number_text(float(term)) if FITS["float"](term) else term for term in terms)


def mandatory_empty(part: Part) -> Iterator[Finding]:
    """A mandatory variable has no value in some records."""
    missing = part.records - part.filled
    # A variable that has no data at all, and says so, is a matter of the define alone.
    if part.ref.mandatory != "Yes" or not missing or part.ref.has_no_data == "Yes":
        return
    words = f"Mandatory is Yes, and {missing:,} of {part.records:,} records have no value: say No, or fill them"
    records = part.column.records(-1, part.mask)
    yield Finding("mandatory_empty", "error", part.said(words), part.held.name, part.name, "", missing, records,
                  "Define-XML 2.1, 5.3.9")  # fmt: skip


def has_no_data_filled(part: Part) -> Iterator[Finding]:
    """A variable is said to have no data, and has some."""
    if part.ref.has_no_data == "Yes" and part.filled:
        words = f"def:HasNoData is Yes, and {part.filled:,} records have a value: leave it out"
        yield _one(part, "has_no_data_filled", words, "Define-XML 2.1, 5.3.9")


def never_filled(part: Part) -> Iterator[Finding]:
    """A variable has no value in any record, and nothing says so."""
    if part.name in _MAY_BE_EMPTY or part.condition or not part.records:
        return
    if not part.filled and part.ref.has_no_data != "Yes":
        words = 'no record has a value: say def:HasNoData="Yes", and why in a comment'
        yield _one(part, "never_filled", words, "Define-XML 2.1, 5.3.9", "note")


CHECKS = (
    type_differs, value_not_of_type, length_too_short, digits_too_few, value_not_in_codelist,
    mandatory_empty, has_no_data_filled, never_filled,
)  # fmt: skip
