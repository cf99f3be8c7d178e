"""Origins, methods and comments as a study folder says them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from define_xml.draft.toml import Value
from mappings.remarks import METHODS, ORIGINS, SOURCES
from mappings.statement import DocumentUse, MethodSpec, OriginSpec, PageSpec

MANY = 500  # pages; a longer range is said by its ends


def origin(said: Iterable[OriginSpec], documents: frozenset[str]) -> Value:
    """`"Derived"`, a table, or a list of tables; None where nothing can be said."""
    known = {one.casefold(): one for one in ORIGINS}
    found = [_origin(one, known[one.type.casefold()], documents) for one in said if one.type.casefold() in known]
    if len(found) == 1:
        return found[0]["type"] if len(found[0]) == 1 else found[0]
    return found or None


def _origin(said: OriginSpec, kind: str, documents: frozenset[str]) -> dict[str, Value]:
    found: dict[str, Value] = {"type": kind}
    if said.source in SOURCES and kind != "Predecessor":
        found["source"] = said.source
    if said.text:
        found["text"] = said.text
    used = [use for use in said.documents if use.document in documents]
    # An origin names one document; what it says of further ones stands in the define.xml.
    return {**found, **_use(used[0])} if used else found


def method(said: MethodSpec | None, documents: frozenset[str]) -> Value:
    """The words of a method, with its type and documents where they say more; None where nothing is said."""
    if said is None or not said.text:
        return None
    found: dict[str, Value] = {"text": said.text}
    if said.type in METHODS and said.type != METHODS[0]:
        found["type"] = said.type
    used = _uses(said.documents, documents)
    if used:
        found["documents"] = used
    return said.text if len(found) == 1 else found


def comment(words: str, uses: Iterable[DocumentUse], documents: frozenset[str]) -> Value:
    """A comment's words, with the documents it refers to; None where nothing is said."""
    used = _uses(uses, documents)
    if used:
        return {"text": words, "documents": used}
    return words or None


def _uses(said: Iterable[DocumentUse], documents: frozenset[str]) -> list[Value]:
    return [_use(one) for one in said if one.document in documents]


def _use(said: DocumentUse) -> dict[str, Value]:
    pages = [page for one in said.pages for page in _pages(one)]
    return {"document": said.document, **({"pages": " ".join(pages)} if pages else {})}


def _pages(said: PageSpec) -> Iterator[str]:
    """The numbers or names of pages; a range as all its numbers."""
    yield from said.refs.replace(",", " ").split()
    ends = [one for one in (said.first, said.last) if one.strip()]
    if len(ends) == 2 and all(one.strip().isdecimal() and len(one) < 7 for one in ends):
        first, last = map(int, ends)
        if first <= last < first + MANY:
            yield from map(str, range(first, last + 1))
            return
    yield from (one.strip() for one in ends)
