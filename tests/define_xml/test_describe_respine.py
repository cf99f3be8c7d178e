"""The reference study's values and codelists: parts of the records, origins by test, lists that hold every value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from define_xml.describe.codelists import with_codelists
from define_xml.describe.observed import met, observed
from define_xml.describe.setting import Setting
from define_xml.describe.values import with_values
from mappings.dataset import Dataset
from mappings.spec import StudySpec, ValueSpec, VariableSpec
from sdtm.datasets import build_study
from sdtm.sources import read_dictionary

FOLDER = Path(__file__).parents[2] / "mappings" / "respine"
HIDDEN = [FOLDER / "randomisation.csv", FOLDER / "injection_unblinded.csv"]


@dataclass(frozen=True)
class Described:
    study: StudySpec
    datasets: dict[str, Dataset]
    strange: dict[tuple[str, str], set[str]]  # values the ledger tells as no term of any list

    def values(self, name: str) -> dict[str, ValueSpec]:
        """The items of `DATASET.VARIABLE` by name."""
        dataset, _, variable = name.partition(".")
        return {one.name: one for one in self.variable(dataset, variable).values}

    def variable(self, dataset: str, variable: str) -> VariableSpec:
        spec = self.study.dataset(dataset)
        found = spec.variable(variable) if spec else None
        assert found is not None
        return found

    def lists(self) -> Iterator[tuple[str, VariableSpec]]:
        for dataset in self.study.datasets:
            yield from ((dataset.name, variable) for variable in dataset.variables if variable.values)


@pytest.fixture(scope="module")
def respine() -> Described:
    built = build_study(FOLDER, None, HIDDEN)
    bound, tables = built.applied.bound, built.applied.tables
    setting = Setting(bound, read_dictionary(FOLDER / "raw" / "data_dictionary.csv"))
    study = bound.study.model_copy(update={"datasets": tuple(one.spec for one in built.datasets)})
    valued = with_values(study, built.datasets, bound, setting, tables)
    told = with_codelists(valued, built.datasets, bound, tables)
    strange: dict[tuple[str, str], set[str]] = {}
    for one in built.ledger.unmatched:
        strange.setdefault((one.dataset, one.variable), set()).add(one.value)
    return Described(told, {one.name: one for one in built.datasets}, strange)


def pages(value: ValueSpec | VariableSpec) -> list[tuple[str, str]]:
    """Origin type and pages."""
    return [
        (origin.type, " ".join(page.refs for use in origin.documents for page in use.pages)) for origin in value.origins
    ]


def test_every_value_is_met_by_exactly_one_item(respine: Described) -> None:
    count = 0
    for dataset, variable in respine.lists():
        records = respine.datasets[dataset].records
        columns = {str(name): records[name] for name in records.columns}
        met = sum((one.where.mask(columns).astype(int) for one in variable.values), start=np.zeros(len(records), int))
        assert (met[records[variable.name].notna().to_numpy()] == 1).all(), f"{dataset}.{variable.name}"
        assert met.max() == 1, f"{dataset}.{variable.name}"
        count += len(variable.values)
    assert count > 200


def test_these_variables_have_value_lists(respine: Described) -> None:
    assert {f"{dataset}.{variable.name}" for dataset, variable in respine.lists()} == {
        *(f"SUPP{one}.QVAL" for one in ("AE", "DM", "DS", "EC", "EX", "IE", "IS", "MI", "MK")), "TS.TSVAL",
        "DS.DSDECOD", "FA.FAORRES", "FA.FASTRESC", "IS.ISORRES", "IS.ISSTRESC", "MI.MIORRES", "MI.MISTRESC",
        "MI.MIORRESU", "MI.MISTRESU", "MK.MKORRES", "MK.MKSTRESC", "MK.MKSTRESN", "MK.MKORRESU", "MK.MKSTRESU",
        "QS.QSORRES", "QS.QSSTRESC", "SC.SCORRES", "SC.SCSTRESC", "VS.VSORRES", "VS.VSSTRESC", "VS.VSSTRESN",
        "VS.VSORRESU", "VS.VSSTRESU",
    }  # fmt: skip


def test_items_say_the_page_that_asks_for_them(respine: Described) -> None:
    questions, marks = respine.values("QS.QSORRES"), respine.values("MK.MKORRES")
    assert pages(questions["VASPAIN"]) == [("Collected", "12")]
    assert pages(questions["ODI0101"]) == [("Collected", "13")]
    assert pages(marks["SCHOBER"]) == [("Collected", "11")]
    assert {origin.source for origin in marks["T2"].origins} == {"Vendor"}  # of five columns of one table
    assert (questions["VASPAIN"].type, questions["VASPAIN"].length) == ("integer", 3)


def test_qualifiers_say_the_origin_that_the_records_say(respine: Described) -> None:
    for name in (one for one in respine.datasets if one.startswith("SUPP")):
        records = respine.datasets[name].records
        for code, item in respine.values(f"{name}.QVAL").items():
            said = set(records["QORIG"][records["QNAM"] == code])
            assert {origin.type for origin in item.origins} == said, f"{name} {code}"
            assert (item.method is not None) is (said == {"Derived"}), f"{name} {code}"
            assert item.label in set(records["QLABEL"])


def test_the_answers_of_a_questionnaire_are_whole_lists(respine: Described) -> None:
    words = respine.study.codelist(respine.values("QS.QSORRES")["SF36107"].codelist or "")
    codes = respine.study.codelist(respine.values("QS.QSSTRESC")["SF36107"].codelist or "")
    assert words is not None
    assert codes is not None
    assert words.values() == ("None", "Very mild", "Mild", "Moderate", "Severe", "Very severe")
    assert [(term.value, term.decode) for term in codes.terms] == list(zip("123456", words.values(), strict=True))
    assert (words.data_type, codes.data_type) == ("text", "integer")


def test_what_a_form_can_say_is_listed_though_nobody_said_it(respine: Described) -> None:
    grades = respine.study.codelist(respine.values("MI.MIORRES")["OVLTGRD"].codelist or "")
    assert grades is not None
    assert grades.values() == ("Grade 1", "Grade 2", "Grade 3")
    assert set(respine.datasets["MI"].records["MIORRES"]) & set(grades.values()) == {"Grade 2"}


def test_lists_hold_every_value_but_those_that_are_findings(respine: Described) -> None:
    for dataset in respine.study.datasets:
        for variable in dataset.variables:
            column = respine.datasets[dataset.name].records[variable.name]
            strange = respine.strange.get((dataset.name, variable.name), set())
            for name in variable.codelists:
                codelist = respine.study.codelist(name)
                assert codelist is not None, name
                assert set(observed(column).values) - strange <= set(codelist.values()), (
                    f"{dataset.name}.{variable.name}"
                )
                assert codelist.data_type == variable.data_type
            for item in variable.values:
                found = respine.study.codelist(item.codelist or "") if item.codelist else None
                own = observed(column[met(item.where, dataset, respine.datasets[dataset.name].records)]).values
                assert found is None or set(own) <= set(found.values()), f"{dataset.name}.{variable.name}.{item.name}"


def test_an_item_s_list_is_within_the_list_of_its_variable(respine: Described) -> None:
    for dataset, variable in respine.lists():
        whole = {value for name in variable.codelists for value in _values(respine, name)}
        for item in variable.values if whole else ():
            assert set(_values(respine, item.codelist or "")) <= whole, f"{dataset}.{variable.name}.{item.name}"


def _values(respine: Described, name: str) -> tuple[str, ...]:
    found = respine.study.codelist(name) if name else None
    return found.values() if found else ()


def test_lists_are_few_named_once_and_coded(respine: Described) -> None:
    lists = respine.study.codelists
    assert len({one.name for one in lists}) == len({one.label for one in lists}) == len(lists)
    assert len({(one.code, one.data_type, one.terms) for one in lists}) == len(lists)
    for one in lists:
        assert one.terms, one.name
        assert bool(one.code) is bool(one.standard), one.name
        assert all(term.code or term.extended for term in one.terms if one.code), one.name
        assert len({bool(term.decode) for term in one.terms}) == 1, one.name
