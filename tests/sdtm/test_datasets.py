"""The build as a whole, on a small study: records, supplemental qualifiers, keys, lengths, and the ledger."""

from __future__ import annotations

from pathlib import Path

import pytest

import sdtm
from mappings.trace import LeftOut
from tests.folder import AE, DM, EVENTS, PEOPLE, STUDY, records, write_study


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mini"


SUPP = AE + "AELANG = {rule = 'assign(language)', supplemental = true, label = \"Language of the Term\"}\n"
LANGUAGES = """subject,term,started,language
01-002,Fever,05-MAR-2019,fr
01-001,Cough,04-JAN-2019,
01-001,Ache,05-JAN-2019,de
"""
EARLY = """
submit = false
records = 'rows(events)'
where = 'term != "Fever"'
[variables]
AETERM = 'upper(term)'
note = 'joined(term, "!")'
"""
STRANGE = """
class = "Findings"
label = "Strange Findings"
keys = ["USUBJID", "XXTESTCD"]
records = 'rows(events)'
[variables]
XXTESTCD = 'constant("T")'
XXTEST = 'constant("Test")'
XXORRES = 'assign(term)'
"""


def test_supplemental_variables_leave_their_dataset(folder: Path) -> None:
    built = sdtm.build(write_study(folder, {"sdtm/ae.toml": SUPP, "raw/events.csv": LANGUAGES}))
    assert [dataset.name for dataset in built.datasets] == ["AE", "SUPPAE", "DM"]
    assert "AELANG" not in records(built, "AE")[0]
    assert [tuple(row.values()) for row in records(built, "SUPPAE")] == [
        ("MINI", "AE", "MINI-01-001", "AESEQ", "1", "AELANG", "Language of the Term", "de", "Collected", None),
        ("MINI", "AE", "MINI-01-002", "AESEQ", "1", "AELANG", "Language of the Term", "fr", "Collected", None),
    ]


def test_supplemental_qualifiers_of_dm_point_to_the_subject(folder: Path) -> None:
    said = DM + 'LANG = {rule = \'constant("x")\', supplemental = true, label = "Language", evaluator = "SPONSOR"}\n'
    row = records(sdtm.build(write_study(folder, {"sdtm/dm.toml": said})), "SUPPDM")[0]
    assert (row["IDVAR"], row["IDVARVAL"], row["QORIG"], row["QEVAL"]) == (None, None, "Assigned", "SPONSOR")


def test_records_are_sorted_by_their_keys_with_missing_first(folder: Path) -> None:
    events = EVENTS + "01-001,Ache,\n"
    rows = records(
        sdtm.build(
            write_study(
                folder,
                {"raw/events.csv": events, "sdtm/ae.toml": AE.replace('"AETERM", "AESTDTC"', '"AESTDTC", "AETERM"')},
            )
        ),
        "AE",
    )
    assert [(row["AETERM"], row["AESEQ"]) for row in rows] == [("Ache", 1), ("Cough", 2), ("Headache", 3), ("Fever", 1)]


def test_keys_that_repeat_are_counted_and_nothing_is_dropped(folder: Path) -> None:
    built = sdtm.build(write_study(folder, {"raw/events.csv": EVENTS + "01-001,Cough,04-JAN-2019\n"}))
    assert len(records(built, "AE")) == 4
    assert built.finished.repeated == {"AE": 1, "DM": 0}


def test_one_length_for_a_variable_in_all_datasets(folder: Path) -> None:
    built = sdtm.build(write_study(folder, {"raw/people.csv": PEOPLE + "01-00000003,1,\n"}))
    lengths = {dataset.spec.variable("USUBJID").length for dataset in built.datasets}
    assert lengths == {len("MINI-01-00000003")}


def test_expected_variables_are_there_without_a_rule_and_can_be_omitted(folder: Path) -> None:
    built = sdtm.build(write_study(folder, {"sdtm/ae.toml": 'omitted = ["AESER"]\n' + AE}))
    row = records(built, "AE")[0]
    assert "AESER" not in row
    assert row["AEACN"] is None


def test_text_in_a_number_is_missing_and_reported(folder: Path) -> None:
    said = {
        "sdtm/dm.toml": DM + "AGE = 'assign(age)'\n",
        "raw/people.csv": "subject,sex,treated,age\n01-001,1,,41\n01-002,2,,forty\n",
    }
    built = sdtm.build(write_study(folder, said))
    assert [row["AGE"] for row in records(built, "DM")] == [41.0, None]
    assert [(one.variable, one.value, one.count) for one in built.finished.unfit] == [("AGE", "forty", 1)]


def test_helper_datasets_stay_at_home_and_carry_their_variables(folder: Path) -> None:
    said = {
        "sdtm/early.toml": EARLY,
        "sdtm/ae.toml": AE.replace("rows(events)", "rows(EARLY)").replace("AETERM = 'assign(term)'\n", "")
        + "AEMODIFY = 'assign(note)'\n",
    }
    built = sdtm.build(write_study(folder, said))
    assert [dataset.name for dataset in built.datasets] == ["AE", "DM"]
    assert [(row["AETERM"], row["AEMODIFY"]) for row in records(built, "AE")] == [
        ("COUGH", "Cough!"),
        ("HEADACHE", "Headache!"),
    ]
    form = next(one for one in built.ledger.forms if one.table == "events")
    assert (form.rows, form.used, form.records) == (3, 2, {"AE": 2})
    assert form.dropped == (LeftOut("EARLY", 'not where: term != "Fever"', 1),)


def test_a_variable_with_a_condition_is_missing_elsewhere(folder: Path) -> None:
    said = AE + "AECAT = {rule = 'constant(\"HEAD\")', where = 'term.startswith(\"Head\")'}\n"
    rows = records(sdtm.build(write_study(folder, {"sdtm/ae.toml": said})), "AE")
    assert [row["AECAT"] for row in rows] == [None, "HEAD", None]


def test_variables_of_two_datasets_may_need_each_other(folder: Path) -> None:
    """DM.RFSTDTC comes from EX, EX.EXSTDY from DM: an order of variables, not of datasets."""
    exposure = "records = 'rows(doses)'\n[variables]\nEXTRT = 'constant(\"X\")'\nEXSTDTC = 'iso8601(given)'\n"
    said = {
        "sdtm/ex.toml": exposure,
        "sdtm/dm.toml": DM.replace("iso8601(treated)", "earliest(EX.EXSTDTC)"),
        "raw/doses.csv": "subject,given\n01-001,07-JAN-2019\n01-001,05-JAN-2019\n",
    }
    built = sdtm.build(write_study(folder, said))
    assert [(row["EXSTDTC"], row["EXSTDY"]) for row in records(built, "EX")] == [("2019-01-05", 1), ("2019-01-07", 3)]
    assert records(built, "DM")[0]["RFSTDTC"] == "2019-01-05"


def test_the_ledger_names_unmapped_ignored_and_unmatched(folder: Path) -> None:
    said: dict[str, str | bytes | None] = {
        "sdtm/ae.toml": AE.replace("\n[variables]", '\nignored = {initials = "identifies the subject"}\n\n[variables]')
        + "AESER = 'assign(serious)'\n",
        "raw/events.csv": "subject,term,started,serious,initials,extra\n"
        "01-001,A,05-JAN-2019,Y,ab,1\n01-001,B,05-JAN-2019,Mael,ab,2\n",
        "raw/unused.csv": "subject,x\n01-001,1\n",
    }
    ledger = sdtm.build(write_study(folder, said)).ledger
    assert ledger.unmapped == {"events": ("extra",), "unused": ("x",)}
    assert ledger.ignored == {"events": {"initials": "identifies the subject"}}
    assert [(one.variable, one.value, one.count, one.extensible) for one in ledger.unmatched] == [
        ("AESER", "Mael", 1, False)
    ]
    unused = next(one for one in ledger.forms if one.table == "unused")
    assert (unused.rows, unused.used, unused.lost) == (1, 0, 1)


def test_an_optional_table_that_is_not_brought_has_no_rows(folder: Path) -> None:
    said = {
        "study.toml": STUDY + '\n[tables.arms]\noptional = true\ncolumns = ["subject", "arm"]\n',
        "sdtm/dm.toml": DM + "ARM = 'lookup(subject, arms.subject, arms.arm)'\n",
        "arms.csv": "subject,arm\n01-001,Active\n",
    }
    write_study(folder, said)
    assert [row["ARM"] for row in records(sdtm.build(folder), "DM")] == [None, None]
    assert [row["ARM"] for row in records(sdtm.build(folder, unblind=[folder / "arms.csv"]), "DM")] == ["Active", None]


def test_a_custom_domain_says_its_class(folder: Path) -> None:
    built = sdtm.build(write_study(folder, {"sdtm/xx.toml": STRANGE}))
    dataset = next(one for one in built.datasets if one.name == "XX")
    assert list(dataset.records.columns) == ["STUDYID", "DOMAIN", "USUBJID", "XXSEQ", "XXTESTCD", "XXTEST", "XXORRES"]
    assert dataset.spec.variable("XXORRES").label == "Result or Finding in Original Units"


def test_a_model_variable_stands_where_the_model_has_it(folder: Path) -> None:
    said = AE + "AELNKID = 'joined(\"AE\", term)'\nAESPID = 'assign(term)'\n"
    names = list(records(sdtm.build(write_study(folder, {"sdtm/ae.toml": said})), "AE")[0])
    assert names.index("AESPID") < names.index("AELNKID") < names.index("AETERM")


def test_values_outside_the_codelist_of_some_records_are_told(folder: Path) -> None:
    values = """values = [{where = 'AECAT == "A"', codelist = "NY"}, {where = 'AECAT == "B"', codelist = "SEX"}]"""
    said = AE + "AECAT = 'assign(kind)'\nAESCAT = {rule = 'assign(code)', " + values + "}\n"
    rows = ["01-001,a,,A,Y", "01-001,b,,A,M", "01-001,c,,B,M", "01-001,d,,B,Y", "01-001,e,,C,Y"]
    events = "\n".join(["subject,term,started,kind,code", *rows, ""])
    ledger = sdtm.build(write_study(folder, {"sdtm/ae.toml": said, "raw/events.csv": events})).ledger
    assert [(one.value, one.codelist, one.count) for one in ledger.unmatched] == [("M", "NY", 1), ("Y", "SEX", 1)]


def test_supplemental_values_are_judged_too(folder: Path) -> None:
    said = AE + 'AEFLAG = {rule = \'assign(term)\', supplemental = true, label = "Flag", codelist = "NY"}\n'
    ledger = sdtm.build(write_study(folder, {"sdtm/ae.toml": said})).ledger
    assert {(one.variable, one.value) for one in ledger.unmatched} == {
        ("AEFLAG", value) for value in ("Cough", "Fever", "Headache")
    }
