"""One document in several versions: what moves, what comes back, what is lost and told, how 1.0 is understood."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from define_xml.document.index import Index
from define_xml.document.items import Class, Origin
from define_xml.document.metadata import Define, Standard
from define_xml.document.values import ValueListDef
from define_xml.read import define_of, read_define
from define_xml.schema import schema_findings
from define_xml.versions import as_version, converted, lost
from define_xml.write import define_bytes
from tests.define_xml.defines import REAL, canonical, example, random_define, tree

OF_2_0 = [path for path in REAL if "/spec/" in path]
OF_1_0 = [path for path in REAL if "cdiscpilot01" in path]
needs_shared = pytest.mark.skipif(not REAL, reason="no shared folder with real define.xml files beside the checkout")


def read(name: str) -> Define:
    """One of our examples."""
    return define_of(example(name), name)


def test_a_version_is_itself() -> None:
    for name, version in (("example_2_1", "2.1"), ("example_2_0", "2.0"), ("example_1_0", "1.0")):
        define = read(name)
        assert as_version(define, version) is define
        assert lost(define, version) == ()


@needs_shared
@pytest.mark.parametrize("path", OF_2_0)
def test_a_real_2_0_comes_back_from_2_1(path: str) -> None:
    define = read_define(REAL[path])
    there = as_version(define, "2.1")
    assert as_version(there, "2.0") == define
    through = define_of(define_bytes(there), "define.xml")
    back = define_bytes(through, version="2.0", stylesheet=define.stylesheet)
    assert canonical(back) == canonical(REAL[path].read_bytes())


def test_our_2_0_comes_back_from_2_1() -> None:
    define = read("example_2_0")
    assert as_version(as_version(define, "2.1"), "2.0") == define
    assert tree(define_bytes(as_version(define, "2.1"), version="2.0")) == tree(example("example_2_0"))


def test_2_0_in_the_words_of_2_1() -> None:
    define = as_version(read("example_2_0"), "2.1")
    data, index = define.metadata, Index(define)
    assert (define.version, define.context, data.define_version) == ("2.1", None, "2.1.0")
    assert data.standards is not None
    assert data.standards.standards == (Standard(oid="STD.SDTMIG.3.2", name="SDTMIG", type="IG", version="3.2"),)
    assert (data.datasets[0].class_name, data.datasets[0].classes) == (None, Class(name="SPECIAL PURPOSE"))
    assert data.datasets[0].standard_oid == "STD.SDTMIG.3.2"
    origins = [(one.type, one.source) for item in data.items for one in item.origins]
    assert origins == [("Collected", None), ("Derived", None), ("Collected", "Vendor")]
    assert index.items["IT.DM.SEX"].origins[0].documents[0].pages[0].page_refs == "3"
    assert [one.check for one in lost(read("example_2_0"), "2.1")] == ["not_said"]


def test_what_2_0_cannot_say_is_told_and_the_rest_is_valid() -> None:
    define = read("example_2_1")
    told = lost(define, "2.0")
    assert {one.check for one in told} == {"lost_in_version"}
    assert {one.severity for one in told} == {"note"}
    assert [one.words.split(":")[0] for one in told] == [
        "standard CDISC/NCI 2024-03-29", "context Other", "the comment on the metadata", "the title of pages 'Start'",
        "its description", "that it has no data", "that it is not of the standard", "subclass ADVERSE EVENT",
        "source Sponsor", "origin Predecessor, beside Collected", "source Investigator", "that it is of STD.2",
        "comment COM.LIST", "the title of pages 'Heights'",
    ]  # fmt: skip
    older = as_version(define, "2.0").metadata
    assert (older.standard_name, older.standard_version) == ("SDTM-IG", "3.4")
    assert [one.oid for one in older.comments] == ["COM.VS", "COM.JOIN"]
    errors = [one for one in schema_findings(define_bytes(define, version="2.0")) if one.severity == "error"]
    assert errors == []


@needs_shared
def test_a_real_2_1_is_a_valid_2_0() -> None:
    define = read_define(REAL["realdata/msg_sdtm33/define.xml"])
    assert schema_findings(define_bytes(define, version="2.0")) == ()
    assert Counter(one.words.split(" ")[0] for one in lost(define, "2.0")) == {
        "standard": 2, "context": 1, "the": 1, "that": 3, "source": 3,
    }  # fmt: skip
    assert sum(one.count for one in lost(define, "2.0") if one.words.startswith("source")) == 501


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 1 << 30), version=st.sampled_from(("1.0", "2.0", "2.1")), to=st.sampled_from(("2.0", "2.1")))
def test_any_document_can_be_said_in_2_0_and_2_1(seed: int, version: str, to: str) -> None:
    define, _ = converted(random_define(seed, version), to)
    assert define.version == to
    assert define_of(define_bytes(define, version=to, stylesheet=define.stylesheet), "x") == define


def test_1_0_becomes_definitions() -> None:
    define = as_version(read("example_1_0"), "2.1")
    data, index = define.metadata, Index(define)
    assert (define.odm_version, define.extra) == ("1.3.2", None)
    assert data.standards is not None
    assert [(one.name, one.version) for one in data.standards.standards] == [("SDTMIG", "3.1.2")]
    dataset = data.datasets[0]
    assert dataset.description is not None
    assert (dataset.description.value, dataset.classes) == ("Laboratory", Class(name="FINDINGS"))
    assert data.datasets[2].classes == Class(name="BASIC DATA STRUCTURE")
    keys = {index.items[one.item_oid or ""].name: one.key_sequence for one in dataset.items if one.key_sequence}
    assert keys == {"USUBJID": "1", "LBCAT": "2", "LBTESTCD": "3"}
    assert [(one.oid, one.description.value) for one in data.comments if one.description] == [("COM.LB", "As sent")]
    assert {dataset.comment_oid, index.items["LB.LBCAT"].comment_oid, index.items["ADLB.AVAL"].comment_oid} == {
        "COM.LB"
    }
    assert index.items["LB.USUBJID"].comment_oid is None
    assert [(one.oid, one.type, one.description and one.description.value) for one in data.methods] == [
        ("CM.DY", "Computation", "LBDTC minus RFSTDTC")
    ]
    refs = [*dataset.items, *(one for values in data.value_lists for one in values.items)]
    assert [one.item_oid for one in refs if one.method_oid == "CM.DY"] == ["LB.LBDY", "LB.CHEM.ALB"]
    assert [(one.rank, one.define_rank) for one in data.codelists[0].items] == [("1", None)]
    assert index.items["LB.LBDTC"].data_type == "partialDate"


def test_origins_of_1_0_are_understood_or_kept_as_words() -> None:
    define, told = converted(read("example_1_0"), "2.1")
    items = Index(define).items
    assert items["LB.USUBJID"].origins[0].documents[0].leaf_id == "blankcrf"
    assert items["LB.USUBJID"].origins[0].documents[0].pages[0].page_refs == "7 8 9"
    assert items["LB.LBTESTCD"].origins == (Origin(type="Assigned"),)
    assert items["LB.LBORRES"].origins == (Origin(type="Collected", source="Vendor"),)
    (words,) = items["LB.LBDTC"].origins
    assert (words.type, words.description and words.description.value) == (None, "Sponsor's memory")
    assert [one.value for one in told if one.check == "origin_not_understood"] == ["Sponsor's memory"]


def conditions(define: Define, values: ValueListDef) -> list[tuple[str, list[str]]]:
    """Each item of a value list, and the comparisons of its condition."""
    index, found = Index(define), []
    for one in values.items:
        clauses = [index.where_clauses[ref.where_clause_oid or ""] for ref in one.where]
        found.append(
            (one.item_oid or "", [f"{c.item_oid} {c.comparator} {c.values[0]}" for w in clauses for c in w.checks])
        )
    return found


def test_value_lists_of_1_0_get_conditions_and_stand_at_the_result() -> None:
    define, told = converted(read("example_1_0"), "2.1")
    index = Index(define)
    at = {name: one.values.value_list_oid for name, one in index.items.items() if one.values}
    assert at == {
        "LB.LBORRES": "VL.LB.LBCAT", "SUPPLB.QVAL": "VL.SUPPLB.QNAM", "ADLB.AVAL": "VL.ADLB.AVAL",
        "LB.LBREFID": "VL.LB.LBREFID",
    }  # fmt: skip
    lists = {one.oid: conditions(define, one) for one in define.metadata.value_lists}
    assert lists == {
        "VL.LB.LBCAT": [
            ("LB.CHEM.ALB", ["LB.LBCAT EQ CHEM", "LB.LBTESTCD EQ ALB"]),
            ("LB.CHEM.ALP", ["LB.LBCAT EQ CHEM", "LB.LBTESTCD EQ ALP"]),
            ("LB.LBCAT.NONE", ["LB.LBCAT EQ NONE"]),
        ],
        "VL.SUPPLB.QNAM": [("SUPPLB.QNAM.WHY", ["SUPPLB.QNAM EQ WHY"])],
        "VL.ADLB.AVAL": [("ADLB.AVAL.ALB", ["ADLB.PARAMCD EQ ALB"])],
        "VL.LB.LBREFID": [("LB.LBREFID.X", [])],
    }  # fmt: skip
    assert [one.order_number for one in define.metadata.value_lists[0].items] == ["1", "2", "3"]
    assert [(one.check, one.place) for one in told if one.check.startswith("value_list")] == [
        ("value_list_moved", "LB.LBCAT"), ("value_list_without_condition", "LB.LBREFID"),
        ("value_list_moved", "SUPPLB.QNAM"),
    ]  # fmt: skip


def test_value_lists_in_a_circle_come_to_an_end() -> None:
    text = example("example_1_0").decode("latin-1")
    circle = text.replace('ValueListOID="VL.LB.LBCAT.CHEM.LBTESTCD"', 'ValueListOID="VL.LB.LBCAT"')
    define = as_version(define_of(circle.encode("latin-1"), "x"), "2.1")
    assert len(define.metadata.value_lists) == 5


@needs_shared
@pytest.mark.parametrize(
    ("path", "clauses", "values"), [(OF_1_0[0], 221, 221), (OF_1_0[1], 111, 903)] if OF_1_0 else []
)
def test_a_real_1_0_is_understood_whole(path: str, clauses: int, values: int) -> None:
    define, told = converted(read_define(REAL[path]), "2.1")
    refs = [ref for one in define.metadata.value_lists for ref in one.items]
    assert (len(define.metadata.where_clauses), len(refs)) == (clauses, values)
    assert all(len(ref.where) == 1 for ref in refs)
    assert {one.check for one in told} <= {"value_list_moved", "not_said"}
    errors = [one.value for one in schema_findings(define_bytes(define)) if one.severity == "error"]
    assert set(errors) <= {"def:Context", "Status", "CDISC ADaM"}  # what 1.0 does not say, or calls otherwise
    older = [one for one in schema_findings(define_bytes(define, version="2.0")) if one.severity == "error"]
    assert older == []


def test_standards_of_2_1_are_named_as_2_0_names_them() -> None:
    define = read("example_2_1")
    assert define.study is not None
    standards = define.metadata.standards
    assert standards is not None
    named = replace(standards, standards=(replace(standards.standards[0], name="ADaMIG"),))
    study = replace(define.study, metadata=replace(define.metadata, standards=named))
    assert as_version(replace(define, study=study), "2.0").metadata.standard_name == "ADaM-IG"
