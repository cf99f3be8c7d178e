"""A define.xml as a study: what stands in real ones, and what is done about faults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from define_xml.document.items import ItemDef, ItemGroupDef
from define_xml.document.metadata import Define, MetaDataVersion
from define_xml.from_spec import define_from_spec
from define_xml.read import read_define
from define_xml.to_spec import spec_from_define
from mappings.spec import StudySpec, VariableSpec
from tests.define_xml.complete_study import STUDY

REAL = Path(__file__).parents[2] / ".." / "shared" / "realdata"
DEFINE = define_from_spec(STUDY, created="2026-01-01T00:00:00")


def real(name: str) -> StudySpec:
    """The study of a real define.xml, or a skipped test."""
    if not (REAL / name).is_file():
        pytest.skip(f"no {name} beside the checkout")
    return spec_from_define(read_define(REAL / name))


def with_data(**said: Any) -> Define:
    """The small study's define.xml with other definitions."""
    assert DEFINE.study
    return replace(DEFINE, study=replace(DEFINE.study, metadata=replace(DEFINE.metadata, **said)))


def with_item(oid: str, **said: Any) -> Define:
    """The small study's define.xml with an ItemDef said otherwise."""
    return with_data(items=tuple(replace(one, **said) if one.oid == oid else one for one in DEFINE.metadata.items))


def variable(study: StudySpec, dataset: str, name: str) -> VariableSpec:
    """A variable that is there."""
    home = study.dataset(dataset)
    found = home.variable(name) if home else None
    assert found
    return found


# file: floor, standards, datasets, variables, values, codelists, notes; counted in the files with other tools
@pytest.mark.parametrize(
    ("name", "floor", "standards", "counts"),
    [
        ("msg_sdtm33/define.xml", "sdtm", ["STDTMIG 3.3", "SDTMIG-MD 1.1"], (31, 439, 205, 189, 0)),
        ("spec/SDTM_define.xml", "sdtm", ["SDTMIG 3.2"], (5, 100, 7, 26, 0)),
        ("spec/ADaM_define_CDISC_pilot3.xml", "adam", ["ADaMIG 1.1"], (5, 218, 15, 38, 0)),
    ],
)
def test_real_ones(name: str, floor: str, standards: list[str], counts: tuple[int, ...]) -> None:
    study = real(name)
    assert study.floor == floor
    assert [f"{one.name} {one.version}" for one in study.standards] == standards
    variables = [one for dataset in study.datasets for one in dataset.variables]
    values = sum(len(one.values) for one in variables)
    assert (len(study.datasets), len(variables), values, len(study.codelists), len(study.notes)) == counts


@pytest.mark.parametrize(
    ("name", "datasets"), [("cdiscpilot01/sdtm/define.xml", 22), ("cdiscpilot01/adam/define.xml", 10)]
)
def test_real_ones_of_the_first_generation(name: str, datasets: int) -> None:
    study = real(name)
    assert len(study.datasets) == datasets
    assert all(one.label and one.keys for one in study.datasets)
    assert all(one.label for dataset in study.datasets for one in dataset.variables)


def test_what_the_guidelines_say_of_a_variable() -> None:
    study = real("msg_sdtm33/define.xml")
    term = variable(study, "AE", "AETERM")
    assert [value.where.text for value in term.values] == [
        'AETERM == "INJECTION SITE REACTION"', 'AETERM != "INJECTION SITE REACTION"',
    ]  # fmt: skip
    page = term.values[1].origins[0].documents[0]
    assert (page.document, [one.refs for one in page.pages]) == ("acrf", ["22"])
    empty = variable(study, "AE", "AELLT")
    assert (empty.has_no_data, empty.codelists, study.codelist("MEDDRA") is not None) == (True, ("MEDDRA",), True)
    assert variable(study, "AE", "AESEQ").method is not None
    home = study.dataset("AE")
    assert home
    assert home.keys == ("STUDYID", "USUBJID", "AEDECOD", "AESTDTC", "AELNKID")
    trial = study.dataset("TA")
    assert trial
    assert (trial.class_name, trial.reference, trial.repeating) == ("Trial Design", True, False)


def test_rules_come_back_from_methods() -> None:
    study = spec_from_define(DEFINE)
    found = variable(study, "AE", "AESTDY")
    assert (str(found.rule), found.where) == ("study_day(AESTDTC, DM.RFSTDTC)", None)
    assert variable(study, "AE", "AETERM").rule is None


def test_the_core_is_the_standards() -> None:
    study = spec_from_define(DEFINE)
    said = {one.name: one.core for one in study.dataset("AE").variables}  # type: ignore[union-attr]
    assert said["AETERM"] == "Req"
    assert said["AESTDTC"] == "Exp"
    assert said["AESITE"] == ""  # no variable of the standard
    # A domain of the sponsor's own has the variables of its class.
    assert {one.core for one in study.dataset("XX").variables} <= {"Req", "Model"}  # type: ignore[union-attr]
    assert variable(real("spec/SDTM_define.xml"), "AE", "USUBJID").core == "Req"


def dropped(field: str, oid: str) -> Callable[[], Define]:
    """A define.xml that lacks one definition."""
    return lambda: with_data(**{field: tuple(one for one in getattr(DEFINE.metadata, field) if one.oid != oid)})


def clause(**said: Any) -> Callable[[], Define]:
    """A define.xml whose condition on the first qualifier is said otherwise."""

    def made() -> Define:
        data = DEFINE.metadata
        wanted = "WC.SUPPAE.QNAM.EQ.AETRTEM"
        check = replace(next(one for one in data.where_clauses if one.oid == wanted).checks[0], **said)
        clauses = tuple(replace(one, checks=(check,)) if one.oid == wanted else one for one in data.where_clauses)
        return with_data(where_clauses=clauses)

    return made


def odd(**said: Any) -> Callable[[], Define]:
    """A define.xml whose AESTDY is said otherwise."""
    return lambda: with_item("IT.AE.AESTDY", **said)


@pytest.mark.parametrize(
    ("made", "note"),
    [
        (dropped("codelists", "CL.SEX"), "DM.SEX: the codelist CL.SEX is not defined"),
        (dropped("methods", "MT.AE.AESTDY"), "AE.AESTDY: the method MT.AE.AESTDY is not defined"),
        (dropped("items", "IT.AE.AETERM"), "AE: 1 variables are not defined"),
        (dropped("where_clauses", "WC.SUPPAE.QNAM.EQ.AETRTEM"), "IT.SUPPAE.QVAL.AETRTEM: its condition is not said"),
        (clause(comparator="LIKE"), "its condition is not said"),
        (clause(comparator=None), "its condition is not said"),
        (clause(item_oid="IT.NOWHERE"), "its condition is not said"),
        (odd(data_type="hexBinary"), "AE.AESTDY: there is no data type hexBinary: read as text"),
        (odd(data_type=None), "AE.AESTDY: there is no data type None: read as text"),
    ],
)
def test_what_cannot_be_taken_over_is_noted(made: Callable[[], Define], note: str) -> None:
    notes = spec_from_define(made()).notes
    assert any(note in one for one in notes), notes


def test_several_values_of_eq_are_a_list_and_none_are_missing() -> None:
    several = spec_from_define(clause(values=("A", "B"))())
    assert variable(several, "SUPPAE", "QVAL").values[0].where.text == 'QNAM in ["A", "B"]'
    none = spec_from_define(clause(values=())())
    assert variable(none, "SUPPAE", "QVAL").values[0].where.text == "QNAM.isna()"


def test_numbers_are_compared_as_numbers() -> None:
    found = [one.where.text for one in variable(spec_from_define(DEFINE), "VS", "VSSTRESN").values]
    assert found[2] == 'VSTESTCD.notna() and VSTESTCD != "HEIGHT" and VISITNUM >= 2'
    assert 'DM.COUNTRY == "FRA"' in found[0]


@pytest.mark.parametrize(
    ("length", "expected"), [("12", 12), (" 7 ", 7), ("1.5", None), ("many", None), ("", None), ("9" * 40, None)]
)
def test_numbers_that_are_none_are_left_out(length: str, expected: int | None) -> None:
    assert variable(spec_from_define(odd(length=length)()), "AE", "AESTDY").length == expected


def test_an_empty_document_is_an_empty_study() -> None:
    empty = spec_from_define(Define())
    assert (empty.study_id, empty.datasets, empty.codelists, empty.notes) == ("", (), (), ())
    bare = replace(DEFINE, study=replace(DEFINE.study, metadata=MetaDataVersion()) if DEFINE.study else None)
    assert spec_from_define(bare).study_id == "S1"


def test_names_that_are_missing_are_identifiers() -> None:
    group = ItemGroupDef(oid="IG.X", items=())
    assert [one.name for one in spec_from_define(with_data(datasets=(group,))).datasets] == ["IG.X"]
    nameless = spec_from_define(with_item("IT.AE.AETERM", name=None))
    assert nameless.dataset("AE").variable("IT.AE.AETERM") is not None  # type: ignore[union-attr]


def test_of_two_definitions_with_one_identifier_the_first_counts() -> None:
    twin = ItemDef(oid="IT.AE.AETERM", name="TWIN", data_type="text")
    study = spec_from_define(with_data(items=(*DEFINE.metadata.items, twin)))
    assert variable(study, "AE", "AETERM").name == "AETERM"


def test_two_releases_of_one_terminology_are_told_apart() -> None:
    standards = DEFINE.metadata.standards
    assert standards
    package = standards.standards[-1]
    older = replace(package, oid="STD.OLD", version="2020-12-18")
    lists = tuple(
        replace(one, standard_oid="STD.OLD") if one.oid == "CL.NY" else one for one in DEFINE.metadata.codelists
    )
    both = replace(standards, standards=(*standards.standards, older))
    study = spec_from_define(with_data(standards=both, codelists=lists))
    found = {one.name: one.standard for one in study.codelists}
    assert (found["NY"], found["SEX"], found["QNAM"]) == ("STD.OLD", "STD.CT.SDTM.2025-03-28", "")
    again = spec_from_define(define_from_spec(study, created="2026-01-01T00:00:00"))
    assert {one.name: one.standard for one in again.codelists} == found
