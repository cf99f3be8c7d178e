"""A define.xml against its data: each check speaks where it should, in these words, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from define_xml.checks.beside.data import CHECKS, EXPLAINED, check_data
from define_xml.document.common import described
from define_xml.document.items import CodeListRef
from define_xml.document.metadata import Define
from mappings.dataset import Dataset
from mappings.finding import Finding
from tests.define_xml.beside.beside_example import (
    DM_DATA,
    VS_DATA,
    both,
    clause,
    data,
    example,
    told,
    value_ref,
    with_group,
    with_item,
    with_ref,
)


def test_data_as_described_have_no_finding() -> None:
    assert told(example()) == []


def said(found: list[Finding]) -> list[tuple[str, str, str, str, int, tuple[int, ...]]]:
    """What a test looks at: check, place, words, value, count, records."""
    return [(one.check, one.place, one.words, one.value, one.count, one.records) for one in found]


Case = tuple[Define, list[Dataset], list[tuple[Any, ...]]]


def dm(old: str = "", new: str = "", **changes: Any) -> list[Dataset]:
    """DM with one text of its drawing changed."""
    assert old in DM_DATA
    return [data("DM", DM_DATA.replace(old, new, 1) if old else DM_DATA, **changes)]


def vs(old: str = "", new: str = "", **changes: Any) -> list[Dataset]:
    """VS with one text of its drawing changed."""
    assert old in VS_DATA
    return [data("VS", VS_DATA.replace(old, new, 1) if old else VS_DATA, **changes)]


CASES: dict[str, Case] = {
    "type_differs": (
        with_item("IT.DM.AGE", data_type="text", length="2"), [],
        [("type_differs", "DM.AGE",
          "DataType is text, and the data hold numbers (Num): say integer or float", "", 1, ())],
    ),
    "type_differs, a text": (
        with_item("IT.DM.SEX", data_type="integer", codelist=None), [],
        [("type_differs", "DM.SEX",
          "DataType is integer, and the data hold text (Char): say text, or the kind of date it is", "", 1, ())],
    ),
    "value_not_of_type, a decimal": (
        example(), dm("| 34 ", "| 34.5 "),
        [("value_not_of_type", "DM.AGE", "not of DataType integer", "34.5", 1, (1,)),
         ],
    ),
    "value_not_of_type, a date": (
        example(), dm("2024-01-02", "02JAN2024"),
        [("value_not_of_type", "DM.RFSTDTC", "not of DataType date as ISO 8601 writes it", "02JAN2024", 1, (1,))],
    ),
    "value_not_of_type, in a value list": (
        example(), vs("72", "7x"),
        [("value_not_of_type", "VS.VSORRES", "where VSTESTCD is PULSE: not of DataType integer", "7x", 1, (1,))],
    ),
    "length_too_short": (
        with_item("IT.DM.USUBJID", length="1"), dm(USUBJID={"length": 1}),
        [("length_too_short", "DM.USUBJID", "Length is 1, and values have up to 2 bytes: say 2", "01", 3, (1,))],
    ),
    "length_too_short, in a value list": (
        example(), vs("72", "172"),
        [("length_too_short", "VS.VSORRES",
          "where VSTESTCD is PULSE: Length is 2, and values have up to 3 digits: say 3", "172", 1, (1,))],
    ),
    "length_beyond_use": (
        with_item("IT.DM.STUDYID", length="9"), dm(STUDYID={"length": 9}),
        [("length_beyond_use", "DM.STUDYID", "Length is 9, and the longest value has 4 bytes", "", 1, ())],
    ),
    "digits_too_few": (
        with_item("IT.VS.VSORRES.TEMP", length="4"), vs("37.1", "37.15"),
        [("digits_too_few", "VS.VSORRES",
          "where VSTESTCD is TEMP: SignificantDigits is 1, and values have up to 2 decimals: say 2", "37.15", 1, (5,))],
    ),
    "value_not_in_codelist": (
        example(), dm("| 61  | M", "| 61  | U"),
        [("value_not_in_codelist", "DM.SEX", "no term of codelist Sex: add it, or mend the data", "U", 1, (2,))],
    ),
    "value_not_in_codelist, its case": (
        example(), dm("| 61  | M", "| 61  | m"),
        [("value_not_in_codelist", "DM.SEX", "no term of codelist Sex: did you mean M?", "m", 1, (2,))],
    ),
    "value_not_in_codelist, a slip": (
        example(), vs("TEMP ", "TMEP "),
        [("value_not_in_codelist", "VS.VSTESTCD", "no term of codelist Tests: did you mean TEMP?", "TMEP", 1, (2,)),
         ("where_uncovered", "VS.VSORRES",
          "1 of 5 records have a value and no item of the value list: VSTESTCD is TMEP (1)", "", 1, (2,))],
    ),
    "value_not_in_codelist, its decode": (
        with_item("IT.DM.SEX", length="4"), dm("| 61  | M", "| 61  | Male", SEX={"length": 4}),
        [("value_not_in_codelist", "DM.SEX", "no term of codelist Sex: did you mean M?", "Male", 1, (2,))],
    ),
    "value_not_in_codelist, in a value list": (
        example(), vs("SUPINE", "PRONE"),
        [("length_beyond_use", "VS.VSORRES", "Length is 6, and the longest value has 5 bytes", "", 1, ()),
         ("value_not_in_codelist", "VS.VSORRES",
          "where VSTESTCD is POS: no term of codelist Positions: add it, or mend the data", "PRONE", 1, (3,))],
    ),
    "value_not_in_codelist, numbers": (
        with_item("IT.DM.AGE", codelist=CodeListRef(codelist_oid="CL.POS")), [],
        [("value_not_in_codelist", "DM.AGE", "no term of codelist Positions: add it, or mend the data", value, 1, (at,))
         for value, at in (("34", 1), ("61", 2), ("47", 3))],
    ),
    "mandatory_empty": (
        example(), dm("| 34  | F", "| 34  |"),
        [("mandatory_empty", "DM.SEX",
          "Mandatory is Yes, and 1 of 3 records have no value: say No, or fill them", "", 1, (1,))],
    ),
    "has_no_data_filled": (
        with_ref("IT.DM.AGE", has_no_data="Yes"), [],
        [("has_no_data_filled", "DM.AGE", "def:HasNoData is Yes, and 3 records have a value: leave it out", "", 1, ())],
    ),
    "never_filled": (
        example(), [data("DM", "\n".join(line.replace("2024-01-02", "").replace("2024-01-09", "")
                                        for line in DM_DATA.splitlines()))],
        [("never_filled", "DM.RFSTDTC", 'no record has a value: say def:HasNoData="Yes", and why in a comment', "", 1,
          ())],
    ),
    "no_data_delivered": (
        with_group("VS", has_no_data="Yes"), [],
        [("no_data_delivered", "VS", "def:HasNoData is Yes, and there are 5 records: leave it out", "", 1, ())],
    ),
    "no_records": (
        example(), [data("DM", DM_DATA.strip().splitlines()[0])],
        [("no_records", "DM", "the file has no records: deliver none, and say def:HasNoData", "", 1, ())],
    ),
    "dataset_label_differs": (
        example(), [data("DM", label="Demography")],
        [("dataset_label_differs", "DM", "its description is 'Demographics', and the file's label 'Demography'", "", 1,
          ())],
    ),
    "study_differs": (
        example(), dm("TEST    | DM     | 03", "ELSE    | DM     | 03"),
        [("study_differs", "DM.STUDYID", "StudyName is TEST, and the data say another", "ELSE", 1, (3,))],
    ),
    "domain_differs": (
        example(), dm("DM     | 03", "XX     | 03"),
        [("domain_differs", "DM.DOMAIN", "Domain is DM, and the data say another", "XX", 1, (3,))],
    ),
    "variable_without_data": (
        example(), [data("DM", "\n".join(line.rpartition("|")[0] for line in DM_DATA.strip().splitlines()))],
        [("variable_without_data", "DM.SEX", "dm.xpt has no such variable", "", 1, ())],
    ),
    "variable_undescribed": (
        with_group("DM", items=example().metadata.datasets[0].items[:-1]), [],
        [("variable_undescribed", "DM.SEX", "the file has it (Sex), and define.xml does not describe it", "", 1, ())],
    ),
    "variable_order_differs": (
        with_ref("IT.DM.SEX", order_number="0"), [],
        [("variable_order_differs", "DM.SEX",
          "the order of variables differs: SEX is next in define.xml, STUDYID in the file", "", 1, ())],
    ),
    "variable_label_differs": (
        with_item("IT.DM.AGE", description=described("Age in Years")), [],
        [("variable_label_differs", "DM.AGE", "its description is 'Age in Years', and the file's label 'Age'", "", 1,
          ())],
    ),
    "file_length_differs": (
        example(), dm(SEX={"length": 8}),
        [("file_length_differs", "DM.SEX", "Length is 1, and the file keeps 8 bytes", "", 1, ())],
    ),
    "display_format_differs": (
        with_item("IT.DM.AGE", display_format="3."), dm(AGE={"format": "BEST8."}),
        [("display_format_differs", "DM.AGE", "def:DisplayFormat is 3., and the file's format BEST8.", "", 1, ())],
    ),
    "display_format_differs, dates unsaid": (
        example(), dm(AGE={"format": "DATE9."}),
        [("display_format_differs", "DM.AGE",
          "the file's format is DATE9.: say def:DisplayFormat, or nobody reads the number", "", 1, ())],
    ),
    "key_absent": (
        example(), [data("DM", "\n".join(line.partition("|")[2] for line in DM_DATA.strip().splitlines()))],
        [("variable_without_data", "DM.STUDYID", "dm.xpt has no such variable", "", 1, ()),
         ("key_absent", "DM.STUDYID", "KeySequence names it, and the data have no such variable", "", 1, ())],
    ),
    "keys_not_unique": (
        example(), dm("DM     | 03", "DM     | 01"),
        [("keys_not_unique", "DM",
          "the keys STUDYID, USUBJID are not unique: 2 records have 1 keys between them", "", 2, (1, 3))],
    ),
    "dataset_without_file": (
        example(datasets=(*example().metadata.datasets, replace(example().metadata.datasets[0], name="AE", oid="IG.AE",
                                                                 sas_dataset_name="AE", line=12))), [],
        [("dataset_without_file", "AE",
          "line 12: there are no data of it: deliver its file, or say def:HasNoData", "", 1, ())],
    ),
    "file_without_dataset": (
        example(), [replace(data("DM"), spec=data("DM").spec.model_copy(update={"name": "XX"}))],
        [("file_without_dataset", "XX", "dm.xpt holds 3 records of it, and define.xml does not name it", "", 1, ())],
    ),
    "where_overlaps": (
        example(where_clauses=(clause("PULSE"), clause("TEMP"), replace(clause("PULSE"), oid="WC.POS"))), [],
        [("value_not_in_codelist", "VS.VSORRES",
          "where VSTESTCD is PULSE: no term of codelist Positions: add it, or mend the data", value, 1, (at,))
         for value, at in (("72", 1), ("80", 4))]
        + [("where_overlaps", "VS.VSORRES",
            "2 records are meant by more than one item: VSTESTCD is PULSE | VSTESTCD is PULSE", "", 2, (1, 4)),
           ("where_uncovered", "VS.VSORRES",
            "1 of 5 records have a value and no item of the value list: VSTESTCD is POS (1)", "", 1, (3,))],
    ),
    "where_uncovered": (
        example(value_lists=(replace(example().metadata.value_lists[0], items=(value_ref("POS"),)),)), [],
        [("where_uncovered", "VS.VSORRES",
          "4 of 5 records have a value and no item of the value list: VSTESTCD is PULSE (2), TEMP (2)", "", 4,
          (1, 2, 4, 5))],
    ),
    "where_selects_nothing": (
        example(), vs("POS      | SUPINE", "PULSE    | 81"),
        [("length_beyond_use", "VS.VSORRES", "Length is 6, and the longest value has 4 bytes", "", 1, ()),
           ("where_selects_nothing", "VS.VSORRES",
            "no record has VSTESTCD is POS: item IT.VS.VSORRES.POS has no values", "", 1, ()),
           ("keys_not_unique", "VS",
            "the keys STUDYID, USUBJID, VSTESTCD are not unique: 2 records have 1 keys between them", "", 2, (1, 3))],
    ),
    "where_untold": (
        example(where_clauses=(clause("PULSE"), clause("TEMP"))), [],
        [("where_untold", "VS.VSORRES",
          "item IT.VS.VSORRES.POS: its records cannot be told: there is no where clause WC.POS", "", 1, ())],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", list(CASES))
def test_what_is_wrong_is_told_once_and_nothing_else(name: str) -> None:
    define, datasets, wanted = CASES[name]
    given = {one.spec.name: one for one in datasets}
    found = list(check_data(define, [*both(), given["XX"]])) if "XX" in given else told(define, *datasets)
    assert sorted(said(found)) == sorted(wanted)


def test_every_check_has_a_case() -> None:
    # These have a file of their own: test_beside_sources.py.
    elsewhere = {"predecessor_absent", "analysis_selects_nothing", "analysis_untold"}
    names = {row[0] for _, _, wanted in CASES.values() for row in wanted}
    assert names | elsewhere == {check.__name__ for check in CHECKS} == set(EXPLAINED)


def test_of_many_values_the_first_hundred_are_told_and_the_others_counted() -> None:
    rows = [f"TEST | DM | {at:03} | 2024-01-02 | 34 | X{at}" for at in range(150)]
    define = with_item("IT.DM.SEX", length="4")
    found = told(define, data("DM", "\n".join([DM_DATA.strip().splitlines()[0], *rows]), SEX={"length": 4}))
    sexes = [one for one in found if one.check == "value_not_in_codelist"]
    assert len(sexes) == 101
    assert sexes[-1].words == "50 more values are no terms of codelist Sex"
    assert sum(one.count for one in sexes) == 150


def test_a_dictionary_is_not_held_against_its_values() -> None:
    from define_xml.document.values import CodeList, ExternalCodeList

    meddra = CodeList(oid="CL.SEX", name="MedDRA", data_type="text", external=ExternalCodeList(dictionary="MedDRA"))
    assert told(example(codelists=(meddra, *example().metadata.codelists[1:]))) == []


def test_a_define_of_nothing_says_nothing() -> None:
    assert check_data(Define(), []) == ()


def test_a_variable_is_as_long_as_its_longest_value_in_any_dataset() -> None:
    define = with_item("IT.DM.USUBJID", length="3")
    longer = [data("DM", USUBJID={"length": 3}), data("VS", VS_DATA.replace("| 02 ", "| 002"))]
    checks = [(one.check, one.place) for one in told(define, *longer)]
    assert ("length_beyond_use", "DM.USUBJID") not in checks
    alone = [(one.check, one.place) for one in told(define, longer[0])]
    assert alone == [("length_beyond_use", "DM.USUBJID")]
