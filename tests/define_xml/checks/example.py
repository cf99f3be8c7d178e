"""A small define.xml of tabulations without any fault, made of what is published; each case breaks one thing."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeVar

from define_xml.document.common import NCI, Alias, DocumentRef, Leaf, PDFPageRef, described
from define_xml.document.fields import Element
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
    SupplementalDoc,
)
from define_xml.document.values import (
    CodeList,
    CodeListItem,
    CommentDef,
    EnumeratedItem,
    ExternalCodeList,
    FormalExpression,
    MethodDef,
    RangeCheck,
    ValueListDef,
    WhereClauseDef,
)
from mappings.catalog import StandardDataset, StandardVariable, load_standard
from mappings.terminology import load_terminology

Made = TypeVar("Made", bound=Element)
RELEASE = "2025-03-28"
PAGE = DocumentRef(leaf_id="LF.acrf", pages=(PDFPageRef(type="PhysicalRef", page_refs="7 8"),))
ASSIGNED = Origin(type="Assigned", source="Sponsor")
COLLECTED = Origin(type="Collected", source="Investigator", documents=(PAGE,))
DERIVED = Origin(type="Derived", source="Sponsor")
KEYS = {
    "TE": ("STUDYID", "ETCD"), "DM": ("STUDYID", "USUBJID"), "AE": ("STUDYID", "USUBJID", "AETERM", "AESTDTC"),
    "VS": ("STUDYID", "USUBJID", "VSTESTCD", "VISITNUM"),
    "SUPPAE": ("STUDYID", "RDOMAIN", "USUBJID", "IDVAR", "IDVARVAL", "QNAM"),
}  # fmt: skip
CLASSES = {
    "TE": "TRIAL DESIGN", "DM": "SPECIAL PURPOSE", "AE": "EVENTS", "VS": "FINDINGS", "SUPPAE": "RELATIONSHIP",
}  # fmt: skip
TERMS = {"VSTESTCD": ("TEMP", "PULSE"), "VSTEST": ("Temperature", "Pulse Rate"), "VSRESU": ("C", "beats/min")}
SPECIAL: dict[str, dict[str, Any]] = {
    "VS.VSORRES": {"origins": (COLLECTED,), "values": ValueListRef(value_list_oid="VL.VS.VSORRES")},
    "VS.VSSTRESN": {"data_type": "float", "significant_digits": "1", "display_format": "8.1", "origins": (DERIVED,)},
    "VS.VSDTC": {"origins": (COLLECTED,)},
    "AE.AEDECOD": {"codelist": CodeListRef(codelist_oid="CL.MEDDRA")},
    "AE.AETERM": {"origins": (COLLECTED,), "comment_oid": "COM.AE.AETERM"},
    "SUPPAE.QVAL": {"origins": (), "values": ValueListRef(value_list_oid="VL.SUPPAE.QVAL")},
}


def tabulation() -> Define:
    """Five datasets of SDTM: value level, supplemental qualifiers, a dictionary, methods, comments, pages."""
    guide = load_standard("SDTMIG", "3.4")
    datasets = [guide.dataset(name) for name in ("TE", "DM", "AE", "VS")]
    published = [*(one for one in datasets if one is not None), guide.supplemental("AE")]
    uses = [(one, variable) for one in published for variable in one.variables if variable.core in {"Req", "Exp"}]
    metadata = MetaDataVersion(
        oid="MDV.X", name="Datasets of X", define_version="2.1.9",
        standards=Standards(standards=(
            Standard(oid="STD.1", name="SDTMIG", type="IG", version="3.4", status="Final"),
            Standard(oid="STD.2", name="CDISC/NCI", type="CT", publishing_set="SDTM", version=RELEASE, status="Final"),
        )),
        annotated_crf=AnnotatedCRF(documents=(DocumentRef(leaf_id="LF.acrf"),)),
        supplemental=SupplementalDoc(documents=(DocumentRef(leaf_id="LF.guide"),)),
        value_lists=(
            ValueListDef(oid="VL.VS.VSORRES", items=(_value("VS.VSORRES.TEMP", 1), _value("VS.VSORRES.PULSE", 2))),
            ValueListDef(oid="VL.SUPPAE.QVAL", items=(_value("SUPPAE.QVAL.AETRTEM", 1),)),
        ),
        where_clauses=(
            _where("VS.VSORRES.TEMP", "VS.VSTESTCD", "TEMP"), _where("VS.VSORRES.PULSE", "VS.VSTESTCD", "PULSE"),
            _where("SUPPAE.QVAL.AETRTEM", "SUPPAE.QNAM", "AETRTEM"),
        ),
        datasets=tuple(_dataset(one) for one in published),
        items=(*(_item(one, variable) for one, variable in uses), *_value_items()),
        codelists=(*_codelists(uses), CodeList(
            oid="CL.MEDDRA", name="Adverse events", data_type="text", is_non_standard="Yes",
            external=ExternalCodeList(dictionary="MedDRA", version="27.1", href="https://www.meddra.org"),
        )),
        methods=(MethodDef(
            oid="MT.VS.VSSTRESN", name="Numeric result", type="Computation", description=described("The result."),
            expressions=(FormalExpression(context="trial-dossier", value="number(VSSTRESC)"),),
        ),),
        comments=(CommentDef(oid="COM.AE.AETERM", description=described("As the investigator wrote it.")),),
        leaves=(Leaf(id="LF.acrf", href="acrf.pdf", title="CRF"), Leaf(id="LF.guide", href="g.pdf", title="Guide")),
    )  # fmt: skip
    return whole(metadata)


def whole(metadata: MetaDataVersion) -> Define:
    """The file around the metadata."""
    names = GlobalVariables(study_name="X", study_description="A study", protocol_name="X-1")
    return Define(
        file_oid="X.1", file_type="Snapshot", odm_version="1.3.2", creation_date_time="2026-01-31T12:00:00",
        context="Submission", stylesheet="define2-1.xsl", study=Study(oid="STDY.X", names=names, metadata=metadata),
    )  # fmt: skip


def _dataset(one: StandardDataset) -> ItemGroupDef:
    name, reference = one.name, one.name == "TE"
    variables = [variable for variable in one.variables if variable.core in {"Req", "Exp"}]
    return ItemGroupDef(
        oid=f"IG.{name}", name=name, domain=name.removeprefix("SUPP"), sas_dataset_name=name, purpose="Tabulation",
        repeating="No" if name in {"DM", "TE"} else "Yes", is_reference_data="Yes" if reference else "No",
        structure=one.structure, archive_location_id=f"LF.{name}", standard_oid="STD.1",
        description=described(one.label), classes=Class(name=CLASSES[name]),
        leaf=Leaf(id=f"LF.{name}", href=f"{name.lower()}.xpt", title=f"{name.lower()}.xpt"),
        aliases=(Alias(context="DomainDescription", name="Adverse Events"),) if name == "SUPPAE" else (),
        items=tuple(
            ItemRef(
                item_oid=f"IT.{name}.{variable.name}", order_number=str(order), role=variable.role,
                mandatory="Yes" if variable.core == "Req" else "No",
                key_sequence=_key(KEYS[name], variable.name),
                method_oid="MT.VS.VSSTRESN" if variable.name == "VSSTRESN" else None,
            )
            for order, variable in enumerate(variables, start=1)
        ),
    )  # fmt: skip


def _item(one: StandardDataset, variable: StandardVariable) -> ItemDef:
    kind = "integer" if variable.type == "Num" else "datetime" if variable.name.endswith("DTC") else "text"
    made = ItemDef(
        oid=f"IT.{one.name}.{variable.name}", name=variable.name, sas_field_name=variable.name, data_type=kind,
        length={"integer": "8", "text": "40"}.get(kind), description=described(variable.label), origins=(ASSIGNED,),
        codelist=CodeListRef(codelist_oid=f"CL.{variable.codelists[0]}") if variable.codelists else None,
    )  # fmt: skip
    return replace(made, **SPECIAL.get(f"{one.name}.{variable.name}", {}))


def _codelists(uses: list[tuple[StandardDataset, StandardVariable]]) -> list[CodeList]:
    release = load_terminology("SDTM", RELEASE)
    lists = (release.codelist(code) for code in dict.fromkeys(code for _, one in uses for code in one.codelists[:1]))
    made = []
    for one in lists:
        asked = [term for term in one.terms if term.submission in TERMS.get(one.short, (term.submission,))][:3]
        codes = [(term.submission, (Alias(context=NCI, name=term.code),), term.decode) for term in asked]
        decoded = one.short == "VSTESTCD"
        terms = tuple(CodeListItem(coded_value=it, aliases=code, decode=described(text)) for it, code, text in codes)
        plain = tuple(EnumeratedItem(coded_value=value, aliases=code) for value, code, _ in codes)
        made.append(CodeList(
            oid=f"CL.{one.code}", name=one.name, data_type="text", standard_oid="STD.2",
            items=terms if decoded else (), enumerated=() if decoded else plain,
            aliases=(Alias(context=NCI, name=one.code),),
        ))  # fmt: skip
    return made


def _value_items() -> tuple[ItemDef, ...]:
    temperature = ItemDef(
        oid="IT.VS.VSORRES.TEMP", name="VSORRES", sas_field_name="VSORRES", data_type="float", length="4",
        significant_digits="1", origins=(COLLECTED,),
    )  # fmt: skip
    flag = replace(
        temperature, oid="IT.SUPPAE.QVAL.AETRTEM", name="QVAL", sas_field_name="QVAL", data_type="text", length="1",
        significant_digits=None, origins=(ASSIGNED,), description=described("Treatment Emergent Flag"),
        codelist=CodeListRef(codelist_oid="CL.C66742"),
    )  # fmt: skip
    pulse = replace(temperature, oid="IT.VS.VSORRES.PULSE", data_type="integer", length="3", significant_digits=None)
    return temperature, pulse, flag


def _value(name: str, order: int) -> ItemRef:
    where = (WhereClauseRef(where_clause_oid=f"WC.{name}"),)
    return ItemRef(item_oid=f"IT.{name}", order_number=str(order), mandatory="No", where=where)


def _where(name: str, variable: str, value: str) -> WhereClauseDef:
    compared = RangeCheck(comparator="EQ", soft_hard="Soft", item_oid=f"IT.{variable}", values=(value,))
    return WhereClauseDef(oid=f"WC.{name}", checks=(compared,))


def _key(keys: tuple[str, ...], name: str) -> str | None:
    return str(keys.index(name) + 1) if name in keys else None


def edited(define: Define, kind: type[Element], identifier: str, /, **changes: Any) -> Define:
    """The define with other values at one definition; the first of its kind where the identifier is empty."""
    waiting = [True]
    made = _edited(define, kind, identifier, changes, waiting)
    assert not waiting, f"no {kind.__name__} {identifier}"
    return made


def _edited(one: Made, kind: type[Element], identifier: str, changes: dict[str, Any], waiting: list[bool]) -> Made:
    known = (getattr(one, name, None) for name in ("oid", "id", "item_oid", "coded_value", "where_clause_oid"))
    if waiting and type(one) is kind and identifier in ("", *known):
        waiting.clear()
        return replace(one, **changes)
    new: dict[str, Any] = {}
    for each in fields(one):
        held = getattr(one, each.name)
        if isinstance(held, Element):
            new[each.name] = _edited(held, kind, identifier, changes, waiting)
        elif isinstance(held, tuple) and held and isinstance(held[0], Element):
            new[each.name] = tuple(_edited(item, kind, identifier, changes, waiting) for item in held)
    return replace(one, **new)


def with_metadata(define: Define, /, **changes: Any) -> Define:
    """The define with other metadata."""
    return edited(define, MetaDataVersion, "", **changes)


def more(define: Define, part: str, *elements: Element) -> Define:
    """The define with further definitions: `more(define, "items", ItemDef(...))`."""
    return with_metadata(define, **{part: (*getattr(define.metadata, part), *elements)})
