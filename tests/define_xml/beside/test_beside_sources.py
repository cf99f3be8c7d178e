"""Predecessors, conditions over other datasets, and the conditions of analyses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from define_xml.checks.beside.columns import column, first_records
from define_xml.checks.beside.data import check_data
from define_xml.checks.beside.held import matched
from define_xml.checks.beside.predecessors import names_of_data, names_of_define, together, untold, with_own
from define_xml.checks.beside.selection import condition_words, holding, verdict
from define_xml.document.common import described
from define_xml.document.items import Origin, WhereClauseRef
from define_xml.document.metadata import Define
from define_xml.document.results import (
    AnalysisDataset,
    AnalysisDatasets,
    AnalysisResult,
    AnalysisResultDisplays,
    ResultDisplay,
)
from define_xml.document.values import RangeCheck, WhereClauseDef
from tests.define_xml.beside.beside_example import both, clause, data, example, with_item
from tests.table import table

QUALIFIERS = """
STUDYID | RDOMAIN | USUBJID | QNAM  | QVAL
TEST    | DM      | 01      | RACE1 | WHITE
"""


def from_(text: str) -> Define:
    """The example, with a sex that was copied from there."""
    return with_item("IT.DM.SEX", origins=(Origin(type="Predecessor", description=described(text)),))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("VS.VSORRES", ""),
        ("DM.SEXX", "DM has no variable SEXX"),
        ("VS.VSORRES where VSTESTCD EQ DM.NOTHING", ""),
        ("VS.VSORRES, DM.OTHER", "DM has no variable OTHER"),
        ("copied", ""),
    ],
)
def test_a_predecessor_must_be_there(text: str, problem: str) -> None:
    target = text.rpartition(", ")[2] if problem else ""
    words = [f"its predecessor is {target}, and {problem}"] if problem else []
    assert [one.words for one in check_data(from_(text), both())] == words


def test_of_other_folders_nothing_is_said_until_they_are_named() -> None:
    define, held = from_("AE.AETERM"), matched(from_("AE.AETERM"), both())
    assert check_data(define, both()) == ()
    assert untold(define, with_own(held, define, None)) == 1
    assert untold(define, with_own(held, define, {})) == 0
    found = check_data(define, both(), before={"LB": frozenset({"LBTEST"})})
    assert [one.words for one in found] == ["its predecessor is AE.AETERM, and there is no dataset AE"]
    assert check_data(define, both(), before={"AE": frozenset({"AETERM"})}) == ()


def test_a_supplemental_dataset_has_its_qualifiers_too() -> None:
    names = names_of_data([data("SUPPDM", QUALIFIERS)])
    assert names["SUPPDM"] >= {"QNAM", "QVAL", "RACE1"}
    assert names_of_define(example())["DM"] == {"STUDYID", "DOMAIN", "USUBJID", "RFSTDTC", "AGE", "SEX"}
    assert together({"A": frozenset("x")}, {"A": frozenset("y"), "B": frozenset("z")}) == {"A": {"x", "y"}, "B": {"z"}}


def compare(sign: str, item: str, *values: str) -> WhereClauseDef:
    """A clause of one comparison."""
    return WhereClauseDef(oid="WC.X", checks=(RangeCheck(comparator=sign, item_oid=item, values=values),))


@pytest.mark.parametrize(
    ("sign", "item", "values", "records"),
    [
        ("EQ", "IT.VS.VSTESTCD", ("PULSE",), [1, 4]),
        ("NE", "IT.VS.VSTESTCD", ("PULSE",), [2, 3, 5]),
        ("IN", "IT.VS.VSTESTCD", ("PULSE", "POS"), [1, 3, 4]),
        ("NOTIN", "IT.VS.VSTESTCD", ("PULSE", "POS"), [2, 5]),
        ("GT", "IT.VS.VSSEQ", ("1",), [2, 3, 5]),
        ("GE", "IT.VS.VSSEQ", ("2.0",), [2, 3, 5]),
        ("LE", "IT.VS.VSSEQ", ("2",), [1, 2, 4, 5]),
        ("LT", "IT.VS.VSSEQ", ("2",), [1, 4]),
        ("EQ", "IT.VS.VSSEQ", ("2.0",), [2, 5]),
        ("EQ", "IT.VS.VSORRES", ("",), []),
        ("EQ", "IT.DM.SEX", ("F",), [1, 2, 3]),
        ("NE", "IT.DM.SEX", ("F",), [4, 5]),
    ],
)
def test_what_a_condition_selects(sign: str, item: str, values: tuple[str, ...], records: list[int]) -> None:
    held = matched(example(), both())
    found = holding(compare(sign, item, *values), held.held["IG.VS"], held)
    assert found.mask is not None
    assert [int(at) + 1 for at in np.flatnonzero(found.mask)] == records


def test_a_missing_value_is_the_empty_text() -> None:
    values = column(table("X\nA\n \nB")["X"])
    empty, filled = (RangeCheck(comparator=sign, values=("",)) for sign in ("EQ", "NE"))
    assert verdict(empty, values)("")
    assert not verdict(filled, values)("")
    assert verdict(filled, values)("A")
    assert not verdict(RangeCheck(comparator="LT", values=("B",)), values)("")


def test_a_condition_that_cannot_be_told_says_why() -> None:
    held = matched(example(), [data("VS")])
    found = holding(compare("EQ", "IT.DM.SEX", "F"), held.held["IG.VS"], held)
    assert (found.mask, found.reason) == (None, "there are no data of DM")
    twice = data("DM", "USUBJID | SEX\n01 | F\n01 | M")
    held = matched(example(), [data("VS"), twice])
    found = holding(compare("EQ", "IT.DM.SEX", "F"), held.held["IG.VS"], held)
    assert found.reason == "DM has not one record for each USUBJID, so that DM.SEX has several"


def test_conditions_in_words() -> None:
    other = RangeCheck(comparator="EQ", item_oid="IT.DM.SEX", values=("F",))
    clauses = (
        replace(clause("PULSE"), checks=(*clause("PULSE").checks, other)),
        compare("IN", "IT.VS.VSTESTCD", "TEMP", "POS"),
    )
    held = matched(example(where_clauses=clauses), both())
    refs = [WhereClauseRef(where_clause_oid=oid) for oid in ("WC.PULSE", "WC.X")]
    words = condition_words(refs, held, "VS")
    assert words == "VSTESTCD is PULSE and DM.SEX is F or VSTESTCD is one of TEMP, POS"


def displays(*oids: str) -> AnalysisResultDisplays:
    """One result, over VS under these conditions."""
    where = tuple(WhereClauseRef(where_clause_oid=oid) for oid in oids)
    datasets = AnalysisDatasets(datasets=(AnalysisDataset(item_group_oid="IG.VS", where=where),))
    result = AnalysisResult(oid="AR.1", datasets=datasets)
    return AnalysisResultDisplays(displays=(ResultDisplay(oid="RD.1", name="T1", results=(result,)),))


def test_an_analysis_of_no_records() -> None:
    clauses = example().metadata.where_clauses
    none = replace(clause("PAIN"), oid="WC.PAIN")
    assert check_data(example(displays=displays("WC.PULSE")), both()) == ()
    assert check_data(example(displays=displays()), both()) == ()
    found = check_data(example(where_clauses=(*clauses, none), displays=displays("WC.PAIN")), both())
    assert [(one.check, one.place, one.words) for one in found] == [
        ("analysis_selects_nothing", "VS", "result AR.1: no record has VSTESTCD is PAIN")
    ]
    untellable = check_data(example(displays=displays("WC.NONE")), both())
    assert [one.check for one in untellable] == ["analysis_untold"]


def test_records_are_counted_from_1() -> None:
    assert first_records(np.array([False, True, True, True]), 2) == (2, 3)
