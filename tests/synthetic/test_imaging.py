"""The mri form: Table 3 and the imaging rows of Table 1, recomputed from the regions of each disc."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from tests.synthetic.reader import Cell, Number, Row, committed, compare, decimal_text, moments, share

ARMS = ("BM-MSC", "SHAM")
MONTHS = {"M12": "Month 12", "M24": "Month 24"}
LEVELS = {"1": "L1-L2", "2": "L2-L3", "3": "L3-L4", "4": "L4-L5", "5": "L5-S1"}
BY_ARITHMETIC = [
    "Table 3 | PFIRRCH IMPROVEMENT | Month 12 | BM-MSC | pct: printed 31.1, found 31.0",
    "Table 3 | PFIRRCH IMPROVEMENT | Month 12 | SHAM | pct: printed 33.4, found 33.3",
]


@cache
def treated() -> dict[tuple[str, str], Row]:
    """The treated disc by subject and visit."""
    rows = [row for row in committed().form("mri") if row["disc_role"] == "1"]
    found = {(row["subject"], row["visit"]): row for row in rows}
    assert len(found) == len(rows)
    return found


@cache
def withdrawn() -> set[str]:
    """The subjects whose images may no longer be used."""
    return {row["subject"] for row in committed().form("mri") if row["imaging_consent"] == "0"}


def fluid(row: Row) -> Fraction:
    """The mean T2 of the five regions in ms."""
    values = [decimal_text(text) for name, text in row.items() if name.startswith("t2_")]
    assert len(values) == 5
    return sum((value for value in values if value is not None), Fraction(0)) / 5


def changes(arm: str, visit: str) -> dict[str, Fraction]:
    """The change in % of the subject's own baseline, exactly."""
    own = [name for name in committed().analysed(arm) if (name, visit) in treated() and name not in withdrawn()]
    return {name: 100 * (fluid(treated()[name, visit]) / fluid(treated()[name, "SCR"]) - 1) for name in own}


def table_3() -> dict[Cell, Number]:
    """All cells of Table 3: full analysis set, as treated."""
    computed: dict[Cell, Number] = {}
    for visit, month in MONTHS.items():
        total = 0
        for arm in ARMS:
            change = changes(arm, visit)
            total += len(change)
            found = {
                "DFCCHG": moments(change.values()),
                "DFCCAT REGENERATION": share(value > 0 for value in change.values()),
                "DFCCAT NO EVOLUTION": share(value == 0 for value in change.values()),
                "DFCCAT DEGENERATION": share(value < 0 for value in change.values()),
            }
            steps = [int(treated()[n, visit]["pfirrmann"]) - int(treated()[n, "SCR"]["pfirrmann"]) for n in change]
            found["PFIRRCH IMPROVEMENT"] = share(step < 0 for step in steps)
            found["PFIRRCH NO CHANGE"] = share(step == 0 for step in steps)
            found["PFIRRCH PROGRESSION"] = share(step > 0 for step in steps)
            for row, statistics in found.items():
                computed |= {("Table 3", row, month, arm, key): value for key, value in statistics.items()}
        computed["Table 3", "DFCCHG", month, "ALL", "N"] = total
    return computed


def table_1_imaging() -> dict[Cell, Number]:
    """Baseline grade and treated level by randomised arm."""
    computed: dict[Cell, Number] = {}
    for arm in ARMS:
        rows = [treated()[name, "SCR"] for name in committed().randomised(arm) if (name, "SCR") in treated()]
        grades = [int(row["pfirrmann"]) for row in rows if row["pfirrmann"]]
        found = {f"PFIRR {grade}": share(value == grade for value in grades) for grade in (4, 5, 6)}
        for level in ("L3-L4", "L4-L5", "L5-S1"):
            found[f"TRTLEVEL {level}"] = share(LEVELS[row["disc_level"]] == level for row in rows)
        for row, statistics in found.items():
            computed |= {("Table 1", row, "Baseline", arm, key): value for key, value in statistics.items()}
    return computed


def test_table_3() -> None:
    assert compare("Table 3", table_3()) == (64, BY_ARITHMETIC)


def test_table_1_imaging() -> None:
    computed = table_1_imaging()
    assert compare("Table 1", computed) == (24, [])
    assert {computed["Table 1", "TRTLEVEL L5-S1", "Baseline", arm, "N"] for arm in ARMS} == {28, 27}


def test_month_12_images_of_55_subjects_two_of_them_withdrawn() -> None:
    seen = [name for name, visit in treated() if visit == "M12"]
    assert [sum(committed().received[name] == arm for name in seen) for arm in ARMS] == [30, 25]
    assert [sum(committed().received[name] == arm for name in withdrawn()) for arm in ARMS] == [1, 1]
    assert not any((name, "M24") in treated() for name in withdrawn())


def test_treated_and_two_control_discs_at_every_visit() -> None:
    rows = committed().form("mri")
    lines = [row["line"] for row in rows]
    assert lines == ["1", "2", "3"] * (len(lines) // 3)
    assert [row["disc_role"] for row in rows] == ["1", "2", "2"] * (len(lines) // 3)


def test_decimal_commas_only_at_site_05() -> None:
    for form, field in (("mri", "t2_nucleus_central"), ("examination", "weight_kg")):
        sites = {row["subject"][:2] for row in committed().form(form) if "," in row[field]}
        assert sites == {"05"}
        assert not any("." in row[field] for row in committed().form(form) if row["subject"].startswith("05"))


def test_level_of_the_injection_form_is_that_of_the_images() -> None:
    planned = {row["subject"]: row["level_planned"] for row in committed().form("injection") if row["level_planned"]}
    assert planned == {name: LEVELS[row["disc_level"]] for (name, visit), row in treated().items() if visit == "SCR"}


def test_withdrawal_of_the_images_agrees_with_the_consent_form() -> None:
    consents = [row for row in committed().form("consent") if row["withdrawal_scope"] == "2"]
    dates = {(name, row["imaging_withdrawn_date"]) for (name, _), row in treated().items() if name in withdrawn()}
    assert {(row["subject"], row["withdrawal_date"]) for row in consents} == {one for one in dates if one[1]}
