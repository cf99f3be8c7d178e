"""Bad raw content, by its number in the acceptance list: C5 and C9 to C18, each told and nothing lost."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from mappings.error import MappingError
from mappings.study import load_study
from sdtm.datasets import Build, build_datasets
from sdtm.findings import build_findings
from sdtm.sources import read_all
from sdtm.words import study_words
from tests.folder import AE, DM, EVENTS, PEOPLE, STUDY, records, write_study
from validation.finding import Finding


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mini"


def run(folder: Path, changed: Mapping[str, str | bytes | None], dictionary: str = "") -> tuple[Build, list[Finding]]:
    """The build of a changed study, and its findings."""
    study = load_study(write_study(folder, changed))
    built = build_datasets(study, read_all(study, folder), study_words(folder))
    rows = [dict(zip(("form", "field"), line.split("."), strict=True)) for line in dictionary.split()]
    return built, list(build_findings(built, study, rows))


def told(findings: list[Finding], check: str) -> list[tuple[str, str, int]]:
    """Place, value and count of the findings of one check."""
    return [(finding.place, finding.value, finding.count) for finding in findings if finding.check == check]


def test_c5_columns_that_came_went_or_were_renamed(folder: Path) -> None:
    events = EVENTS.replace("subject,term,started", "subject,terms,started").replace("term", "term")
    changed = {"raw/events.csv": events, "sdtm/ae.toml": AE.replace("(term)", "(terms)")}
    _, findings = run(
        folder,
        changed,
        "events.subject events.term events.started events.severity people.subject people.sex people.treated",
    )
    assert told(findings, "column_added") == [("events.terms", "", 1)]
    assert next(one for one in findings if one.check == "column_added").words.endswith("renamed from term?")
    assert told(findings, "column_removed") == [("events.severity", "", 1), ("events.term", "", 1)]


def test_c5_a_renamed_column_that_a_rule_reads_stops_the_mapping(folder: Path) -> None:
    with pytest.raises(MappingError, match="did you mean terms"):
        run(folder, {"raw/events.csv": EVENTS.replace("term", "terms", 1)})


def test_c9_dates_that_are_partial_or_impossible(folder: Path) -> None:
    events = "subject,term,started\n01-001,A,UN-JAN-2024\n01-001,B,30-FEB-2024\n01-001,C,31/12/24\n01-001,D,2024\n"
    built, findings = run(folder, {"raw/events.csv": events, "study.toml": STUDY.replace("2020-12-31", "")})
    assert [row["AESTDTC"] for row in records(built, "AE")] == ["2024-01", "30-FEB-2024", "31/12/24", "2024"]
    assert told(findings, "date_not_iso8601") == [("AE.AESTDTC", "30-FEB-2024", 1), ("AE.AESTDTC", "31/12/24", 1)]


def test_c9_twenty_four_hours_are_no_time(folder: Path) -> None:
    changed = {
        "raw/events.csv": "subject,term,started,at\n01-001,A,05-JAN-2019,24:00\n",
        "sdtm/ae.toml": AE.replace("iso8601(started)", "iso8601(started, at)"),
    }
    _, findings = run(folder, changed)
    assert told(findings, "date_not_iso8601") == [("AE.AESTDTC", "05-JAN-2019 24:00", 1)]


def test_c10_a_date_without_a_declared_format_is_asked_for(folder: Path) -> None:
    with pytest.raises(MappingError, match="no date format is declared") as error:
        run(folder, {"study.toml": STUDY.replace('dates = ["DD-MMM-YYYY"]', "")})
    assert "study.toml" in error.value.remedy


def test_c10_a_date_that_two_formats_read_differently_is_not_guessed(folder: Path) -> None:
    changed = {
        "study.toml": STUDY.replace('["DD-MMM-YYYY"]', '["DD/MM/YYYY", "MM/DD/YYYY"]'),
        "raw/events.csv": "subject,term,started\n01-001,A,03/04/2024\n01-001,B,31/12/2019\n",
    }
    built, findings = run(folder, changed)
    assert [row["AESTDTC"] for row in records(built, "AE")] == ["03/04/2024", "2019-12-31"]
    assert [one for one in told(findings, "date_not_iso8601") if one[0] == "AE.AESTDTC"] == [
        ("AE.AESTDTC", "03/04/2024", 1)
    ]


def test_c11_end_before_start_and_dates_after_the_cut(folder: Path) -> None:
    changed = {
        "raw/events.csv": "subject,term,started,ended\n01-001,A,05-JAN-2019,04-JAN-2019\n"
        "01-001,B,05-JAN-2021,\n01-001,C,05-JAN-2019,UN-JAN-2019\n",
        "sdtm/ae.toml": AE + "AEENDTC = 'iso8601(ended)'\n",
    }
    _, findings = run(folder, changed)
    assert told(findings, "end_before_start") == [("AE.AEENDTC", "2019-01-04", 1)]
    assert told(findings, "date_after_cutoff") == [("AE.AESTDTC", "2021-01-05", 1)]


FINDINGS = """
records = 'rows(labs)'
keys = ["USUBJID", "LBTESTCD", "LBDTC"]
[variables]
LBTESTCD = 'assign(test)'
LBTEST = 'assign(test)'
LBORRES = 'text(result)'
LBORRESU = 'assign(unit)'
number = {rule = 'standard_number(result)', submit = false}
LBSTRESC = 'standard_text(result)'
LBSTRESN = 'converted(number, unit, units.unit, units.factor)'
LBSTRESU = 'converted_unit(unit, units.unit, units.standard)'
LBDTC = 'iso8601(taken)'
"""
UNITS = "unit,factor,standard\ng/L,1,g/L\ng/dL,10,g/L\n"
LABS = "subject,test,result,unit,taken\n"


def test_c12_numbers_as_written(folder: Path) -> None:
    labs = LABS + "".join(
        f'01-001,T{number},"{value}",g/L,05-JAN-2019\n'
        for number, value in enumerate(["4,5", "<0.5", "1,000", ">=200", "7.50"])
    )
    said = {"sdtm/lb.toml": FINDINGS, "raw/labs.csv": labs, "tables/units.csv": UNITS}
    rows = records(run(folder, said)[0], "LB")
    assert [row["LBORRES"] for row in rows] == ["4,5", "<0.5", "1,000", ">=200", "7.50"]
    assert [row["LBSTRESN"] for row in rows] == [None, None, None, None, 7.5]
    comma = {**said, "study.toml": STUDY + '\n[tables.labs]\ndecimal = ","\ndates = ["DD-MMM-YYYY"]\n'}
    assert [row["LBSTRESN"] for row in records(run(folder, comma)[0], "LB")] == [4.5, None, 1.0, None, None]


def test_c13_units_missing_unknown_or_not_convertible(folder: Path) -> None:
    labs = LABS + "01-001,T,1.5,g/dL,05-JAN-2019\n01-001,T,2,,06-JAN-2019\n01-001,T,3,mmol/L,07-JAN-2019\n"
    built, findings = run(folder, {"sdtm/lb.toml": FINDINGS, "raw/labs.csv": labs, "tables/units.csv": UNITS})
    assert [(row["LBSTRESN"], row["LBSTRESU"]) for row in records(built, "LB")] == [
        (15.0, "g/L"),
        (None, None),
        (None, None),
    ]
    assert [place for place, _, _ in told(findings, "unit_not_converted")] == ["LB.LBORRESU"]
    assert [place for place, _, _ in told(findings, "result_without_unit")] == ["LB.LBORRESU"]


def test_c14_exact_and_conflicting_duplicates_are_told_and_kept(folder: Path) -> None:
    events = EVENTS + "01-001,Cough,04-JAN-2019\n"
    built, findings = run(folder, {"raw/events.csv": events})
    assert (len(records(built, "AE")), told(findings, "key_repeated")) == (4, [("AE", "", 1)])
    built, findings = run(folder, {"raw/events.csv": events, "sdtm/ae.toml": AE.replace("rows(", "unduplicated(")})
    assert (len(records(built, "AE")), told(findings, "key_repeated")) == (3, [])
    assert told(findings, "row_dropped") == [("events", "", 1)]


def test_c15_a_subject_that_is_not_in_dm(folder: Path) -> None:
    _, findings = run(folder, {"raw/events.csv": EVENTS + "09-009,Cough,04-JAN-2019\n"})
    assert [(value, count) for _, value, count in told(findings, "subject_not_in_dm")] == [("MINI-09-009", 1)]


def test_c16_a_person_with_two_numbers_has_one_identifier_by_a_declared_link(folder: Path) -> None:
    changed = {
        "study.toml": STUDY.replace(
            'joined("MINI", subject, separator="-")', 'unique_subject("MINI", subject, people.before, people.subject)'
        ),
        "raw/people.csv": "subject,sex,treated,before\n01-001,1,,\n01-007,1,05-JAN-2019,01-001\n",
        "sdtm/dm.toml": DM.replace("rows(people)", "last_record(people, by=sex, order=subject)"),
    }
    built, findings = run(folder, changed)
    assert [(row["USUBJID"], row["SUBJID"]) for row in records(built, "DM")] == [("MINI-01-007", "01-007")]
    assert {row["USUBJID"] for row in records(built, "AE")} == {"MINI-01-007", "MINI-01-002"}
    assert told(findings, "row_dropped") == [("people", "", 1)]


def test_c16_two_rows_for_one_subject_are_told(folder: Path) -> None:
    _, findings = run(folder, {"raw/people.csv": PEOPLE + "01-001,1,\n"})
    assert told(findings, "subject_repeated_in_dm") == [("DM.USUBJID", "MINI-01-001", 2)] or told(
        findings, "key_repeated"
    ) == [("DM", "", 1)]


def test_c17_a_form_without_rows(folder: Path) -> None:
    built, findings = run(folder, {"raw/events.csv": "subject,term,started\n"})
    assert records(built, "AE") == []
    assert told(findings, "empty_form") == [("events", "", 1)]


def test_c18_a_code_that_is_not_in_the_map(folder: Path) -> None:
    people = "subject,sex,treated\n01-001,Mael,\n01-002,Mael,\n01-003,1,\n"
    built, findings = run(folder, {"raw/people.csv": people})
    assert [row["SEX"] for row in records(built, "DM")] == ["Mael", "Mael", "M"]
    assert told(findings, "value_not_in_codelist") == [("DM.SEX", "Mael", 2)]


def test_required_values_that_are_missing_or_blank(folder: Path) -> None:
    changed = {"raw/events.csv": 'subject,term,started\n,Ache,05-JAN-2019\n01-001,"   ",05-JAN-2019\n'}
    _, findings = run(folder, changed)
    places = [place for place, _, _ in told(findings, "required_value_missing")]
    assert places == ["AE.AEDECOD", "AE.AETERM", "AE.USUBJID"]


def test_blanks_at_the_end_of_a_value_are_none_of_it(folder: Path) -> None:
    built, findings = run(folder, {"raw/events.csv": EVENTS + "01-001,Cough  ,04-JAN-2019\n"})
    assert [row["AETERM"] for row in records(built, "AE")][:2] == ["Cough", "Cough"]
    assert told(findings, "key_repeated") == [("AE", "", 1)]


def test_signs_that_nobody_sees_are_told(folder: Path) -> None:
    _, findings = run(folder, {"raw/events.csv": 'subject,term,started\n01-001,"a\nb",05-JAN-2019\n'})
    assert told(findings, "control_character") == [("AE.AEDECOD", "a\nb", 1), ("AE.AETERM", "a\nb", 1)]


SILENT = '''"""A word that keeps the first row and says nothing of the others."""

from dataclasses import replace

from mappings.records import Records


def first_only(table: Records) -> Records:
    """The first row."""
    return replace(table, frame=table.frame.iloc[:1])
'''


def test_rows_that_a_word_loses_without_a_word_are_an_error(folder: Path) -> None:
    changed = {"algorithms.py": SILENT, "sdtm/ae.toml": AE.replace("rows(", "first_only(")}
    built, findings = run(folder, changed)
    assert (len(records(built, "AE")), told(findings, "row_lost")) == (1, [("events", "", 2)])


def test_rows_that_rules_leave_out_are_not_lost_and_do_not_hide_others(folder: Path) -> None:
    events = EVENTS + "01-001,Cough,04-JAN-2019\n"
    _, findings = run(folder, {"raw/events.csv": events, "sdtm/ae.toml": AE.replace("rows(", "unduplicated(")})
    assert told(findings, "row_lost") == []
    helper = "submit = false\nrecords = 'unduplicated(events)'\n"
    changed = {
        "algorithms.py": SILENT,
        "raw/events.csv": events,
        "sdtm/distinct.toml": helper,
        "sdtm/ae.toml": AE.replace("rows(events)", "first_only(DISTINCT)"),
    }
    built, findings = run(folder, changed)
    form = next(one for one in built.ledger.forms if one.table == "events")
    # Three rows reach the dataset at home, and one of them AE: the two others are nobody's decision.
    assert (form.rows, form.used, form.left_out, form.lost) == (4, 1, 0, 2)
    assert told(findings, "row_lost") == [("events", "", 2)]
