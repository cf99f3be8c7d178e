"""What the files of a study folder may say: each table of study.toml and of a dataset file, with its keys."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Pages = str | int | list[int]


class Entry(BaseModel):
    """What a study file may say; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class UseEntry(Entry):
    """A document of study.toml, and the pages of it that are meant."""

    document: str
    pages: Pages = ""


class CommentEntry(Entry):
    """A comment that refers to documents."""

    text: str
    documents: list[UseEntry] = Field(default_factory=list)


class OriginEntry(Entry):
    """Where values come from: a type and a source of Define-XML's terminology, a text, pages of a document."""

    type: str
    source: str = ""
    text: str = ""
    document: str = ""
    pages: Pages = ""


class MethodEntry(Entry):
    """How values are made, in an author's words."""

    text: str
    type: str = "Computation"
    name: str = ""
    documents: list[UseEntry] = Field(default_factory=list)


Origin = str | OriginEntry | list[OriginEntry]
Comment = str | CommentEntry


class ValueEntry(Entry):
    """One entry of `values`: what holds for a variable where a condition holds."""

    where: str
    type: str | None = None
    length: int | None = Field(default=None, ge=1, le=200)
    codelist: str | None = None
    label: str = ""
    digits: int | None = None
    format: str = ""
    mandatory: bool = False
    has_no_data: bool = False
    origin: Origin = ""
    method: str | MethodEntry = ""
    comment: Comment = ""


class VariableEntry(Entry):
    """One variable of a dataset file, written as a table."""

    rule: str | None = None
    where: str | None = None
    label: str | None = None
    type: str | None = None
    length: int | None = Field(default=None, ge=1, le=200)
    digits: int | None = None
    format: str | None = None
    codelist: str | list[str] | None = None
    core: str | None = None
    role: str | None = None
    supplemental: bool = False
    submit: bool = True
    mandatory: bool | None = None
    has_no_data: bool = False
    origin: Origin = ""
    method: str | MethodEntry = ""
    comment: Comment = ""
    evaluator: str = ""
    values: list[ValueEntry] = Field(default_factory=list)


class DatasetEntry(Entry):
    """A dataset file: `sdtm/ae.toml`."""

    name: str | None = None
    label: str | None = None
    domain: str | None = None
    class_: str | None = Field(default=None, alias="class")
    subclass: str = ""
    structure: str | None = None
    records: str
    where: str | None = None
    keys: list[str] | None = None
    ignored: dict[str, str] = Field(default_factory=dict)
    omitted: list[str] = Field(default_factory=list)
    predecessors: dict[str, list[str] | Literal["*"]] = Field(default_factory=dict)
    order: list[str] = Field(default_factory=list)
    submit: bool = True
    comment: Comment = ""
    variables: dict[str, str | VariableEntry] = Field(default_factory=dict)
    helpers: dict[str, DatasetEntry] = Field(default_factory=dict)


class StudyEntry(Entry):
    """The table `[study]` of study.toml."""

    id: str
    name: str = ""
    protocol: str = ""
    description: str = ""
    cutoff: str = ""
    comment: Comment = ""


class TableEntry(Entry):
    """A table `[tables.NAME]` of study.toml: how a raw table is written, and who gave its data."""

    encoding: str = "utf-8"
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    decimal: str = "."
    missing: list[str] = Field(default_factory=lambda: [""])
    dates: list[str] = Field(default_factory=list)
    rename: dict[str, str] = Field(default_factory=dict)
    optional: bool = False
    columns: list[str] = Field(default_factory=list)
    ignored: dict[str, str] = Field(default_factory=dict)
    source: str = ""


class SourceEntry(Entry):
    """A table `[sources.NAME]` of study.toml: an SDTM dataset that may be absent, and the variables rules name."""

    columns: list[str]


class ReleaseEntry(Entry):
    """A release of controlled terminology that the study brings with it."""

    version: str
    path: str


class DocumentEntry(Entry):
    """A table `[documents.ID]` of study.toml: a file that stands beside the datasets, and the floor it belongs to.

    `blank` of an annotated CRF is the CRF itself, a PDF of the study folder over which the annotations are put.
    """

    title: str
    file: str
    kind: str = ""
    floor: str = ""
    blank: str = ""


class DictionaryEntry(Entry):
    """A table `[dictionaries.NAME]` of study.toml: an external dictionary, and the variables coded with it."""

    version: str
    variables: list[str]
    href: str = ""
    comment: str = ""


class StudyFile(Entry):
    """study.toml as a whole."""

    study: StudyEntry
    standards: dict[str, str] = Field(default_factory=dict)
    terminology: dict[str, str | ReleaseEntry] = Field(default_factory=dict)
    documents: dict[str, DocumentEntry] = Field(default_factory=dict)
    dictionaries: dict[str, DictionaryEntry] = Field(default_factory=dict)
    tables: dict[str, TableEntry] = Field(default_factory=dict)
    variables: dict[str, str] = Field(default_factory=dict)
    sources: dict[str, SourceEntry] = Field(default_factory=dict)


# The table that stands under each key, for what could have been meant by a word that nobody knows.
INNER: dict[str, type[Entry]] = {
    "variables": VariableEntry, "tables": TableEntry, "values": ValueEntry, "study": StudyEntry,
    "helpers": DatasetEntry, "sources": SourceEntry, "documents": DocumentEntry, "dictionaries": DictionaryEntry,
    "origin": OriginEntry, "method": MethodEntry, "comment": CommentEntry,
}  # fmt: skip
USES = {("comment", "documents"), ("method", "documents")}  # below these a document is used, not declared
