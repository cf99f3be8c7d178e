"""A define.xml arranged for reading: which rows stand where, the address of each, and who uses what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from define_xml.document.index import Index
from define_xml.document.items import ItemDef, ItemGroupDef, ItemRef
from define_xml.document.metadata import Define
from define_xml.document.results import AnalysisResult
from define_xml.document.values import ValueListDef
from define_xml.page.anchors import Anchors
from mappings.finding import Finding

if TYPE_CHECKING:
    from define_xml.checks.beside.observed import Observed


@dataclass(frozen=True)
class Row:
    """A variable in its dataset, or an item in its value list; `item` is None if its OID means nothing."""

    ref: ItemRef
    item: ItemDef | None
    anchor: str
    name: str  # DM.SEX
    values: Values | None = None


@dataclass(frozen=True)
class Values:
    """A value list below a variable; `again` if its rows stand elsewhere, below another variable."""

    found: ValueListDef
    anchor: str
    rows: tuple[Row, ...] = ()
    again: bool = False


@dataclass(frozen=True)
class Group:
    """A dataset and its variables."""

    dataset: ItemGroupDef
    anchor: str
    rows: tuple[Row, ...]

    @property
    def name(self) -> str:
        """What readers call it."""
        return self.dataset.name or self.dataset.oid or "?"


@dataclass(frozen=True)
class Use:
    """A place that uses a definition: its address, and what readers call it."""

    anchor: str
    name: str


@dataclass
class Arranged:
    """Everything the sections of the page share."""

    define: Define
    index: Index
    anchors: Anchors
    groups: tuple[Group, ...] = ()
    uses: dict[tuple[str, str], list[Use]] = field(default_factory=dict)
    observed: Observed | None = None
    flags: dict[tuple[str, str], list[int]] = field(default_factory=dict)  # (dataset, variable) -> numbers of findings
    shown: set[str] = field(default_factory=set)  # addresses of conditions that stand on the page already
    meanings: dict[str, dict[str, str]] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)  # DM.SEX -> its address

    def variable(self, dataset: str, variable: str) -> str:
        """The address of a variable by the names readers use; empty if there is none."""
        return self.variables.get(f"{dataset}.{variable}", "")

    def dataset(self, name: str) -> str:
        """The address of a dataset by its name; empty if there is none."""
        return next((group.anchor for group in self.groups if group.name == name), "")

    def used(self, kind: str, oid: str | None, use: Use) -> None:
        """Notes that something uses a definition; once for each place."""
        if oid:
            found = self.uses.setdefault((kind, oid), [])
            if use not in found[-1:]:
                found.append(use)

    def used_by(self, kind: str, oid: str | None) -> Sequence[Use]:
        """Who uses a definition, in the order of the page."""
        return self.uses.get((kind, oid or ""), ())


def arranged(define: Define, observed: Observed | None = None, findings: Sequence[Finding] = ()) -> Arranged:
    """The define.xml arranged for reading."""
    view = Arranged(define, Index(define), Anchors(), observed=observed)
    for number, finding in enumerate(findings, 1):
        view.flags.setdefault((finding.dataset, finding.variable), []).append(number)
    view.groups = tuple(_group(view, dataset) for dataset in define.metadata.datasets)
    for group in view.groups:
        for row in group.rows:
            view.variables.setdefault(row.name, row.anchor)
    _name_definitions(view)
    _note_uses(view)
    return view


Ordered = TypeVar("Ordered")


def in_order(rows: Sequence[Ordered], numbers: Sequence[str | None]) -> tuple[Ordered, ...]:
    """The rows by their OrderNumber if each has one, else as they stand in the file."""
    if not all(one and one.isascii() and one.isdigit() for one in numbers):
        return tuple(rows)
    places = sorted(range(len(rows)), key=lambda at: int(numbers[at] or 0))
    return tuple(rows[at] for at in places)


def _ordered(holder: ItemGroupDef | ValueListDef) -> tuple[ItemRef, ...]:
    return in_order(holder.items, [ref.order_number for ref in holder.items])


def _group(view: Arranged, dataset: ItemGroupDef) -> Group:
    anchor = view.anchors.claim("dataset", dataset.oid)
    name = dataset.name or dataset.oid or "?"
    rows = []
    for ref in _ordered(dataset):
        item = view.index.items.get(ref.item_oid or "")
        own = view.anchors.claim("item", ref.item_oid, dataset.oid or "")
        called = f"{name}.{(item and item.name) or ref.item_oid}"
        rows.append(Row(ref, item, own, called, _values(view, item, called)))
    return Group(dataset, anchor, tuple(rows))


def _values(view: Arranged, item: ItemDef | None, called: str) -> Values | None:
    found = view.index.value_list(item) if item else None
    if found is None:
        return None
    known = view.anchors.get("values", found.oid)
    if known:
        return Values(found, known, again=True)
    anchor = view.anchors.claim("values", found.oid)
    return Values(found, anchor, _value_rows(view, found, called))


def _value_rows(view: Arranged, found: ValueListDef, called: str) -> tuple[Row, ...]:
    rows = []
    for ref in _ordered(found):
        own = view.anchors.claim("item", ref.item_oid, found.oid or "")
        rows.append(Row(ref, view.index.items.get(ref.item_oid or ""), own, called))
    return tuple(rows)


def loose_values(view: Arranged) -> Iterator[Values]:
    """Value lists below no variable."""
    for found in view.define.metadata.value_lists:
        if not view.anchors.get("values", found.oid):
            anchor = view.anchors.claim("values", found.oid)
            yield Values(found, anchor, _value_rows(view, found, found.oid or "?"))


def _name_definitions(view: Arranged) -> None:
    """An address for each definition; those without a section of their own are left to the rows that show them."""
    index = view.index
    for kind, found in (
        ("where", index.where_clauses),
        ("codelist", index.codelists),
        ("method", index.methods),
        ("comment", index.comments),
        ("standard", index.standards),
        ("leaf", index.leaves),
    ):
        for oid in found:
            view.anchors.claim(kind, oid)


def _note_uses(view: Arranged) -> None:
    view.used("comment", view.define.metadata.comment_oid, Use("~study", "the study"))
    for group in view.groups:
        dataset, use = group.dataset, Use(group.anchor, group.name)
        view.used("comment", dataset.comment_oid, use)
        view.used("standard", dataset.standard_oid, use)
        for row in group.rows:
            _note_row(view, row, Use(row.anchor, row.name))
            for inner in row.values.rows if row.values else ():
                _note_row(view, inner, Use(inner.anchor, f"{row.name} {_short(view, inner)}".strip()))
    for codelist in view.define.metadata.codelists:
        use = Use(view.anchors.get("codelist", codelist.oid), codelist.name or codelist.oid or "?")
        view.used("comment", codelist.comment_oid, use)
        view.used("standard", codelist.standard_oid, use)
    for oid, standard in view.index.standards.items():
        view.used("comment", standard.comment_oid, Use(view.anchors.get("standard", oid), standard.name or oid))
    _note_results(view)


def _note_row(view: Arranged, row: Row, use: Use) -> None:
    view.used("method", row.ref.method_oid, use)
    view.used("method", row.ref.imputation_method_oid, use)
    view.used("codelist", row.ref.role_codelist_oid, use)
    for clause in row.ref.where:
        view.used("where", clause.where_clause_oid, use)
        found = view.index.where_clauses.get(clause.where_clause_oid or "")
        view.used("comment", found.comment_oid if found else None, use)
    item = row.item
    if item is None:
        return
    view.used("item", item.oid, use)
    view.used("comment", item.comment_oid, use)
    view.used("codelist", item.codelist.codelist_oid if item.codelist else None, use)
    for document in (one for origin in item.origins for one in origin.documents):
        view.used("leaf", document.leaf_id, use)


def _note_results(view: Arranged) -> None:
    displays = view.define.metadata.displays
    for display in displays.displays if displays else ():
        anchor = view.anchors.claim("display", display.oid)
        use = Use(anchor, display.name or display.oid or "?")
        for document in display.documents:
            view.used("leaf", document.leaf_id, use)
        for result in display.results:
            _note_result(view, result, use)


def _note_result(view: Arranged, result: AnalysisResult, use: Use) -> None:
    view.anchors.claim("result", result.oid)
    view.used("comment", result.datasets.comment_oid if result.datasets else None, use)
    for dataset in result.datasets.datasets if result.datasets else ():
        view.used("dataset result", dataset.item_group_oid, use)
        for variable in dataset.variables:
            view.used("item result", variable.item_oid, use)


def _short(view: Arranged, row: Row) -> str:
    """What tells one value-level item from the next: the values of its first condition, shortly."""
    for clause in row.ref.where[:1]:
        found = view.index.where_clauses.get(clause.where_clause_oid or "")
        values = [value for check in found.checks for value in check.values] if found else []
        words = ", ".join(values[:2]) + (" ..." if len(values) > 2 else "")
        return words if len(words) <= 32 else words[:30] + " ..."
    return ""
