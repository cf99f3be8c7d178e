"""What analysis datasets hold is counted as one would count by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from define_xml.package.analysis_counts import Counted, counted, filled, shown, yes
from define_xml.package.analysis_facts import AnalysisFacts, Listed, Parameter, analysis_facts
from define_xml.package.analysis_outputs import Output, outputs
from tests.define_xml.package.example_analysis import DRAWN, LISTINGS, RESULTS, RULES, drawn

CELLS = st.sampled_from(["", "Y", "N", "7", None])


def facts(**changed: str) -> AnalysisFacts:
    """The facts of the small analysis, with some datasets drawn otherwise."""
    return analysis_facts(drawn(**changed), RULES, LISTINGS, RESULTS)


def test_parameters() -> None:
    found = facts().dataset("ADVS")
    assert found is not None
    assert found.parameters == (
        Parameter("WEIGHT", "", "", "", 5, 2, 2, 3),
        Parameter("BMI", "", "", "DERIVED", 1, 1, 1, 1),
    )


def test_time_to_event() -> None:
    found = facts().dataset("ADTTE")
    assert found is not None
    assert found.parameters == (Parameter("TTLOSS", "Time to loss", "", "", 3, 3, 0, None),)
    assert found.events == (Counted(("TTLOSS", "0", "LOSS"), 1, 1), Counted(("TTLOSS", "1", "LAST VISIT"), 2, 2))


def test_windows() -> None:
    found = facts().dataset("ADVS")
    assert found is not None
    assert found.window_columns == ("AVISIT", "AVISITN", "AWLO", "AWHI")
    assert found.windows == (
        Counted(("", "", "", ""), 1, 1),
        Counted(("Baseline", "0", "", "1"), 3, 2),
        Counted(("Week 4", "4", "15", "43"), 2, 1),
    )
    assert found.no_visit == 1
    assert found.not_chosen == (Counted(("farther",), 1, 1),)


def test_flags_criteria_derivations() -> None:
    found = facts()
    weights, events = found.dataset("ADVS"), found.dataset("ADAE")
    assert weights is not None
    assert events is not None
    assert weights.flags == {"ABLFL": Counted(("Y",), 3, 2), "ANL01FL": Counted(("Y",), 4, 2)}
    assert weights.criteria == (
        Counted(("WEIGHT", "Lost", "N"), 2, 2), Counted(("WEIGHT", "Lost", "Y"), 1, 1),
    )  # fmt: skip
    assert weights.derived == (Counted(("MEAN", "BMI"), 1, 1),)
    assert events.imputed == {"ASTDTF": (Counted(("D",), 1, 1), Counted(("M",), 1, 1))}
    assert events.flags == {"TRTEMFL": Counted(("Y",), 2, 1)}


def test_subjects() -> None:
    found = facts()
    assert found.arms == (("ARM", "TRT01P", 0), ("ACTARM", "TRT01A", 0))
    assert found.crossed == (Counted(("Active", "Sham"), 1, 1),)
    assert found.populations == (
        Counted(("RANDFL", "Active"), 2, 2), Counted(("RANDFL", "Sham"), 2, 2),
        Counted(("ITTFL", "Active"), 2, 2), Counted(("ITTFL", "Sham"), 2, 2),
        Counted(("SAFFL", "Active"), 2, 2), Counted(("SAFFL", "Sham"), 1, 1),
    )  # fmt: skip


def test_core_and_unlike() -> None:
    """AGE is in three of four; in ADAE one subject has another age than in ADSL."""
    found = facts()
    assert found.core == ("USUBJID",)
    assert {one.name: one.unlike for one in found.datasets} == {"ADSL": (), "ADVS": (), "ADAE": ("AGE",), "ADTTE": ()}


def test_listings() -> None:
    found = facts()
    assert found.imputed == (
        Listed("ADAE", "ASTDTF", 'date(A, impute="first")', 2, True),
        Listed("DOSED", "begun", "date(B)", 1, False),
    )
    assert found.on_cut == (Listed("ADVS", "CRIT1FL", "improved(AVAL, BASE, percent=5)", 1, True),)
    assert found.flips == (Listed("ADAE", "TRTEMFL", "ADAE.ASTDT", 1, True),)


def test_outputs() -> None:
    assert facts().outputs == (
        Output(
            "T1", "Table 1", ("tables.html",), ("ADVS", "ADAE"), ("Safety set",), ("SPECIFIED IN SAP",),
            ("PRIMARY OUTCOME MEASURE", "TOLD BY US"), ("Mean",), ("ADVS",), 2, 3,
        ),
    )  # fmt: skip
    assert outputs({}) == ()


@pytest.mark.parametrize("cut", [0, 1])
def test_short_datasets(cut: int) -> None:
    """Datasets of no record, or of one, and no build's listings: everything is counted, nothing fails."""
    heads = {name: "\n".join(said.strip().splitlines()[: 1 + cut]) for name, said in DRAWN.items()}
    found = analysis_facts(drawn(**heads), (), {}, {})
    assert [sum(one.records for one in dataset.parameters) for dataset in found.datasets] == [0, cut, 0, cut]
    assert found.imputed == found.on_cut == found.flips == found.outputs == ()


def test_no_subjects() -> None:
    """A study without ADSL has no core and no populations."""
    found = analysis_facts([one for one in drawn() if one.name != "ADSL"], RULES, {}, {})
    assert (found.core, found.populations, found.arms, found.crossed) == ((), (), (), ())


def test_two_periods() -> None:
    """With a second period one planned arm says nothing of TRT01P alone."""
    found = facts(ADSL="USUBJID | ARM | TRT01P | TRT02P\nS-1 | A-B | A | B")
    assert found.arms == ()


@given(st.lists(st.tuples(st.sampled_from(["S-1", "S-2", "S-3"]), CELLS, CELLS), max_size=30))
def test_counts_agree(rows: list[tuple[str, str | None, str | None]]) -> None:
    """Each record is counted once, in the group of its values; subjects as a set would have them."""
    frame = DataFrame(rows, columns=["USUBJID", "A", "B"])
    found = counted(frame, ["A", "B"])
    groups: dict[tuple[str, str], list[str]] = {}
    for subject, a, b in rows:
        groups.setdefault((a or "", b or ""), []).append(subject)
    assert found == tuple(Counted(key, len(who), len(set(who))) for key, who in sorted(groups.items()))
    assert yes(frame, "A").records == sum(a == "Y" for _, a, _ in rows)
    assert sum(one.records for one in filled(frame, "B")) == sum(bool(b) for _, _, b in rows)


@given(st.lists(st.one_of(st.none(), st.integers(-999, 999), st.just(0.5)), min_size=1, max_size=20))
def test_numbers_in_order(values: list[float | None]) -> None:
    """Numbers stand in the order of their size, whatever their text."""
    frame = DataFrame({"N": [float("nan") if one is None else float(one) for one in values]})
    texts = [one.values[0] for one in counted(frame, ["N"], order="N")]
    assert texts == [*([""] if None in values else []), *(shown(float(one)) for one in sorted({*values} - {None}))]


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (float("nan"), ""), (3.0, "3"), (0.1 + 0.2, "0.3"), ("7.0", "7.0"), (12, "12")]
)
def test_shown(value: object, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(("age", "unlike"), [("", ()), ("41", ("AGE",))], ids=["silent", "says"])
def test_subject_unknown_to_adsl(age: str, unlike: tuple[str, ...]) -> None:
    """What ADSL does not know it does not say: a value beside it is another."""
    found = facts(ADAE=f"USUBJID | AGE | TRTP\nS-1 | 41 | Active\nS-9 | {age} | Active").dataset("ADAE")
    assert found is not None
    assert found.unlike == unlike
