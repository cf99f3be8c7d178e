"""Codelists as used: limited to what can occur, one for each use, equal ones once, decoded where that says more."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from define_xml.describe.codelists import with_codelists
from define_xml.describe.values import with_values
from mappings.bound import Bound
from mappings.dataset import Dataset
from mappings.distinct import text
from mappings.spec import Codelist, DatasetSpec, Floor, StandardRef, StudySpec, Term, VariableSpec
from mappings.statement import DataType
from sdtm.datasets import build_study
from tests.folder import write_study
from tests.table import table

CT = (StandardRef(name="SDTM", version="2025-03-28"),)
UNIT = Codelist(
    name="C71620", code="C71620", label="Unit", extensible=True,
    terms=(
        Term(value="cm", decode="Centimeter", code="C49668"), Term(value="kg", decode="Kilogram", code="C28252"),
        Term(value="mm", decode="Millimeter", code="C28251"), Term(value="POINTS", extended=True),
    ),
)  # fmt: skip


def variable(name: str, *codelists: str, kind: DataType = "text", label: str = "") -> VariableSpec:
    number = kind in {"integer", "float"}
    return VariableSpec(
        name=name,
        label=label or name,
        type="Num" if number else "Char",
        data_type=kind,
        codelists=codelists,
    )


def dataset(name: str, *variables: VariableSpec) -> DatasetSpec:
    return DatasetSpec(name=name, label=name, domain=name, variables=variables)


def listed(pairs: list[tuple[DatasetSpec, DataFrame]], *codelists: Codelist, floor: Floor = "sdtm") -> StudySpec:
    """The study with the codelists as used."""
    study = StudySpec(
        study_id="S",
        floor=floor,
        datasets=tuple(spec for spec, _ in pairs),
        codelists=codelists,
        terminology=CT,
    )
    built = [Dataset(spec, frame) for spec, frame in pairs]
    bound = Bound(study)
    return with_codelists(with_values(study, built, bound), built, bound)


def shown(study: StudySpec) -> dict[str, list[str]]:
    return {codelist.name: list(codelist.values()) for codelist in study.codelists}


def pointers(study: StudySpec) -> dict[str, tuple[str, ...]]:
    return {f"{one.name}.{each.name}": each.codelists for one in study.datasets for each in one.variables}


def test_each_use_has_the_terms_that_occur_and_equal_uses_one_list() -> None:
    study = listed(
        [
            (dataset("VS", variable("VSORRESU", "C71620")), table("VSORRESU\ncm\nkg")),
            (dataset("MK", variable("MKORRESU", "C71620")), table("MKORRESU\nmm")),
            (dataset("FT", variable("FTORRESU", "C71620")), table("FTORRESU\nkg\ncm")),
        ],
        UNIT,
    )
    assert shown(study) == {"UNIT.VS.VSORRESU": ["cm", "kg"], "UNIT.MK.MKORRESU": ["mm"]}
    assert pointers(study)["FT.FTORRESU"] == ("UNIT.VS.VSORRESU",)
    first = study.codelists[0]
    assert (first.code, first.standard, first.label) == ("C71620", "SDTM", "Unit (cm, kg)")
    assert [(term.decode, term.code) for term in first.terms] == [("Centimeter", "C49668"), ("Kilogram", "C28252")]


def test_a_list_of_one_use_keeps_its_name_and_label() -> None:
    study = listed([(dataset("MK", variable("MKORRESU", "C71620")), table("MKORRESU\nmm\nPOINTS"))], UNIT)
    assert shown(study) == {"UNIT": ["mm", "POINTS"]}
    assert study.codelists[0].label == "Unit"
    assert [(term.extended, term.decode) for term in study.codelists[0].terms] == [
        (False, "Millimeter"),
        (True, "POINTS"),
    ]


def test_units_are_told_test_by_test() -> None:
    records = table("VSTESTCD | VSORRES | VSORRESU\nHEIGHT | 176 | cm\nWEIGHT | 72 | kg")
    spec = dataset("VS", variable("VSTESTCD"), variable("VSORRES"), variable("VSORRESU", "C71620"))
    study = listed([(spec, records)], UNIT)
    assert shown(study) == {
        "UNIT.VS.VSORRESU": ["cm", "kg"], "UNIT.VS.VSORRESU.HEIGHT": ["cm"], "UNIT.VS.VSORRESU.WEIGHT": ["kg"],
    }  # fmt: skip


def test_a_value_that_is_no_term_is_not_listed() -> None:
    study = listed([(dataset("VS", variable("VSORRESU", "C71620")), table("VSORRESU\ncm\nfurlong"))], UNIT)
    assert shown(study) == {"UNIT": ["cm"]}


@pytest.mark.parametrize(("count", "kept"), [(3, 3), (5, 5), (6, 0)])
def test_where_nothing_occurs_a_short_list_is_whole_and_a_long_one_none(count: int, kept: int) -> None:
    codelist = Codelist(name="OWN", terms=tuple(Term(value=f"T{one}") for one in range(count)))
    study = listed([(dataset("AE", variable("AECAT", "OWN")), DataFrame({"AECAT": text([None])}))], codelist)
    assert sum(len(one.terms) for one in study.codelists) == kept
    assert bool(pointers(study)["AE.AECAT"]) is bool(kept)


def test_dates_and_unknown_lists_have_none() -> None:
    spec = dataset("AE", variable("AEDTC", "OWN", kind="partialDatetime"), variable("AECAT", "NEVER LOADED"))
    study = listed([(spec, table("AEDTC | AECAT\n2019 | A"))], Codelist(name="OWN", terms=(Term(value="2019"),)))
    assert study.codelists == ()
    assert set(pointers(study).values()) == {()}


def test_several_lists_become_one_of_the_study_s_own_with_the_codes_of_its_terms() -> None:
    odi = Codelist(name="ODI01TC", code="C103479", terms=(Term(value="ODI0101", code="C103611"),))
    own = Codelist(name="QSTESTCD", terms=(Term(value="VASPAIN", decode="Pain"),))
    spec = dataset("QS", variable("QSTESTCD", "ODI01TC", "QSTESTCD", label="Question Short Name"))
    (found,) = listed([(spec, table("QSTESTCD\nODI0101\nVASPAIN"))], odi, own).codelists
    assert (found.name, found.code, found.standard, found.label) == ("QSTESTCD", "", "", "Question Short Name")
    assert {term.value: (term.code, term.extended) for term in found.terms} == {
        "ODI0101": ("C103611", False), "VASPAIN": ("", False),
    }  # fmt: skip


def test_of_several_lists_the_one_that_has_all_stays_itself() -> None:
    odi = Codelist(name="ODI01TC", code="C103479", terms=(Term(value="ODI0101", code="C103611"),))
    own = Codelist(name="QSTESTCD", terms=(Term(value="VASPAIN", decode="Pain"),))
    spec = dataset("QS", variable("QSTESTCD", "ODI01TC", "QSTESTCD"))
    (found,) = listed([(spec, table("QSTESTCD\nODI0101"))], odi, own).codelists
    assert (found.name, found.code, found.standard) == ("ODI01TC", "C103479", "SDTM")


def test_codes_beside_their_text_become_lists_one_for_the_study() -> None:
    visits = variable("VISITNUM", kind="float"), variable("VISIT")
    study = listed(
        [
            (dataset("SV", *visits), table("VISITNUM | VISIT\n1 | SCREENING\n4.1 | UNSCHEDULED 4.1", "VISITNUM")),
            (dataset("VS", *visits), table("VISITNUM | VISIT\n1 | SCREENING\n2 | DAY 0", "VISITNUM")),
        ]
    )
    (found,) = study.codelists
    assert (found.name, found.data_type, found.standard) == ("VISITNUM", "float", "")
    assert [(one.value, one.decode, one.order) for one in found.terms] == [
        ("1", "SCREENING", 1), ("2", "DAY 0", 2), ("4.1", "UNSCHEDULED 4.1", 3),
    ]  # fmt: skip


def test_an_integer_variable_has_the_whole_numbers_of_a_list_alone() -> None:
    study = listed(
        [
            (
                dataset("SV", variable("VISITNUM", kind="float"), variable("VISIT")),
                table("VISITNUM | VISIT\n1 | SCREENING\n4.1 | UNSCHEDULED 4.1", "VISITNUM"),
            ),
            (
                dataset("VS", variable("VISITNUM", kind="integer"), variable("VISIT")),
                table("VISITNUM | VISIT\n1 | SCREENING", "VISITNUM"),
            ),
        ]
    )
    assert {(one.data_type, one.values()) for one in study.codelists} == {("float", ("1", "4.1")), ("integer", ("1",))}


@pytest.mark.parametrize(
    "drawing", ["ARMCD | ARM\nA | Arm A\nA | Arm B", "ARMCD | ARM\nA | Arm A\nB | ", "ARMCD | ARM\n | Arm A"]
)
def test_a_code_without_one_text_is_no_list(drawing: str) -> None:
    assert listed([(dataset("DM", variable("ARMCD"), variable("ARM")), table(drawing))]).codelists == ()


def test_parameters_have_a_list_in_each_dataset() -> None:
    spec = (variable("PARAMCD"), variable("PARAM"), variable("TRTPN", kind="integer"), variable("TRTP"))
    rows = "PARAMCD | PARAM | TRTPN | TRTP\n{} | Text | 1 | Active"
    pairs = [(dataset(name, *spec), table(rows.format(name), "TRTPN")) for name in ("ADQS", "ADIS")]
    assert list(shown(listed(pairs, floor="adam"))) == ["ADQS.PARAMCD", "TRTPN", "ADIS.PARAMCD"]


def test_a_dictionary_has_a_twin_for_numbers() -> None:
    spec = dataset("AE", variable("AEDECOD", "MedDRA"), variable("AEPTCD", "MedDRA", kind="integer"))
    medical = Codelist(name="MedDRA", label="MedDRA", dictionary="MedDRA", version="26.0")
    study = listed([(spec, table("AEDECOD | AEPTCD\nCough | 10011224", "AEPTCD"))], medical)
    assert [(one.name, one.data_type, one.dictionary, one.version, one.terms) for one in study.codelists] == [
        ("MedDRA", "text", "MedDRA", "26.0", ()), ("MedDRA.integer", "integer", "MedDRA", "26.0", ()),
    ]  # fmt: skip


def test_collected_words_and_constants_can_occur_though_they_do_not(tmp_path: Path) -> None:
    events = """
records = 'rows(events)'
keys = ["STUDYID", "USUBJID", "AETERM"]
[variables]
AETERM = 'assign(term)'
AEDECOD = 'assign(term)'
AESER = 'recode(serious, {"1": "Y", "0": "N"})'
AESHOSP = 'flag(stay)'
AESEV = 'assign(severity)'
AESTDTC = 'iso8601(started)'
"""
    raw = "subject,term,started,serious,stay,severity\n01-001,Cough,05-JAN-2019,0,,1\n"
    terms = "codelist,term,decode,collected\nAESEV,MILD,,1\nAESEV,SEVERE,,3\nSEX,F,,2\nSEX,M,,1\n"
    changed = {"sdtm/ae.toml": events, "raw/events.csv": raw, "terminology.csv": terms}
    built = build_study(write_study(tmp_path, changed))
    bound = built.applied.bound
    study = bound.study.model_copy(update={"datasets": tuple(one.spec for one in built.datasets)})
    found = with_codelists(study, built.datasets, bound)
    uses = {place: found.codelist(names[0]) for place, names in pointers(found).items() if names}
    values = {place: one.values() for place, one in uses.items() if one and place[:2] in {"AE", "DM"}}
    assert values["AE.AESER"] == ("N", "Y")
    assert values["AE.AESHOSP"] == ("Y",)
    assert values["AE.AESEV"] == ("MILD", "SEVERE")
    assert values["DM.SEX"] == ("F", "M")
    assert "AE.AESTDTC" not in values


WORDS = st.sampled_from(["A", "B", "C", "D", "strange", None])


@given(st.lists(st.lists(WORDS, min_size=1, max_size=6), min_size=1, max_size=4))
def test_every_term_in_use_is_listed_once_and_lists_differ(columns: list[list[str | None]]) -> None:
    own = Codelist(name="OWN", terms=tuple(Term(value=one) for one in "ABCDEF"))
    pairs = [
        (dataset(f"D{place}", variable("CAT", "OWN")), DataFrame({"CAT": text(column)}))
        for place, column in enumerate(columns)
    ]
    study = listed(pairs, own)
    assert len({one.name for one in study.codelists}) == len(study.codelists)
    assert len({one.values() for one in study.codelists}) == len(study.codelists)
    assert len({one.label for one in study.codelists}) == len(study.codelists)
    for place, names in pointers(study).items():
        used = {one for one in columns[int(place[1 : place.index(".")])] if one in own.values()}
        found = study.codelist(names[0]) if names else None
        assert used == set(found.values() if found else ())
