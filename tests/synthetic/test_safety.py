"""The synthetic safety forms give back the published counts, and hold together clinically."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest

from tests.synthetic.published_safety import ARMS, Cell, days, published, whole
from tests.synthetic.reader import Export, Row, committed

LIMITS = {"0-1": (0, 1), "1-3": (1, 3), "3-6": (3, 6), "6-12": (6, 12), "12-24": (12, 24)}


def period(day: date, injected: date) -> str:
    """The onset period of a day, months of 30.4375 days."""
    months = Fraction((day - injected).days) / Fraction("30.4375")
    if months < 0:
        return "before"
    return next((name for name, (first, after) in LIMITS.items() if first <= months < after), "later")


def onset(text: str, injected: date) -> str:
    """The one period in which all possible days of a date lie, else nothing."""
    span = days(text)
    found = {period(day, injected) for day in span} if span else set()
    return found.pop() if len(found) == 1 else ""


@pytest.fixture(scope="module")
def export() -> Export:
    """The committed raw export."""
    return committed()


@pytest.fixture(scope="module")
def events(export: Export) -> list[Row]:
    """The current lines of the adverse event log, each once."""
    current = [row for row in export.form("adverse_events") if row["record_status"] == "1"]
    return [dict(pairs) for pairs in dict.fromkeys(tuple(row.items()) for row in current)]


@pytest.fixture(scope="module")
def injected(export: Export) -> dict[str, date]:
    """The day of each subject's injection."""
    return {row["subject"]: whole(row["visit_date"]) for row in export.form("injection")}


def counted(export: Export, rows: list[Row], topic: str, item: str) -> dict[Cell, int]:
    """Number of rows in each arm as treated."""
    numbers = Counter(export.received[row["subject"]] for row in rows)
    return {(topic, item, arm, "events"): numbers[arm] for arm in ARMS}


def subjects(export: Export, rows: list[Row], topic: str, item: str) -> dict[Cell, int]:
    """Number of subjects in each arm as treated."""
    numbers = Counter(export.received[name] for name in {row["subject"] for row in rows})
    return {(topic, item, arm, "n"): numbers[arm] for arm in ARMS}


def test_events_in_text(export: Export, events: list[Row]) -> None:
    related = [row for row in events if row["related_product"] in ("2", "3", "4")]
    serious = [row for row in events if row["serious"] == "1"]
    twice = Counter(row["subject"] for row in serious)
    found = counted(export, events, "events", "all") | {("events", "all", "ALL", "events"): len(events)}
    found |= counted(export, related, "events", "related") | subjects(export, related, "events", "related")
    found |= {("events", "affected", "ALL", "n"): len({row["subject"] for row in events})}
    found |= {("events", "serious", "ALL", "events"): len(serious)}
    found |= subjects(export, serious, "events", "seriously affected")
    found |= {("events", "fatal", "ALL", "n"): sum(row["sae_death"] == "1" or row["outcome"] == "5" for row in events)}
    repeated = [row for row in serious if twice[row["subject"]] == 2]
    found |= subjects(export, repeated, "events", "twice seriously affected")
    assert {cell: str(found[cell]) for cell in published("events")} == published("events")
    assert max(twice.values()) == 2


def test_onset_periods(export: Export, events: list[Row], injected: dict[str, date]) -> None:
    places = {id(row): onset(row["start_date"], injected[row["subject"]]) for row in events}
    found: dict[Cell, int] = {}
    for name in ("before", *LIMITS):
        found |= counted(export, [row for row in events if places[id(row)] == name], "onset", name)
    assert {cell: str(found[cell]) for cell in published("onset")} == published("onset")
    unplaced = counted(export, [row for row in events if places[id(row)] == ""], "onset", "none")
    assert unplaced == {("onset", "none", "BM-MSC", "events"): 15, ("onset", "none", "SHAM", "events"): 17}
    assert "later" not in places.values()


@pytest.mark.parametrize(("topic", "column", "codes"), [("type", "sae_type", 6), ("category", "sae_category", 12)])
def test_serious_tables(export: Export, topic: str, column: str, codes: int) -> None:
    details = export.form("sae_details")
    found: dict[Cell, int] = {}
    for code in map(str, range(1, codes + 1)):
        found |= counted(export, [row for row in details if row[column] == code], topic, code)
    assert {cell: str(found[cell]) for cell in published(topic)} == published(topic)
    assert sum(found.values()) == 18


def test_serious_events_are_consistent(export: Export, events: list[Row], injected: dict[str, date]) -> None:
    sex = {row["subject"]: row["sex"] for row in export.form("demographics")}
    log = {(row["subject"], row["line"]): row for row in events}
    women = ("Pregnancy", "Caesarean delivery", "Uterine fibroid", "Breast cancer")
    detailed = set()
    for row in export.form("sae_details"):
        event = log[row["subject"], row["ae_line"]]
        start = whole(event["start_date"])
        detailed.add((row["subject"], row["ae_line"]))
        assert event["serious"] == "1"
        assert injected[row["subject"]] <= start
        assert event["pt_name"] not in women or sex[row["subject"]] == "2"
        assert event["pt_name"] != "COVID-19" or start > date(2020, 2, 29)
        assert (event["sae_hosp"] == "1") == (row["hospitalised"] == "1") == bool(row["hospital_start"])
        if row["hospitalised"] == "1":
            assert start <= whole(row["hospital_start"]) <= whole(row["hospital_end"])
    assert detailed == {key for key, row in log.items() if row["serious"] == "1"}
    mothers = {row["subject"] for row in events if row["pt_name"] in ("Pregnancy", "Caesarean delivery")}
    assert len(mothers) == 1


def test_events_lie_between_consent_and_end(export: Export, events: list[Row]) -> None:
    consent = {row["subject"]: whole(row["consent_date"]) for row in export.form("consent")}
    ended = {row["subject"]: whole(row["end_date"]) for row in export.form("disposition")}
    for row in events:
        for column in ("start_date", "end_date"):
            span = days(row[column])
            assert span is None or span[0] <= ended[row["subject"]]
        span = days(row["start_date"])
        assert span is None or span[1] >= consent[row["subject"]]


def test_planted_untidiness(export: Export, events: list[Row]) -> None:
    rows = export.form("adverse_events")
    assert len(events) == 488
    assert [row["record_status"] for row in rows].count("2") == 2
    assert len(rows) == 491
    assert len({(row["subject"], row["line"]) for row in rows}) == 488
    assert [row["outcome"] for row in rows if row["outcome"] not in "123456"] == ["9"]
    reversed_dates = [
        row for row in events
        if (start := days(row["start_date"])) and (end := days(row["end_date"])) and end[1] < start[0]
    ]  # fmt: skip
    assert len(reversed_dates) == 1
    shapes = Counter("".join("9" if sign.isdigit() else sign for sign in row["start_date"]) for row in events)
    assert {"", "9999", "UN-UNK-9999"} < set(shapes)
    assert sum(row["start_date"].startswith("UN-") and "UNK" not in row["start_date"] for row in events) > 20
    assert any(set("éèêœñíóúäöüßà") & set(row["term"]) for row in events)


def test_dictionary_is_our_own(events: list[Row]) -> None:
    for level in ("llt", "pt", "hlt", "hlgt", "soc"):
        pairs = {(row[f"{level}_name"], row[f"{level}_code"]) for row in events}
        assert len({name for name, _ in pairs}) == len({code for _, code in pairs}) == len(pairs)
        assert all(len(code) == 8 and code.startswith("99") for _, code in pairs)


def test_specimens_belong_to_serious_events(export: Export, events: list[Row]) -> None:
    log = {(row["subject"], row["line"]): row for row in events}
    rows = export.form("histology")
    assert {log[row["subject"], row["ae_line"]]["pt_name"] for row in rows} == {"Breast cancer", "Uterine fibroid"}
    assert Counter(row["specimen"] for row in rows) == {"1": 1, "2": 1, "3": 1}
