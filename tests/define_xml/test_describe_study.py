"""A study told whole: what a define.xml says of the small study and of the reference study, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import adam.datasets
import sdtm.datasets
from define_xml.describe import described_study
from mappings.error import MappingError
from mappings.spec import StudySpec, ValueSpec, VariableSpec
from mappings.statement import OriginSpec
from sdtm.sources import read_dictionary
from tests.define_xml.test_describe_methods import ACRF, DICTIONARY
from tests.folder import AE, STUDY, write_study

FOLDER = Path(__file__).parents[2] / "mappings" / "respine"
HIDDEN = [FOLDER / "randomisation.csv", FOLDER / "injection_unblinded.csv"]
Place = tuple[str, VariableSpec | ValueSpec]


def small(folder: Path, ae: str = AE, more: str = ACRF) -> StudySpec:
    """The small study, described."""
    built = sdtm.datasets.build_study(write_study(folder, {"study.toml": STUDY + more, "sdtm/ae.toml": ae}))
    return described_study(built.applied.bound, built.datasets, DICTIONARY, built.applied.tables)


def variable(study: StudySpec, dataset: str, name: str) -> VariableSpec:
    """A variable of a described dataset."""
    found = study.dataset(dataset)
    assert found is not None
    one = found.variable(name)
    assert one is not None
    return one


def test_the_small_study(tmp_path: Path) -> None:
    study = small(tmp_path / "s")
    assert [(one.name, one.version) for one in study.standards] == [("SDTMIG", "3.4")]
    assert [one.name for one in study.terminology] == ["SDTM", "DEFINE-XML"]
    term = variable(study, "AE", "AETERM")
    assert [(one.type, one.source, one.documents[0].pages[0].refs) for one in term.origins] == [
        ("Collected", "Investigator", "21")
    ]
    assert (term.mandatory, variable(study, "AE", "AESTDTC").mandatory) == (True, False)
    assert [one.type for one in variable(study, "DM", "STUDYID").origins] == ["Protocol"]


def test_what_only_a_mapping_says_is_gone(tmp_path: Path) -> None:
    study = small(tmp_path / "s")
    assert (study.tables, study.shared, study.own_tables, study.sources, study.place) == ({}, {}, (), (), "")
    for dataset in study.datasets:
        assert (dataset.records, dataset.where, dataset.place) == (None, None, "")
        assert all((one.rule, one.where, one.place) == (None, None, "") for one in dataset.variables)


def test_what_has_no_data_says_why(tmp_path: Path) -> None:
    ae = f"""{AE}AESPID = {{rule = 'assign(term)', where = 'term == "nobody"'}}
AESEV = {{has_no_data = true, comment = "Nobody asked."}}
"""
    study = small(tmp_path / "s", ae)
    empty, unasked, expected = (variable(study, *one) for one in (("AE", "AESPID"), ("AE", "AESEV"), ("DM", "ARM")))
    assert (empty.has_no_data, empty.comment) == (True, "No record has a value.")
    assert (unasked.has_no_data, unasked.comment) == (True, "Nobody asked.")
    assert (expected.has_no_data, expected.origins) == (True, (OriginSpec(type="Not Available", source="Sponsor"),))
    assert expected.comment.startswith("The standard expects this variable")
    assert not variable(study, "AE", "AETERM").has_no_data


def test_an_external_dictionary_takes_the_place_of_codelists(tmp_path: Path) -> None:
    more = f'{ACRF}[dictionaries.D]\nversion = "2"\nvariables = ["AE.AEDECOD"]\ncomment = "Our own."\n'
    study = small(tmp_path / "s", more=more)
    codelist = study.codelist(variable(study, "AE", "AEDECOD").codelists[0])
    assert codelist is not None
    assert (codelist.dictionary, codelist.version, codelist.comment, codelist.terms) == ("D", "2", "Our own.", ())


def test_a_dictionary_of_a_variable_that_is_not_there(tmp_path: Path) -> None:
    more = f'{ACRF}[dictionaries.D]\nversion = "2"\nvariables = ["AE.AEDECODE"]\n'
    with pytest.raises(MappingError) as told:
        small(tmp_path / "s", more=more)
    assert "dictionaries.D.variables\n    no variable AE.AEDECODE\n    did you mean AE.AEDECOD?" in str(told.value)


@pytest.fixture(scope="module")
def tabulation(tmp_path_factory: pytest.TempPathFactory) -> tuple[StudySpec, Path]:
    """The reference study's tabulation, described, and its datasets in a folder."""
    from define_xml import write_datasets

    out = tmp_path_factory.mktemp("respine")
    built = sdtm.datasets.build_study(FOLDER, None, HIDDEN)
    write_datasets(built.datasets, out, study=built.applied.bound.study)
    rows = read_dictionary(FOLDER / "raw" / "data_dictionary.csv")
    return described_study(built.applied.bound, built.datasets, rows, built.applied.tables), out


@pytest.fixture(scope="module")
def analysis(tabulation: tuple[StudySpec, Path]) -> StudySpec:
    """The reference study's analysis datasets, described."""
    built = adam.datasets.build_study(FOLDER, tabulation[1])
    return described_study(built.applied.bound, built.datasets, (), built.applied.tables)


def places(study: StudySpec) -> Iterator[Place]:
    """Each variable and value-level item that bears origins, and where it stands."""
    for dataset in study.datasets:
        for one in dataset.variables:
            yield f"{dataset.name}.{one.name}", one
            # What an author says of values alone has the origin of its variable.
            own = [item for item in one.values if item.origins or not one.origins]
            yield from ((f"{dataset.name}.{one.name} where {item.where}", item) for item in own)


# Define-XML 2.1, 5.3.12.2: what may go together; a predecessor has no source.
PAIRS = {
    "sdtm": {("Collected", "Investigator"), ("Collected", "Subject"), ("Collected", "Vendor"), ("Derived", "Sponsor"),
             ("Assigned", "Sponsor"), ("Protocol", "Sponsor"), ("Not Available", "Sponsor")},
    "adam": {("Derived", "Sponsor"), ("Assigned", "Sponsor"), ("Predecessor", ""), ("Not Available", "Sponsor")},
}  # fmt: skip


def test_every_variable_of_the_reference_study_has_an_origin(
    tabulation: tuple[StudySpec, Path], analysis: StudySpec
) -> None:
    for study in (tabulation[0], analysis):
        found = {(one.type, one.source) for _, place in places(study) for one in place.origins}
        assert found <= PAIRS[study.floor]
        for name, place in places(study):
            assert place.origins or (isinstance(place, VariableSpec) and place.values), name
            derived = any(one.type == "Derived" for one in place.origins)
            assert not derived or (place.method and place.method.text and place.method.name), name
            assert place.method is None or derived, name
            assert not place.has_no_data or place.comment, name


def test_every_page_is_one_that_asks_for_the_field(tabulation: tuple[StudySpec, Path]) -> None:
    known = {row["page"] for row in read_dictionary(FOLDER / "raw" / "data_dictionary.csv")}
    for name, place in places(tabulation[0]):
        for one in place.origins:
            pages = {page for use in one.documents for said in use.pages for page in said.refs.split()}
            assert pages <= known, name
            asked = one.type == "Collected" and one.source in {"Investigator", "Subject"}
            assert bool(pages) == asked, name


ORIGINS = {
    "AE.AETERM": ["Collected Investigator 60"], "AE.AEDECOD": ["Assigned Sponsor"], "AE.AESTDY": ["Derived Sponsor"],
    "DM.ARMCD": ["Assigned Sponsor"], "QS.QSDTC": ["Collected Subject 12 13 14"], "TA.ELEMENT": ["Protocol Sponsor"],
    "MK.MKDTC": ["Collected Investigator 11", "Collected Vendor"], "SE.ETCD": ["Assigned Sponsor"],
    "VS.VISITDY": ["Protocol Sponsor"], "DS.DSTERM": ["Collected Investigator 2 90", "Assigned Sponsor"],
    "IS.ISORNRLO": ["Not Available Sponsor"], "CO.COVAL": ["Collected Investigator 4 62 90"],
}  # fmt: skip
COPIES = {
    "ADSL.SEX": "DM.SEX", "ADSL.TRT01P": "DM.ARM", "ADAE.TRTP": "ADSL.TRT01P", "ADEFF.VISITNUM": "QS.VISITNUM",
    "ADAE.ASERCAT": "SUPPAE.QVAL where QNAM EQ SAECAT", "ADTTE.EOSDT": "ADSL.EOSDT", "ADMRI.FOCID": "MK.FOCID",
}  # fmt: skip


def test_origins_of_the_reference_study(tabulation: tuple[StudySpec, Path], analysis: StudySpec) -> None:
    found = {name: variable(tabulation[0], *name.split(".")).origins for name in ORIGINS}
    told = {
        name: [" ".join([one.type, one.source, *(use.pages[0].refs for use in one.documents)]) for one in several]
        for name, several in found.items()
    }
    assert told == ORIGINS
    assert {name: [one.text for one in variable(analysis, *name.split(".")).origins] for name in COPIES} == {
        name: [text] for name, text in COPIES.items()
    }


def test_predecessors_of_the_reference_study_are_there(
    tabulation: tuple[StudySpec, Path], analysis: StudySpec
) -> None:
    there = {f"{dataset.name}.{one.name}" for study in (tabulation[0], analysis) for dataset in study.datasets
             for one in dataset.variables}  # fmt: skip
    for name, place in places(analysis):
        for one in place.origins:
            assert one.type != "Predecessor" or one.text.partition(" where ")[0] in there, (name, one.text)


def test_qorig_says_what_the_origin_of_its_value_says(tabulation: tuple[StudySpec, Path]) -> None:
    from define_xml import read_dataset

    study, out = tabulation
    for dataset in study.datasets:
        if not dataset.name.startswith("SUPP"):
            continue
        records = read_dataset(out / f"{dataset.name.lower()}.xpt").records
        for item in variable(study, dataset.name, "QVAL").values:
            said = set(records[item.where.mask({str(name): records[name] for name in records})]["QORIG"])
            assert said == {item.origins[0].type}, (dataset.name, item.where.text)


def test_the_same_study_is_told_the_same(tmp_path: Path) -> None:
    assert small(tmp_path / "a") == small(tmp_path / "b")
