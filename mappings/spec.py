"""What is said of the data: a study, its datasets, their variables and codelists, in the nouns of Define-XML."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field, InstanceOf

from mappings.rule import Rule
from mappings.statement import DataType, DocumentSpec, DocumentUse, MethodSpec, OriginSpec, Said
from mappings.where import Where

Core = Literal["Req", "Cond", "Exp", "Perm", "Model", "Not Used", ""]
Floor = Literal["sdtm", "adam"]


class Term(Said):
    """One permitted value: what is submitted, what it means, what was collected for it."""

    value: str
    decode: str = ""
    code: str = ""
    collected: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    order: int | None = None
    rank: float | None = None
    extended: bool = False


class Codelist(Said):
    """The permitted values of a variable; an extensible list may be extended by the sponsor.

    `standard` is the name of the terminology it is of ("SDTM"), empty for a sponsor's own. A `dictionary` (MedDRA) is
    kept elsewhere: it has a version and no terms here.
    """

    name: str
    label: str = ""
    code: str = ""
    extensible: bool = False
    terms: tuple[Term, ...] = ()
    data_type: str = "text"
    standard: str = ""
    sas_format: str = ""
    dictionary: str = ""
    version: str = ""
    href: str = ""
    comment: str = ""
    comment_documents: tuple[DocumentUse, ...] = ()
    oid: str = ""

    def values(self) -> tuple[str, ...]:
        """The submission values, in order."""
        return tuple(term.value for term in self.terms)

    @cached_property
    def meant(self) -> dict[str, str]:
        """Each word that means one term, and the value submitted for it; what is exact outweighs what is meant."""
        return {
            **_unambiguous({term.value: term.synonyms for term in self.terms}),
            **_unambiguous({term.value: (term.decode,) for term in self.terms}),
            **_unambiguous({term.value: term.collected for term in self.terms}),
            **{term.value: term.value for term in self.terms},
        }


def _unambiguous(said: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Words said of exactly one value; a word said of several stays itself, for no one may choose."""
    means: dict[str, set[str]] = {}
    for value, words in said.items():
        for word in words:
            means.setdefault(word, set()).add(value)
    return {word: next(iter(values)) if len(values) == 1 else word for word, values in means.items() if word}


class ValueSpec(Said):
    """What is said of a variable's values in some records only (value-level metadata)."""

    where: InstanceOf[Where]
    type: DataType | None = None
    length: int | None = None
    codelist: str | None = None
    label: str = ""
    digits: int | None = None
    format: str = ""
    mandatory: bool = False
    origins: tuple[OriginSpec, ...] = ()
    method: MethodSpec | None = None
    comment: str = ""
    comment_documents: tuple[DocumentUse, ...] = ()
    has_no_data: bool = False
    name: str = ""
    oid: str = ""


class VariableSpec(Said):
    """One variable: what it is called, what it may hold, and the rule that makes it.

    `origin` is what an author says in a word; `origins`, `method` and `mandatory` are what define.xml says.
    """

    name: str
    label: str
    type: Literal["Char", "Num"]
    data_type: DataType = "text"
    role: str = ""
    core: Core = ""
    codelists: tuple[str, ...] = ()
    length: int | None = None
    digits: int | None = None
    format: str = ""
    informat: str = ""
    justify: Literal["", "left", "right"] = ""
    oid: str = ""
    rule: InstanceOf[Rule] | None = None
    where: InstanceOf[Where] | None = None
    supplemental: bool = False
    submit: bool = True
    origin: str = ""
    comment: str = ""
    evaluator: str = ""
    values: tuple[ValueSpec, ...] = ()
    values_label: str = ""
    mandatory: bool | None = None
    origins: tuple[OriginSpec, ...] = ()
    method: MethodSpec | None = None
    comment_documents: tuple[DocumentUse, ...] = ()
    has_no_data: bool = False
    non_standard: bool = False
    place: str = ""


class DatasetSpec(Said):
    """One dataset: its domain, class and keys, the rule for its records, and its variables in order."""

    name: str
    label: str
    domain: str
    class_name: str = ""
    subclass: str = ""
    structure: str = ""
    keys: tuple[str, ...] = ()
    own_keys: bool = False
    records: InstanceOf[Rule] | None = None
    where: InstanceOf[Where] | None = None
    variables: tuple[VariableSpec, ...] = ()
    ignored: dict[str, str] = Field(default_factory=dict)
    omitted: tuple[str, ...] = ()
    predecessors: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    order: tuple[str, ...] = ()
    submit: bool = True
    comment: str = ""
    comment_documents: tuple[DocumentUse, ...] = ()
    custom: bool = False
    has_no_data: bool = False
    repeating: bool | None = None
    reference: bool | None = None
    standard: str = ""
    href: str = ""
    sas_type: str = ""
    oid: str = ""
    place: str = ""

    def variable(self, name: str) -> VariableSpec | None:
        """The variable of that name, if there is one."""
        return next((variable for variable in self.variables if variable.name == name), None)


class TableSpec(Said):
    """How a raw table is written: encoding, delimiter, missing tokens, date formats; `source` is who gave its data."""

    encoding: str = "utf-8"
    delimiter: str = ","
    decimal: str = "."
    missing: tuple[str, ...] = ("",)
    dates: tuple[str, ...] = ()
    rename: dict[str, str] = Field(default_factory=dict)
    optional: bool = False
    columns: tuple[str, ...] = ()
    ignored: dict[str, str] = Field(default_factory=dict)
    source: str = ""


class DictionarySpec(Said):
    """An external dictionary, the version that was used, and the variables (`AE.AEDECOD`) that are coded with it."""

    name: str
    version: str
    variables: tuple[str, ...] = ()
    href: str = ""
    comment: str = ""


class StandardRef(Said):
    """A published standard and the version the study follows."""

    name: str
    version: str
    path: str = ""
    status: str = "Final"
    comment: str = ""
    comment_documents: tuple[DocumentUse, ...] = ()
    oid: str = ""


class StudySpec(Said):
    """All that is said of a study's data, on one floor: its tabulation or its analysis datasets.

    `sources` are the datasets that those of this floor are made of: SDTM's, for ADaM; raw tables have no spec.
    """

    floor: Floor = "sdtm"
    study_id: str
    name: str = ""
    protocol: str = ""
    description: str = ""
    cutoff: str = ""
    standards: tuple[StandardRef, ...] = ()
    terminology: tuple[StandardRef, ...] = ()
    datasets: tuple[DatasetSpec, ...] = ()
    sources: tuple[DatasetSpec, ...] = ()
    codelists: tuple[Codelist, ...] = ()
    documents: tuple[DocumentSpec, ...] = ()
    comment: str = ""
    comment_documents: tuple[DocumentUse, ...] = ()
    dictionaries: tuple[DictionarySpec, ...] = ()
    tables: dict[str, TableSpec] = Field(default_factory=dict)
    own_tables: tuple[str, ...] = ()
    shared: dict[str, InstanceOf[Rule]] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    place: str = ""

    def table(self, name: str) -> TableSpec:
        """How the raw table of that name is written; what is said of "*" holds for all the others."""
        return self.tables.get(name) or self.tables.get("*") or TableSpec()

    def dataset(self, name: str) -> DatasetSpec | None:
        """The dataset of that name, if there is one."""
        return next((dataset for dataset in self.datasets if dataset.name == name), None)

    def described(self, name: str) -> DatasetSpec | None:
        """The dataset of that name, made here or read as a source."""
        return self.dataset(name) or next((source for source in self.sources if source.name == name), None)

    def standard(self, name: str) -> StandardRef | None:
        """The version of that standard the study follows, if it follows it."""
        return next((ref for ref in self.standards if ref.name == name), None)

    def codelist(self, name: str) -> Codelist | None:
        """The codelist of that name or C-code, if there is one."""
        return next((codelist for codelist in self.codelists if name in (codelist.name, codelist.code)), None)
