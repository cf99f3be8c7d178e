"""What is referred to, as define.xml says it and gives it back: documents, their pages, origins, standards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from define_xml.from_spec.texts import lines, one_line
from define_xml.oids import Names, leaf_id
from mappings.error import MappingError
from mappings.spec import StandardRef, StudySpec
from mappings.statement import DocumentSpec, DocumentUse, MethodSpec, OriginSpec, PageSpec


class Documents:
    """The documents of a study under identifiers that XML takes."""

    def __init__(self, study: StudySpec) -> None:
        given = Names()
        self._ids = {one.id: given.give(leaf_id(one.id), one.id).removeprefix("LF.") for one in study.documents}
        self._documents = study.documents

    def all(self) -> tuple[DocumentSpec, ...]:
        """Each document, its title at least the name of its file."""
        return tuple(
            DocumentSpec(
                id=self.id(one.id), title=one_line(one.title) or one_line(one.href), href=one.href, kind=one.kind
            )
            for one in self._documents
        )

    def id(self, said: str) -> str:
        """The identifier of a document; of one that is not listed, as it is referred to."""
        return self._ids.get(said) or leaf_id(said).removeprefix("LF.")

    def uses(self, said: Iterable[DocumentUse]) -> tuple[DocumentUse, ...]:
        """References with their pages."""
        return tuple(DocumentUse(document=self.id(one.document), pages=tuple(map(_page, one.pages))) for one in said)

    def comment(self, words: str, uses: Iterable[DocumentUse]) -> str:
        """A comment's words; one that is a document alone says at least so (Define-XML 2.1, 5.3.14)."""
        return lines(words) or ("See the document." if tuple(uses) else "")

    def origins(self, said: Iterable[OriginSpec], word: str = "") -> tuple[OriginSpec, ...]:
        """Where values come from; without that, what the author says in a word."""
        found = tuple(
            OriginSpec(type=one.type, source=one.source, text=lines(one.text), documents=self.uses(one.documents))
            for one in said
        )
        return found or ((OriginSpec(type=word),) if word else ())

    def method(self, said: MethodSpec, item: str) -> MethodSpec:
        """A method, its name at least that of the item it makes."""
        return MethodSpec(
            name=one_line(said.name) or item,
            text=lines(said.text) or one_line(said.name) or item,
            type=said.type,
            expressions=tuple(one.model_copy(update={"code": one.code.strip()}) for one in said.expressions),
            documents=self.uses(said.documents),
            oid=said.oid,
        )


def _page(one: PageSpec) -> PageSpec:
    return one.model_copy(update={"refs": one_line(one.refs)})


def one_reference(wanted: str, refs: Sequence[StandardRef], place: str, table: str) -> str:
    """The name of the standard meant, or its identifier where several have that name; MappingError if none is."""
    ref = next((one for one in refs if wanted in (one.oid, one.name)), None)
    if ref is None:
        remedy = f"name it in study.toml under {table}; known: {', '.join(one.name for one in refs) or 'none'}"
        raise MappingError(place, f"the study names no {wanted}", remedy)
    return ref.name if sum(one.name == ref.name for one in refs) == 1 else ref.oid
