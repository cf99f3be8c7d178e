"""A define.xml as a whole: the file, the study, the standards, and everything the other files of this folder hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from define_xml.document.common import DocumentRef, Leaf
from define_xml.document.fields import Element, attribute, child, children, text_child
from define_xml.document.items import ItemDef, ItemGroupDef
from define_xml.document.results import AnalysisResultDisplays
from define_xml.document.values import (
    CodeList,
    CommentDef,
    ComputationMethod,
    MethodDef,
    ValueListDef,
    WhereClauseDef,
)


@dataclass(frozen=True, kw_only=True)
class Standard(Element):
    """A published standard, or a package of terminology, that the study follows (Define-XML 2.1)."""

    TAG: ClassVar[str] = "def:Standard"

    oid: str | None = attribute("OID")
    name: str | None = attribute("Name")
    type: str | None = attribute("Type")
    publishing_set: str | None = attribute("PublishingSet")
    version: str | None = attribute("Version")
    status: str | None = attribute("Status")
    comment_oid: str | None = attribute("def:CommentOID")


@dataclass(frozen=True, kw_only=True)
class Standards(Element):
    """The standards the study follows."""

    TAG: ClassVar[str] = "def:Standards"

    standards: tuple[Standard, ...] = children(Standard)


@dataclass(frozen=True, kw_only=True)
class AnnotatedCRF(Element):
    """The annotated CRF."""

    TAG: ClassVar[str] = "def:AnnotatedCRF"

    documents: tuple[DocumentRef, ...] = children(DocumentRef)


@dataclass(frozen=True, kw_only=True)
class SupplementalDoc(Element):
    """Documents that explain the data: reviewer's guides, algorithms."""

    TAG: ClassVar[str] = "def:SupplementalDoc"

    documents: tuple[DocumentRef, ...] = children(DocumentRef)


@dataclass(frozen=True, kw_only=True)
class MetaDataVersion(Element):
    """All definitions of one version, in the order of the schema."""

    TAG: ClassVar[str] = "odm:MetaDataVersion"

    oid: str | None = attribute("OID")
    name: str | None = attribute("Name")
    description: str | None = attribute("Description")
    define_version: str | None = attribute("def:DefineVersion")
    standard_name: str | None = attribute("def:StandardName")  # Define 1.0 and 2.0; later Standards
    standard_version: str | None = attribute("def:StandardVersion")
    comment_oid: str | None = attribute("def:CommentOID")
    standards: Standards | None = child(Standards)
    annotated_crf: AnnotatedCRF | None = child(AnnotatedCRF)
    supplemental: SupplementalDoc | None = child(SupplementalDoc)
    value_lists: tuple[ValueListDef, ...] = children(ValueListDef)
    where_clauses: tuple[WhereClauseDef, ...] = children(WhereClauseDef)
    datasets: tuple[ItemGroupDef, ...] = children(ItemGroupDef)
    items: tuple[ItemDef, ...] = children(ItemDef)
    codelists: tuple[CodeList, ...] = children(CodeList)
    computations: tuple[ComputationMethod, ...] = children(ComputationMethod)  # Define 1.0
    methods: tuple[MethodDef, ...] = children(MethodDef)
    comments: tuple[CommentDef, ...] = children(CommentDef)
    leaves: tuple[Leaf, ...] = children(Leaf)
    displays: AnalysisResultDisplays | None = child(AnalysisResultDisplays)


@dataclass(frozen=True, kw_only=True)
class GlobalVariables(Element):
    """What the study is called."""

    TAG: ClassVar[str] = "odm:GlobalVariables"

    study_name: str | None = text_child("odm:StudyName")
    study_description: str | None = text_child("odm:StudyDescription")
    protocol_name: str | None = text_child("odm:ProtocolName")


@dataclass(frozen=True, kw_only=True)
class Study(Element):
    """The study and its metadata."""

    TAG: ClassVar[str] = "odm:Study"

    oid: str | None = attribute("OID")
    names: GlobalVariables | None = child(GlobalVariables)
    metadata: MetaDataVersion | None = child(MetaDataVersion)


@dataclass(frozen=True, kw_only=True)
class Define(Element):
    """A define.xml: what the file says of itself, and its study.

    `version` is the namespace's, "1.0", "2.0" or "2.1" (`define_version` of the metadata says 2.1.10, for example).
    `stylesheet` is the href of the xml-stylesheet line, if there is one; `prefixes` are the namespaces beyond those
    of the standard, as pairs of prefix and URI.
    """

    TAG: ClassVar[str] = "odm:ODM"

    file_oid: str | None = attribute("FileOID")
    file_type: str | None = attribute("FileType")
    odm_version: str | None = attribute("ODMVersion")
    id: str | None = attribute("Id")
    description: str | None = attribute("Description")
    granularity: str | None = attribute("Granularity")
    archival: str | None = attribute("Archival")
    creation_date_time: str | None = attribute("CreationDateTime")
    prior_file_oid: str | None = attribute("PriorFileOID")
    as_of_date_time: str | None = attribute("AsOfDateTime")
    originator: str | None = attribute("Originator")
    source_system: str | None = attribute("SourceSystem")
    source_system_version: str | None = attribute("SourceSystemVersion")
    context: str | None = attribute("def:Context")
    study: Study | None = child(Study)
    version: str = "2.1"
    stylesheet: str = ""
    prefixes: tuple[tuple[str, str], ...] = ()

    @property
    def metadata(self) -> MetaDataVersion:
        """The metadata of the study; empty if the file has none."""
        return (self.study and self.study.metadata) or MetaDataVersion()
