"""What an OID means: every definition of a define.xml by its identifier, and who points to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from define_xml.document.common import Leaf
from define_xml.document.fields import Element
from define_xml.document.items import ItemDef, ItemGroupDef, ItemRef
from define_xml.document.metadata import Define, Standard
from define_xml.document.values import CodeList, CommentDef, MethodDef, ValueListDef, WhereClauseDef

Kind = TypeVar("Kind", bound=Element)


@dataclass(frozen=True)
class Index:
    """The definitions of a define.xml by OID (the first of several); leaves by ID, datasets' own leaves with them."""

    define: Define

    @cached_property
    def datasets(self) -> dict[str, ItemGroupDef]:
        """ItemGroupDef by OID."""
        return _by_oid(self.define.metadata.datasets)

    @cached_property
    def items(self) -> dict[str, ItemDef]:
        """ItemDef by OID."""
        return _by_oid(self.define.metadata.items)

    @cached_property
    def codelists(self) -> dict[str, CodeList]:
        """CodeList by OID."""
        return _by_oid(self.define.metadata.codelists)

    @cached_property
    def value_lists(self) -> dict[str, ValueListDef]:
        """ValueListDef by OID."""
        return _by_oid(self.define.metadata.value_lists)

    @cached_property
    def where_clauses(self) -> dict[str, WhereClauseDef]:
        """WhereClauseDef by OID."""
        return _by_oid(self.define.metadata.where_clauses)

    @cached_property
    def methods(self) -> dict[str, MethodDef]:
        """MethodDef by OID."""
        return _by_oid(self.define.metadata.methods)

    @cached_property
    def comments(self) -> dict[str, CommentDef]:
        """CommentDef by OID."""
        return _by_oid(self.define.metadata.comments)

    @cached_property
    def standards(self) -> dict[str, Standard]:
        """Standard by OID."""
        holder = self.define.metadata.standards
        return _by_oid(holder.standards if holder else ())

    @cached_property
    def leaves(self) -> dict[str, Leaf]:
        """Leaf by ID: documents, then the files of datasets."""
        own = [dataset.leaf for dataset in self.define.metadata.datasets if dataset.leaf is not None]
        found: dict[str, Leaf] = {}
        for one in (*self.define.metadata.leaves, *own):
            found.setdefault(one.id or "", one)
        return found

    @cached_property
    def homes(self) -> dict[str, tuple[ItemGroupDef, ItemRef]]:
        """For each ItemDef that is a variable, the first dataset that holds it, and the reference."""
        found: dict[str, tuple[ItemGroupDef, ItemRef]] = {}
        for dataset in self.define.metadata.datasets:
            for ref in dataset.items:
                found.setdefault(ref.item_oid or "", (dataset, ref))
        return found

    def variables(self, dataset: ItemGroupDef | ValueListDef) -> Iterator[tuple[ItemRef, ItemDef]]:
        """The references of a dataset (or a value list) and what they mean; a dangling one is left out."""
        for ref in dataset.items:
            item = self.items.get(ref.item_oid or "")
            if item is not None:
                yield ref, item

    def value_list(self, item: ItemDef) -> ValueListDef | None:
        """The value list of a variable."""
        return self.value_lists.get(item.values.value_list_oid or "") if item.values else None

    def codelist(self, item: ItemDef) -> CodeList | None:
        """The codelist of a variable."""
        return self.codelists.get(item.codelist.codelist_oid or "") if item.codelist else None


def _by_oid(definitions: Iterable[Kind]) -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for one in definitions:
        found.setdefault(getattr(one, "oid", None) or "", one)
    return found
