"""A study folder drafted from a define.xml: it loads, and says what the define.xml said."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from define_xml.draft import draft, draft_of
from define_xml.draft.toml import file, key, line, quoted, remark, rule_line
from define_xml.from_spec import define_from_spec, expressible
from define_xml.read import read_define
from define_xml.to_spec import spec_from_define
from mappings.spec import DatasetSpec, StandardRef, StudySpec, ValueSpec, VariableSpec
from mappings.where import parse_where
from tests.define_xml.complete_specs import studies
from tests.define_xml.complete_study import DM, STUDY, VS, char
from tests.define_xml.drafted import kept, loaded, variable

ADAM = (StandardRef(name="ADaMIG", version="1.3"),)
REAL = Path(__file__).parents[2] / ".." / "shared" / "realdata"
FILES = draft(define_from_spec(STUDY, created="2026-01-01T00:00:00"))
calmly = settings(
    max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("msg_sdtm33/define.xml", 29), ("spec/SDTM_define.xml", 5), ("spec/ADaM_define_CDISC_pilot3.xml", 7),
        ("cdiscpilot01/sdtm/define.xml", 20), ("cdiscpilot01/adam/define.xml", 12),
    ],
)  # fmt: skip
def test_drafts_of_real_ones_load_and_keep_what_was_said(name: str, files: int, tmp_path: Path) -> None:
    if not (REAL / name).is_file():
        pytest.skip(f"no {name} beside the checkout")
    define = read_define(REAL / name)
    said, drafted = spec_from_define(define), draft(define)
    assert len(drafted) == files
    assert kept(said, loaded(drafted, tmp_path, said.floor)) == []


@calmly
@given(studies())
def test_a_draft_of_any_study_loads_and_keeps_what_was_said(
    tmp_path_factory: pytest.TempPathFactory, study: StudySpec
) -> None:
    said = expressible(study)
    if not any(one.name for one in said.datasets if not one.name.startswith("SUPP") or said.floor == "adam"):
        return  # a study folder has a dataset
    assert kept(said, loaded(draft_of(said), tmp_path_factory.mktemp("study"), said.floor)) == []


def test_the_files_of_the_small_study() -> None:
    assert list(FILES) == [
        "sdtm/ae.toml", "sdtm/dm.toml", "sdtm/qsph.toml", "sdtm/ti.toml", "sdtm/vs.toml", "sdtm/xx.toml", "study.toml",
        "terminology.csv",
    ]  # fmt: skip
    assert all(tomllib.loads(text) for name, text in FILES.items() if name.endswith(".toml"))
    assert draft(define_from_spec(STUDY, created="2027-01-01T00:00:00")) == FILES


def test_what_the_small_study_says(tmp_path: Path) -> None:
    study = loaded(FILES, tmp_path)
    assert (study.study_id, study.protocol, study.description) == ("S1", "P1", "Everything once")
    assert [(one.id, one.kind) for one in study.documents] == [("acrf", "acrf"), ("csdrg", "supplemental"), ("sap", "")]
    assert [(one.name, one.version, one.variables) for one in study.dictionaries] == [
        ("ISO 3166", "2020", ("DM.COUNTRY",)), ("MedDRA", "26.0", ("AE.AEDECOD",)),
    ]  # fmt: skip
    assert kept(expressible(STUDY), study) == []
    assert variable(study, "DM", "SEX").origins == variable(expressible(STUDY), "DM", "SEX").origins


def test_rules_come_back_and_others_are_marked(tmp_path: Path) -> None:
    study = loaded(FILES, tmp_path)
    assert str(variable(study, "AE", "AESTDY").rule) == "study_day(AESTDTC, DM.RFSTDTC)"
    assert "rule = 'study_day(AESTDTC, DM.RFSTDTC)'\n" in FILES["sdtm/ae.toml"]
    assert "rule = 'assign(AETERM)'  # drafted: decide" in FILES["sdtm/ae.toml"]
    assert "rule = 'study_identifier()'  # as the standard implies" in FILES["sdtm/ae.toml"]
    assert "records = 'rows(ae)'  # drafted: decide" in FILES["sdtm/ae.toml"]


def test_qualifiers_stand_with_their_parent(tmp_path: Path) -> None:
    study = loaded(FILES, tmp_path)
    emergent = variable(study, "AE", "AETRTEM")
    assert (emergent.supplemental, emergent.label, emergent.length) == (True, "Treatment Emergent Flag", 1)
    assert (str(emergent.rule), emergent.codelists) == ('constant("Y")', ("NY",))
    assert variable(study, "AE", "AESITED").label == "AESITED"
    # A variable that the standard does not know is one, too.
    assert variable(study, "AE", "AESITE").supplemental


def test_a_domain_that_no_standard_knows_waits_at_home(tmp_path: Path) -> None:
    device = DatasetSpec(
        name="DI", label="Device Identifiers", domain="DI", class_name="Study Reference", structure="One per device",
        keys=("DIPARMCD",), variables=(char("DIPARMCD", "Device Identifier Element Short Name"),),
    )  # fmt: skip
    study = loaded(draft_of(expressible(STUDY.model_copy(update={"datasets": (DM, device)}))), tmp_path)
    found = variable(study, "DI", "DIPARMCD")
    assert (found.submit, found.supplemental, found.label) == (False, False, "Device Identifier Element Short Name")
    home = study.dataset("DI")
    assert home
    assert (home.class_name, home.keys, home.submit) == ("Study Reference", ("DIPARMCD",), True)


def test_value_level_is_kept_and_alternatives_become_entries(tmp_path: Path) -> None:
    values = variable(loaded(FILES, tmp_path), "VS", "VSSTRESN").values
    assert [(one.where.text, one.type, one.length, one.digits) for one in values] == [
        ('VSTESTCD == "HEIGHT" and DM.COUNTRY == "FRA"', "integer", None, None),
        ('VSTESTCD == "HEIGHT" and DM.COUNTRY != "FRA"', "float", None, 2),
        ('VSTESTCD != "" and VSTESTCD != "HEIGHT" and VISITNUM >= 2', "float", None, 0),
    ]
    either = ValueSpec(where=parse_where('VSTESTCD == "A" or VSTESTCD.isna()'), length=3, label="Either")
    variables = tuple(one.model_copy(update={"values": (either,)}) if one.values else one for one in VS.variables)
    study = STUDY.model_copy(update={"datasets": (DM, VS.model_copy(update={"variables": variables}))})
    drafted = loaded(draft_of(expressible(study)), tmp_path / "either")
    assert [(one.where.text, one.label) for one in variable(drafted, "VS", "VSSTRESN").values] == [
        ('VSTESTCD == "A"', "Either"), ('VSTESTCD == ""', "Either"),
    ]  # fmt: skip


def test_standards_that_are_not_shipped_are_told() -> None:
    text = FILES["study.toml"]
    assert "# the define.xml names SDTMIG-MD 1.1 too; a study folder does not" in text
    older = STUDY.standards[0].model_copy(update={"version": "3.3"})
    drafted = draft_of(expressible(STUDY.model_copy(update={"standards": (older,)})))
    assert "# the define.xml names SDTMIG 3.3; drafted with 3.4: decide" in drafted["study.toml"]
    assert tomllib.loads(drafted["study.toml"])["standards"] == {"SDTMIG": "3.4"}


def test_analysis_copies_predecessors(tmp_path: Path) -> None:
    def copied(name: str, source: str) -> VariableSpec:
        origin = {"type": "Predecessor", "text": source}
        return VariableSpec.model_validate({"name": name, "label": name, "type": "Char", "origins": (origin,)})

    adae = DatasetSpec(
        name="ADAE", label="Adverse Events", domain="ADAE", class_name="OCCURRENCE DATA STRUCTURE", keys=("AESEQ",),
        subclass="ADVERSE EVENT",
        variables=(copied("AETERM", "AE.AETERM"), copied("AESEQ", "AE.AESEQ"), copied("SEX", "ADSL.SEX")),
    )  # fmt: skip
    study = StudySpec(floor="adam", study_id="S1", datasets=(adae,))
    files = draft_of(study)
    assert "records = 'rows(AE)'  # drafted: decide" in files["adam/adae.toml"]
    found = loaded(files, tmp_path, "adam")
    assert str(variable(found, "ADAE", "SEX").rule) == "subject_value(ADSL.SEX)"
    assert str(variable(found, "ADAE", "AETERM").rule) == "assign(AETERM)"
    home = found.dataset("ADAE")
    assert home
    assert (home.subclass, home.order) == ("ADVERSE EVENT", ("AETERM", "AESEQ", "SEX"))
    assert [one.name for one in found.standards] == ["ADaMIG", "OCCDS"]


STEPS = """PEOPLE = rows(DM)
where SEX == "F"
PEOPLE.born = date(BRTHDTC)
ADSL = pivot(PEOPLE, by=USUBJID)
where born.notna()
young = constant("Y")
where AGE < 18
class = constant("a keyword")
first_known(young, PEOPLE.born, "N")
where SEX == "F\u201d\""""


def test_what_stays_at_home_comes_back_too(tmp_path: Path) -> None:
    method = {"name": "", "text": "In steps.", "expressions": ({"context": "trial-dossier", "code": STEPS},)}
    flag = VariableSpec.model_validate({"name": "YOUNGFL", "label": "Young", "type": "Char", "method": method})
    subjects = {"name": "ADSL", "label": "Subjects", "domain": "ADSL", "variables": (flag,), "keys": ("YOUNGFL",)}
    adsl = DatasetSpec.model_validate({**subjects, "class_name": "SUBJECT LEVEL ANALYSIS DATASET"})
    said = expressible(StudySpec(floor="adam", study_id="S1", standards=ADAM, datasets=(adsl,)))
    study = loaded(draft_of(said), tmp_path, "adam")
    home, people = study.dataset("ADSL"), study.dataset("PEOPLE")
    assert home
    assert people
    assert (str(home.records), str(home.where)) == ("pivot(PEOPLE, by=USUBJID)", "born.notna()")
    assert (str(people.records), str(people.where), people.submit) == ("rows(DM)", 'SEX == "F"', False)
    assert [(one.name, str(one.rule)) for one in people.variables] == [("born", "date(BRTHDTC)")]
    rules = [(one.name, str(one.rule), str(one.where), one.submit) for one in home.variables]
    assert rules == [
        ("young", 'constant("Y")', "AGE < 18", False),
        ("YOUNGFL", 'first_known(young, PEOPLE.born, "N")', 'SEX == "F\\u201d"', True),
    ]
    assert study.notes == ()


def test_texts_of_toml() -> None:
    rules = {"b": "assign(x)", "c": "it's", "d": "unpivot(a,\n  b)", "e": "two\ttabs"}
    text = file([["[x]", line("a", 'say "no"\n', "why"), *(rule_line(*one) for one in rules.items())], []])
    assert tomllib.loads(text) == {"x": {"a": 'say "no"\n', **rules}}
    assert line("a b", {"x": [1, True], "y": "é\x7f"}) == '"a b" = {x = [1, true], y = "é\\u007f"}'
    assert (key("a-1"), key(""), key("é"), quoted("\t")) == ("a-1", '""', '"é"', '"\\t"')
    assert remark("one\ntwo\x00") == "# one two"
