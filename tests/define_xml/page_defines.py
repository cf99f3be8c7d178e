"""Made defines for the page: one small that says everything once, one hostile, one as large as a large study's."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle, islice

from define_xml.document.common import Alias, Description, DocumentRef, Leaf, PDFPageRef, TranslatedText, described
from define_xml.document.items import (
    Class,
    CodeListRef,
    ItemDef,
    ItemGroupDef,
    ItemRef,
    Origin,
    SubClass,
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
from define_xml.document.results import (
    AnalysisDataset,
    AnalysisDatasets,
    AnalysisResult,
    AnalysisResultDisplays,
    AnalysisVariable,
    Documentation,
    ProgrammingCode,
    ResultDisplay,
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

SCRIPT = "</script><script>document.title='taken'</script>\"'<img src=x onerror=document.title='taken'>"


def define(metadata: MetaDataVersion, name: str = "MADE") -> Define:
    """A define.xml of this metadata."""
    names = GlobalVariables(study_name=name, study_description="A study made for tests", protocol_name=name)
    study = Study(oid=f"STDY.{name}", names=names, metadata=metadata)
    return Define(file_oid=name, creation_date_time="2024-05-31T12:00:00", context="Submission", study=study)


def code(name: str) -> tuple[Alias, ...]:
    """The alias that holds a C-code."""
    return (Alias(context="nci:ExtCodeID", name=name),)


def term(value: str, meaning: str = "", **more: str) -> CodeListItem | EnumeratedItem:
    """A term with or without a meaning."""
    aliases = code(more.pop("code")) if "code" in more else ()
    if meaning:
        return CodeListItem(coded_value=value, decode=described(meaning), aliases=aliases, **more)
    return EnumeratedItem(coded_value=value, aliases=aliases, **more)


def variable(oid: str, label: str, **more: object) -> ItemDef:
    """An ItemDef named by the end of its OID."""
    said: dict[str, object] = {"data_type": "text", "length": "8", "name": oid.split(".")[-1], **more}
    return ItemDef(oid=oid, description=described(label), **said)  # type: ignore[arg-type]


def where(oid: str, item: str, comparator: str, *values: str, comment: str | None = None) -> WhereClauseDef:
    """A condition of one comparison."""
    check = RangeCheck(comparator=comparator, soft_hard="Soft", item_oid=item, values=values)
    return WhereClauseDef(oid=oid, checks=(check,), comment_oid=comment)


def example() -> Define:
    """Two datasets with everything that a define.xml of version 2.1 can say."""
    pages = DocumentRef(leaf_id="LF.CRF", pages=(PDFPageRef(type="PhysicalRef", page_refs="3 7"),))
    spread = DocumentRef(leaf_id="LF.CRF", pages=(PDFPageRef(type="PhysicalRef", first_page="5", last_page="9"),))
    named = DocumentRef(leaf_id="LF.GUIDE", pages=(PDFPageRef(type="NamedDestination", page_refs="Section4"),))
    metadata = MetaDataVersion(
        oid="MDV.MADE", name="Made", define_version="2.1.10", comment_oid="COM.MDV",
        standards=Standards(standards=(
            Standard(oid="STD.IG", name="SDTMIG", type="IG", version="3.4", status="Final"),
            Standard(oid="STD.CT", name="CDISC/NCI", type="CT", publishing_set="SDTM", version="2025-03-28"),
        )),
        annotated_crf=AnnotatedCRF(documents=(DocumentRef(leaf_id="LF.CRF"),)),
        supplemental=SupplementalDoc(documents=(DocumentRef(leaf_id="LF.GUIDE"),)),
        leaves=(
            Leaf(id="LF.CRF", href="acrf.pdf", title="Annotated CRF"),
            Leaf(id="LF.GUIDE", href="csdrg.pdf", title="Reviewer's guide"),
        ),
        datasets=_datasets(), items=_items(pages, spread), codelists=_codelists(),
        value_lists=(ValueListDef(oid="VL.VS.VSORRES", items=(
            ItemRef(item_oid="IT.VS.VSORRES.WEIGHT", order_number="1",
                    where=(WhereClauseRef(where_clause_oid="WC.W"),)),
            ItemRef(item_oid="IT.VS.VSORRES.OTHER", order_number="2", where=(
                WhereClauseRef(where_clause_oid="WC.O"), WhereClauseRef(where_clause_oid="WC.SEX"),
            )),
        )),),
        where_clauses=(
            where("WC.W", "IT.VS.VSTESTCD", "EQ", "WEIGHT"),
            where("WC.O", "IT.VS.VSTESTCD", "NOTIN", "WEIGHT", "HEIGHT"),
            where("WC.SEX", "IT.DM.SEX", "NE", "", comment="COM.JOIN"),
        ),
        methods=(MethodDef(
            oid="MT.AGE", name="Age", type="Computation", description=described("Whole years from birth\nto consent."),
            expressions=(FormalExpression(context="trial-dossier", value="years(BRTHDTC, RFICDTC)"),),
            documents=(named,),
        ),),
        comments=(
            CommentDef(oid="COM.MDV", description=described("Made by a test.")),
            CommentDef(oid="COM.JOIN", description=described("Joined by USUBJID."), documents=(spread,)),
        ),
        displays=_displays(named),
    )  # fmt: skip
    return define(metadata)


def _datasets() -> tuple[ItemGroupDef, ...]:
    dm = ("STUDYID", "USUBJID", "AGE", "SEX")
    vs = ("STUDYID", "USUBJID", "VSTESTCD", "VSORRES", "VSDTC")
    methods = {"IT.DM.AGE": "MT.AGE"}

    def refs(dataset: str, names: tuple[str, ...], keys: int) -> tuple[ItemRef, ...]:
        return tuple(
            ItemRef(
                item_oid=f"IT.{dataset}.{name}", order_number=str(at), mandatory="Yes" if at <= keys else "No",
                key_sequence=str(at) if at <= keys else None, role="Identifier" if at <= 2 else "Record Qualifier",
                method_oid=methods.get(f"IT.{dataset}.{name}"),
            )
            for at, name in enumerate(names, 1)
        )  # fmt: skip

    return (
        ItemGroupDef(
            oid="IG.DM", name="DM", structure="One record per subject", purpose="Tabulation", standard_oid="STD.IG",
            description=described("Demographics"), items=refs("DM", dm, 2), comment_oid="COM.MDV",
            classes=Class(name="SPECIAL PURPOSE"), leaf=Leaf(id="LF.DM", href="dm.xpt", title="dm.xpt"),
        ),
        ItemGroupDef(
            oid="IG.VS", name="VS", structure="One record per sign", purpose="Tabulation", standard_oid="STD.IG",
            description=described("Vital Signs"), items=refs("VS", vs, 3), has_no_data="No",
            classes=Class(name="FINDINGS", subclasses=(SubClass(name="MADE UP"),)),
            leaf=Leaf(id="LF.VS", href="vs.xpt", title="vs.xpt"),
        ),
    )  # fmt: skip


def _items(pages: DocumentRef, spread: DocumentRef) -> tuple[ItemDef, ...]:
    collected = Origin(type="Collected", source="Investigator", documents=(pages,))
    assigned = Origin(type="Assigned", source="Sponsor")
    before = Origin(type="Predecessor", description=described("DM.USUBJID"))
    return (
        variable("IT.DM.STUDYID", "Study Identifier", origins=(Origin(type="Protocol", source="Sponsor"),)),
        variable("IT.DM.USUBJID", "Unique Subject Identifier", origins=(assigned,)),
        variable("IT.DM.AGE", "Age", data_type="integer", origins=(Origin(type="Derived", source="Sponsor"),)),
        variable("IT.DM.SEX", "Sex", codelist=CodeListRef(codelist_oid="CL.SEX"), origins=(collected,), length="1"),
        variable("IT.VS.STUDYID", "Study Identifier"),
        variable("IT.VS.USUBJID", "Unique Subject Identifier", origins=(before,)),
        variable("IT.VS.VSTESTCD", "Test", codelist=CodeListRef(codelist_oid="CL.TEST"), origins=(assigned,)),
        variable("IT.VS.VSORRES", "Result", values=ValueListRef(value_list_oid="VL.VS.VSORRES")),
        variable("IT.VS.VSDTC", "Date", data_type="datetime", display_format="E8601DT.", origins=(
            Origin(type="Collected", source="Investigator", documents=(spread,)), assigned,
        )),
        variable("IT.VS.VSORRES.WEIGHT", "Weight", data_type="float", length="5", significant_digits="1",
                 origins=(collected,), name="VSORRES"),
        variable("IT.VS.VSORRES.OTHER", "Other results", origins=(assigned,), comment_oid="COM.JOIN"),
    )  # fmt: skip


def _codelists() -> tuple[CodeList, ...]:
    sexes = (term("F", "Female", code="C16576"), term("M", "Male", code="C20197", extended_value="Yes"))
    tests = (term("WEIGHT", "Weight", code="C25208"), term("HEIGHT", "Height"), term("PULSE", "Pulse Rate"))
    return (
        CodeList(oid="CL.SEX", name="Sex", data_type="text", standard_oid="STD.CT", aliases=code("C66731"),
                 items=sexes),  # type: ignore[arg-type]
        CodeList(oid="CL.TEST", name="Vital signs test", data_type="text", is_non_standard="Yes",
                 items=tests),  # type: ignore[arg-type]
        CodeList(oid="CL.MEDDRA", name="Events", data_type="text",
                 external=ExternalCodeList(dictionary="MedDRA", version="26.0", href="https://www.meddra.org")),
    )  # fmt: skip


def _displays(named: DocumentRef) -> AnalysisResultDisplays:
    analysed = AnalysisDataset(
        item_group_oid="IG.VS", where=(WhereClauseRef(where_clause_oid="WC.W"),),
        variables=(AnalysisVariable(item_oid="IT.VS.VSORRES"),),
    )  # fmt: skip
    result = AnalysisResult(
        oid="AR.1.R1", parameter_oid="IT.VS.VSTESTCD", analysis_reason="SPECIFIED IN SAP", analysis_purpose="PRIMARY",
        description=described("Mean weight"), datasets=AnalysisDatasets(comment_oid="COM.JOIN", datasets=(analysed,)),
        documentation=Documentation(description=described("A mean."), documents=(named,)),
        code=ProgrammingCode(context="Python", code="mean(VSORRES)  # 1 < 2"),
    )  # fmt: skip
    display = ResultDisplay(oid="AR.1", name="Table 1", description=described("Weights"), results=(result,))
    return AnalysisResultDisplays(displays=(display,))


def hostile() -> Define:
    """The example with texts and links that would do harm if they were not text."""
    made = example()
    metadata = made.metadata
    bad = Leaf(id="LF.CRF", href="javascript:document.title='taken'", title=SCRIPT)
    method = replace(metadata.methods[0], description=described(SCRIPT), name=SCRIPT)
    data = Leaf(id="LF.GUIDE", href=" dAtA:text/html,<script>document.title='taken'</script>", title="Data")
    languages = Description(texts=(TranslatedText(lang="ja", value="年齢"), TranslatedText(lang="en", value=SCRIPT)))
    items = tuple(replace(one, description=languages) if one.oid == "IT.DM.AGE" else one for one in metadata.items)
    return define(replace(metadata, leaves=(bad, data), methods=(method,), items=items), name=SCRIPT)


def scaled(datasets: int = 60, variables: int = 2500, items: int = 3000, terms: int = 20_000) -> Define:
    """A define.xml as large as a large study's, with texts of the lengths that real ones have."""
    lists = terms // 100
    methods = tuple(
        MethodDef(oid=f"MT.{at}", name=f"Algorithm {at}", type="Computation", description=described(
            f"The number of days from the reference start date to the date of record {at}, plus one on or after it."
        ))
        for at in range(variables // 8)
    )  # fmt: skip
    codelists = tuple(_many_terms(at, terms // lists) for at in range(lists))
    places = [f"D{at % datasets:02}" for at in range(variables)]
    names = [(place, f"VAR{at:04}") for at, place in enumerate(places)]
    origins = cycle((
        Origin(type="Collected", source="Investigator",
               documents=(DocumentRef(leaf_id="LF.CRF", pages=(PDFPageRef(type="PhysicalRef", page_refs="12"),)),)),
        Origin(type="Derived", source="Sponsor"), Origin(type="Assigned", source="Sponsor"),
    ))  # fmt: skip
    made = tuple(
        variable(
            f"IT.{place}.{name}", f"Description of the variable {name}", origins=(origin,),
            codelist=CodeListRef(codelist_oid=f"CL.L{at % lists}") if at % 3 == 0 else None,
            values=ValueListRef(value_list_oid=f"VL.{place}.{name}") if at < items // 20 else None,
        )
        for at, ((place, name), origin) in enumerate(zip(names, origins, strict=False))
    )  # fmt: skip
    value_lists, clauses, inner = _many_items(names[: items // 20])
    groups = tuple(_many_variables(f"D{at:02}", [name for place, name in names if place == f"D{at:02}"], len(methods))
                   for at in range(datasets))  # fmt: skip
    metadata = MetaDataVersion(
        oid="MDV.LARGE", define_version="2.1.10", datasets=groups, items=(*made, *inner), codelists=codelists,
        methods=methods, value_lists=value_lists, where_clauses=clauses,
        leaves=(Leaf(id="LF.CRF", href="acrf.pdf", title="Annotated CRF"),),
    )  # fmt: skip
    return define(metadata, "LARGE")


def _many_terms(at: int, size: int) -> CodeList:
    items = tuple(term(f"CODE{at}-{one}", f"The meaning of code {one} in list {at}", code=f"C{at * size + one}")
                  for one in range(size))  # fmt: skip
    return CodeList(oid=f"CL.L{at}", name=f"Codelist number {at}", data_type="text", items=items)  # type: ignore[arg-type]


Items = tuple[tuple[ValueListDef, ...], tuple[WhereClauseDef, ...], list[ItemDef]]


def _many_items(names: list[tuple[str, str]]) -> Items:
    lists, clauses, items = [], [], []
    for place, name in names:
        refs = []
        for at in range(20):
            oid = f"{place}.{name}.TEST{at}"
            clauses.append(where(f"WC.{oid}", f"IT.{place}.{name}", "EQ", f"TEST{at}"))
            items.append(variable(f"IT.{oid}", f"Result of test {at}", name=name, origins=(Origin(type="Derived"),)))
            refs.append(ItemRef(item_oid=f"IT.{oid}", where=(WhereClauseRef(where_clause_oid=f"WC.{oid}"),)))
        lists.append(ValueListDef(oid=f"VL.{place}.{name}", items=tuple(refs)))
    return tuple(lists), tuple(clauses), items


def _many_variables(place: str, names: list[str], methods: int) -> ItemGroupDef:
    numbers = islice(cycle(range(methods)), len(names))
    refs = tuple(
        ItemRef(item_oid=f"IT.{place}.{name}", order_number=str(at), key_sequence=str(at) if at < 4 else None,
                mandatory="Yes" if at < 6 else "No", role="Record Qualifier",
                method_oid=f"MT.{number}" if at % 4 == 0 else None)
        for at, (name, number) in enumerate(zip(names, numbers, strict=True), 1)
    )  # fmt: skip
    file = f"{place.lower()}.xpt"
    return ItemGroupDef(
        oid=f"IG.{place}", name=place, structure="One record per test per visit per subject", items=refs,
        description=described(f"The dataset {place}"), classes=Class(name="FINDINGS"),
        leaf=Leaf(id=f"LF.{place}", href=file, title=file),
    )  # fmt: skip
