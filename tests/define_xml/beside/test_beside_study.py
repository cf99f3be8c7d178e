"""A define.xml against the study's own spec: what the study says now, and the define does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from define_xml.checks.beside.study import CHECKS, against_spec
from define_xml.document.common import Alias
from define_xml.document.metadata import Define
from define_xml.document.values import FormalExpression, MethodDef
from mappings.rule import parse_rule
from mappings.spec import Codelist, DatasetSpec, StudySpec, Term, VariableSpec
from mappings.where import parse_where
from tests.define_xml.beside.beside_example import DM, VS, Row, example, with_item, with_ref

SEX = Codelist(name="SEX", code="C66731", terms=(Term(value="F"), Term(value="M")))


def variable(row: Row) -> VariableSpec:
    """The variable as the study says it."""
    name, label, kind, length, codelist, _, _, _ = row
    number = kind in {"integer", "float"}
    return VariableSpec(
        name=name, label=label, type="Num" if number else "Char", data_type="float" if number else "text",
        length=None if number or length is None else int(length), codelists=("SEX",) if codelist == "CL.SEX" else (),
    )  # fmt: skip


def study(**changes: Any) -> StudySpec:
    """The study that the example was made of; `changes` are of DM."""
    structure = "One record per subject"
    dm = DatasetSpec(
        name="DM", label="Demographics", domain="DM", class_name="Special-Purpose", structure=structure,
        keys=("STUDYID", "USUBJID"), own_keys=True, variables=tuple(map(variable, DM)),
    )  # fmt: skip
    vs = DatasetSpec(
        name="VS", label="Vital Signs", domain="VS", class_name="Findings", variables=tuple(map(variable, VS))
    )
    home = DatasetSpec(name="HELPER", label="", domain="HE", submit=False)
    return StudySpec(study_id="TEST", datasets=(dm.model_copy(update=changes), vs, home), codelists=(SEX,))


def changed(name: str, **changes: Any) -> StudySpec:
    """The study with one variable of DM changed."""
    return study(variables=tuple(with_changes(name, changes)))


def with_changes(name: str, changes: dict[str, Any]) -> Iterator[VariableSpec]:
    """DM's variables, one of them changed."""
    for row in DM:
        yield variable(row).model_copy(update=changes if row[0] == name else {})


RULE = MethodDef(
    oid="MT.AGE", name="AGE", type="Computation",
    expressions=(FormalExpression(context="trial-dossier", value="number(age)\nwhere age.notna()"),),
)  # fmt: skip
RULED = with_ref("IT.DM.AGE", method_oid="MT.AGE")
EXTRA = VariableSpec(name="RACE", label="Race", type="Char")
FEMALE = SEX.model_copy(update={"terms": SEX.terms[:1]})
AGAIN = "write it anew"


def ruled() -> Define:
    """The example with a method that tells how AGE is made."""
    metadata = RULED.metadata
    return example(datasets=metadata.datasets, methods=(RULE,))


def coded() -> Define:
    """The example with a codelist of another C-code."""
    sex = replace(example().metadata.codelists[0], aliases=(Alias(context="nci:ExtCodeID", name="C1"),))
    return example(codelists=(sex, *example().metadata.codelists[1:]))


CASES: dict[str, tuple[Define, StudySpec, str, str]] = {
    "dataset_unsaid": (
        example(datasets=example().metadata.datasets[1:]), study(), "DM",
        "the study makes it, and define.xml does not name it: write it anew",
    ),
    "dataset_unmade": (
        example(), study().model_copy(update={"datasets": study().datasets[:1]}), "VS",
        "define.xml names it, and the study makes no such dataset: write it anew",
    ),
    "dataset_changed": (
        example(), study(label="Subjects"), "DM",
        "the study says label Subjects, and define.xml Demographics: " + AGAIN,
    ),
    "keys_changed": (
        example(), study(keys=("USUBJID",)), "DM",
        "the study says keys USUBJID, and define.xml STUDYID, USUBJID: write it anew",
    ),
    "variable_unsaid": (
        example(), study(variables=(*study().datasets[0].variables, EXTRA)), "DM.RACE",
        "the study makes it, and define.xml does not describe it: write it anew",
    ),
    "label_changed": (
        example(), changed("AGE", label="Age at consent"), "DM.AGE",
        "the study says label Age at consent, and define.xml Age: write it anew",
    ),
    "kind_changed": (
        with_item("IT.DM.AGE", data_type="text"), study(), "DM.AGE",
        "the study says type Num, and define.xml DataType text: write it anew",
    ),
    "length_changed": (
        example(), changed("SEX", length=2), "DM.SEX", "the study says length 2, and define.xml 1: write it anew",
    ),
    "length_changed, format": (
        example(), changed("AGE", format="3."), "DM.AGE",
        "the study says format 3., and define.xml none: write it anew",
    ),
    "codelist_changed": (
        coded(), study(), "DM.SEX", "the study says codelist SEX (C66731), and define.xml C1: write it anew",
    ),
    "codelist_changed, none": (
        with_item("IT.DM.SEX", codelist=None), study(), "DM.SEX",
        "the study says codelist SEX, and define.xml none: write it anew",
    ),
    "codelist_changed, a term": (
        example(), study().model_copy(update={"codelists": (FEMALE,)}), "DM.SEX",
        "define.xml permits M, and the study's codelist SEX has no such term: write it anew",
    ),
    "rule_changed": (
        ruled(), changed("AGE", rule=parse_rule("number(years)"), where=parse_where("age.notna()")), "DM.AGE",
        "the study says rule number(years) where age.notna(), and define.xml number(age) where age.notna(): " + AGAIN,
    ),
    "rule_changed, its condition": (
        ruled(), changed("AGE", rule=parse_rule("number(age)")), "DM.AGE",
        "the study says rule number(age), and define.xml number(age) where age.notna(): write it anew",
    ),
}  # fmt: skip


def test_a_define_that_says_what_the_study_says() -> None:
    assert against_spec(example(), study()) == ()


def test_a_rule_that_is_the_same() -> None:
    same = changed("AGE", rule=parse_rule("number(age)"), where=parse_where("age.notna()"))
    assert against_spec(ruled(), same) == ()


@pytest.mark.parametrize("name", list(CASES))
def test_what_the_study_says_now(name: str) -> None:
    define, spec, place, words = CASES[name]
    found = [(one.check, one.place, one.words) for one in against_spec(define, spec)]
    assert found == [(name.partition(",")[0], place, words)]


def test_every_check_has_a_case() -> None:
    assert {name.partition(",")[0] for name in CASES} == {check.__name__ for check in CHECKS}


def test_a_copy_of_what_stays_at_home_is_made_by_its_rule() -> None:
    home = VariableSpec(name="AGE", label="", type="Num", rule=parse_rule("number(age)"))
    copied = changed("AGE", rule=parse_rule("assign(AGE)"))
    datasets = (*copied.datasets[:2], copied.datasets[2].model_copy(update={"variables": (home,)}))
    assert [one.check for one in against_spec(ruled(), copied)] == ["rule_changed"]
    assert against_spec(ruled(), copied.model_copy(update={"datasets": datasets})) == ()


def test_what_has_no_data_needs_no_codelist() -> None:
    metadata = with_ref("IT.DM.SEX", has_no_data="Yes").metadata
    define = example(datasets=metadata.datasets, items=with_item("IT.DM.SEX", codelist=None).metadata.items)
    assert against_spec(define, study()) == ()


def test_supplemental_variables_are_looked_for_in_their_dataset() -> None:
    extra = EXTRA.model_copy(update={"supplemental": True})
    found = against_spec(example(), study(variables=(*study().datasets[0].variables, extra)))
    told = [(one.check, one.severity, one.place) for one in found]
    assert told == [("variable_unsaid", "note", "SUPPDM.RACE")], "a qualifier that no record has is in no dataset"


def test_an_extensible_list_may_be_longer_in_the_define() -> None:
    longer = FEMALE.model_copy(update={"extensible": True})
    assert against_spec(example(), study().model_copy(update={"codelists": (longer,)})) == ()
