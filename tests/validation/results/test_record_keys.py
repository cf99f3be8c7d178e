"""A record is known by its key: wherever it stands, whatever else is there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from mappings.dataset import Dataset
from mappings.spec import DatasetSpec, VariableSpec
from tests.validation.results.drawn import WRONG, Records, frame, known, record, records, told
from validation.results.keys import key_names, keyed

NATURAL = {
    "DM": ("USUBJID", "STUDYID DOMAIN USUBJID AGE"),
    "AE": ("USUBJID AESEQ", "STUDYID DOMAIN USUBJID AESEQ AETERM"),
    "QSPH": ("USUBJID QSSEQ", "STUDYID USUBJID QSSEQ QSTESTCD"),
    "SUPPAE": ("USUBJID RDOMAIN IDVAR IDVARVAL QNAM", "STUDYID RDOMAIN USUBJID IDVAR IDVARVAL QNAM QLABEL QVAL"),
    "RELREC": ("RDOMAIN USUBJID IDVAR IDVARVAL RELID", "STUDYID RDOMAIN USUBJID IDVAR IDVARVAL RELTYPE RELID"),
    "CO": ("USUBJID COSEQ", "STUDYID DOMAIN RDOMAIN USUBJID COSEQ COVAL"),
    "TS": ("TSPARMCD TSSEQ", "STUDYID DOMAIN TSSEQ TSPARMCD TSVAL"),
    "TA": ("ARMCD TAETORD", "STUDYID DOMAIN ARMCD TAETORD ETCD"),
    "ADSL": ("USUBJID", "STUDYID USUBJID SUBJID"),
    "ADLB": ("USUBJID PARAMCD AVISITN AVISIT ADT", "STUDYID USUBJID ASEQ PARAMCD AVISIT AVISITN ADT AVAL"),
    "ADAE": ("USUBJID AESEQ", "STUDYID USUBJID ASEQ AESEQ AETERM"),
    "XX": ("USUBJID", "USUBJID XXTEXT"),
    "ZZ": ("", "STUDYID DOMAIN"),
}


def dataset(name: str, columns: str, keys: str = "") -> Dataset:
    domain = "" if name.startswith("AD") else name.removeprefix("SUPP")[:2]
    empty = DataFrame({column: [] for column in columns.split()})
    return Dataset(DatasetSpec(name=name, label="", domain=domain, keys=tuple(keys.split())), empty)


@pytest.mark.parametrize("name", NATURAL)
def test_the_natural_key_of_a_dataset(name: str) -> None:
    wanted, columns = NATURAL[name]
    assert key_names(dataset(name, columns)) == tuple(wanted.split())


def test_what_is_said_outweighs_what_is_natural() -> None:
    columns = "STUDYID USUBJID AESEQ AETERM AESTDTC"
    assert key_names(dataset("AE", columns, "STUDYID USUBJID AETERM AESTDTC")) == ("USUBJID", "AETERM", "AESTDTC")
    assert key_names(dataset("AE", columns), ("USUBJID", "AESTDTC", "GONE")) == ("USUBJID", "AESTDTC")
    assert key_names(dataset("AE", columns, "GONE")) == ("USUBJID", "AESEQ")


def test_a_sequence_number_is_shown_and_identifies_nothing() -> None:
    data = frame([("01-001", 3, "bad")])
    renumbered = frame([("01-001", 4, "bad")])
    one, other = (told(each, keys=["STUDYID", "USUBJID"])[0].records[0] for each in (data, renumbered))
    assert one.keys == (("USUBJID", "01-001"), ("AESEQ", "3"))
    assert one.identity == other.identity != told(data)[0].records[0].identity


def test_numbers_and_missing_values_in_words() -> None:
    data = DataFrame({"USUBJID": ["A", None], "AESEQ": [1.0, np.nan], "AESPID": ["x ", ""]})
    held = Dataset(DatasetSpec(name="AE", label="", domain="AE", keys=("USUBJID", "AESEQ", "AESPID")), data)
    keys = keyed(held, np.array([1, 0, -1]))
    assert keys.texts(np.arange(3)) == [(), (("USUBJID", "A"), ("AESEQ", "1"), ("AESPID", "x")), ()]
    assert keys.subjects(np.arange(3)) == ["", "A", ""]


def test_dates_of_analysis_in_words() -> None:
    variables = (VariableSpec(name="ADT", label="", type="Num", format="DATE9."),)
    spec = DatasetSpec(name="ADXX", label="", domain="", variables=variables, keys=("USUBJID", "ADT"))
    data = DataFrame({"USUBJID": ["A"] * 4, "ADT": [21556.0, 0.0, np.nan, 1e12]})
    keys = keyed(Dataset(spec, data), np.arange(4))
    assert [dict(one).get("ADT") for one in keys.texts(np.arange(4))] == [
        "2019-01-07",
        "1960-01-01",
        None,
        "1000000000000",
    ]
    # One that is no date takes nothing from the others.
    assert keyed(Dataset(spec, data), np.arange(2)).marks(7).tolist() == keys.marks(7).tolist()[:2]


@given(records, st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(said: Records, chance: st.DataObject) -> None:
    moved = list(said)
    chance.shuffle(moved)  # type: ignore[attr-defined]
    assert known(told(frame(moved))) == known(told(frame(said)))


@given(records, st.lists(st.tuples(st.integers(0, 12), record), max_size=4))
def test_other_records_do_not_matter(said: Records, more: list[tuple[int, tuple[str, int, str]]]) -> None:
    fuller = list(said)
    for place, (subject, number, term) in more:
        fuller.insert(place, (subject, number, "good" if term in WRONG else term))
    assert known(told(frame(fuller))) == known(told(frame(said)))


@given(records)
def test_other_columns_do_not_matter(said: Records) -> None:
    data = frame(said)
    wider = data.assign(AESPID=[str(place) for place in range(len(said))], AEX="x", VISIT="V1")[
        ["AEX", "AETERM", "AESPID", "USUBJID", "VISIT", "AESEQ", "STUDYID"]
    ]
    assert known(told(wider)) == known(told(data))


@given(records)
def test_types_of_columns_do_not_matter(said: Records) -> None:
    data = frame(said)
    encoded = data.astype({"USUBJID": "category", "AESEQ": "Int64", "AETERM": "category"})
    assert known(told(encoded)) == known(told(data))


@given(records)
def test_no_two_records_of_a_finding_are_one(said: Records) -> None:
    shown = [each.identity for one in told(frame(said)) for each in one.records]
    assert len(set(shown)) == len(shown) == sum(term in WRONG for *_, term in said)


def test_the_same_number_in_every_process_and_version() -> None:
    # Baselines and forges remember these: a version that gives others has to say so.
    one = told(frame([("01-001", 1, "bad"), ("01-001", 1, "bad")]))[0]
    assert (one.id, [each.identity for each in one.records]) == (
        "40361a537ff2",
        ["3193fceb8673788e", "7393f98fb7d3b73a"],
    )
