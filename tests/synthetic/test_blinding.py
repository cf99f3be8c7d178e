"""The raw export keeps the blind: no word, lot, column, value or order of rows in it tells who received what."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from tests.synthetic.reader import STUDY, Row, committed

RAW = STUDY / "raw"
FILES = sorted(RAW.iterdir())
TELLING = re.compile(r"bm-?\s?msc|\bmscs?\b|sham|placebo|saline|stromal|stem cell|mesenchym|allogen|verum")
APART = ("arm", "received", "product", "lot", "batch", "donor", "dose_given", "randomisation_no", "stratum")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_raw_file_names_an_arm(path: Path) -> None:
    assert TELLING.findall(path.read_text(encoding="utf-8").lower()) == []


def test_a_note_that_names_an_arm_would_be_seen() -> None:
    for text in ("one baseline in BM-MSC", "BMMSC", "the Sham arm", "SHAM", "saline (sham)", "MSC"):
        assert TELLING.search(text.lower()), text
    for text in ("circumscribed", "shoulder", "cell bank"):
        assert not TELLING.search(text.lower()), text


def test_no_lot_or_allocation_number_is_in_a_raw_file() -> None:
    lots = {row["lot"] for row in committed().apart("injection_unblinded")}
    lots |= {row["randomisation_no"] for row in committed().apart("randomisation")}
    assert len(lots) > 150
    for path in FILES:
        assert lots.isdisjoint(re.findall(r"[\w-]+", path.read_text(encoding="utf-8"))), path.name


def subject_forms() -> dict[str, list[Row]]:
    """The forms that have subjects."""
    forms = {path.stem: committed().form(path.stem) for path in FILES if path.suffix == ".csv"}
    return {name: rows for name, rows in forms.items() if "subject" in rows[0]}


def test_no_form_of_subjects_has_a_column_of_the_treatment() -> None:
    forms = subject_forms()
    assert len(forms) == 21
    assert not [name for name, rows in forms.items() if set(APART) & set(rows[0])]


@pytest.mark.parametrize("received", [False, True], ids=["allocated", "received"])
def test_no_value_belongs_to_one_arm_alone(received: bool) -> None:
    arms = committed().received if received else committed().arm
    telling = []
    for form, rows in subject_forms().items():
        holders: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in rows:
            for field, value in row.items():
                if row["subject"] in arms and field != "subject":
                    holders[field, value].add(row["subject"])
        for key, names in holders.items():
            # By chance alone a value of fourteen subjects belongs to one arm once in 8000.
            if len(names) >= 14 and len({arms[name] for name in names}) == 1:
                telling.append((form, *key))
    assert telling == []


def test_new_donor_specific_antibodies_are_in_both_arms() -> None:
    positive: dict[str, dict[str, str]] = defaultdict(dict)
    for row in committed().form("antibodies"):
        positive[row["subject"]][row["visit"]] = row["donor_specific"]
    new = [name for name, found in positive.items() if (found["D0"], found.get("M6")) == ("0", "1")]
    assert {committed().received[name] for name in new} == {"BM-MSC", "SHAM"}


def test_rows_are_in_the_order_of_the_subjects() -> None:
    for form, rows in subject_forms().items():
        names = [row["subject"] for row in rows]
        assert names == sorted(names), form


def test_kit_numbers_do_not_follow_the_product() -> None:
    kits = {row["subject"]: int(row["kit_number"]) for row in committed().form("injection")}
    order = [committed().received[name] for name in sorted(kits, key=kits.__getitem__)]
    changes = sum(first != second for first, second in pairwise(order))
    assert 35 < changes < 78
    assert {committed().received[name] for name, kit in kits.items() if kit % 2} == {"BM-MSC", "SHAM"}


def test_the_data_dictionary_says_the_treatment_of_no_row() -> None:
    with (RAW / "data_dictionary.csv").open(encoding="utf-8", newline="") as file:
        entries = list(csv.DictReader(file))
    assert {entry["form"] for entry in entries if entry["field"] in APART} == {"hla"}
