"""The synthetic subjects: numbers, arms, visits, dates, and the untidiness planted in the enrolment forms."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from synthetic.__main__ import main
from synthetic.spine import subjects
from tests.synthetic import reader
from tests.synthetic.reader import SHARED, STUDY, Cell, Number, committed, compare, moments, quartiles, share

ARMS = ("BM-MSC", "SHAM")
FORMS = ("demographics", "visits", "pain_vas", "odi", "sf36", "examination", "mri")
WINDOWS = {"W1": (7, 2), "M1": (30.4, 7), "M3": (91.3, 14), "M6": (182.6, 21), "M12": (365.25, 30), "M24": (730.5, 30)}


def day(text: str) -> date:
    """A complete CRF date."""
    return datetime.strptime(text.title(), "%d-%b-%Y").date()


def test_regenerating_gives_the_committed_files(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 0
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    kept = {path.relative_to(STUDY): path.read_bytes() for path in (STUDY / "raw").iterdir()}
    kept |= {Path(name): (STUDY / name).read_bytes() for name in ("randomisation.csv", "injection_unblinded.csv")}
    assert sorted(made) == sorted(kept)
    assert [str(name) for name in made if made[name] != kept[name]] == []


def test_subjects_depend_on_the_seed_alone() -> None:
    assert subjects(20171) == subjects(20171)
    assert subjects(20171) != subjects(20172)


def test_figure_1() -> None:
    export = committed()
    computed: dict[Cell, Number] = {}
    persons = [row for row in export.form("demographics") if not row["previous_subject"]]
    computed["Figure 1", "SCREENED", "", "ALL", "n"] = len(persons)
    computed["Figure 1", "RANDOMISED", "", "ALL", "n"] = len(export.arm)
    computed["Figure 1", "FASFL", "", "ALL", "n"] = len(export.full_analysis)
    for arm in ARMS:
        own = export.randomised(arm)
        computed["Figure 1", "RANDOMISED", "", arm, "n"] = len(own)
        computed["Figure 1", "SWAPPED", "", arm, "n"] = sum(export.received.get(name, arm) != arm for name in own)
    assert compare("Figure 1", computed) == (7, [])


def table_1_persons() -> dict[Cell, Number]:
    """Age, sex, body mass index, Schober and finger-to-floor by randomised arm."""
    export = committed()
    people = {row["subject"]: row for row in export.form("demographics")}
    examined = {row["subject"]: row for row in export.form("examination") if row["visit"] == "SCR"}
    computed: dict[Cell, Number] = {}
    for arm in ARMS:
        own = export.randomised(arm)
        rows = {
            "AGE": moments(int(people[name]["age"]) for name in own),
            "FEMALE": share(people[name]["sex"] == "2" for name in own),
            "BMI": quartiles(_bmi(examined[name]) for name in own),
        }
        for row, field in (("SCHOBER", "schober_cm"), ("FTF", "finger_floor_cm")):
            values = [reader.decimal_text(examined[name][field]) for name in own]
            rows[row] = quartiles(value for value in values if value is not None)
        for row, statistics in rows.items():
            computed |= {("Table 1", row, "Baseline", arm, name): value for name, value in statistics.items()}
    return computed


def _bmi(row: dict[str, str]) -> Fraction:
    weight, height = reader.decimal_text(row["weight_kg"]), reader.decimal_text(row["height_cm"])
    assert weight
    assert height
    return weight / (height / 100) ** 2


def test_table_1_persons() -> None:
    assert compare("Table 1", table_1_persons()) == (28, [])


def cells(path: Path) -> Counter[tuple[str, ...]]:
    """The printed cells of a file, whatever their rows are called."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if "decimals" in row:
            row["value"] = f"{float(row['value']):.{row['decimals']}f}"
    return Counter(tuple(row[key] for key in ("table", "visit", "arm", "statistic", "value")) for row in rows)


def test_published_figures_are_the_shared_ones() -> None:
    if not SHARED.exists():
        pytest.skip("the published tables do not lie beside this checkout")
    shared, ours = cells(SHARED), cells(Path(__file__).parent / "published_efficacy.csv")
    assert ours - shared == Counter()
    whole = ("Figure 1", "Table 2", "Table 3")
    assert {key for key in shared - ours if key[0] in whole} == set()


def test_numbers_are_by_site_with_leading_zeros() -> None:
    names = [row["subject"] for row in committed().form("demographics")]
    assert names == sorted(set(names))
    assert all(re.fullmatch(r"0[1-6]-\d{3}", name) for name in names)


def test_one_failure_comes_back() -> None:
    people = {row["subject"]: row for row in committed().form("demographics")}
    again = [row for row in people.values() if row["previous_subject"]]
    assert (len(people), len(again)) == (153, 1)
    first = people[again[0]["previous_subject"]]
    assert first["subject"] not in committed().arm
    assert again[0]["subject"] in committed().arm
    for column in ("site", "country", "birth_date", "sex", "race", "ethnicity"):
        assert first[column] == again[0][column], column
    assert day(first["consent_date"]) < day(again[0]["consent_date"])
    ends = {row["subject"]: row for row in committed().form("disposition")}
    assert (ends[first["subject"]]["status"], ends[first["subject"]]["month12_status"]) == ("3", "")
    assert day(ends[first["subject"]]["end_date"]) < day(again[0]["consent_date"])
    assert [row["visit"] for row in committed().form("visits") if row["subject"] == first["subject"]] == ["SCR"]


def test_38_other_persons_failed() -> None:
    export = committed()
    people = {row["subject"]: row for row in export.form("demographics")}
    failures = {row["subject"] for row in export.form("disposition") if row["status"] == "3"}
    returned = {row["previous_subject"] for row in people.values()} - {""}
    assert returned < failures
    assert len(failures - returned) == 38
    assert set(people) == failures | set(export.arm)
    assert not failures & set(export.arm)
    for form in ("consent", "eligibility", "visits", "pain_vas", "examination"):
        assert failures <= {row["subject"] for row in export.form(form)}, form


def test_partial_birth_dates_only_in_france() -> None:
    people = committed().form("demographics")
    partial = [row for row in people if not re.fullmatch(r"\d\d-[A-Z]{3}-\d{4}", row["birth_date"])]
    assert {row["country"] for row in partial} == {"FRA"}
    assert {re.sub(r"\d", "9", row["birth_date"][:2]) for row in partial} == {"UN", "99"}
    assert all(row["race"] == row["ethnicity"] == "" for row in people if row["country"] == "FRA")
    assert all(row["race"] and row["ethnicity"] for row in people if row["country"] != "FRA")


def test_age_is_whole_years_at_consent() -> None:
    for row in committed().form("demographics"):
        if re.fullmatch(r"\d\d-[A-Z]{3}-\d{4}", row["birth_date"]):
            born, consent = day(row["birth_date"]), day(row["consent_date"])
            age = consent.year - born.year - ((consent.month, consent.day) < (born.month, born.day))
            assert int(row["age"]) == age, row["subject"]
        assert 18 <= int(row["age"]) <= 60


def test_visits_are_in_order_and_inside_their_windows() -> None:
    seen: dict[str, dict[str, date]] = {}
    for row in committed().form("visits"):
        assert (row["visit_status"] == "2") == (row["visit_date"] == "") == (row["missed_reason"] != "")
        if row["visit_date"]:
            seen.setdefault(row["subject"], {})[row["visit"]] = day(row["visit_date"])
    for name, dates in seen.items():
        assert list(dates.values()) == sorted(dates.values()), name
        for visit in set(WINDOWS) & set(dates):
            planned, window = WINDOWS[visit]
            assert abs((dates[visit] - dates["D0"]).days - planned) <= window, (name, visit)
    assert min(min(dates.values()) for dates in seen.values()) >= date(2018, 4, 1)
    assert max(max(dates.values()) for dates in seen.values()) <= date(2022, 12, 31)


def test_untidy_visits_are_there() -> None:
    visits = committed().form("visits")
    assert sum(row["visit"] == "UNS" for row in visits) == 4
    assert sum(row["visit_status"] == "2" for row in visits) > 5
    assert {row["visit"] for row in visits if row["visit_status"] == "3"} == {"M9"}


def test_randomisation_is_stratified_by_centre() -> None:
    rows = committed().apart("randomisation")
    assert all(row["stratum"] == row["subject"][:2] for row in rows)
    for site in {row["stratum"] for row in rows}:
        arms = Counter(row["arm"] for row in rows if row["stratum"] == site)
        assert abs(arms["BM-MSC"] - arms["SHAM"]) <= 2, site
    dates = [day(row["randomised_date"]) for row in rows]
    assert (dates[0].strftime("%Y-%m"), dates[-1].strftime("%Y-%m")) == ("2018-04", "2021-04")


def test_every_column_is_in_the_data_dictionary() -> None:
    described = [(row["form"], row["field"]) for row in committed().form("data_dictionary")]
    assert len(described) == len(set(described))
    columns = []
    for path in sorted((STUDY / "raw").glob("*.csv")):
        if path.stem != "data_dictionary":
            columns += [(path.stem, name) for name in path.read_text(encoding="utf-8").split("\n", 1)[0].split(",")]
    assert sorted(columns) == sorted(described)
    assert all("SYNTHETIC" in row["note"] for row in committed().form("data_dictionary"))
    assert (STUDY / "raw" / "README.md").read_text(encoding="utf-8").startswith("SYNTHETIC")


def test_coded_values_are_in_their_code_lists() -> None:
    for field in committed().form("data_dictionary"):
        if field["form"] not in FORMS or field["type"] != "code":
            continue
        codes = {part.split("=", 1)[0] for part in field["codelist"].split(";")} | {""}
        found = {row[field["field"]] for row in committed().form(field["form"])}
        assert found <= codes, (field["form"], field["field"])
