"""A define.xml under review: its index, and what the checks ask of it again and again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache, cached_property
from typing import Any, TypeVar

from define_xml.document.common import Leaf
from define_xml.document.fields import XML, Element
from define_xml.document.index import Index
from define_xml.document.items import ItemDef, ItemGroupDef, ItemRef
from define_xml.document.metadata import Define, MetaDataVersion, Standard
from define_xml.document.results import AnalysisResult, ResultDisplay
from define_xml.document.values import CodeList, CommentDef, MethodDef, ValueListDef, WhereClauseDef

Kind = TypeVar("Kind", bound=Element)

DATES = frozenset(
    {"date", "time", "datetime", "partialDate", "partialTime", "partialDatetime", "incompleteDatetime",
     "durationDatetime", "intervalDatetime"}
)  # fmt: skip
SIZED = frozenset({"text", "integer", "float"})
ADAM, SDTM, SEND = "ADaM", "SDTM", "SEND"
DEFINITIONS = (
    MetaDataVersion, Standard, ItemGroupDef, ItemDef, CodeList, ValueListDef, WhereClauseDef, MethodDef, CommentDef,
    Leaf, ResultDisplay, AnalysisResult,
)  # fmt: skip


@dataclass(frozen=True)
class Use:
    """A variable in its dataset; for an item of a value list also the variable it is said of, and the list."""

    dataset: ItemGroupDef
    ref: ItemRef
    item: ItemDef
    parent: ItemDef | None = None
    values: ValueListDef | None = None

    @property
    def place(self) -> tuple[str, str]:
        """The names of the dataset and of the variable."""
        variable = self.parent or self.item
        return self.dataset.name or self.dataset.oid or "", variable.name or variable.oid or ""


@dataclass(frozen=True, eq=False)
class Reviewed(Index):
    """A define.xml in the form of 2.1, and the version it was written in."""

    declared: str = "2.1"
    original: Define | None = None

    # Two reviews are never one: what is looked up for a review is kept by its identity.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @cached_property
    def variables_used(self) -> tuple[Use, ...]:
        """Every variable of every dataset."""
        datasets = self.define.metadata.datasets
        return tuple(Use(dataset, ref, item) for dataset in datasets for ref, item in self.variables(dataset))

    @cached_property
    def values_used(self) -> tuple[Use, ...]:
        """Every item of the value lists of variables."""
        found: list[Use] = []
        for use in self.variables_used:
            values = self.value_list(use.item)
            if values is not None:
                found += [Use(use.dataset, ref, item, use.item, values) for ref, item in self.variables(values)]
        return tuple(found)

    @cached_property
    def items_used(self) -> tuple[Use, ...]:
        """Every ItemDef that is used somewhere, where it is used first."""
        first: dict[str, Use] = {}
        for use in (*self.variables_used, *self.values_used):
            first.setdefault(use.item.oid or "", use)
        return tuple(first.values())

    @cached_property
    def first_use(self) -> dict[str, Use]:
        """For each ItemDef's OID, where it is used first."""
        return {use.item.oid or "": use for use in self.items_used}

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """Every element of the document, in its order."""
        return tuple(element for element, _ in self._walk)

    def place(self, element: Element) -> tuple[str, str]:
        """The definition an element stands in: dataset and variable, or its kind and identifier."""
        owner = self._owners.get(id(element), element)
        if isinstance(owner, ItemGroupDef):
            item = self.items.get(element.item_oid or "") if isinstance(element, ItemRef) else None
            return owner.name or named(owner), (item.name or "") if item else ""
        use = self.first_use.get(owner.oid or "") if isinstance(owner, ItemDef) else None
        return use.place if use is not None else (named(owner), "")

    @cached_property
    def _walk(self) -> tuple[tuple[Element, Element], ...]:
        return tuple(_walked(self.define, self.define))

    @cached_property
    def _owners(self) -> dict[int, Element]:
        # An element made here may stand at two places: the first counts.
        return {id(element): owner for element, owner in reversed(self._walk)}

    def of(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """Every element of a class, wherever it stands."""
        return self._by_class.get(kind, ())

    @cached_property
    def _by_class(self) -> dict[Any, tuple[Any, ...]]:
        found: dict[Any, list[Any]] = {}
        for one in self.elements:
            found.setdefault(type(one), []).append(one)
        return {kind: tuple(those) for kind, those in found.items()}

    @cached_property
    def implementation_guides(self) -> tuple[Standard, ...]:
        """The standards that are no terminology."""
        return tuple(one for one in self.standards.values() if one.type != "CT")

    def standard(self, dataset: ItemGroupDef) -> Standard | None:
        """The standard a dataset follows."""
        return self.standards.get(dataset.standard_oid or "")

    def family(self, dataset: ItemGroupDef) -> str:
        """ADaM, SDTM or SEND: what the purpose says, and the names of the standards."""
        if dataset.purpose == "Analysis":
            return ADAM
        own = self.standard(dataset)
        names = [one.name or "" for one in ((own,) if own else self.implementation_guides)]
        return SEND if any(name.startswith(SEND) for name in names) else SDTM

    @cached_property
    def submitted(self) -> bool:
        """Whether the define says it is for a submission; those before 2.1 do not say, and are."""
        return self.define.context != "Other"


def named(element: Element) -> str:
    """What a definition is called in a finding: its kind and its identifier, `CodeList CL.SEX`."""
    return f"{type(element).TAG.rpartition(':')[2]} {identifier(element)}".strip()


def identifier(element: Element) -> str:
    """The OID of a definition or the ID of a file; empty where there is none."""
    return str(getattr(element, "oid", None) or getattr(element, "id", None) or "")


def _walked(element: Element, above: Element) -> Iterator[tuple[Element, Element]]:
    """Every element, and the definition it stands in."""
    owner = element if isinstance(element, DEFINITIONS) else above
    yield element, owner
    model: Any = type(element)
    for name in _below(model):
        held = getattr(element, name)
        for one in held if isinstance(held, tuple) else (held,):
            if isinstance(one, Element):
                yield from _walked(one, owner)


@cache
def _below(model: Any) -> tuple[str, ...]:
    """The fields that hold elements."""
    said = ((one.name, one.metadata.get(XML)) for one in fields(model))
    return tuple(name for name, what in said if what is not None and what.model is not None)
