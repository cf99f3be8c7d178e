"""A define.xml as large as one wants: rows that say what is in it, made into our document and into odmlib's objects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from define_xml.document.common import Alias, DocumentRef, Leaf, PDFPageRef, described
from define_xml.document.items import (
    Class,
    CodeListRef,
    ItemDef,
    ItemGroupDef,
    ItemRef,
    Origin,
    ValueListRef,
    WhereClauseRef,
)
from define_xml.document.metadata import (
    AnnotatedCRF,
    Define,
    GlobalVariables,
    MetaDataVersion,
    Standard,
    Standards,
    Study,
)
from define_xml.document.values import (
    CodeList,
    CodeListItem,
    CommentDef,
    FormalExpression,
    MethodDef,
    RangeCheck,
    ValueListDef,
    WhereClauseDef,
)

DATASETS, VARIABLES, VALUES, TERMS, LISTS, METHODS, COMMENTS = 60, 2_500, 3_000, 20_000, 400, 500, 300
HOLDERS = 40  # datasets whose --ORRES has a value list
TYPES = ("text", "integer", "float", "datetime")
ORIGINS = (("Collected", "Investigator"), ("Derived", "Sponsor"), ("Assigned", "Sponsor"), ("Protocol", "Sponsor"))


class Size(NamedTuple):
    """How much there is."""

    datasets: int
    variables: int
    values: int
    terms: int
    lists: int
    methods: int
    comments: int


WHOLE = Size(DATASETS, VARIABLES, VALUES, TERMS, LISTS, METHODS, COMMENTS)
SMALL = Size(2, 40, 20, 40, 8, 6, 4)


class Variable(NamedTuple):
    """A variable, or an item of a value list."""

    oid: str
    name: str
    label: str
    type: str
    length: int | None
    digits: int | None
    list: str
    method: str
    comment: str
    origin: tuple[str, str]
    pages: str


def datasets(size: Size) -> Iterator[tuple[str, list[Variable]]]:
    """Each dataset's name, and its variables."""
    number = 0
    for index in range(size.datasets):
        name = f"D{index:02d}"
        count = size.variables // size.datasets + (index < size.variables % size.datasets)
        yield name, [variable(name, f"{name}V{place:03d}", number + place, size) for place in range(count)]
        number += count


def variable(dataset: str, name: str, number: int, size: Size, oid: str = "") -> Variable:
    """A variable whose every part hangs on its number."""
    type_, origin = TYPES[number % 4], ORIGINS[number // 4 % 4]
    return Variable(
        oid or f"IT.{dataset}.{name}", name, f"Label of variable {number} of the study", type_,
        None if type_ == "datetime" else 1 + number % 200, number % 5 if type_ == "float" else None,
        f"CL.L{number % size.lists:03d}" if type_ == "text" else "",
        f"MT.M{number % size.methods:03d}" if origin[0] == "Derived" else "",
        f"COM.C{number % size.comments:03d}" if number % 7 == 0 else "",
        origin, " ".join(str(page) for page in range(number % 90, number % 90 + 3)) if origin[0] == "Collected" else "",
    )  # fmt: skip


def value_lists(size: Size) -> Iterator[tuple[str, list[tuple[Variable, str]]]]:
    """Each dataset with a value list, and its items, each with the code it is meant for."""
    holders = min(HOLDERS, size.datasets)
    for index in range(holders):
        name, count = f"D{index:02d}", size.values // holders
        items = []
        for place in range(count):
            code, number = f"TEST{place:03d}", index * count + place
            items.append((variable(name, f"{name}V003", number, size, f"IT.{name}.{name}V003.{code}"), code))
        yield name, items


def our_document(size: Size) -> Define:
    """The rows as a document of ours."""
    lists = dict(value_lists(size))
    data = MetaDataVersion(
        oid="MDV.1", name="Large", define_version="2.1.0", standards=Standards(standards=STANDARDS),
        annotated_crf=AnnotatedCRF(documents=(DocumentRef(leaf_id="LF.acrf"),)),
        value_lists=tuple(_values(name, rows) for name, rows in lists.items()),
        where_clauses=tuple(_where(name, code) for name, rows in lists.items() for _, code in rows),
        datasets=tuple(_group(name, variables) for name, variables in datasets(size)),
        items=(
            *(_item(one, name in lists) for name, variables in datasets(size) for one in variables),
            *(_item(one) for rows in lists.values() for one, _ in rows),
        ),
        codelists=tuple(_codelist(number, size.terms // size.lists) for number in range(size.lists)),
        methods=tuple(_method(number) for number in range(size.methods)),
        comments=tuple(
            CommentDef(oid=f"COM.C{number:03d}", description=described(f"Comment {number}"))
            for number in range(size.comments)
        ),
        leaves=(Leaf(id="LF.acrf", href="acrf.pdf", title="Annotated CRF"),),
    )  # fmt: skip
    names = GlobalVariables(study_name="LARGE", study_description="A large study", protocol_name="L-1")
    return Define(
        file_oid="ODM.1", file_type="Snapshot", odm_version="1.3.2", creation_date_time="2026-01-31T12:00:00",
        context="Submission", study=Study(oid="STDY.1", names=names, metadata=data),
    )  # fmt: skip


STANDARDS = (
    Standard(oid="STD.1", name="SDTMIG", type="IG", version="3.4", status="Final"),
    Standard(oid="STD.2", name="CDISC/NCI", type="CT", publishing_set="SDTM", version="2024-03-29", status="Final"),
)


def _item(one: Variable, holder: bool = False) -> ItemDef:
    pages = (PDFPageRef(type="PhysicalRef", page_refs=one.pages),)
    documents = (DocumentRef(leaf_id="LF.acrf", pages=pages),) if one.pages else ()
    return ItemDef(
        oid=one.oid, name=one.name, data_type=one.type, length=said(one.length), significant_digits=said(one.digits),
        sas_field_name=one.name, comment_oid=one.comment or None, description=described(one.label),
        codelist=CodeListRef(codelist_oid=one.list) if one.list else None,
        origins=(Origin(type=one.origin[0], source=one.origin[1], documents=documents),),
        values=ValueListRef(value_list_oid=f"VL.{one.name}") if holder and one.name.endswith("V003") else None,
    )  # fmt: skip


def _ref(one: Variable, number: int, clause: str = "") -> ItemRef:
    return ItemRef(
        item_oid=one.oid, order_number=str(number), mandatory="Yes" if number < 4 else "No",
        key_sequence=str(number) if number < 4 and not clause else None, method_oid=one.method or None,
        where=(WhereClauseRef(where_clause_oid=clause),) if clause else (),
    )  # fmt: skip


def _group(name: str, variables: list[Variable]) -> ItemGroupDef:
    file = f"{name.lower()}.xpt"
    return ItemGroupDef(
        oid=f"IG.{name}", name=name, repeating="Yes", is_reference_data="No", sas_dataset_name=name, domain=name,
        purpose="Tabulation", structure=f"One record per test of {name}", archive_location_id=f"LF.{name}",
        standard_oid="STD.1", description=described(f"Dataset {name}"),
        items=tuple(_ref(one, number) for number, one in enumerate(variables, 1)),
        classes=Class(name="FINDINGS"), leaf=Leaf(id=f"LF.{name}", href=file, title=file),
    )  # fmt: skip


def _values(name: str, rows: list[tuple[Variable, str]]) -> ValueListDef:
    refs = tuple(_ref(one, number, f"WC.{name}.{code}") for number, (one, code) in enumerate(rows, 1))
    return ValueListDef(oid=f"VL.{name}V003", items=refs)


def _where(name: str, code: str) -> WhereClauseDef:
    check = RangeCheck(comparator="EQ", soft_hard="Soft", item_oid=f"IT.{name}.{name}V001", values=(code,))
    return WhereClauseDef(oid=f"WC.{name}.{code}", checks=(check,))


def _codelist(number: int, terms: int) -> CodeList:
    items = tuple(
        CodeListItem(
            coded_value=f"TERM{place:03d}", order_number=str(place + 1), decode=described(f"Term {place}"),
            aliases=(Alias(context="nci:ExtCodeID", name=f"C{number * terms + place}"),),
        )
        for place in range(terms)
    )  # fmt: skip
    return CodeList(
        oid=f"CL.L{number:03d}", name=f"List {number}", data_type="text", standard_oid="STD.2", items=items,
        aliases=(Alias(context="nci:ExtCodeID", name=f"C{number}"),),
    )  # fmt: skip


def _method(number: int) -> MethodDef:
    return MethodDef(
        oid=f"MT.M{number:03d}", name=f"Method {number}", type="Computation",
        description=described(f"Days since the reference start, case {number}"),
        expressions=(FormalExpression(context="trial-dossier", value=f"study_day(A, B, {number})"),),
    )  # fmt: skip


def said(number: int | None) -> str | None:
    """The number as XML says it."""
    return None if number is None else str(number)
