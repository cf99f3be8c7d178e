"""Methods of derived variables: the steps that stay at home in their order, in words and as the rules are written."""

from __future__ import annotations

from pathlib import Path

from define_xml.describe import Setting
from define_xml.from_spec.expressions import rule_of, steps_of
from mappings.spec import VariableSpec
from mappings.statement import MethodSpec
from tests.folder import AE, STUDY, write_study

DICTIONARY = [
    {"form": "events", "field": "term", "label": "Event", "page": "21"},
    {"form": "events", "field": "started", "label": "Since", "page": "22"},
    {"form": "people", "field": "treated", "label": "Treated on", "page": "2"},
]
ACRF = '\n[documents.acrf]\ntitle = "Annotated CRF"\nfile = "acrf.pdf"\nkind = "acrf"\n'


def described(folder: Path, ae: str, name: str, more: dict[str, str] | None = None) -> VariableSpec:
    """A variable of AE, described."""
    from sdtm.datasets import build_study

    changed = {"study.toml": STUDY + ACRF, "sdtm/ae.toml": ae, **(more or {})}
    bound = build_study(write_study(folder, changed)).applied.bound
    dataset = bound.study.dataset("AE")
    assert dataset is not None
    variable = dataset.variable(name)
    assert variable is not None
    return Setting(bound, DICTIONARY).variable(dataset, variable)


def method(folder: Path, ae: str, name: str, more: dict[str, str] | None = None) -> MethodSpec:
    """Its method."""
    found = described(folder, ae, name, more).method
    assert found is not None
    return found


def test_a_rule_alone_is_a_sentence(tmp_path: Path) -> None:
    found = method(tmp_path / "s", AE, "AESTDY")
    assert found.name == "AESTDY: Study Day of Start of Adverse Event"
    assert found.text.startswith("AESTDTC - DM.RFSTDTC + 1 where AESTDTC is on or after DM.RFSTDTC")
    assert [(one.context, one.code) for one in found.expressions] == [
        ("trial-dossier", "study_day(AESTDTC, DM.RFSTDTC)")
    ]
    assert found.type == "Computation"


def test_steps_at_home_come_first_and_the_fields_last(tmp_path: Path) -> None:
    ae = f"""{AE}
step = {{rule = 'iso8601(started)', submit = false}}
began = {{rule = 'relative(step, AESTDTC)', where = 'term != "x"', submit = false}}
AESPID = 'not_done(began)'
"""
    found = method(tmp_path / "s", ae, "AESPID")
    assert found.text.splitlines() == [
        "1. step: In ISO 8601, with the parts that are known and no others: started.",
        '2. began: Where term is not "x": BEFORE, COINCIDENT or AFTER: step beside AESTDTC, where that is certain. '
        "Otherwise missing.",
        '3. AESPID: "NOT DONE" where began is missing, else missing.',
        'Fields of the CRF: events.started "Since" (page 22); events.term "Event" (page 21).',
    ]
    code = found.expressions[0].code
    read = rule_of(code)
    assert read is not None
    assert read[0].text == "not_done(began)"
    assert {name: rule.text for name, (rule, _) in steps_of(code).items()} == {
        "step": "iso8601(started)", "began": "relative(step, AESTDTC)",
    }  # fmt: skip


STACKED = """records = 'stack(ONE, TWO)'
keys = ["STUDYID", "USUBJID", "AETERM"]
[variables]
AETERM = 'assign(AETERM)'
AEDECOD = 'upper(AETERM)'
"""
HOME = "name = '{}'\nrecords = 'rows(events)'\nsubmit = false\n[variables]\nAETERM = '{}'\nAESPID = '{}'\n"


def test_records_made_alike_have_one_rule_and_others_are_told_apart(tmp_path: Path) -> None:
    homes = {
        "sdtm/one.toml": HOME.format("ONE", "assign(term)", "not_done(term)"),
        "sdtm/two.toml": HOME.format("TWO", "assign(term)", "not_done(term)"),
    }
    same = method(tmp_path / "same", f"{STACKED}AESPID = 'assign(AESPID)'\n", "AESPID", homes)
    assert same.text.splitlines()[0] == '"NOT DONE" where term is missing, else missing.'
    assert same.expressions[0].code == "not_done(term)"
    homes["sdtm/two.toml"] = HOME.format("TWO", "assign(term)", "relative(started, started)")
    other = method(tmp_path / "other", f"{STACKED}AESPID = 'assign(AESPID)'\n", "AESPID", homes)
    lines = other.text.splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == [
        "1. ONE", "2. TWO", "3. ONE.AESPID", "4. TWO.AESPID", "5. AESPID",
    ]  # fmt: skip
    assert lines[0] == "1. ONE: The records of events."


def test_alike_in_words_but_not_in_what_they_stand_on_is_told_apart(tmp_path: Path) -> None:
    homes = {
        "sdtm/one.toml": HOME.format("ONE", "assign(term)", "not_done(step)") + "step = 'upper(term)'\n",
        "sdtm/two.toml": HOME.format("TWO", "assign(term)", "not_done(step)") + "step = 'upper(started)'\n",
    }
    found = method(tmp_path / "s", f"{STACKED}AESPID = 'assign(AESPID)'\n", "AESPID", homes)
    assert "ONE.step: term in capital letters." in found.text
    assert "TWO.step: started in capital letters." in found.text


def test_what_an_author_says_takes_the_place_of_the_words(tmp_path: Path) -> None:
    said = "{rule = 'not_done(term)', method = {text = \"By hand.\", type = \"Imputation\"}}"
    found = method(tmp_path / "s", f"{AE}AESPID = {said}\n", "AESPID")
    assert (found.text, found.type) == ("By hand.", "Imputation")
    assert found.name.startswith("AESPID")
    assert found.expressions[0].code == "not_done(term)"


def test_only_what_is_derived_has_a_method(tmp_path: Path) -> None:
    assert described(tmp_path / "s", AE, "AETERM").method is None
    assert described(tmp_path / "t", AE, "STUDYID").method is None


def test_a_rule_of_the_whole_study_is_the_same_in_every_dataset(tmp_path: Path) -> None:
    from sdtm.datasets import build_study

    rule = 'unique_subject("M", subject, people.old, people.subject)'
    shared = STUDY.replace('joined("MINI", subject, separator="-")', rule)
    assert shared != STUDY
    people = "subject,sex,treated,old\n01-001,1,05-JAN-2019,\n01-002,2,UN-FEB-2019,\n"
    folder = write_study(tmp_path / "s", {"study.toml": shared, "raw/people.csv": people})
    bound = build_study(folder).applied.bound
    setting = Setting(bound, DICTIONARY)
    found = [
        setting.variable(dataset, variable).method
        for dataset in bound.study.datasets
        if (variable := dataset.variable("USUBJID")) is not None
    ]
    assert len(found) == 2
    assert found[0] == found[1] is not None
