"""Analysis Results Metadata 1.0: displays, their results, and what each result was computed from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from define_xml.document.common import Description, DocumentRef
from define_xml.document.fields import Element, attribute, child, children, text_child
from define_xml.document.items import WhereClauseRef


@dataclass(frozen=True, kw_only=True)
class AnalysisVariable(Element):
    """A variable that was analysed."""

    TAG: ClassVar[str] = "arm:AnalysisVariable"

    item_oid: str | None = attribute("ItemOID")


@dataclass(frozen=True, kw_only=True)
class AnalysisDataset(Element):
    """A dataset of an analysis, the condition on its records, and the variables analysed."""

    TAG: ClassVar[str] = "arm:AnalysisDataset"

    item_group_oid: str | None = attribute("ItemGroupOID")
    where: tuple[WhereClauseRef, ...] = children(WhereClauseRef)
    variables: tuple[AnalysisVariable, ...] = children(AnalysisVariable)


@dataclass(frozen=True, kw_only=True)
class AnalysisDatasets(Element):
    """The datasets of an analysis; a comment says how several are joined."""

    TAG: ClassVar[str] = "arm:AnalysisDatasets"

    comment_oid: str | None = attribute("def:CommentOID")
    datasets: tuple[AnalysisDataset, ...] = children(AnalysisDataset)


@dataclass(frozen=True, kw_only=True)
class Documentation(Element):
    """How a result was computed, in words, and the documents that say more."""

    TAG: ClassVar[str] = "arm:Documentation"

    description: Description | None = child(Description)
    documents: tuple[DocumentRef, ...] = children(DocumentRef)


@dataclass(frozen=True, kw_only=True)
class ProgrammingCode(Element):
    """The program of a result: its text, or the file that holds it."""

    TAG: ClassVar[str] = "arm:ProgrammingCode"

    context: str | None = attribute("Context")
    code: str | None = text_child("arm:Code")
    documents: tuple[DocumentRef, ...] = children(DocumentRef)


@dataclass(frozen=True, kw_only=True)
class AnalysisResult(Element):
    """One result of a display: why, for what, from which data, how."""

    TAG: ClassVar[str] = "arm:AnalysisResult"

    oid: str | None = attribute("OID")
    parameter_oid: str | None = attribute("ParameterOID")
    analysis_reason: str | None = attribute("AnalysisReason")
    analysis_purpose: str | None = attribute("AnalysisPurpose")
    description: Description | None = child(Description)
    datasets: AnalysisDatasets | None = child(AnalysisDatasets)
    documentation: Documentation | None = child(Documentation)
    code: ProgrammingCode | None = child(ProgrammingCode)


@dataclass(frozen=True, kw_only=True)
class ResultDisplay(Element):
    """A table or figure of the report."""

    TAG: ClassVar[str] = "arm:ResultDisplay"

    oid: str | None = attribute("OID")
    name: str | None = attribute("Name")
    description: Description | None = child(Description)
    documents: tuple[DocumentRef, ...] = children(DocumentRef)
    results: tuple[AnalysisResult, ...] = children(AnalysisResult)


@dataclass(frozen=True, kw_only=True)
class AnalysisResultDisplays(Element):
    """All displays."""

    TAG: ClassVar[str] = "arm:AnalysisResultDisplays"

    displays: tuple[ResultDisplay, ...] = children(ResultDisplay)
