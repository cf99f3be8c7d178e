"""The synthetic laboratory forms give back the sensitised recipients, and agree with the typing of the donors."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from tests.synthetic.published_safety import published
from tests.synthetic.reader import Export, Row, committed


@pytest.fixture(scope="module")
def export() -> Export:
    """The committed raw export."""
    return committed()


@pytest.fixture(scope="module")
def samples(export: Export) -> dict[str, dict[str, Row]]:
    """Subject -> visit -> the sample, if it was taken."""
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in export.form("antibodies"):
        if row["sample_done"] == "1":
            found[row["subject"]][row["visit"]] = row
    return found


def test_new_donor_specific_antibodies(export: Export, samples: dict[str, dict[str, Row]]) -> None:
    both = [own for name, own in samples.items() if export.received[name] == "BM-MSC" and set(own) == {"D0", "M6"}]
    new = [own for own in both if own["M6"]["donor_specific"] == "1" and own["D0"]["donor_specific"] == "0"]
    found = {"n": len(new), "N": len(both)}
    assert {cell: str(found[cell[3]]) for cell in published("antibodies")} == published("antibodies")
    old = [own for own in both if own["D0"]["donor_specific"] == "1"]
    assert len(old) == 1


def test_positive_is_above_the_cut_off(samples: dict[str, dict[str, Row]]) -> None:
    for own in samples.values():
        for row in own.values():
            results = [row[f"class{group}_result"] for group in "12"]
            assert results == ["1" if int(row[f"class{group}_mfi"]) > 2000 else "0" for group in "12"]
            assert row["donor_specific"] == "0" or "1" in results


def test_donor_specific_beads_are_donor_antigens(export: Export, samples: dict[str, dict[str, Row]]) -> None:
    alleles: dict[str, set[str]] = defaultdict(set)
    for row in export.form("hla"):
        alleles[row["batch"]] |= {row["allele_1"], row["allele_2"]}
    batch = {row["subject"]: row["batch"] for row in export.apart("injection_unblinded") if row["batch"]}
    assert set(batch.values()) == set(alleles)
    for name, own in samples.items():
        for row in own.values():
            positive = {row[f"class{group}_bead"] for group in "12" if row[f"class{group}_result"] == "1"}
            if name in batch:
                assert bool(positive & alleles[batch[name]]) == (row["donor_specific"] == "1")


def test_typing_is_at_the_second_field(export: Export) -> None:
    rows = export.form("hla")
    assert len(rows) == 6 * 8
    assert len({row["donor"] for row in rows}) == 3
    named = [allele for row in rows for allele in (row["allele_1"], row["allele_2"]) if allele]
    assert all(re.fullmatch(r"(A|B|C|D[PQR][AB]\d)\*\d{2}:\d{2}", allele) for allele in named)


def test_na_is_a_value(export: Export) -> None:
    assert "NA" in {row["batch"] for row in export.form("hla")}
    assert "NA" in {row["bead_panel"] for row in export.form("antibodies")}
    assert "NA" in {row["batch"] for row in export.apart("injection_unblinded")}


def test_product_dose_and_route_agree(export: Export) -> None:
    rows = export.apart("injection_unblinded")
    given = {(row["product"], row["dose"], row["route"], bool(row["batch"])) for row in rows}
    assert given == {("1", "20", "1", True), ("2", "", "2", False)}
    lots = [row["lot"] for row in rows if row["product"] == "1"]
    assert len(set(lots)) == len(lots)
