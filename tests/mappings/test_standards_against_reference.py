"""Every cell of what is shipped, against the collected copies of the published tables."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from mappings.catalog import _variables, load_standard
from mappings.patterns import PART, filled, is_pattern
from mappings.terminology import Terminology, load_terminology

REFERENCE = Path(__file__).parents[2] / ".." / "shared" / "reference"
pytestmark = pytest.mark.skipif(not REFERENCE.is_dir(), reason="no reference tables beside the checkout")

RELEASES = {
    "SDTM": "ct/sdtm_ct_2025-03-25.txt",
    "ADaM": "ct/adam_ct_2025-03-28.csv",
    "DEFINE-XML": "ct/define_xml_ct_2025-03-28.csv",
}
# Published with SDTMIG 3.4, in terminology only after 2025-03-28 (known defect of the collected release).
NOT_IN_RELEASE = {"C85495"}


def rows(name: str) -> Iterator[dict[str, str]]:
    with (REFERENCE / name).open(newline="", encoding="utf-8") as file:
        if name.endswith(".txt"):
            yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        else:
            yield from csv.DictReader(file)


def test_datasets_of_sdtmig() -> None:
    ours = [(d.class_name, d.name, d.label, d.structure) for d in load_standard("SDTMIG", "3.4").datasets]
    assert ours == [(r["class"], r["domain"], r["label"], r["structure"]) for r in rows("sdtmig_3_4_datasets.csv")]


def test_variables_of_sdtmig() -> None:
    ours = {
        (d.class_name, d.name, v.name): (v.order, v.label, v.type, v.role, v.core, ";".join(v.codelists), v.described)
        for d in load_standard("SDTMIG", "3.4").datasets
        for v in d.variables
    }
    facts = ("label", "type", "role", "core", "codelist_code", "described_value_domain")
    theirs = {
        (r["class"], r["domain"], r["variable"]): (int(r["variable_order"]), *(r[fact] for fact in facts))
        for r in rows("sdtmig_3_4_variables.csv")
    }
    assert len(theirs) == 1917
    assert ours == theirs


def test_listed_values_are_the_dataset_names_we_leave_out() -> None:
    listed = [
        (r["variable"], r["value_list"], r["domain"]) for r in rows("sdtmig_3_4_variables.csv") if r["value_list"]
    ]
    assert listed
    assert all(variable == "DOMAIN" and value == domain for variable, value, domain in listed)


def test_datasets_of_the_model() -> None:
    ours = [(d.class_name, d.name, d.label, d.structure) for d in load_standard("SDTM", "2.0").datasets]
    assert ours == [(r["class"], r["dataset"], r["label"], r["structure"]) for r in rows("sdtm_model_datasets.csv")]


@pytest.mark.parametrize(("version", "count"), [("2.0", 527), ("2.1", 537)])
def test_variables_of_the_model(version: str, count: int) -> None:
    ours = [
        (owner, v.name, v.label, v.type, v.role, v.described)
        for owner, variables in _variables("sdtm-2-0-variables.csv", version).items()
        for v in variables
    ]
    facts = ("variable", "label", "type", "role", "described_value_domain")
    theirs = [
        (r["dataset"] or r["class"], *(r[fact] for fact in facts))
        for r in rows("sdtm_model_variables.csv")
        if r["version"] <= version
    ]
    assert len(theirs) == count
    assert sorted(ours) == sorted(theirs)
    owners = {owner for owner, *_ in theirs}
    for owner in owners if version == "2.0" else ():
        assert [v[1] for v in ours if v[0] == owner] == [v[1] for v in theirs if v[0] == owner]


def test_limits_of_the_model() -> None:
    """`only` and `never` say what the published words on usage say."""
    ours = {
        (owner, v.name): (set(v.only), set(v.never))
        for owner, variables in _variables("sdtm-2-0-variables.csv", "2.1").items()
        for v in variables
    }
    for row in rows("sdtm_model_variables.csv"):
        only, never = ours[row["dataset"] or row["class"], row["variable"]]
        words = row["usage_restrictions"].replace("Tobacco IG", "tobacco")
        assert ("human" in never) is ("Not in human" in words), row
        assert ("nonclinical" in never) is ("nonclinical" in words), row
        assert ("Findings" in never) is ("Not in Findings" in words), row
        assert bool(only) is ("only" in words.lower()), row
        domains = set(re.findall(r"\b[A-Z]{2}\b|\btobacco\b", words))
        found = {word.removesuffix("-classification") for word in only | never} - {"human", "nonclinical", "Findings"}
        assert found == domains, row


def test_no_published_dataset_breaks_the_limits() -> None:
    sdtmig = load_standard("SDTMIG", "3.4")
    broken = {
        variable.name.replace("--", dataset.name)
        for dataset in sdtmig.datasets
        if dataset.class_name in sdtmig.general
        for owner in ("General Observations", dataset.class_name)
        for variable in sdtmig.general[owner]
        if dataset.variable(variable.name.replace("--", dataset.name))
        and not variable.fits(dataset.class_name, dataset.name)
    }
    assert broken == set()


STRUCTURES = {
    "ADSL": "Subject-Level Analysis Dataset",
    "BDS": "Basic Data Structure",
    "TTE": "Basic Data Structure",
    "OCCDS": "Occurrence Data Structure",
    "AE": "Occurrence Data Structure Adverse Event",
}
ANALYSIS = [(d, s.name) for s in (load_standard("ADaMIG", "1.3"), load_standard("OCCDS", "1.1")) for d in s.datasets]


def analysis_rows(structure: str) -> list[dict[str, str]]:
    """The published rows; identifiers first, as ADaMIG has them (3.3.1), where the collected table has them last."""
    found = [r for r in rows("adamig_variables.csv") if r["data_structure"] == STRUCTURES[structure]]
    own = [r for r in found if structure != "BDS" or r["variable_set"] != "Time-to-Event"]
    first = [r for r in own if r["variable_set"] == "Identifier"]
    return first + [r for r in own if r["variable_set"] != "Identifier"]


def analysis_cells(row: dict[str, str], structure: str) -> tuple[str, ...]:
    """A published row with what we spell otherwise: footnote stars, cases of one word, names of a dictionary."""
    name, label = row["name_pattern"], row["label"].removesuffix("*")
    if structure == "AE":
        name, label = name.replace("--", "AE"), re.sub(r"\bXX\b", "AE", label)
    described = re.sub("(?i)^WHO ?Drug$", "WHODrug", row["described_value_domain"])
    if described == "ISO 8601":
        described += " duration" if name.endswith("DUR") else " datetime or interval"
    codelists, values = (row[cell].replace("; ", ";") for cell in ("codelist_code", "value_list"))
    return name, label, row["type"], row["core"].replace("used", "Used"), codelists, described, values


def test_analysis_structures() -> None:
    ours = [(d.name, d.label, d.class_name, d.subclass) for d, _ in ANALYSIS]
    facts = ("data_structure_name", "description", "class", "subclass")
    assert ours == [tuple(r[fact] for fact in facts) for r in rows("adamig_structures.csv")]


@pytest.mark.parametrize("structure", STRUCTURES)
def test_variables_of_analysis_structures(structure: str) -> None:
    dataset = next(d for d, _ in ANALYSIS if d.name == structure)
    ours = [
        (v.name, v.label, v.type, v.core, ";".join(v.codelists), v.described, ";".join(v.values))
        for v in dataset.variables
    ]
    theirs = analysis_rows(structure)
    assert len(theirs) == {"ADSL": 141, "BDS": 188, "TTE": 195, "OCCDS": 117, "AE": 111}[structure]
    assert ours == [analysis_cells(row, structure) for row in theirs]
    assert {row["standard"].removeprefix("ADaM ") for row in theirs} == {name for d, name in ANALYSIS if d is dataset}


@pytest.mark.parametrize("structure", STRUCTURES)
def test_names_made_from_patterns_are_those_of_the_computed_expressions(structure: str) -> None:
    """Each published pattern takes the same names as the expression worked out for it beside the collected table."""
    expressions = {r["name_pattern"]: re.compile(r["derived_regex"]) for r in analysis_rows(structure)}
    numbers = ("", "0", "1", "01", "10", "99", "100")
    made = product(numbers, numbers, ("", "0", "3"), ("", "TRT"), ("CM", "X"))
    compared = 0
    for (xx, y, w, star, domain), pattern in product(list(made), [p for p in expressions if is_pattern(p)]):
        said = {"xx": xx, "zz": xx, "y": y, "w": w, "*": star, "--": domain}
        name = "".join(said.get(part, part) for part in PART.findall(pattern))
        if len(name) <= 8:
            assert (filled(pattern, name) is not None) is bool(expressions[pattern].search(name)), (pattern, name)
            compared += 1
    assert compared > 1000


def test_codelists_of_analysis_structures_are_named_alike() -> None:
    released = [load_terminology(name, "2025-03-28") for name in ("ADaM", "SDTM")]
    for row in (row for structure in STRUCTURES for row in analysis_rows(structure) if row["codelist_code"]):
        shorts = row["codelist_submission_value"].split("; ")
        for code, short in zip(row["codelist_code"].split(";"), shorts, strict=True):
            assert next(r.codelist(code).short for r in released if code in r) == short


@pytest.mark.parametrize("standard", RELEASES)
def test_terminology(standard: str) -> None:
    ours = load_terminology(standard, "2025-03-28")
    theirs = list(rows(RELEASES[standard]))
    lists = [row for row in theirs if not row["Codelist Code"]]
    assert [codelist_cells(ours, code) for code in ours.codes] == [
        (r["Code"], r["CDISC Submission Value"], r["Codelist Name"], r["Codelist Extensible (Yes/No)"]) for r in lists
    ]
    terms = [
        (code, term.code, term.submission, term.decode, "; ".join(term.synonyms))
        for code in ours.codes
        for term in ours.codelist(code).terms
    ]
    facts = ("Codelist Code", "Code", "CDISC Submission Value", "NCI Preferred Term", "CDISC Synonym(s)")
    assert terms == [tuple(r[fact] for fact in facts) for r in theirs if r["Codelist Code"]]


def codelist_cells(terminology: Terminology, code: str) -> tuple[str, str, str, str]:
    codelist = terminology.codelist(code)
    return codelist.code, codelist.short, codelist.name, "Yes" if codelist.extensible else "No"


def test_codelists_of_sdtmig_are_in_its_terminology() -> None:
    terminology = load_terminology("SDTM", "2025-03-28")
    named: dict[str, str] = {}
    for row in rows("sdtmig_3_4_variables.csv"):
        codes, shorts = row["codelist_code"].split(";"), row["codelist_submission_value"].split(";")
        named |= dict(zip(codes, shorts, strict=True)) if row["codelist_code"] else {}
    missing = {code for code in named if code not in terminology}
    assert missing == NOT_IN_RELEASE
    assert all(terminology.codelist(code).short == short for code, short in named.items() if code not in missing)


def test_every_test_code_list_has_its_names() -> None:
    terminology = load_terminology("SDTM", "2025-03-28")
    coded = [c for code in terminology.codes if (c := terminology.codelist(code)).name.endswith("Test Code")]
    assert len(coded) > 390
    for codelist in coded:
        names = terminology.paired(codelist.code)
        assert names is not None, codelist.name
        assert names.name == f"{codelist.name[:-4]}Name"


def test_nci_text_itself_reads_as_shipped() -> None:
    brought = load_terminology("SDTM", "2025-03-25", REFERENCE / RELEASES["SDTM"])
    assert list(brought.rows()) == list(load_terminology("SDTM", "2025-03-28").rows())
