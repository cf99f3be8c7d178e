"""Checks of data types, lengths, digits and display formats, and of the codelist's type and width."""

from __future__ import annotations

import re
from collections.abc import Iterator

from define_xml.checks.check import Told, allowed, check, told_at
from define_xml.checks.reviewed import DATES, SIZED, Reviewed, Use

ITEM = "Define-XML 2.1, ItemDef"
NUMBERS = frozenset({"integer", "float"})
FORMAT = re.compile(r"\$?[A-Za-z_]?[A-Za-z0-9_]*\.?\d*")


def whole(text: str | None) -> int | None:
    """The whole number a text says, or None."""
    return int(text) if text is not None and text.isascii() and text.isdigit() else None


def reaches(use: Use, suffixes: tuple[str, ...]) -> bool:
    """Whether the file of the dataset has one of these suffixes; a dataset without a file has a transport file."""
    href = (use.dataset.leaf.href or "") if use.dataset.leaf else ""
    return not href or href.lower().endswith(suffixes)


@check("error", ITEM)
def data_type_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """DataType is missing or none of Define-XML's."""
    for use in reviewed.items_used:
        said = use.item.data_type or ""
        if said not in DATES | SIZED:
            yield told_at(use, f"DataType is {said or 'missing'}; {allowed(said, DATES | SIZED)}", said)


@check("error", ITEM)
def length_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A text, integer or float has no Length."""
    for use in reviewed.items_used:
        if use.item.data_type in SIZED and use.item.length is None:
            yield told_at(use, f"Length is missing: a variable of type {use.item.data_type} has one")


@check("error", ITEM)
def length_needless(reviewed: Reviewed) -> Iterator[Told]:
    """A date, time or duration has a Length."""
    for use in reviewed.items_used:
        if use.item.data_type in DATES and use.item.length is not None:
            words = f"Length {use.item.length} at DataType {use.item.data_type}: only text, integer and float have one"
            yield told_at(use, words, use.item.length)


@check("error", ITEM)
def length_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """Length is no positive whole number."""
    for use in reviewed.items_used:
        if use.item.length is not None and not whole(use.item.length):
            yield told_at(use, f"Length is {use.item.length!r}; it is a whole number above 0", use.item.length)


@check("error", "SAS transport 5")
def length_beyond_transport(reviewed: Reviewed) -> Iterator[Told]:
    """A text is longer than a transport file holds."""
    for use in reviewed.items_used:
        length = whole(use.item.length) or 0
        if use.item.data_type == "text" and length > 200 and reaches(use, (".xpt",)):
            yield told_at(use, f"Length is {length}, a text in a transport file has at most 200 bytes", str(length))


@check("error", ITEM)
def digits_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A float has no SignificantDigits."""
    for use in reviewed.items_used:
        if use.item.data_type == "float" and use.item.significant_digits is None:
            yield told_at(use, "SignificantDigits is missing: say how many digits stand after the decimal point")


@check("error", ITEM)
def digits_needless(reviewed: Reviewed) -> Iterator[Told]:
    """What is no float has SignificantDigits."""
    for use in reviewed.items_used:
        if use.item.data_type not in {"float", None} and use.item.significant_digits is not None:
            words = f"SignificantDigits at DataType {use.item.data_type}: only float has them"
            yield told_at(use, words, use.item.significant_digits)


@check("error", ITEM)
def digits_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """SignificantDigits is no whole number."""
    for use in reviewed.items_used:
        said = use.item.significant_digits
        # It may be more than the Length, which of a number is often said in bytes.
        if said is not None and whole(said) is None:
            yield told_at(use, f"SignificantDigits is {said!r}; it is a whole number", said)


@check("warning", ITEM)
def display_format_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """A display format is no format: neither m.n nor a name as DATE9. or $20."""
    for use in reviewed.items_used:
        said = use.item.display_format
        if said is not None and not (said.strip() and FORMAT.fullmatch(said)):
            yield told_at(use, f"def:DisplayFormat {said!r}; write 8.2 for a number, DATE9. for a format of SAS", said)


@check("warning", ITEM)
def display_format_differs(reviewed: Reviewed) -> Iterator[Told]:
    """A display format shows a number of another kind than the data type says."""
    for use in reviewed.items_used:
        said = use.item.display_format or ""
        shape = re.fullmatch(r"(\d+)\.(\d*)", said)
        digits = whole(use.item.significant_digits)
        if use.item.data_type in NUMBERS and said.startswith("$"):
            yield told_at(use, f"def:DisplayFormat {said} is for text, DataType is {use.item.data_type}", said)
        elif use.item.data_type == "integer" and shape and int(shape[2] or 0):
            yield told_at(use, f"def:DisplayFormat {said} shows decimals of an integer", said)
        elif use.item.data_type == "float" and shape and digits is not None and int(shape[2] or 0) > digits:
            words = f"def:DisplayFormat {said} shows more decimals than SignificantDigits {digits}"
            yield told_at(use, words, said)


@check("error", "Define-XML 2.1, CodeListRef")
def codelist_on_date(reviewed: Reviewed) -> Iterator[Told]:
    """A date, time or duration has a codelist."""
    for use in reviewed.items_used:
        if use.item.data_type in DATES and use.item.codelist is not None:
            words = f"a codelist at DataType {use.item.data_type}: only text, integer and float have one"
            yield told_at(use, words, use.item.codelist.codelist_oid)


@check("error", "Define-XML 2.1, CodeList DataType")
def codelist_type_differs(reviewed: Reviewed) -> Iterator[Told]:
    """A codelist is of another data type than its variable."""
    for use in reviewed.items_used:
        codelist = reviewed.codelist(use.item)
        said = codelist.data_type if codelist else None
        known = {"text", "string"} if use.item.data_type == "text" else {use.item.data_type or ""}
        if codelist is not None and said and use.item.data_type in SIZED and said not in known:
            words = f"DataType is {use.item.data_type}, that of its codelist {codelist.oid} is {said}"
            yield told_at(use, words, said)


@check("error", "Define-XML 2.1, CodeList")
def codelist_wider(reviewed: Reviewed) -> Iterator[Told]:
    """Every value of the codelist is longer than the variable."""
    for use in reviewed.items_used:
        codelist, length = reviewed.codelist(use.item), whole(use.item.length)
        # The length is that of the longest value there is: some permitted values may well be longer.
        values = codelist.values() if codelist and use.item.data_type == "text" else ()
        fits = not length or not values or min(map(len, values)) <= length
        if codelist is not None and not fits and use.ref.has_no_data != "Yes":
            words = f"Length is {length}, and every value of {codelist.oid} is longer, as {values[0]!r}"
            yield told_at(use, words, values[0])


CHECKS = (
    data_type_unknown,
    length_missing,
    length_needless,
    length_wrong,
    length_beyond_transport,
    digits_missing,
    digits_needless,
    digits_wrong,
    display_format_wrong,
    display_format_differs,
    codelist_on_date,
    codelist_type_differs,
    codelist_wider,
)
