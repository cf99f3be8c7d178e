"""The analysis standards in the catalog: structures, names made from published patterns, labels, what is required."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mappings.catalog import StandardDataset, StandardVariable, load_standard
from mappings.patterns import PART, filled, is_pattern, specificity
from mappings.terminology import CtCodelist, load_terminology

STRUCTURES = {
    dataset.name: dataset
    for name, version in (("ADaMIG", "1.3"), ("OCCDS", "1.1"))
    for dataset in load_standard(name, version).datasets
}
ADSL, BDS, TTE, OCCDS, AE = (STRUCTURES[name] for name in ("ADSL", "BDS", "TTE", "OCCDS", "AE"))
TWICE = {("OCCDS", "DECDORGw"), ("AE", "DECDORGw")}
# Each kind of number: first and last, with and without a zero, and the 2 that R2AyLO has as a letter of its own.
SAMPLES = {
    "xx": ("01", "02", "09", "10", "12", "99"),
    "zz": ("01", "02", "09", "10", "12", "99"),
    "y": ("1", "2", "9", "10", "12", "99"),
    "w": ("1", "2", "9"),
    "*": ("A", "AB", "TRT", "X1", "X_"),
    "--": tuple(d.name for d in load_standard("SDTMIG", "3.4").datasets if len(d.name) == 2),
}


def names_of(pattern: str) -> Iterator[str]:
    """Names that the pattern stands for, of all kinds, as far as a transport file can hold them."""
    parts = PART.findall(pattern)
    for said in product(*(SAMPLES.get(part, (part,)) for part in parts)):
        if len("".join(said)) <= 8:
            yield "".join(said)


def patterns(dataset: StandardDataset) -> list[str]:
    return [variable.name for variable in dataset.variables if is_pattern(variable.name)]


def found(dataset: StandardDataset, name: str) -> StandardVariable:
    variable = dataset.variable(name)
    assert variable is not None, f"{dataset.name} {name}"
    return variable


@pytest.mark.parametrize(
    ("name", "class_name", "subclass", "variables", "many", "core"),
    [
        ("ADSL", "SUBJECT LEVEL ANALYSIS DATASET", "", 141, 86, {"Req": 10, "Cond": 45, "Perm": 86}),
        ("BDS", "BASIC DATA STRUCTURE", "", 188, 54, {"Req": 4, "Cond": 53, "Perm": 131}),
        ("TTE", "BASIC DATA STRUCTURE", "TIME-TO-EVENT", 195, 54, {"Req": 4, "Cond": 56, "Perm": 135}),
        ("OCCDS", "OCCURRENCE DATA STRUCTURE", "", 117, 69, {"Req": 4, "Cond": 36, "Perm": 77}),
        (
            "AE",
            "OCCURRENCE DATA STRUCTURE",
            "ADVERSE EVENT",
            111,
            32,
            {"Req": 25, "Cond": 26, "Perm": 51, "Not Used": 9},
        ),
    ],
)
def test_structures(name: str, class_name: str, subclass: str, variables: int, many: int, core: dict[str, int]) -> None:
    dataset = STRUCTURES[name]
    assert (dataset.class_name, dataset.subclass) == (class_name, subclass)
    assert (len(dataset.variables), len(patterns(dataset))) == (variables, many)
    assert Counter(variable.core for variable in dataset.variables) == core


def test_classes_and_subclasses_are_those_of_define_xml() -> None:
    define = load_terminology("DEFINE-XML", "2025-03-28")
    assert {d.class_name for d in STRUCTURES.values()} <= set(terms(define.codelist("C103329")))
    assert TTE.subclass in terms(define.codelist("C165635"))
    assert AE.subclass in terms(define.codelist("C176227"))


def terms(codelist: CtCodelist) -> list[str]:
    return [term.submission for term in codelist.terms]


@pytest.mark.parametrize("name", STRUCTURES)
def test_every_structure_is_well_formed(name: str) -> None:
    dataset = STRUCTURES[name]
    assert [variable.order for variable in dataset.variables] == list(range(1, len(dataset.variables) + 1))
    repeated = {v for v, count in Counter(variable.name for variable in dataset.variables).items() if count > 1}
    assert {(name, v) for v in repeated} == {pair for pair in TWICE if pair[0] == name}
    for variable in dataset.variables:
        where = f"{name}.{variable.name}"
        assert re.fullmatch(r"(\*|--)?[A-Zxyzw0-9]{1,8}", variable.name), where
        assert variable.label == variable.label.strip("* ") != "", where
        assert variable.type in ("Char", "Num"), where
        assert variable.core in ("Req", "Cond", "Perm", "Not Used"), where
        assert (variable.role, variable.pattern) == ("", ""), where
        assert not (variable.codelists and variable.values), where
        assert not set(" ;").intersection("".join(variable.values)), where


def test_codelists_are_in_the_terminologies() -> None:
    released = [load_terminology(name, "2025-03-28") for name in ("ADaM", "SDTM")]
    named = {code for dataset in STRUCTURES.values() for variable in dataset.variables for code in variable.codelists}
    assert len(named) == 12
    assert all(any(code in terminology for terminology in released) for code in named)


def test_time_to_event_is_the_basic_structure_and_its_own() -> None:
    basic = [variable.name for variable in BDS.variables]
    whole = [variable.name for variable in TTE.variables]
    own = [name for name in whole if name not in basic]
    assert own == ["STARTDT", "STARTDTM", "STARTDTF", "STARTTMF", "CNSR", "EVNTDESC", "CNSDTDSC"]
    assert [name for name in whole if name in basic] == basic
    assert whole[whole.index("STARTDT") - 1] == "AWU"
    assert basic[:5] == ["STUDYID", "USUBJID", "SUBJID", "SITEID", "ASEQ"]


@pytest.mark.parametrize(
    ("structure", "name", "pattern", "label"),
    [
        ("ADSL", "TRT01P", "TRTxxP", "Planned Treatment for Period 01"),
        ("ADSL", "TR01PG1N", "TRxxPGyN", "Planned Pooled Trt 1 for Period 01 (N)"),
        ("ADSL", "P01S2SDT", "PxxSwSDT", "Period 01 Subperiod 2 Start Date"),
        ("ADSL", "P01S2", "PxxSw", "Description of Period 01 Subperiod 2"),
        ("ADSL", "AP01SDTM", "APxxSDTM", "Period 01 Start Datetime"),
        ("ADSL", "PH1SDT", "PHwSDT", "Phase 1 Start Date"),
        ("ADSL", "AGEGR12N", "AGEGRyN", "Pooled Age Group 12 (N)"),
        ("ADSL", "TRTSDT", "", "Date of First Exposure to Treatment"),
        ("BDS", "ANL02FL", "ANLzzFL", "Analysis Flag 02"),
        ("BDS", "CRIT12FL", "CRITyFL", "Criterion 12 Evaluation Result Flag"),
        ("BDS", "R2A1LO", "R2AyLO", "Ratio to Analysis Range 1 Lower Limit"),
        ("BDS", "A1LO", "AyLO", "Analysis Range 1 Lower Limit"),
        ("BDS", "AVALCA1N", "AVALCAyN", "Analysis Value Category 1 (N)"),
        ("BDS", "PHSDT", "", "Phase Start Date"),  # also *SDT and *DT
        ("BDS", "XYZDT", "*DT", "{Date}"),
        ("BDS", "XYZSDTM", "*SDTM", "{Start Datetime}"),  # also *DTM and *TM
        ("OCCDS", "AOCC03FL", "AOCCzzFL", "1st Occurrence of ..."),
        ("OCCDS", "SMQ01NAM", "SMQzzNAM", "SMQ 01 Name"),
        ("OCCDS", "AT1TORG2", "ATyTORGw", "ATC Level 1 Text in Orig Dictionary 2"),
        ("OCCDS", "MHDUR", "--DUR", "Duration of MH"),
        ("OCCDS", "CMDECOD", "", "Standardized Medication Name"),  # also --DECOD
        ("AE", "AETERM", "", "Reported Term"),
        ("AE", "AESTDY", "", "Study Day of Start of Observation"),
        ("AE", "DECDORG1", "DECDORGw", "PT in Original Dictionary 1"),
        ("TTE", "STARTDT", "", "Time-to-Event Origin Date for Subject"),
    ],
)
def test_names_and_labels(structure: str, name: str, pattern: str, label: str) -> None:
    variable = found(STRUCTURES[structure], name)
    assert (variable.name, variable.pattern, variable.label) == (name, pattern, label)


@pytest.mark.parametrize(
    ("structure", "names"),
    [
        (
            "ADSL",
            "TRT1P TRT00P TRT001P TRT01 XYZDT AGEGR0 AGEGR01 AGEGR100 AP1SDTM PH0SDT PH12SDT P01S0 RFIC0DT trt01p",
        ),
        ("BDS", "ANL1FL ANL00FL CRIT0FL CRIT012 R2A0LO CNSR DT 1DT xDT TRT01P"),
        ("BDS", "AVALCA10N LONGNAMEDT"),  # nine characters and more
        ("OCCDS", "AOCC0FL AOCC1FL SMQ1NAM XYZDT TERM XTERM 1XTERM DECDORG0 DECDORG12"),
        ("AE", "CETERM MHSEQ --TERM"),
    ],
)
def test_names_that_only_look_near(structure: str, names: str) -> None:
    assert [name for name in names.split() if STRUCTURES[structure].variable(name)] == []


def test_facts_go_with_the_name() -> None:
    imputed = found(ADSL, "AP02SDTF")
    assert (imputed.type, imputed.core, imputed.codelists) == ("Char", "Cond", ("C81223",))
    assert (found(ADSL, "SAFFL").values, found(BDS, "ANL01FL").values) == (("Y", "N"), ("Y",))
    assert found(BDS, "CRIT2FN").values == ("1", "0")
    assert found(OCCDS, "SMQ02SC").values == ("BROAD", "NARROW")
    assert found(OCCDS, "AESEV").codelists == ("C66769", "C165643")
    assert (found(AE, "AEDUR").described, found(BDS, "ADT").described) == ("ISO 8601 duration", "")
    assert (found(AE, "AEDECOD").described, found(OCCDS, "CMDECOD").described) == ("MedDRA", "WHODrug")
    assert found(AE, "CMTRT").core == "Not Used"
    assert (found(OCCDS, "DECDORGw").described, found(AE, "DECDORGw").described) == ("WHODrug", "MedDRA")


@pytest.mark.parametrize("name", STRUCTURES)
def test_every_name_belongs_to_its_own_pattern(name: str) -> None:
    """A name made from a pattern is that pattern's, unless it is published itself or a longer suffix takes it."""
    dataset = STRUCTURES[name]
    published = {variable.name for variable in dataset.variables}
    made = 0
    for pattern in patterns(dataset):
        for instance in names_of(pattern):
            variable = found(dataset, instance)
            made += 1
            if instance in published or (pattern[0] == "*" and variable.pattern != pattern):
                assert not variable.pattern or specificity(variable.pattern) > specificity(pattern), instance
                continue
            assert (variable.pattern, variable.name) == (pattern, instance)
            assert not re.search(r"\b(xx|zz|y|w|XX)\b", variable.label), variable.label
    assert made > 150


@pytest.mark.parametrize("name", STRUCTURES)
def test_no_name_belongs_to_two_patterns_that_say_as_much(name: str) -> None:
    """Save DECDORGw, published for two dictionaries: the one published first is taken."""
    dataset = STRUCTURES[name]
    several = set(patterns(dataset))
    for pattern in several:
        for instance in names_of(pattern):
            equal = {p for p in several if specificity(p) == specificity(pattern) and filled(p, instance) is not None}
            assert equal == {pattern}, instance


SUFFIXES = [pattern[1:] for pattern in patterns(BDS) if pattern[0] == "*"]


@given(star=st.from_regex(r"[A-Z][A-Z0-9_]{0,5}", fullmatch=True), suffix=st.sampled_from(SUFFIXES))
@example(star="TRT", suffix="DTM")
@example(star="S", suffix="DTM")
def test_of_suffixes_the_longest_is_taken(star: str, suffix: str) -> None:
    name = star + suffix
    variable = BDS.variable(name)
    if len(name) > 8:
        assert variable is None
    elif variable and variable.pattern.startswith("*"):
        assert variable.pattern[1:] == max((end for end in SUFFIXES if name[1:].endswith(end)), key=len)
    else:
        assert variable in BDS.variables


@given(st.text(alphabet="ADPRTSEFLN0129xyzw*-_", max_size=9))
@example("TRTxxP")
@example("--TERM")
def test_no_other_text_is_a_name(text: str) -> None:
    for dataset in STRUCTURES.values():
        variable = dataset.variable(text)
        if variable and variable.pattern:
            assert re.fullmatch(r"[A-Z][A-Z0-9_]{0,7}", text)
            assert variable.pattern in patterns(dataset)


def test_labels_that_cannot_be_delivered_are_told() -> None:
    too_long = "41 characters, and a transport file holds 40"
    assert found(BDS, "PBCHGC1N").label_note == too_long
    assert (found(BDS, "PCHGCA1N").label_note, found(BDS, "SHIFT12").label_note) == ("", "")
    braces = "the study says what stands for the braces or dots"
    assert (found(BDS, "XYZDT").label_note, found(OCCDS, "AOCC01FL").label_note) == (braces, braces)
    assert "pattern" in found(ADSL, "TRTxxP").label_note
    published = {v.name for d in STRUCTURES.values() for v in d.variables if len(v.label) > 40}
    assert published == {"PBCHGCyN"}


def test_what_is_required_is_met_by_names_of_the_pattern() -> None:
    said = ["STUDYID", "USUBJID", "SUBJID", "SITEID", "AGE", "AGEU", "SEX", "RACE", "ARM", "TRT1P", "MYOWN"]
    assert [variable.name for variable in ADSL.unmet(said)] == ["TRTxxP"]
    assert ADSL.unmet([*said, "TRT02P"]) == ()
    assert [variable.name for variable in BDS.unmet([])] == ["STUDYID", "USUBJID", "PARAM", "PARAMCD"]


@pytest.mark.parametrize(
    ("domain", "class_name", "required", "dictionary"),
    [
        ("CM", "Interventions", ["STUDYID", "USUBJID", "CMTRT"], "WHODrug"),
        ("MH", "Events", ["STUDYID", "USUBJID", "MHTERM"], "MedDRA"),
        ("PR", "Interventions", ["STUDYID", "USUBJID"], "MedDRA"),
    ],
)
def test_a_structure_for_a_domain(domain: str, class_name: str, required: list[str], dictionary: str) -> None:
    dataset = OCCDS.for_domain(domain, class_name)
    names = [variable.name for variable in dataset.variables]
    assert [variable.name for variable in dataset.unmet([])] == required
    assert len(names) == len(set(names))
    assert not [name for name in names if "--" in name]
    assert found(dataset, "DECDORG1").described == dictionary
    assert found(dataset, f"{domain}OCCUR").label == f"{domain} Occurrence"
    assert found(dataset, f"{domain}DECOD").described == dictionary
    assert dataset.variable("AESEQ") is None
