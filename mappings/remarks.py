"""What an author says for define.xml: origins, methods, comments and documents, in Define-XML's own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from mappings.entries import Comment, DocumentEntry, MethodEntry, Origin, OriginEntry, Pages, UseEntry
from mappings.error import MappingError, nearest
from mappings.said import Reading
from mappings.spec import DatasetSpec, StudySpec, ValueSpec, VariableSpec
from mappings.statement import DocumentSpec, DocumentUse, MethodSpec, OriginSpec, PageSpec

# Define-XML terminology 2025-03-28: C170449, C170450; Define-XML 2.1, 5.3.12.2.
ORIGINS = ("Assigned", "Collected", "Derived", "Not Available", "Other", "Predecessor", "Protocol")
SOURCES = ("Investigator", "Sponsor", "Subject", "Vendor")
METHODS = ("Computation", "Imputation")
KINDS = ("acrf", "supplemental")
FLOORS = ("sdtm", "adam")


def origin_fields(said: Origin, place: str, reading: Reading) -> dict[str, Any]:
    """`origin` and `origins` of a variable: a word alone stands for what follows from its rule."""
    several = said if isinstance(said, list) else [said] if isinstance(said, OriginEntry) else []
    if isinstance(said, str):
        _one_of(said, ORIGINS, f"{place}.origin", "origin", reading)
        return {"origin": said}
    found = tuple(_origin(one, place, reading) for one in several)
    return {"origin": found[0].type if found else "", "origins": found}


def method_fields(said: str | MethodEntry, place: str, reading: Reading) -> dict[str, Any]:
    """`method` of a variable or value; its name and the rule itself are added when it is described."""
    if isinstance(said, str):
        return {"method": MethodSpec(name="", text=said) if said else None}
    _one_of(said.type, METHODS, f"{place}.method", "type of method", reading)
    return {"method": MethodSpec(name=said.name, text=said.text, type=said.type, documents=_uses(said.documents))}


def comment_fields(said: Comment) -> dict[str, Any]:
    """`comment` and `comment_documents` of a variable, value, dataset or study."""
    if isinstance(said, str):
        return {"comment": said}
    return {"comment": said.text, "comment_documents": _uses(said.documents)}


def study_documents(
    said: Mapping[str, DocumentEntry], floor: str, place: str, reading: Reading
) -> tuple[DocumentSpec, ...]:
    """The documents of one floor; the annotated CRF is the tabulation's."""
    found = []
    for name, one in said.items():
        where = f"{place}  documents.{name}"
        _one_of(one.kind, KINDS, where, "kind of document", reading)
        _one_of(one.floor, FLOORS, where, "floor", reading)
        if _leads_away(one.file):
            remedy = f'for example  file = "{name}.pdf"'
            reading.errors.append(MappingError(where, f"{one.file!r} is no name of a file beside the datasets", remedy))
        _blank_checked(name, one, where, reading)
        if (one.floor or ("sdtm" if one.kind == "acrf" else floor)) == floor:
            found.append(DocumentSpec(id=name, title=one.title, href=one.file, kind=one.kind, blank=one.blank))
    return tuple(found)


def _blank_checked(name: str, said: DocumentEntry, place: str, reading: Reading) -> None:
    """A blank is a PDF of the study folder, of the annotated CRF alone, and not the file that is made of it."""
    if not said.blank:
        return
    problem = ""
    if said.kind != "acrf":
        problem, remedy = "only an annotated CRF is made of a blank", 'say  kind = "acrf"  or leave blank out'
    elif _leads_away(said.blank) or not said.blank.lower().endswith(".pdf"):
        problem, remedy = f"{said.blank!r} is no name of a PDF in the study folder", 'for example  blank = "crf.pdf"'
    elif said.blank.lower() == said.file.lower():
        problem = f"{said.blank} is both the blank CRF and the annotated one"
        remedy = f'give the blank another name:  blank = "blank-{name}.pdf"'
    if problem:
        reading.errors.append(MappingError(f"{place}.blank", problem, remedy))


def source_named(said: str, place: str, reading: Reading) -> None:
    """An error in the report where nobody who gives data is called so."""
    _one_of(said, SOURCES, place, "source", reading)


def unknown_documents(study: StudySpec) -> Iterator[MappingError]:
    """References to documents that study.toml does not name."""
    known = {one.id for one in study.documents}
    for place, use in _all_uses(study):
        if use.document not in known:
            remedy = nearest(use.document, known) or f"under [documents.{use.document}] say its title and file"
            yield MappingError(place, f"no document {use.document}", remedy)


def _all_uses(study: StudySpec) -> Iterator[tuple[str, DocumentUse]]:
    yield from ((f"{study.place}  study.comment", use) for use in study.comment_documents)
    for dataset in study.datasets:
        yield from _uses_of(dataset)


def _uses_of(dataset: DatasetSpec) -> Iterator[tuple[str, DocumentUse]]:
    yield from ((f"{dataset.place}  {dataset.name}.comment", use) for use in dataset.comment_documents)
    for variable in dataset.variables:
        several: tuple[VariableSpec | ValueSpec, ...] = (variable, *variable.values)
        for one in several:
            yield from ((f"{variable.place}.comment", use) for use in one.comment_documents)
            yield from ((f"{variable.place}.method", use) for use in (one.method.documents if one.method else ()))
            yield from ((f"{variable.place}.origin", use) for origin in one.origins for use in origin.documents)


def _origin(said: OriginEntry, place: str, reading: Reading) -> OriginSpec:
    where = f"{place}.origin"
    _one_of(said.type, ORIGINS, where, "origin", reading)
    _one_of(said.source, SOURCES, where, "source", reading)
    if said.type == "Predecessor" and said.source:
        reading.errors.append(MappingError(where, "a predecessor has no source", 'say its variable:  text = "DM.SEX"'))
    if said.pages and not said.document:
        remedy = 'say  document = "acrf"'
        reading.errors.append(MappingError(where, "pages of what document?", remedy))
    documents = _uses([UseEntry(document=said.document, pages=said.pages)] if said.document else [])
    return OriginSpec(type=said.type, source=said.source, text=said.text, documents=documents)


def _uses(said: Iterable[UseEntry]) -> tuple[DocumentUse, ...]:
    return tuple(DocumentUse(document=one.document, pages=_pages(one.pages)) for one in said)


def _pages(said: Pages) -> tuple[PageSpec, ...]:
    """Numbers with blanks between them, or the names of places in the document."""
    words = [str(one) for one in said] if isinstance(said, list) else str(said).replace(",", " ").split()
    if not words:
        return ()
    kind = "PhysicalRef" if all(word.isdecimal() for word in words) else "NamedDestination"
    return (PageSpec(refs=" ".join(words), type=kind),)


def _one_of(said: str, known: Sequence[str], place: str, what: str, reading: Reading) -> None:
    if said and said not in known:
        remedy = nearest(said, list(known)) or f"one of {', '.join(known)}"
        reading.errors.append(MappingError(place, f"no {what} is called {said!r}", remedy))


def _leads_away(file: str) -> bool:
    return not file.strip() or file.startswith("/") or "\\" in file or ":" in file or ".." in file.split("/")
