"""Datasets and variables as define.xml says them: ItemGroupDef, ItemRef, ItemDef, and where values come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from define_xml.document.common import Alias, Description, DocumentRef, Leaf
from define_xml.document.fields import Element, attribute, child, children


@dataclass(frozen=True, kw_only=True)
class WhereClauseRef(Element):
    """The condition under which a value-level item, or a dataset of an analysis, is meant."""

    TAG: ClassVar[str] = "def:WhereClauseRef"

    where_clause_oid: str | None = attribute("WhereClauseOID")


@dataclass(frozen=True, kw_only=True)
class ItemRef(Element):
    """A variable in its dataset, or an item in its value list."""

    TAG: ClassVar[str] = "odm:ItemRef"

    item_oid: str | None = attribute("ItemOID")
    order_number: str | None = attribute("OrderNumber")
    mandatory: str | None = attribute("Mandatory")
    key_sequence: str | None = attribute("KeySequence")
    method_oid: str | None = attribute("MethodOID")
    role: str | None = attribute("Role")
    role_codelist_oid: str | None = attribute("RoleCodeListOID")
    imputation_method_oid: str | None = attribute("ImputationMethodOID")
    is_non_standard: str | None = attribute("def:IsNonStandard")
    has_no_data: str | None = attribute("def:HasNoData")
    where: tuple[WhereClauseRef, ...] = children(WhereClauseRef)


@dataclass(frozen=True, kw_only=True)
class SubClass(Element):
    """A finer class of a dataset (Define-XML 2.1)."""

    TAG: ClassVar[str] = "def:SubClass"

    name: str | None = attribute("Name")
    parent_class: str | None = attribute("ParentClass")


@dataclass(frozen=True, kw_only=True)
class Class(Element):
    """The class of a dataset (Define-XML 2.1; before, an attribute of the dataset)."""

    TAG: ClassVar[str] = "def:Class"

    name: str | None = attribute("Name")
    subclasses: tuple[SubClass, ...] = children(SubClass)


@dataclass(frozen=True, kw_only=True)
class ItemGroupDef(Element):
    """A dataset."""

    TAG: ClassVar[str] = "odm:ItemGroupDef"

    oid: str | None = attribute("OID")
    name: str | None = attribute("Name")
    repeating: str | None = attribute("Repeating")
    is_reference_data: str | None = attribute("IsReferenceData")
    sas_dataset_name: str | None = attribute("SASDatasetName")
    domain: str | None = attribute("Domain")
    origin: str | None = attribute("Origin")
    purpose: str | None = attribute("Purpose")
    comment: str | None = attribute("Comment")  # ODM 1.2, Define 1.0
    label: str | None = attribute("def:Label")  # Define 1.0; later Description
    class_name: str | None = attribute("def:Class")  # Define 1.0 and 2.0; later an element
    structure: str | None = attribute("def:Structure")
    domain_keys: str | None = attribute("def:DomainKeys")  # Define 1.0; later KeySequence
    archive_location_id: str | None = attribute("def:ArchiveLocationID")
    standard_oid: str | None = attribute("def:StandardOID")
    is_non_standard: str | None = attribute("def:IsNonStandard")
    has_no_data: str | None = attribute("def:HasNoData")
    comment_oid: str | None = attribute("def:CommentOID")
    description: Description | None = child(Description)
    items: tuple[ItemRef, ...] = children(ItemRef)
    aliases: tuple[Alias, ...] = children(Alias)
    classes: Class | None = child(Class)
    leaf: Leaf | None = child(Leaf)


@dataclass(frozen=True, kw_only=True)
class CodeListRef(Element):
    """The codelist of a variable."""

    TAG: ClassVar[str] = "odm:CodeListRef"

    codelist_oid: str | None = attribute("CodeListOID")


@dataclass(frozen=True, kw_only=True)
class ValueListRef(Element):
    """The value list of a variable."""

    TAG: ClassVar[str] = "def:ValueListRef"

    value_list_oid: str | None = attribute("ValueListOID")


@dataclass(frozen=True, kw_only=True)
class Origin(Element):
    """Where values come from: type, source (2.1), in words (a predecessor), and pages."""

    TAG: ClassVar[str] = "def:Origin"

    type: str | None = attribute("Type")
    source: str | None = attribute("Source")
    description: Description | None = child(Description)
    documents: tuple[DocumentRef, ...] = children(DocumentRef)


@dataclass(frozen=True, kw_only=True)
class ItemDef(Element):
    """A variable, or the values of one under a condition."""

    TAG: ClassVar[str] = "odm:ItemDef"

    oid: str | None = attribute("OID")
    name: str | None = attribute("Name")
    data_type: str | None = attribute("DataType")
    length: str | None = attribute("Length")
    significant_digits: str | None = attribute("SignificantDigits")
    sas_field_name: str | None = attribute("SASFieldName")
    sds_var_name: str | None = attribute("SDSVarName")
    origin: str | None = attribute("Origin")  # ODM 1.2, Define 1.0; later an element
    comment: str | None = attribute("Comment")  # ODM 1.2, Define 1.0
    label: str | None = attribute("def:Label")  # Define 1.0; later Description
    display_format: str | None = attribute("def:DisplayFormat")
    computation_method_oid: str | None = attribute("def:ComputationMethodOID")  # Define 1.0; later ItemRef MethodOID
    comment_oid: str | None = attribute("def:CommentOID")
    description: Description | None = child(Description)
    codelist: CodeListRef | None = child(CodeListRef)
    aliases: tuple[Alias, ...] = children(Alias)
    origins: tuple[Origin, ...] = children(Origin)
    values: ValueListRef | None = child(ValueListRef)
