"""The same rows as odmlib's objects, as its examples build them."""

from __future__ import annotations

from typing import Any

import odmlib.define_2_1.model as model
from scaled_define import Size, Variable, datasets, said, value_lists


def described(words: str) -> Any:
    """A description of one English text."""
    description = model.Description()
    description.TranslatedText.append(model.TranslatedText(_content=words, lang="en"))
    return description


def item(one: Variable, values: str = "") -> Any:
    """An ItemDef."""
    attributes = {"Length": said(one.length), "SignificantDigits": said(one.digits), "CommentOID": one.comment or None}
    found = model.ItemDef(
        OID=one.oid, Name=one.name, DataType=one.type, SASFieldName=one.name,
        **{name: value for name, value in attributes.items() if value is not None},
    )  # fmt: skip
    found.Description = described(one.label)
    if one.list:
        found.CodeListRef = model.CodeListRef(CodeListOID=one.list)
    origin = model.Origin(Type=one.origin[0], Source=one.origin[1])
    if one.pages:
        document = model.DocumentRef(leafID="LF.acrf")
        document.PDFPageRef.append(model.PDFPageRef(Type="PhysicalRef", PageRefs=one.pages))
        origin.DocumentRef.append(document)
    found.Origin.append(origin)
    if values:
        found.ValueListRef = model.ValueListRef(ValueListOID=values)
    return found


def ref(one: Variable, number: int, clause: str = "") -> Any:
    """An ItemRef."""
    attributes = {"MethodOID": one.method} if one.method else {}
    if number < 4 and not clause:
        attributes["KeySequence"] = str(number)
    found = model.ItemRef(
        ItemOID=one.oid, OrderNumber=str(number), Mandatory="Yes" if number < 4 else "No", **attributes
    )
    if clause:
        found.WhereClauseRef.append(model.WhereClauseRef(WhereClauseOID=clause))
    return found


def leaf(oid: str, href: str, words: str) -> Any:
    """A def:leaf."""
    found = model.leaf(ID=oid, href=href)
    found.title = model.title(_content=words)
    return found


def their_document(size: Size) -> Any:
    """The rows as odmlib's ODM."""
    data = model.MetaDataVersion(OID="MDV.1", Name="Large", DefineVersion="2.1.0")
    data.Standards = model.Standards()
    data.Standards.Standard.append(model.Standard(OID="STD.1", Name="SDTMIG", Type="IG", Version="3.4", Status="Final"))
    data.Standards.Standard.append(
        model.Standard(
            OID="STD.2", Name="CDISC/NCI", Type="CT", PublishingSet="SDTM", Version="2024-03-29", Status="Final"
        )
    )
    data.AnnotatedCRF = model.AnnotatedCRF()
    data.AnnotatedCRF.DocumentRef = model.DocumentRef(leafID="LF.acrf")
    lists = dict(value_lists(size))
    _datasets(data, size, set(lists))
    for name, rows in lists.items():
        _values(data, name, rows)
    _lists(data, size)
    _texts(data, size)
    data.leaf.append(leaf("LF.acrf", "acrf.pdf", "Annotated CRF"))
    return _root(data)


def _values(data: Any, name: str, rows: list[tuple[Variable, str]]) -> None:
    values = model.ValueListDef(OID=f"VL.{name}V003")
    for number, (one, code) in enumerate(rows, 1):
        values.ItemRef.append(ref(one, number, f"WC.{name}.{code}"))
        data.ItemDef.append(item(one))
        clause = model.WhereClauseDef(OID=f"WC.{name}.{code}")
        check = model.RangeCheck(Comparator="EQ", SoftHard="Soft", ItemOID=f"IT.{name}.{name}V001")
        check.CheckValue.append(model.CheckValue(_content=code))
        clause.RangeCheck.append(check)
        data.WhereClauseDef.append(clause)
    data.ValueListDef.append(values)


def _texts(data: Any, size: Size) -> None:
    for number in range(size.methods):
        method = model.MethodDef(OID=f"MT.M{number:03d}", Name=f"Method {number}", Type="Computation")
        method.Description = described(f"Days since the reference start, case {number}")
        expression = model.FormalExpression(Context="trial-dossier", _content=f"study_day(A, B, {number})")
        method.FormalExpression.append(expression)
        data.MethodDef.append(method)
    for number in range(size.comments):
        comment = model.CommentDef(OID=f"COM.C{number:03d}")
        comment.Description = described(f"Comment {number}")
        data.CommentDef.append(comment)


def _root(data: Any) -> Any:
    names = model.GlobalVariables()
    names.StudyName = model.StudyName(_content="LARGE")
    names.StudyDescription = model.StudyDescription(_content="A large study")
    names.ProtocolName = model.ProtocolName(_content="L-1")
    study = model.Study(OID="STDY.1")
    study.GlobalVariables = names
    study.MetaDataVersion = data
    root = model.ODM(
        FileOID="ODM.1", FileType="Snapshot", ODMVersion="1.3.2", CreationDateTime="2026-01-31T12:00:00",
        Context="Submission",
    )  # fmt: skip
    root.Study = study
    return root


def _datasets(data: Any, size: Size, holders: set[str]) -> None:
    for name, variables in datasets(size):
        group = model.ItemGroupDef(
            OID=f"IG.{name}", Name=name, Repeating="Yes", IsReferenceData="No", SASDatasetName=name, Domain=name,
            Purpose="Tabulation", Structure=f"One record per test of {name}", ArchiveLocationID=f"LF.{name}",
            StandardOID="STD.1",
        )  # fmt: skip
        group.Description = described(f"Dataset {name}")
        for number, one in enumerate(variables, 1):
            group.ItemRef.append(ref(one, number))
            data.ItemDef.append(item(one, f"VL.{one.name}" if name in holders and one.name.endswith("V003") else ""))
        group.Class = model.Class(Name="FINDINGS")
        group.leaf = leaf(f"LF.{name}", f"{name.lower()}.xpt", f"{name.lower()}.xpt")
        data.ItemGroupDef.append(group)


def _lists(data: Any, size: Size) -> None:
    terms = size.terms // size.lists
    for number in range(size.lists):
        codelist = model.CodeList(OID=f"CL.L{number:03d}", Name=f"List {number}", DataType="text", StandardOID="STD.2")
        for place in range(terms):
            term = model.CodeListItem(CodedValue=f"TERM{place:03d}", OrderNumber=str(place + 1))
            term.Decode = model.Decode()
            term.Decode.TranslatedText.append(model.TranslatedText(_content=f"Term {place}", lang="en"))
            term.Alias.append(model.Alias(Context="nci:ExtCodeID", Name=f"C{number * terms + place}"))
            codelist.CodeListItem.append(term)
        codelist.Alias.append(model.Alias(Context="nci:ExtCodeID", Name=f"C{number}"))
        data.CodeList.append(codelist)
