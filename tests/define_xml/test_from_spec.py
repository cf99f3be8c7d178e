"""A complete study as a define.xml: what stands where, and what cannot be said."""

from __future__ import annotations

from typing import Any

import pytest

from define_xml.document.index import Index
from define_xml.document.metadata import Define
from define_xml.from_spec import define_from_spec, expressible
from define_xml.oids import Names, leaf_id
from define_xml.schema import schema_findings
from define_xml.write import define_bytes
from mappings.error import MappingError
from mappings.spec import Codelist, DatasetSpec, StandardRef, StudySpec, ValueSpec
from mappings.statement import MethodSpec
from mappings.where import parse_where
from tests.define_xml.complete_study import AE, DM, STUDY, VS, char, num

DEFINE = define_from_spec(STUDY, created="2026-01-01T00:00:00")
FOUND = Index(DEFINE)
DATA = DEFINE.metadata


def changed(dataset: DatasetSpec, **said: Any) -> StudySpec:
    """The study with one dataset said otherwise."""
    others = tuple(one for one in STUDY.datasets if one.name != dataset.name)
    return STUDY.model_copy(update={"datasets": (*others, dataset.model_copy(update=said))})


def written(study: StudySpec) -> Define:
    """The define.xml of a study."""
    return define_from_spec(study, created="2026-01-01T00:00:00")


def test_it_is_valid_against_the_schema() -> None:
    assert schema_findings(define_bytes(DEFINE)) == ()


def test_what_the_file_says_of_itself() -> None:
    said = (DEFINE.file_oid, DEFINE.file_type, DEFINE.odm_version, DEFINE.context, DEFINE.creation_date_time)
    assert said == ("DEFINE.S1.SDTM", "Snapshot", "1.3.2", "Submission", "2026-01-01T00:00:00")
    assert (DATA.oid, DATA.define_version) == ("MDV.S1.SDTMIG.3.4.SDTMIG-MD.1.1", "2.1.9")
    assert define_from_spec(STUDY, created="2026-01-01", context="Other").context == "Other"


def test_the_study_its_standards_and_documents() -> None:
    names = DEFINE.study and DEFINE.study.names
    assert names
    assert (names.study_name, names.study_description, names.protocol_name) == ("S1", "Everything once", "P1")
    standards = [(one.oid, one.name, one.type, one.publishing_set) for one in FOUND.standards.values()]
    assert standards == [
        ("STD.IG.SDTMIG.3.4", "SDTMIG", "IG", None),
        ("STD.IG.SDTMIG-MD.1.1", "SDTMIG-MD", "IG", None),
        ("STD.CT.SDTM.2025-03-28", "CDISC/NCI", "CT", "SDTM"),
    ]
    assert FOUND.comments[FOUND.standards["STD.IG.SDTMIG-MD.1.1"].comment_oid or ""].oid == "COM.STD.IG.SDTMIG-MD.1.1"
    assert [one.leaf_id for one in (DATA.annotated_crf.documents if DATA.annotated_crf else ())] == ["LF.acrf"]
    assert [one.leaf_id for one in (DATA.supplemental.documents if DATA.supplemental else ())] == ["LF.csdrg"]
    assert [(one.id, one.href) for one in DATA.leaves][2] == ("LF.sap", "sap.pdf")


# Define-XML 2.1, 5.3.9; MSG 2.0: by class, then by name.
DATASETS = """
TI      TI  No   Yes  TRIAL DESIGN     ti.xpt         -
DM      DM  No   No   SPECIAL PURPOSE  dm.xpt         -
AE      AE  Yes  No   EVENTS           ae.xpt         -
XX      XX  Yes  No   EVENTS           split/xx.xpt   -
QSPH    QS  Yes  No   FINDINGS         -              Questionnaires
VS      VS  Yes  No   FINDINGS         vs.xpt         -
SUPPAE  AE  Yes  No   RELATIONSHIP     suppae.xpt     Adverse_Events
"""


def test_datasets_in_order_with_class_file_and_alias() -> None:
    rows = []
    for one in DATA.datasets:
        alias = (one.aliases[0].name or "").replace(" ", "_") if one.aliases else "-"
        href = one.leaf.href if one.leaf else "-"
        family = one.classes.name if one.classes else None
        rows.append((one.name, one.domain, one.repeating, one.is_reference_data, family, href, alias))
    expected = [line.replace("L DE", "L_DE").replace("L P", "L_P").split() for line in DATASETS.strip().splitlines()]
    assert [tuple(str(cell).replace(" ", "_") for cell in row) for row in rows] == [tuple(row) for row in expected]
    assert {one.purpose for one in DATA.datasets} == {"Tabulation"}


def test_a_dataset_without_data_has_no_file_and_a_domain_of_ones_own_no_standard() -> None:
    empty, own = FOUND.datasets["IG.QSPH"], FOUND.datasets["IG.XX"]
    assert (empty.has_no_data, empty.archive_location_id, empty.leaf) == ("Yes", None, None)
    assert FOUND.comments[empty.comment_oid or ""].description
    assert (empty.standard_oid, empty.is_non_standard) == ("STD.IG.SDTMIG.3.4", None)
    assert (own.standard_oid, own.is_non_standard) == (None, "Yes")
    assert own.leaf
    assert (own.leaf.id, own.leaf.title, own.archive_location_id) == ("LF.XX", "xx.xpt", "LF.XX")


def test_keys_order_role_and_mandatory() -> None:
    refs = FOUND.datasets["IG.AE"].items
    assert [one.order_number for one in refs] == [str(place) for place in range(1, 10)]
    assert [(one.item_oid, one.key_sequence) for one in refs if one.key_sequence] == [
        ("IT.AE.STUDYID", "1"), ("IT.AE.USUBJID", "2"), ("IT.AE.AETERM", "3"),
    ]  # fmt: skip
    said = {one.item_oid: (one.mandatory, one.role) for one in refs}
    assert said["IT.AE.AETERM"] == ("Yes", "Topic")
    assert said["IT.AE.AEDECOD"] == ("No", None)
    assert refs[-1].is_non_standard == "Yes"


# name, type, length, digits as said -> as written
@pytest.mark.parametrize(
    ("kind", "length", "digits", "expected"),
    [
        ("text", 8, 2, ("8", None)), ("integer", 3, 2, ("3", None)), ("float", 8, 2, ("8", "2")),
        ("float", None, None, (None, None)), ("date", 10, None, (None, None)), ("partialDatetime", 10, 1, (None, None)),
        ("durationDatetime", 4, None, (None, None)),
    ],
)  # fmt: skip
def test_only_texts_and_numbers_have_a_length(
    kind: str, length: int | None, digits: int | None, expected: tuple[str | None, str | None]
) -> None:
    variable = char("AEX", "X").model_copy(update={"data_type": kind, "length": length, "digits": digits})
    item = Index(written(changed(AE, variables=(variable,)))).items["IT.AE.AEX"]
    assert (item.length, item.significant_digits) == expected


def test_origins_with_pages_and_several() -> None:
    item = FOUND.items["IT.AE.AESITE"]
    assert [(one.type, one.source) for one in item.origins] == [("Collected", "Investigator"), ("Assigned", "Sponsor")]
    page = item.origins[0].documents[0].pages[0]
    assert (page.type, page.page_refs, page.first_page) == ("PhysicalRef", "7", None)
    comment = FOUND.comments[FOUND.datasets["IG.AE"].comment_oid or ""]
    assert [(one.first_page, one.last_page, one.title) for one in comment.documents[0].pages] == [("3", "5", "Coding")]


def test_what_says_the_same_is_said_once() -> None:
    refs = {one.item_oid: one.method_oid for one in FOUND.datasets["IG.AE"].items}
    assert refs["IT.AE.AESTDY"] == refs["IT.AE.AEENDY"] == "MT.AE.AESTDY"
    method = FOUND.methods["MT.AE.AESTDY"]
    assert (method.name, method.type) == ("AE.AESTDY", "Computation")
    assert [(one.context, one.value) for one in method.expressions] == [
        ("trial-dossier", "study_day(AESTDTC, DM.RFSTDTC)")
    ]
    # A comment of the same words that names a document is another comment.
    assert FOUND.datasets["IG.AE"].comment_oid == "COM.AE"
    assert FOUND.items["IT.AE.AEDECOD"].comment_oid == "COM.AE.AEDECOD"


def test_methods_that_differ_never_share_an_identifier() -> None:
    methods = [MethodSpec(name="A", text=text, oid="MT.X") for text in ("one", "two")]
    variables = tuple(char(f"AE{place}", "X").model_copy(update={"method": m}) for place, m in enumerate(methods))
    assert list(Index(written(changed(AE, variables=variables))).methods)[:2] == ["MT.X", "MT.X.2"]


def test_value_level_of_qualifiers() -> None:
    listed = FOUND.value_lists["VL.SUPPAE.QVAL"]
    assert listed.description
    assert listed.description.value == "Qualifiers by name."
    first, second = listed.items
    assert (first.item_oid, first.mandatory, first.method_oid) == (
        "IT.SUPPAE.QVAL.AETRTEM", "Yes", "MT.SUPPAE.QVAL.AETRTEM",
    )  # fmt: skip
    item = FOUND.items["IT.SUPPAE.QVAL.AETRTEM"]
    assert (item.name, item.data_type, item.length, item.sas_field_name) == ("AETRTEM", "text", "1", "QVAL")
    assert item.codelist
    assert item.codelist.codelist_oid == "CL.NY"
    assert [one.where_clause_oid for one in second.where] == ["WC.SUPPAE.QNAM.EQ.AESITED", "WC.SUPPAE.QNAM.IN.A-B"]
    check = FOUND.where_clauses["WC.SUPPAE.QNAM.IN.A-B"].checks[0]
    assert (check.comparator, check.item_oid, check.values) == ("IN", "IT.SUPPAE.QNAM", ("A", "B"))
    assert FOUND.items["IT.SUPPAE.QVAL.AESITED-A-B"].length == "20"


def test_conditions_on_other_datasets_are_joined_by_a_comment() -> None:
    clauses = [one for oid, one in FOUND.where_clauses.items() if oid.startswith("WC.VS.VSTESTCD")]
    checks = [[(one.item_oid, one.comparator, one.values) for one in clause.checks] for clause in clauses]
    height = ("IT.VS.VSTESTCD", "EQ", ("HEIGHT",))
    assert checks == [
        [height, ("IT.DM.COUNTRY", "EQ", ("FRA",))],
        [height, ("IT.DM.COUNTRY", "NE", ("FRA",))],
        [("IT.VS.VSTESTCD", "NE", ("",)), ("IT.VS.VSTESTCD", "NE", ("HEIGHT",)), ("IT.VS.VISITNUM", "GE", ("2",))],
    ]
    assert clauses[0].comment_oid == clauses[1].comment_oid
    joined = FOUND.comments[clauses[0].comment_oid or ""].description
    assert joined
    assert joined.value == "VS is joined to DM by subject."
    assert clauses[2].comment_oid is None


def test_codelists() -> None:
    assert list(FOUND.codelists) == ["CL.ISO", "CL.MedDRA", "CL.NY", "CL.QNAM", "CL.SEX", "CL.VSTESTCD"]
    sex = FOUND.codelists["CL.SEX"]
    assert (sex.name, sex.standard_oid, sex.is_non_standard) == ("Sex", "STD.CT.SDTM.2025-03-28", None)
    assert (sex.sas_format_name, [(one.context, one.name) for one in sex.aliases]) == (
        "$SEX", [("nci:ExtCodeID", "C66731")],
    )  # fmt: skip
    terms = [(one.coded_value, one.order_number, one.rank, one.extended_value) for one in sex.items]
    assert terms == [("M", "2", None, None), ("F", "1", None, None), ("Z", "3", "2.5", "Yes")]
    assert [one.decode.value for one in sex.items if one.decode] == ["Male", "Female", "Z"]
    own = FOUND.codelists["CL.QNAM"]
    assert (own.standard_oid, own.is_non_standard, len(own.enumerated), own.items) == (None, "Yes", 2, ())
    # The names of two lists differ, as ODM asks.
    assert [FOUND.codelists[oid].name for oid in ("CL.QNAM", "CL.VSTESTCD")] == ["Test (QNAM)", "Test (VSTESTCD)"]
    external = FOUND.codelists["CL.MedDRA"].external
    assert external
    assert (external.dictionary, external.version, external.href) == ("MedDRA", "26.0", None)


def test_an_analysis_study_follows_its_standards() -> None:
    kinds = {
        "ADAE": ("OCCURRENCE DATA STRUCTURE", "ADVERSE EVENT"), "ADX": ("ADAM OTHER", ""),
        "ADQS": ("BASIC DATA STRUCTURE", ""), "ADSL": ("SUBJECT LEVEL ANALYSIS DATASET", ""),
    }  # fmt: skip
    datasets = [
        DatasetSpec(name=name, label=name, domain=name, class_name=family, subclass=finer, custom=name == "ADX")
        for name, (family, finer) in kinds.items()
    ]
    age = (num("AGE", "Age"),)
    study = StudySpec(
        floor="adam", study_id="S1",
        standards=(StandardRef(name="ADaMIG", version="1.3"), StandardRef(name="OCCDS", version="1.1")),
        datasets=tuple(one.model_copy(update={"variables": age}) for one in datasets),
    )  # fmt: skip
    define = written(study)
    standards = Index(define).standards
    rows = [
        (one.name, one.purpose, one.domain, standards[one.standard_oid or ""].name) for one in define.metadata.datasets
    ]
    assert rows == [
        ("ADSL", "Analysis", None, "ADaMIG"), ("ADQS", "Analysis", None, "ADaMIG"),
        ("ADAE", "Analysis", None, "ADaM-OCCDSIG"), ("ADX", "Analysis", None, "ADaMIG"),
    ]  # fmt: skip
    classes = define.metadata.datasets[2].classes
    assert classes
    assert [one.name for one in classes.subclasses] == ["ADVERSE EVENT"]


def value(where: str, **said: Any) -> StudySpec:
    """The study with one value of VSSTRESN."""
    one = ValueSpec(where=parse_where(where), **said)
    variables = tuple(v.model_copy(update={"values": (one,)}) if v.values else v for v in VS.variables)
    return changed(VS, variables=variables)


@pytest.mark.parametrize(
    ("study", "place", "words"),
    [
        (value("VSTESTCD == VISITNUM"), "VS.VSSTRESN", "no where clause can say"),
        (value('not VSTESTCD == "A"'), "VS.VSSTRESN", "no where clause can say"),
        (value('(VSTESTCD == "A" or VISITNUM == 1) and VISITNUM == 2'), "VS.VSSTRESN", "no where clause can say"),
        (value('VSTESTCD.startswith("A")'), "VS.VSSTRESN", "no where clause can say"),
        (value("VSTESTCD in []"), "VS.VSSTRESN", "no where clause can say"),
        (value('VSTESTC == "A"'), "VS.VSSTRESN", "did you mean VSTESTCD"),
        (value('DM.VSTESTCD == "A"'), "VS.VSSTRESN", "not submitted"),
        (value('LB.LBTESTCD == "A"'), "VS.VSSTRESN", "not submitted"),
        (value('VSTESTCD == "A"', type="text", codelist="NX"), "VS.VSSTRESN", "no codelist NX"),
        (changed(DM, variables=(char("SEX", "Sex", codelists=("SX",)),)), "DM.SEX", "no codelist SX"),
        (changed(DM, standard="SENDIG"), "DM, standard", "SDTMIG"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_told(study: StudySpec, place: str, words: str) -> None:
    with pytest.raises(MappingError) as error:
        expressible(study)
    assert place in str(error.value)
    assert words in str(error.value)


def test_a_terminology_nobody_named_is_told() -> None:
    lists = (*STUDY.codelists[1:], Codelist(name="SEX", standard="ADaM", terms=STUDY.codelists[0].terms))
    with pytest.raises(MappingError, match=r"codelist SEX, standard\n.*no ADaM"):
        expressible(STUDY.model_copy(update={"codelists": lists}))


def test_a_codelist_may_be_named_by_its_code_and_one_without_terms_is_not_said() -> None:
    added = (char("ETHNIC", "E", codelists=("C66731",)), char("AGEU", "U", codelists=("E",)))
    study = changed(DM, variables=(*DM.variables, *added))
    study = study.model_copy(update={"codelists": (*study.codelists, Codelist(name="E", label="Empty"))})
    said = expressible(study).dataset("DM")
    assert said
    assert [one.codelists for one in said.variables[-2:]] == [("SEX",), ()]


def test_a_file_and_a_document_of_one_name_have_two_identifiers() -> None:
    document = STUDY.documents[0].model_copy(update={"id": "DM"})
    define = written(STUDY.model_copy(update={"documents": (document,)}))
    home = next(one for one in define.metadata.datasets if one.name == "DM")
    assert (define.metadata.leaves[0].id, home.archive_location_id) == ("LF.DM", "LF.DM_")


def test_identifiers() -> None:
    names = Names()
    assert [names.give("A", thing) for thing in (1, 2, 1, 3)] == ["A", "A.2", "A", "A.3"]
    assert [leaf_id(one) for one in ("acrf", "LF.acrf", "my file.pdf", "é")] == [
        "LF.acrf", "LF.acrf", "LF.my_file.pdf", "LF.blank",
    ]  # fmt: skip
