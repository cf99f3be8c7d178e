"""Figures of the tabulation: counted here by another way, on small datasets, on random ones and on RESPINE's."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import NA, DataFrame

from define_xml.package.tabulation import Arm, Category, Disposition, Qualifier, Tabulation, tabulation
from tests.define_xml.package.example_facts import frames

SUBJECT = st.fixed_dictionaries(
    {"ARMCD": st.sampled_from(["A", "B", ""]), "treated": st.booleans(), "ACTARMCD": st.sampled_from(["A", "B"])}
)


def test_subjects_are_counted() -> None:
    """What became of the four subjects of the example."""
    counts = tabulation(frames()).counts
    assert counts == {
        "screened": 4, "screen_failures": 1, "assigned": 3, "randomised": 3, "treated": 2, "not_treated": 1,
        "other_arm": 1, "died": 1, "sites": 2, "countries": 2, "completed": 2, "serious_events": 1,
        "visits_missed": 0, "visits_unplanned": 0,
    }  # fmt: skip


def test_parts() -> None:
    """Arms, dispositions, non-standard variables, categories and relations of the example."""
    found = tabulation(frames())
    assert found.arms == (Arm("X", "Drug X", 2, 2), Arm("Y", "Placebo", 1, 0))
    assert found.dispositions == (
        Disposition("DISPOSITION EVENT", "COMPLETED", 2), Disposition("DISPOSITION EVENT", "SCREEN FAILURE", 1)
    )  # fmt: skip
    assert found.qualifiers_of("AE") == (Qualifier("AE", "AETRTEM", "Treatment Emergent Flag", "Derived", "", 2),)
    assert found.categories_of("QS") == (Category("QS", "DIARY", "", ("PAIN", "SLEEP"), 2),)
    assert found.related == {"AE": ("QS",), "QS": ("AE",)}
    assert found.masked == ()


def test_missing_is_blank_or_na() -> None:
    """A missing value counts as missing whether it is NA or blank."""
    blank, missing = frames(), frames()
    missing["DM"] = missing["DM"].astype(object).replace("", NA)
    assert tabulation(missing) == tabulation(blank)


def test_nothing_is_there() -> None:
    """Of no dataset nothing is counted, and nothing fails."""
    found = tabulation({})
    assert set(found.counts.values()) == {0}
    assert (found.arms, found.masked, found.dispositions, found.related) == ((), (), (), {})


def test_arms_of_older_guides() -> None:
    """SCRNFAIL and NOTASSGN are no arms, and the first is a screen failure."""
    older = DataFrame({"USUBJID": ["1", "2", "3"], "ARMCD": ["SCRNFAIL", "NOTASSGN", "A"], "ARM": ["S", "N", "Arm A"]})
    found = tabulation({"DM": older})
    assert [one.code for one in found.arms] == ["A"]
    assert (found.counts["screen_failures"], found.counts["assigned"]) == (1, 1)


def test_masked_arm() -> None:
    """An arm that TA does not have is a mask, not an arm of the plan: who got the other arm is not known."""
    data = frames()
    data["DM"] = data["DM"].assign(ARMCD=["BLINDED", "BLINDED", "BLINDED", ""])
    found = tabulation(data)
    assert found.masked == ("BLINDED",)
    assert "other_arm" not in found.counts


def test_randomised_by_disposition() -> None:
    """Where DS tells who was randomised, it is DS that is counted."""
    data = frames()
    drawn = DataFrame({"USUBJID": ["A-1"], "DSCAT": ["PROTOCOL MILESTONE"], "DSDECOD": ["RANDOMIZED"]})
    assert tabulation(data | {"DS": drawn}).counts["randomised"] == 1


@pytest.mark.parametrize(
    ("domains", "related"),
    [
        (["AE", "CM"], {"AE": ("CM",), "CM": ("AE",)}),
        (["AE", "AE"], {"AE": ("AE",)}),
        (["AE"], {"AE": ("AE",)}),
    ],
    ids=["two", "itself", "alone"],
)
def test_relations(domains: list[str], related: dict[str, tuple[str, ...]]) -> None:
    """A relationship joins the datasets of its records, or a dataset with itself."""
    count = len(domains)
    frame = DataFrame({"USUBJID": ["1"] * count, "RELID": ["R"] * count, "RDOMAIN": domains})
    assert tabulation({"RELREC": frame}).related == related


@settings(max_examples=40, deadline=None)
@given(st.lists(SUBJECT, max_size=12))
def test_subjects_add_up(subjects: list[dict[str, object]]) -> None:
    """Arms together are the assigned subjects; the treated and the untreated ones too."""
    frame = DataFrame({
        "USUBJID": [str(place) for place in range(len(subjects))], "ARMCD": [one["ARMCD"] for one in subjects],
        "ACTARMCD": [one["ACTARMCD"] if one["treated"] and one["ARMCD"] else "" for one in subjects],
        "RFXSTDTC": ["2020-01-01" if one["treated"] and one["ARMCD"] else "" for one in subjects],
    })  # fmt: skip
    found: Tabulation = tabulation({"DM": frame})
    assigned = Counter(one["ARMCD"] for one in subjects if one["ARMCD"])
    assert {one.code: one.assigned for one in found.arms if one.assigned} == dict(assigned)
    assert found.counts["assigned"] == found.counts["treated"] + found.counts["not_treated"] == assigned.total()
    assert sum(one.treated for one in found.arms) == found.counts["treated"]
