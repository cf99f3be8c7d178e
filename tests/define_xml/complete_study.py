"""A small complete study that says everything define.xml has a word for."""

from __future__ import annotations

from define_xml.from_spec.expressions import expression
from mappings.rule import parse_rule
from mappings.spec import Codelist, DatasetSpec, StandardRef, StudySpec, Term, ValueSpec, VariableSpec
from mappings.statement import DocumentSpec, DocumentUse, MethodSpec, OriginSpec, PageSpec
from mappings.where import parse_where

SPONSOR = (OriginSpec(type="Assigned", source="Sponsor"),)
PROTOCOL = (OriginSpec(type="Protocol", source="Sponsor"),)


def crf(pages: str) -> tuple[OriginSpec, ...]:
    """Collected on these pages of the annotated CRF."""
    use = DocumentUse(document="acrf", pages=(PageSpec(refs=pages),))
    return (OriginSpec(type="Collected", source="Investigator", documents=(use,)),)


def derived(words: str, rule: str) -> dict[str, object]:
    """Derived by this rule."""
    method = MethodSpec(name="", text=words, expressions=(expression(parse_rule(rule)),))
    return {"origins": (OriginSpec(type="Derived", source="Sponsor"),), "method": method}


def char(name: str, label: str, length: int = 8, **said: object) -> VariableSpec:
    """A text."""
    return VariableSpec.model_validate({"name": name, "label": label, "type": "Char", "length": length, **said})


def num(name: str, label: str, length: int = 8, **said: object) -> VariableSpec:
    """A whole number."""
    given = {"name": name, "label": label, "type": "Num", "data_type": "integer", "length": length, **said}
    return VariableSpec.model_validate(given)


STUDYID = char("STUDYID", "Study Identifier", core="Req", role="Identifier", origins=PROTOCOL)
USUBJID = char("USUBJID", "Unique Subject Identifier", core="Req", role="Identifier", origins=SPONSOR)
DAY = "Days from the first exposure to the start, without a day 0."


def domain(name: str) -> VariableSpec:
    """DOMAIN of a dataset."""
    return char(
        "DOMAIN", "Domain Abbreviation", 2, core="Req", role="Identifier", origins=SPONSOR, oid=f"IT.{name}.DOM"
    )


DM = DatasetSpec(
    name="DM", label="Demographics", domain="DM", class_name="Special-Purpose", structure="One record per subject",
    keys=("STUDYID", "USUBJID"),
    variables=(
        STUDYID, domain("DM"), USUBJID,
        char("RFSTDTC", "Subject Reference Start Date/Time", 10, data_type="partialDatetime", origins=crf("4")),
        char("SEX", "Sex", 1, core="Req", codelists=("SEX",), origins=crf("2 3")),
        char("COUNTRY", "Country", 3, core="Req", codelists=("ISO",), origins=SPONSOR),
    ),
)  # fmt: skip
AE = DatasetSpec(
    name="AE", label="Adverse Events", domain="AE", class_name="Events", structure="One record per adverse event",
    keys=("STUDYID", "USUBJID", "AETERM"), comment="By hand.",
    comment_documents=(DocumentUse(document="csdrg", pages=(PageSpec(first="3", last="5", title="Coding"),)),),
    variables=(
        STUDYID, domain("AE"), USUBJID,
        char("AETERM", "Reported Term for the Adverse Event", 200, core="Req", role="Topic", origins=crf("7")),
        char("AEDECOD", "Dictionary-Derived Term", 40, codelists=("MedDRA",), origins=SPONSOR, comment="By hand."),
        char("AESTDTC", "Start Date/Time of Adverse Event", 10, data_type="partialDatetime", origins=crf("7")),
        num("AESTDY", "Study Day of Start of Adverse Event", 3, **derived(DAY, "study_day(AESTDTC, DM.RFSTDTC)")),
        num("AEENDY", "Study Day of End of Adverse Event", 3, **derived(DAY, "study_day(AESTDTC, DM.RFSTDTC)")),
        char("AESITE", "Site of the Event", 8, non_standard=True, origins=(*crf("7"), *SPONSOR)),
    ),
)  # fmt: skip
SUPPAE = DatasetSpec(
    name="SUPPAE", label="Supplemental Qualifiers for AE", domain="AE", class_name="Relationship",
    structure="One record per qualifier", keys=("STUDYID", "USUBJID", "QNAM"),
    variables=(
        STUDYID, char("RDOMAIN", "Related Domain Abbreviation", 2, core="Req", origins=SPONSOR), USUBJID,
        char("QNAM", "Qualifier Variable Name", 8, core="Req", codelists=("QNAM",), origins=SPONSOR),
        char(
            "QVAL", "Data Value", 20, core="Req", values_label="Qualifiers by name.",
            values=(
                ValueSpec(
                    where=parse_where('QNAM == "AETRTEM"'), length=1, codelist="NY", label="Treatment Emergent Flag",
                    mandatory=True, name="AETRTEM", **derived("Y on or after the first dose.", 'constant("Y")'),
                ),
                ValueSpec(where=parse_where('QNAM == "AESITED" or QNAM in ["A", "B"]'), origins=crf("8")),
            ),
        ),
    ),
)  # fmt: skip
VS = DatasetSpec(
    name="VS", label="Vital Signs", domain="VS", class_name="Findings", structure="One record per test", custom=False,
    keys=("STUDYID", "USUBJID", "VSTESTCD"),
    variables=(
        STUDYID, domain("VS"), USUBJID,
        char("VSTESTCD", "Vital Signs Test Short Name", 8, core="Req", codelists=("VSTESTCD",), origins=crf("5")),
        VariableSpec(
            name="VSSTRESN", label="Numeric Result/Finding in Standard Units", type="Num", data_type="float", length=5,
            digits=1, format="5.1",
            values=(
                ValueSpec(where=parse_where('VSTESTCD == "HEIGHT" and DM.COUNTRY == "FRA"'), type="integer", length=3),
                ValueSpec(where=parse_where('VSTESTCD == "HEIGHT" and DM.COUNTRY != "FRA"'), digits=2),
                ValueSpec(where=parse_where('VSTESTCD.notna() and VSTESTCD != "HEIGHT" and VISITNUM >= 2'), digits=0),
            ),
            **derived("The result in standard units.", "number(result)"),
        ),
        num("VISITNUM", "Visit Number", 2, origins=PROTOCOL),
    ),
)  # fmt: skip
TI = DatasetSpec(
    name="TI", label="Trial Inclusion/Exclusion Criteria", domain="TI", class_name="Trial Design",
    structure="One record per criterion", keys=("STUDYID", "IETESTCD"),
    variables=(STUDYID, domain("TI"), char("IETESTCD", "Criterion Short Name", 8, core="Req", origins=PROTOCOL)),
)  # fmt: skip
QSPH = DatasetSpec(
    name="QSPH", label="Health Questionnaire", domain="QS", class_name="Findings", structure="One record per question",
    variables=(STUDYID, domain("QSPH"), USUBJID), has_no_data=True, comment="Nobody filled it in.",
)  # fmt: skip
XX = DatasetSpec(
    name="XX", label="Own", domain="XX", class_name="Events", structure="One record per event", custom=True,
    variables=(STUDYID, domain("XX"), USUBJID), href="split/xx.xpt",
)  # fmt: skip
CODELISTS = (
    Codelist(
        name="SEX", label="Sex", code="C66731", standard="SDTM", sas_format="$SEX", terms=(
            Term(value="M", decode="Male", code="C20197", order=2),
            Term(value="F", decode="Female", code="C16576", order=1),
            Term(value="Z", rank=2.5, order=3, extended=True),
        ),
    ),
    Codelist(name="NY", label="No Yes", code="C66742", standard="SDTM", terms=(Term(value="Y", code="C49488"),)),
    Codelist(name="ISO", label="Country", dictionary="ISO 3166", version="2020", href="https://www.iso.org"),
    Codelist(name="MedDRA", label="Events", dictionary="MedDRA", version="26.0"),
    Codelist(name="VSTESTCD", label="Test", code="C66741", standard="SDTM", terms=(Term(value="HEIGHT"),)),
    Codelist(name="QNAM", label="Test", terms=(Term(value="AETRTEM"), Term(value="AESITED"))),
    Codelist(name="UNUSED", label="Nobody's", terms=(Term(value="A"),)),
)  # fmt: skip
STUDY = StudySpec(
    study_id="S1", name="A small study", protocol="P1", description="Everything once",
    standards=(
        StandardRef(name="SDTMIG", version="3.4"), StandardRef(name="SDTMIG-MD", version="1.1", comment="Devices."),
    ),
    terminology=(StandardRef(name="SDTM", version="2025-03-28"),),
    datasets=(XX, VS, SUPPAE, DM, QSPH, AE, TI), codelists=CODELISTS,
    documents=(
        DocumentSpec(id="acrf", title="Annotated CRF", href="acrf.pdf", kind="acrf"),
        DocumentSpec(id="csdrg", title="Reviewer's Guide", href="csdrg.pdf", kind="supplemental"),
        DocumentSpec(id="sap", title="Analysis Plan", href="sap.pdf"),
    ),
    comment="All at once.",
)  # fmt: skip
