"""What define.xml says of values and where they come from: value lists, where clauses, codelists, methods, comments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from define_xml.document.common import Alias, Description, DocumentRef
from define_xml.document.fields import Element, attribute, child, children, text, text_children
from define_xml.document.items import ItemRef


@dataclass(frozen=True, kw_only=True)
class RangeCheck(Element):
    """One comparison: a variable, EQ NE IN NOTIN LT LE GT GE, and values."""

    TAG: ClassVar[str] = "odm:RangeCheck"

    comparator: str | None = attribute("Comparator")
    soft_hard: str | None = attribute("SoftHard")
    item_oid: str | None = attribute("def:ItemOID")
    values: tuple[str, ...] = text_children("odm:CheckValue")


@dataclass(frozen=True, kw_only=True)
class WhereClauseDef(Element):
    """A condition: all its comparisons hold. Several of one item are alternatives."""

    TAG: ClassVar[str] = "def:WhereClauseDef"

    oid: str | None = attribute("OID")
    comment_oid: str | None = attribute("def:CommentOID")
    checks: tuple[RangeCheck, ...] = children(RangeCheck)


@dataclass(frozen=True, kw_only=True)
class ValueListDef(Element):
    """What is said of a variable's values, one item for each condition."""

    TAG: ClassVar[str] = "def:ValueListDef"

    oid: str | None = attribute("OID")
    description: Description | None = child(Description)
    items: tuple[ItemRef, ...] = children(ItemRef)


@dataclass(frozen=True, kw_only=True)
class CodeListItem(Element):
    """A permitted value and what it means."""

    TAG: ClassVar[str] = "odm:CodeListItem"

    coded_value: str | None = attribute("CodedValue")
    rank: str | None = attribute("Rank")
    order_number: str | None = attribute("OrderNumber")
    define_rank: str | None = attribute("def:Rank")  # Define 1.0
    extended_value: str | None = attribute("def:ExtendedValue")
    decode: Description | None = child(Description, "odm:Decode")
    aliases: tuple[Alias, ...] = children(Alias)
    description: Description | None = child(Description)


@dataclass(frozen=True, kw_only=True)
class EnumeratedItem(Element):
    """A permitted value that means what it says."""

    TAG: ClassVar[str] = "odm:EnumeratedItem"

    coded_value: str | None = attribute("CodedValue")
    rank: str | None = attribute("Rank")
    order_number: str | None = attribute("OrderNumber")
    extended_value: str | None = attribute("def:ExtendedValue")
    aliases: tuple[Alias, ...] = children(Alias)
    description: Description | None = child(Description)


@dataclass(frozen=True, kw_only=True)
class ExternalCodeList(Element):
    """A dictionary kept elsewhere (MedDRA, WHODrug) and its version."""

    TAG: ClassVar[str] = "odm:ExternalCodeList"

    dictionary: str | None = attribute("Dictionary")
    version: str | None = attribute("Version")
    href: str | None = attribute("href")
    ref: str | None = attribute("ref")


@dataclass(frozen=True, kw_only=True)
class CodeList(Element):
    """Permitted values: with decodes, without, or a dictionary kept elsewhere."""

    TAG: ClassVar[str] = "odm:CodeList"

    oid: str | None = attribute("OID")
    name: str | None = attribute("Name")
    data_type: str | None = attribute("DataType")
    sas_format_name: str | None = attribute("SASFormatName")
    standard_oid: str | None = attribute("def:StandardOID")
    is_non_standard: str | None = attribute("def:IsNonStandard")
    comment_oid: str | None = attribute("def:CommentOID")
    description: Description | None = child(Description)
    items: tuple[CodeListItem, ...] = children(CodeListItem)
    enumerated: tuple[EnumeratedItem, ...] = children(EnumeratedItem)
    external: ExternalCodeList | None = child(ExternalCodeList)
    aliases: tuple[Alias, ...] = children(Alias)

    def values(self) -> tuple[str, ...]:
        """The permitted values, in the order of the document."""
        items: list[CodeListItem | EnumeratedItem] = [*self.items, *self.enumerated]
        return tuple(one.coded_value or "" for one in items)


@dataclass(frozen=True, kw_only=True)
class FormalExpression(Element):
    """How a value is made, in a language that a machine reads; the context names the language."""

    TAG: ClassVar[str] = "odm:FormalExpression"

    context: str | None = attribute("Context")
    value: str = text()


@dataclass(frozen=True, kw_only=True)
class MethodDef(Element):
    """How a value is made, in words."""

    TAG: ClassVar[str] = "odm:MethodDef"

    oid: str | None = attribute("OID")
    name: str | None = attribute("Name")
    type: str | None = attribute("Type")
    description: Description | None = child(Description)
    expressions: tuple[FormalExpression, ...] = children(FormalExpression)
    aliases: tuple[Alias, ...] = children(Alias)
    documents: tuple[DocumentRef, ...] = children(DocumentRef)


@dataclass(frozen=True, kw_only=True)
class ComputationMethod(Element):
    """How a value is made (Define-XML 1.0)."""

    TAG: ClassVar[str] = "def:ComputationMethod"

    oid: str | None = attribute("OID")
    name: str | None = attribute("Name")
    value: str = text()


@dataclass(frozen=True, kw_only=True)
class CommentDef(Element):
    """A comment on a dataset, a variable, a codelist, a condition."""

    TAG: ClassVar[str] = "def:CommentDef"

    oid: str | None = attribute("OID")
    description: Description | None = child(Description)
    documents: tuple[DocumentRef, ...] = children(DocumentRef)
