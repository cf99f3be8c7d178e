"""The catalog: what is shipped is whole, and classes, supplements and patterns follow from it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from time import perf_counter

import pytest

from mappings.catalog import (
    OBSERVATION_CLASSES,
    Standard,
    StandardDataset,
    StandardVariable,
    load_standard,
    shipped,
    standard_versions,
)
from mappings.error import MappingError

ROLES = {"Identifier", "Topic", "Timing", "Rule"} | {
    f"{kind} Qualifier" for kind in ("Record", "Variable", "Result", "Grouping", "Synonym")
}


@pytest.fixture(scope="module")
def sdtmig() -> Standard:
    return load_standard("SDTMIG", "3.4")


@pytest.fixture(scope="module")
def sdtm() -> Standard:
    return load_standard("SDTM", "2.0")


def names(variables: tuple[StandardVariable, ...]) -> list[str]:
    return [variable.name for variable in variables]


def test_shipped_versions() -> None:
    assert standard_versions() == {"SDTM": ("2.0",), "SDTMIG": ("3.4",), "ADaMIG": ("1.3",), "OCCDS": ("1.1",)}


def test_counts(sdtmig: Standard, sdtm: Standard) -> None:
    assert len(sdtmig.datasets) == 63
    assert sum(len(dataset.variables) for dataset in sdtmig.datasets) == 1917
    in_classes = sum(len(own) for own in sdtm.classes.values())
    assert (len(sdtm.datasets), in_classes + sum(len(d.variables) for d in sdtm.datasets)) == (26, 527)


def test_a_dataset(sdtmig: Standard) -> None:
    ae = sdtmig.dataset("AE")
    assert ae is not None
    assert (ae.label, ae.class_name, ae.structure) == (
        "Adverse Events",
        "Events",
        "One record per adverse event per subject",
    )
    assert ae.keys == ("STUDYID", "USUBJID", "AEDECOD", "AETERM", "AESTDTC")
    assert ae.variable("AESEV") == StandardVariable(
        "AESEV", "Severity/Intensity", "Char", "Record Qualifier", "Perm", ("C66769",), "", order=27
    )
    assert ae.variable("AEXYZ") is None
    assert sdtmig.dataset("ZZ") is None


def test_several_codelists_and_described_domains(sdtmig: Standard) -> None:
    facts = {v.name: v for dataset in sdtmig.datasets for v in dataset.variables if dataset.name in ("DS", "AE")}
    assert facts["DSDECOD"].codelists == ("C66727", "C114118", "C150811")
    assert facts["AESTDTC"].described == "ISO 8601 datetime or interval"


@pytest.mark.parametrize("version", [("SDTMIG", "3.4"), ("SDTM", "2.0")])
def test_every_dataset_is_well_formed(version: tuple[str, str]) -> None:
    standard = load_standard(*version)
    assert len({dataset.name for dataset in standard.datasets}) == len(standard.datasets)
    for dataset in standard.datasets:
        repeated = [name for name, count in Counter(names(dataset.variables)).items() if count > 1]
        assert not repeated, dataset.name
        assert [variable.order for variable in dataset.variables] == list(range(1, len(dataset.variables) + 1))
        assert dataset.label
        assert len(dataset.label.replace("[domain name]", "AE")) <= 40
        for variable in dataset.variables:
            where = f"{dataset.name}.{variable.name}"
            assert re.fullmatch(r"[A-Z][A-Z0-9]{0,7}", variable.name), where
            assert variable.label == variable.label.strip() != "", where
            assert len(variable.label) <= 40, where
            assert variable.type in ("Char", "Num"), where
            assert variable.role in ROLES, where
            assert all(re.fullmatch(r"C\d+", code) for code in variable.codelists), where


def test_core_of_the_implementation_guide(sdtmig: Standard) -> None:
    cores = Counter(variable.core for dataset in sdtmig.datasets for variable in dataset.variables)
    assert cores == {"Req": 366, "Exp": 274, "Perm": 1277}


def test_natural_keys_exist_and_are_natural(sdtmig: Standard) -> None:
    for dataset in sdtmig.datasets:
        assert dataset.keys[0] == "STUDYID", dataset.name
        assert len(set(dataset.keys)) == len(dataset.keys)
        assert set(dataset.keys) <= set(names(dataset.variables)), dataset.name
        if dataset.variable("USUBJID"):
            assert "USUBJID" in dataset.keys, dataset.name
        sequence = {f"{dataset.name}SEQ"} & set(dataset.keys)
        assert sequence == ({"TSSEQ"} if dataset.name == "TS" else set())


def test_keys_name_the_topic_or_what_stands_for_it(sdtmig: Standard) -> None:
    for dataset in sdtmig.datasets:
        if dataset.class_name in OBSERVATION_CLASSES:
            assert {v.name for v in dataset.variables if v.role == "Topic"} & set(dataset.keys) or dataset.name == "DS"


def test_supplemental(sdtmig: Standard) -> None:
    suppae = sdtmig.supplemental("AE")
    assert (suppae.name, suppae.label) == ("SUPPAE", "Supplemental Qualifiers for AE")
    assert suppae.keys == ("STUDYID", "RDOMAIN", "USUBJID", "IDVAR", "IDVARVAL", "QNAM")
    assert names(suppae.variables)[-4:] == ["QLABEL", "QVAL", "QORIG", "QEVAL"]
    assert sdtmig.supplemental("QSPH").name == "SUPPQSPH"
    with pytest.raises(MappingError, match="no dataset name"):
        sdtmig.supplemental("RELREC")


def test_every_published_dataset_follows_the_order_of_its_class(sdtmig: Standard) -> None:
    """The class of a domain, made for the domain's own code, holds its variables in the published order.

    FA and SR alone put --OBJ behind --TEST and are in the same order for the rest.
    """
    for dataset in sdtmig.datasets:
        if dataset.class_name in OBSERVATION_CLASSES:
            general = names(sdtmig.class_variables(dataset.class_name, dataset.name))
            published = names(dataset.variables)
            assert [name for name in general if name in published] == published, dataset.name


def test_class_variables_of_a_custom_domain(sdtmig: Standard) -> None:
    found = sdtmig.class_variables("Findings About", "XX")
    assert names(found)[:3] == ["STUDYID", "DOMAIN", "USUBJID"]
    at = names(found).index("XXTESTCD")
    assert names(found)[at : at + 3] == ["XXTESTCD", "XXTEST", "XXOBJ"]
    assert [variable.order for variable in found] == list(range(1, len(found) + 1))
    assert {variable.core for variable in found} == {""}
    by_name = {variable.name: variable for variable in found}
    assert by_name["XXSTAT"].codelists == ("C66789",)
    assert by_name["XXDTC"].described == "ISO 8601 datetime or interval"
    # TESTCD lists differ from domain to domain: none is guessed.
    assert by_name["XXTESTCD"].codelists == ()


@pytest.mark.parametrize(
    ("class_name", "prefix", "name", "offered"),
    [
        ("Findings", "XX", "XXCLSIG", True),
        ("Findings", "XX", "XXSTDTC", False),  # no start in findings
        ("Findings About", "XX", "XXSTDTC", False),
        ("Events", "XX", "XXSTDTC", True),
        ("Findings", "XX", "XXGENREF", False),  # meant for GF
        ("Findings", "GF", "GFGENREF", True),
        ("Events", "XX", "XXOCCUR", True),
        ("Events", "AE", "AEOCCUR", False),  # not in AE
        ("Interventions", "XX", "XXUSCHFL", False),  # not in human trials
        ("Findings", "XX", "SPTOBID", False),  # of model 2.1
        ("Interventions", "XX", "XXPRESP", True),
    ],
)
def test_limits_of_the_model(sdtmig: Standard, class_name: str, prefix: str, name: str, offered: bool) -> None:
    assert (name in names(sdtmig.class_variables(class_name, prefix))) is offered


def test_class_variables_also_of_the_model_itself(sdtmig: Standard, sdtm: Standard) -> None:
    assert names(sdtm.class_variables("Events", "XX")) == names(sdtmig.class_variables("Events", "XX"))


@pytest.mark.parametrize(
    ("class_name", "prefix", "words"),
    [
        ("Finding", "XX", "did you mean Findings?"),
        ("Trial Design", "XX", "Interventions, Events, Findings, Findings About"),
        ("Findings", "X", "no domain code"),
        ("Findings", "xx", "no domain code"),
    ],
)
def test_wrong_classes(sdtmig: Standard, class_name: str, prefix: str, words: str) -> None:
    with pytest.raises(MappingError, match=re.escape(words)):
        sdtmig.class_variables(class_name, prefix)


def test_unknown_version_says_what_is_shipped() -> None:
    with pytest.raises(MappingError) as caught:
        load_standard("SDTMIG", "3.3")
    assert str(caught.value) == (
        "standard SDTMIG 3.3\n"
        "    not shipped; did you mean SDTMIG 3.4?\n"
        "    shipped: SDTM 2.0, SDTMIG 3.4, ADaMIG 1.3, OCCDS 1.1; another one is two tables in mappings/standards "
        "and an entry in its index.toml"
    )
    with pytest.raises(MappingError, match="give its path"):
        shipped("terminology", "SDTM", "2020-01-01")


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("TRT01P", "TRTxxP"),
        ("TRT1P", None),
        ("AGEGR1", "AGEGRy"),
        ("AGEGR12", "AGEGRy"),
        ("AGEGR0", None),
        ("P01S2SDT", "PxxSwSDT"),
        ("ASDT", "*SDT"),
        ("ADT", "*DT"),
        ("ANL01FL", "ANLzzFL"),
        ("TRTSDT", "TRTSDT"),
        ("XYZ", None),
    ],
)
def test_patterns_of_names(name: str, pattern: str | None) -> None:
    """A published name goes before patterns; of several patterns the one that says most."""
    patterns = ("TRTxxP", "AGEGRy", "PxxSwSDT", "*DT", "*SDT", "ANLzzFL", "TRTSDT")
    variables = tuple(StandardVariable(p, p, "Num", "", "Cond", (), "", i) for i, p in enumerate(patterns, 1))
    found = StandardDataset("ADSL", "", "", "", (), variables).variable(name)
    assert (found.pattern or found.name if found else None) == pattern


def test_facts_are_frozen_and_loaded_once(sdtmig: Standard) -> None:
    assert load_standard("SDTMIG", "3.4") is sdtmig
    with pytest.raises(AttributeError):
        sdtmig.datasets[0].variables[0].label = "x"  # type: ignore[misc]
    assert replace(sdtmig.datasets[0], name="XX").name == "XX"


def test_time_to_load() -> None:
    start = perf_counter()
    standard = load_standard.__wrapped__("SDTMIG", "3.4")
    took = perf_counter() - start
    assert standard.dataset("DM") is not None
    print(f"load_standard SDTMIG 3.4: {took * 1000:.1f} ms")
