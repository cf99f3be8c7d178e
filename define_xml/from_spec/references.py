"""What many elements refer to while a define.xml is put together: comments, conditions, documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from define_xml.document.common import DocumentRef, PDFPageRef
from define_xml.document.items import Origin, WhereClauseRef
from define_xml.document.values import CommentDef, FormalExpression, MethodDef, RangeCheck, WhereClauseDef
from define_xml.from_spec.conditions import Clause, clauses
from define_xml.from_spec.texts import description
from define_xml.oids import Names, comment_oid, leaf_id, where_oid
from mappings.spec import DatasetSpec, StudySpec, ValueSpec
from mappings.statement import DocumentUse, MethodSpec, OriginSpec, PageSpec

Commented = tuple[str, tuple[DocumentUse, ...]]


@dataclass
class References:
    """The definitions that were referred to so far, each once, in the order of their first use."""

    study: StudySpec
    comments: dict[Commented, CommentDef] = field(default_factory=dict)
    where_clauses: dict[object, WhereClauseDef] = field(default_factory=dict)
    methods: dict[str, MethodDef] = field(default_factory=dict)
    names: Names = field(default_factory=Names)

    def comment(self, words: str, uses: tuple[DocumentUse, ...], user: str) -> str | None:
        """The identifier of the comment that says this; None where nothing is said."""
        if not words and not uses:
            return None
        said = (words, uses)
        if said not in self.comments:
            oid = self.names.give(comment_oid(user), said)
            self.comments[said] = CommentDef(oid=oid, description=description(words), documents=documents(uses))
        return self.comments[said].oid

    def method(self, said: MethodSpec | None) -> str | None:
        """The identifier of the method."""
        if said is None:
            return None
        expressions = (FormalExpression(context=one.context, value=one.code) for one in said.expressions)
        self.methods[said.oid] = MethodDef(
            oid=said.oid, name=said.name, type=said.type, description=description(said.text),
            expressions=tuple(expressions), documents=documents(said.documents),
        )  # fmt: skip
        return said.oid

    def where(self, dataset: DatasetSpec, value: ValueSpec, place: str) -> tuple[WhereClauseRef, ...]:
        """References to the alternatives of a value's condition."""
        found = (self._clause(dataset, clause) for clause in clauses(value.where, place))
        return tuple(WhereClauseRef(where_clause_oid=oid) for oid in found)

    def _clause(self, dataset: DatasetSpec, clause: Clause) -> str:
        key = (dataset.name, clause)
        if key not in self.where_clauses:
            parts = [part for one in clause for part in (one.name, one.comparator, "-".join(one.values) or "missing")]
            oid = self.names.give(where_oid(dataset.name, *parts), key)
            checks = tuple(
                RangeCheck(
                    comparator=one.comparator, soft_hard="Soft", item_oid=self._item(dataset, one.name),
                    values=one.values,
                )
                for one in clause
            )  # fmt: skip
            others = sorted({one.name.rpartition(".")[0] for one in clause} - {""})
            joined = f"{dataset.name} is joined to {' and '.join(others)} by subject." if others else ""
            self.where_clauses[key] = WhereClauseDef(oid=oid, comment_oid=self.comment(joined, (), oid), checks=checks)
        return self.where_clauses[key].oid or ""

    def _item(self, dataset: DatasetSpec, name: str) -> str:
        table, _, column = name.rpartition(".")
        home = self.study.dataset(table) if table else dataset
        variable = home.variable(column) if home else None
        return variable.oid if variable else ""


def documents(uses: Iterable[DocumentUse]) -> tuple[DocumentRef, ...]:
    """References to documents, with pages."""
    return tuple(DocumentRef(leaf_id=leaf_id(one.document), pages=tuple(map(_page, one.pages))) for one in uses)


def _page(one: PageSpec) -> PDFPageRef:
    return PDFPageRef(
        type=one.type, page_refs=one.refs or None, first_page=one.first or None, last_page=one.last or None,
        title=one.title or None,
    )  # fmt: skip


def origins(said: Iterable[OriginSpec]) -> tuple[Origin, ...]:
    """Where values come from."""
    return tuple(
        Origin(
            type=one.type, source=one.source or None, description=description(one.text),
            documents=documents(one.documents),
        )
        for one in said
    )  # fmt: skip
