"""Study folders: what they say, and every fault of one in one report (E7-E9 of the acceptance list)."""

from __future__ import annotations

from pathlib import Path

import pytest

import sdtm
from mappings.error import InputError, MappingError, MappingErrors
from mappings.study import load_study
from tests.folder import AE, DM, STUDY, TERMS, records, write_study


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mini"


def fault(folder: Path, changed: dict[str, str | bytes | None]) -> str:
    """The report for a changed study."""
    with pytest.raises(MappingError) as error:
        sdtm.build(write_study(folder, changed))
    assert not isinstance(error.value, InputError)
    return str(error.value)


def test_the_small_study_builds(folder: Path) -> None:
    built = sdtm.build(write_study(folder))
    events = records(built, "AE")
    assert [(row["USUBJID"], row["AESEQ"], row["AETERM"], row["AESTDTC"], row["AESTDY"]) for row in events] == [
        ("MINI-01-001", 1.0, "Cough", "2019-01-04", -1.0),
        ("MINI-01-001", 2.0, "Headache", "2019-01-05", 1.0),
        ("MINI-01-002", 1.0, "Fever", "2019", None),
    ]
    people = records(built, "DM")
    assert [(row["SEX"], row["SITEID"], row["RFSTDTC"]) for row in people] == [
        ("M", "01", "2019-01-05"),
        ("F", "01", "2019-02"),
    ]


def test_labels_types_and_order_come_from_the_standard(folder: Path) -> None:
    dataset = next(one for one in sdtm.build(write_study(folder)).datasets if one.name == "AE")
    assert dataset.spec.label == "Adverse Events"
    names = [variable.name for variable in dataset.spec.variables]
    assert names[:5] == ["STUDYID", "DOMAIN", "USUBJID", "AESEQ", "AETERM"]
    assert names.index("AEDECOD") < names.index("AESER") < names.index("AESTDTC") < names.index("AESTDY")
    term = dataset.spec.variable("AETERM")
    assert term is not None
    assert (term.label, term.type, term.length, term.core) == ("Reported Term for the Adverse Event", "Char", 8, "Req")


# E7: a row without a target, two rules for one target, rules that wait for each other.


def test_e7_a_variable_without_a_rule(folder: Path) -> None:
    said = fault(folder, {"sdtm/ae.toml": AE + 'AESER = {comment = "later"}\n'})
    assert "mini/sdtm/ae.toml  AE.AESER\n    says no rule" in said


def test_e7_two_rules_for_one_target(folder: Path) -> None:
    said = fault(folder, {"sdtm/ae.toml": AE + "AETERM = 'upper(term)'\n"})
    assert "mini/sdtm/ae.toml\n    not readable as TOML: Cannot overwrite a value" in said
    assert "line 9" in said
    assert "one target is said twice" in said


def test_e7_two_files_for_one_dataset(folder: Path) -> None:
    said = fault(folder, {"sdtm/events.toml": 'name = "AE"\n' + AE})
    assert "AE is said in mini/sdtm/ae.toml too" in said


def test_e7_rules_that_wait_for_each_other(folder: Path) -> None:
    said = fault(folder, {"sdtm/ae.toml": AE + "AELLT = 'upper(AEHLT)'\nAEHLT = 'upper(AELLT)'\n"})
    assert "these rules wait for each other: AE.AEHLT -> AE.AELLT -> AE.AEHLT" in said or (
        "these rules wait for each other: AE.AELLT -> AE.AEHLT -> AE.AELLT" in said
    )


def test_e7_records_that_wait_for_each_other(folder: Path) -> None:
    helpers = {
        "sdtm/one.toml": "submit = false\nrecords = 'rows(TWO)'\n",
        "sdtm/two.toml": "submit = false\nrecords = 'rows(ONE)'\n",
    }
    assert "these records wait for each other: ONE -> TWO -> ONE" in fault(folder, {**helpers})


# E8: unknown words, names and options, with the nearest right one.


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("AELLT = 'asign(term)'", "asign(term)\n    ~~~~~ no algorithm asign; did you mean assign?"),
        ("AELLT = 'assign(trem)'", "assign(trem)\n           ~~~~ no column trem; did you mean term?"),
        ("AELLT = 'assign(AETREM)'", "~~~~~~ no column AETREM; did you mean AETERM?"),
        ("AELLT = 'assign(DM.SEXX)'", "no column DM.SEXX; did you mean DM.SEX?"),
        ("AELLT = 'assign(people.sexx)'", "no column people.sexx; did you mean people.sex?"),
        ("AELLT = 'joined(term, seperator=\"-\")'", "joined takes no seperator"),
        ("AELLT = 'assign(term, term)'", "too many positional arguments"),
        ("AELLT = 'assign()'", "missing a required argument: 'source'"),
        ("AELLT = 'rows(events)'", "rows makes records, not a column"),
        ("AELLT = 'assign(\"x\")'", "source wants a column, not 'x'"),
        ("AELLT = {rule = 'assign(term)', were = 'x == 1'}", "nothing here is called were"),
        (
            "AELLT = {rule = 'assign(term)', where = 'trem == 1'}",
            "trem == 1\n    ~~~~ no column trem; did you mean term?",
        ),
        ("AELLT = {rule = 'assign(term)', codelist = 'NYY'}", "no codelist NYY"),
        ("AELLT = {rule = 'assign(term)', type = 'Chra'}", "no type Chra"),
        ("AEXYZ = 'assign(term)'", "AE has no variable AEXYZ"),
        ("AEXYZ = {rule = 'assign(term)', supplemental = true}", "AEXYZ has no label"),
    ],
)
def test_e8_unknown_words_and_names(folder: Path, line: str, shown: str) -> None:
    said = fault(folder, {"sdtm/ae.toml": f"{AE}{line}\n"})
    assert said.startswith("mini/sdtm/ae.toml  AE.AE")
    assert shown in said


def test_e8_unknown_tables_standards_and_keys(folder: Path) -> None:
    assert "no table or dataset evnts; did you mean events?" in fault(
        folder, {"sdtm/ae.toml": AE.replace("rows(events)", "rows(evnts)")}
    )
    assert "not shipped" in fault(folder, {"study.toml": STUDY.replace('"3.4"', '"3.5"')})
    assert "not shipped" in fault(folder, {"study.toml": STUDY.replace("2025-03-28", "2024-03-28")})
    assert "nothing here is called stdy" in fault(folder, {"study.toml": STUDY.replace("[study]", "[stdy]")})
    assert "names no release of SDTM controlled terminology" in fault(
        folder, {"study.toml": STUDY.replace('SDTM = "2025', "#")}
    )


def test_e8_a_required_variable_without_a_rule(folder: Path) -> None:
    said = fault(folder, {"sdtm/ae.toml": AE.replace("AETERM = 'assign(term)'\n", "").replace('"AETERM", ', "")})
    assert "AETERM is required and has no rule" in said


def test_all_errors_come_in_one_report(folder: Path) -> None:
    changed: dict[str, str | bytes | None] = {
        "sdtm/ae.toml": AE + "AELLT = 'asign(term)'\nAEHLT = 'assign(trem)'\n",
        "sdtm/dm.toml": DM + "RFENDTC = 'iso8601(endd)'\n",
    }
    write_study(folder, changed)
    with pytest.raises(MappingErrors) as error:
        sdtm.build(folder)
    places = [one.place for one in error.value.errors]
    assert sorted(places) == [
        "mini/sdtm/ae.toml  AE.AEHLT",
        "mini/sdtm/ae.toml  AE.AELLT",
        "mini/sdtm/dm.toml  DM.RFENDTC",
    ]
    assert str(error.value).endswith("3 errors")


def test_faults_of_reading_and_of_binding_stand_in_one_report(folder: Path) -> None:
    changed: dict[str, str | bytes | None] = {
        "sdtm/ae.toml": AE + "AELLT = 'assign(upper(term))'\nAEHLT = 'assign(trem)'\n",
        "sdtm/broken.toml": "submit = false\nrecords = 'rows(events)'\n[variables\n",
        "sdtm/cm.toml": "records = 'rows(BROKEN)'\n[variables]\nCMTRT = 'assign(term)'\n",
        "sdtm/dm.toml": DM + "RFENDTC = 'latest(BROKEN.end)'\nDMDTC = 'iso8601(seen)'\n",
    }
    write_study(folder, changed)
    with pytest.raises(MappingErrors) as error:
        sdtm.build(folder)
    assert sorted(one.place for one in error.value.errors) == [
        "mini/sdtm/ae.toml  AE.AEHLT",
        "mini/sdtm/ae.toml  AE.AELLT",
        "mini/sdtm/broken.toml",
        "mini/sdtm/dm.toml  DM.DMDTC",
    ]


# E9: what word processors and spreadsheets leave behind.


def test_e9_curly_quotes_in_a_rule_are_read_as_straight_and_noted(folder: Path) -> None:
    built = sdtm.build(write_study(folder, {"sdtm/ae.toml": AE + "AELLT = 'joined(term, \u201cx\u201d)\u00a0'\n"}))
    assert records(built, "AE")[0]["AELLT"] == "Coughx"
    assert built.ledger.notes == ("mini/sdtm/ae.toml  AE.AELLT: curly quotes or hard blanks read as plain ones",)


def test_e9_curly_quotes_around_a_rule_are_an_error_that_says_so(folder: Path) -> None:
    said = fault(folder, {"sdtm/ae.toml": AE + "AELLT = \u2018assign(term)\u2019\n"})
    assert "curly quotes cannot open or close a text" in said


def test_e9_outer_blanks_in_terminology_are_left_out_and_noted(folder: Path) -> None:
    built = sdtm.build(write_study(folder, {"terminology.csv": TERMS.replace("SEX,F,,2", " SEX ,F ,, 2 ")}))
    assert records(built, "DM")[1]["SEX"] == "F"
    assert built.ledger.notes == ("mini/terminology.csv: row 2: outer blanks left out",)


def test_a_term_that_a_closed_codelist_does_not_have(folder: Path) -> None:
    said = fault(folder, {"terminology.csv": TERMS + "SEX,MALE,,m\n"})
    assert "SEX (C66731) is not extensible and has no term MALE" in said


def test_terminology_with_a_wrong_header(folder: Path) -> None:
    assert "no column collected\n    did you mean colected?" in fault(
        folder, {"terminology.csv": TERMS.replace("collected", "colected")}
    )


def test_a_spec_that_is_no_utf8(folder: Path) -> None:
    said = fault(folder, {"sdtm/ae.toml": AE.encode() + b"# caf\xe9\n"})
    assert "byte 0xe9 is no UTF-8" in said
    assert "line 9" in said


def test_a_folder_without_a_study(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no study\.toml"):
        load_study(tmp_path)


def test_nothing_of_a_spec_is_evaluated(folder: Path) -> None:
    said = fault(folder, {"sdtm/ae.toml": AE + 'AELLT = \'__import__("os").system("x")\'\n'})
    assert "a rule begins with the name of an algorithm" in said
