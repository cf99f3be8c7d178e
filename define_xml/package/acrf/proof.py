"""The proof of pages: each page that a Collected origin names holds, as text, the annotation of what was collected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

from define_xml.checks.beside.pages import numbers
from define_xml.checks.beside.pdf import DAMAGED, page_text, quiet
from define_xml.document.index import Index
from define_xml.document.items import ItemDef, ItemRef, Origin
from define_xml.document.metadata import Define
from mappings.error import InputError

_EQUAL = frozenset({"EQ", "IN"})
_NEXT = re.compile(r"\b[A-Z][A-Z0-9]{1,7} when ")


@dataclass(frozen=True)
class Miss:
    """A page that does not hold what it should: the variable or value, the page (0: none is named), the text sought."""

    variable: str
    page: int
    text: str

    def __str__(self) -> str:
        if not self.page:
            return f"{self.variable}: Collected, and no page of the annotated CRF is named"
        return f"{self.variable}: page {self.page} does not hold `{self.text}`"


@dataclass(frozen=True)
class Proof:
    """How many references from Collected origins to pages there are, and those that do not hold.

    `elsewhere` counts Collected origins without a page whose source is a vendor or the sponsor: no form asked for them.
    """

    references: int
    misses: tuple[Miss, ...]
    elsewhere: int = 0

    @property
    def proved(self) -> int:
        """The references that hold."""
        return self.references - len(self.misses)


@dataclass(frozen=True)
class _Sought:
    """One Collected origin: whose, the text as it is annotated, how it is known in a page's text, the pages named."""

    variable: str
    text: str
    name: str
    conditions: tuple[Mapping[str, tuple[str, ...]], ...]
    pages: tuple[int, ...]
    on_form: bool


def proof(define: Define, pdf: bytes) -> Proof:
    """Every Collected origin of variables and values held against the text of the pages that it names.

    A variable is sought by its name, a value under conditions as `VSORRES when VSTESTCD = TEMP`, a supplemental
    qualifier as `AETRTDRG in SUPPAE`; white space does not count. InputError for bytes that are no PDF.
    """
    with quiet():
        pages = _Pages(pdf)
        sought = tuple(_sought(define))
        misses = tuple(miss for one in sought for miss in _misses(one, pages))
    references = sum(len(one.pages) or one.on_form for one in sought)
    return Proof(references, misses, sum(not one.pages and not one.on_form for one in sought))


def unproved(define: Define, pdf: bytes) -> tuple[Miss, ...]:
    """The references from Collected origins to pages that do not hold, in the order of the define."""
    return proof(define, pdf).misses


def _misses(one: _Sought, pages: _Pages) -> Iterator[Miss]:
    if not one.pages and one.on_form:
        yield Miss(one.variable, 0, one.text)
    for number in one.pages:
        if not _holds(pages.text(number), one):
            yield Miss(one.variable, number, one.text)


def _holds(text: str, one: _Sought) -> bool:
    """Whether the text has the annotation; of alternatives, and of several values, one is enough."""
    if not one.conditions:
        words = r"\s".join(re.escape(word) for word in one.name.split())
        return re.search(rf"(?<![A-Za-z0-9_]){words}(?![A-Za-z0-9_])", text) is not None
    phrases = list(_phrases(text, one.name))
    return any(_said(phrase, condition) for phrase in phrases for condition in one.conditions)


def _phrases(text: str, name: str) -> Iterator[str]:
    """What stands after `NAME when`, up to the next annotation of that kind."""
    for match in re.finditer(rf"(?<![A-Za-z0-9_]){re.escape(name)} when ", text):
        after = _NEXT.search(text, match.end())
        yield text[match.end() : after.start() if after else len(text)]


def _said(phrase: str, condition: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether the phrase begins with a comparison of the condition, and says of the others nothing else.

    An annotation leaves out what does not tell one test from another: a condition may say more than it.
    """
    told = {name: _value(phrase, name, values) for name, values in condition.items()}
    first = re.match(r"\w+(?= = )", phrase)
    return first is not None and told.get(first.group()) is True and all(one is not False for one in told.values())


def _value(phrase: str, name: str, values: tuple[str, ...]) -> bool | None:
    """Whether the phrase gives the variable one of the values; None if it does not name it."""
    said = re.search(rf"(?:^| and ){re.escape(name)} = ", phrase)
    if said is None:
        return None
    rest = phrase[said.end() :]
    return any(re.match(rf"{re.escape(' '.join(value.split()))}(?![A-Za-z0-9_])", rest) for value in values)


class _Pages:
    """The text of a PDF's pages, white space made one; empty for a page that is not there."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf
        self.known: dict[int, str] = {}

    @cached_property
    def reader(self) -> Any:
        """The PDF; InputError if it is none."""
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError

        try:
            reader = PdfReader(BytesIO(self.pdf), strict=False)
            len(reader.pages)
        except (PyPdfError, *DAMAGED) as error:
            problem = f"it cannot be read as a PDF ({error})"
            raise InputError("acrf.pdf", problem, "make the annotated CRF anew") from None
        return reader

    def text(self, number: int) -> str:
        """The text of a page, counted from 1."""
        if number not in self.known:
            there = 1 <= number <= len(self.reader.pages)
            self.known[number] = " ".join(page_text(self.reader.pages[number - 1]).split()) if there else ""
        return self.known[number]


def _sought(define: Define) -> Iterator[_Sought]:
    index = Index(define)
    leaves = {one.leaf_id or "" for one in (define.metadata.annotated_crf or _NoCrf).documents}
    for group in define.metadata.datasets:
        for _, item in index.variables(group):
            dataset, name = group.name or "", item.name or ""
            yield from _of_item(item, f"{dataset}.{name}", name, (), leaves)
            values = index.value_list(item)
            for ref, one in index.variables(values) if values is not None else ():
                yield from _of_value(index, (dataset, name), ref, one, leaves)


class _NoCrf:
    documents = ()


def _of_value(
    index: Index, place: tuple[str, str], ref: ItemRef, one: ItemDef, leaves: set[str]
) -> Iterator[_Sought]:
    dataset, name = place
    conditions = _conditions(index, ref)
    words = "; ".join(" and ".join(f"{key} = {', '.join(held)}" for key, held in each.items()) for each in conditions)
    if name == "QVAL":
        said = [value for each in conditions for value in each.get("QNAM", ())]
        for value in said or [one.name or name]:
            yield from _of_item(one, f"{dataset}.QVAL where {words}", f"{value} in {dataset}", (), leaves)
    else:
        yield from _of_item(one, f"{dataset}.{name} where {words}", name, conditions, leaves)


def _conditions(index: Index, ref: ItemRef) -> tuple[Mapping[str, tuple[str, ...]], ...]:
    """Each alternative of an item's where clauses: the values of its equalities by variable."""
    found = []
    for where in ref.where:
        clause = index.where_clauses.get(where.where_clause_oid or "")
        said: dict[str, tuple[str, ...]] = {}
        for check in clause.checks if clause is not None else ():
            item = index.items.get(check.item_oid or "")
            if item is not None and item.name and check.comparator in _EQUAL:
                said[item.name] = check.values
        if said:
            found.append(said)
    return tuple(found)


def _of_item(
    item: ItemDef,
    variable: str,
    name: str,
    conditions: tuple[Mapping[str, tuple[str, ...]], ...],
    leaves: set[str],
) -> Iterator[_Sought]:
    text = f"{name} when {_first(conditions[0])}" if conditions else name
    for origin in item.origins:
        if origin.type in {"Collected", "CRF"}:
            on_form = origin.source in {"Investigator", "Subject", None}
            yield _Sought(variable, text, name, conditions, _named(origin, leaves), on_form)


def _first(condition: Mapping[str, tuple[str, ...]]) -> str:
    return " and ".join(f"{key} = {' or '.join(values)}" for key, values in condition.items())


def _named(origin: Origin, leaves: set[str]) -> tuple[int, ...]:
    """The pages of the annotated CRF that an origin names; where no document is the CRF, those of any."""
    refs = [ref for ref in origin.documents if not leaves or (ref.leaf_id or "") in leaves]
    return tuple(dict.fromkeys(number for ref in refs for page in ref.pages for number in numbers(page)))
