"""Analysis files somebody got wrong: each fault told in words at its place, none a traceback, nothing half-written."""

from __future__ import annotations

from pathlib import Path

import pytest

from adam.__main__ import main
from adam.datasets import build_study
from mappings.error import MappingError
from tests.analysis_folder import ADAE, ADSL, STUDY, write_analysis

Changed = dict[str, str | None]


def adae(old: str, new: str) -> Changed:
    """The small study with its ADAE said otherwise."""
    assert old in ADAE
    return {"adam/adae.toml": ADAE.replace(old, new)}


def adsl(old: str, new: str) -> Changed:
    """The small study with its ADSL said otherwise."""
    assert old in ADSL
    return {"adam/adsl.toml": ADSL.replace(old, new)}


# What else the study has for the rules of columns that are not the records' own: EX and DM have two records each.
MORE: Changed = {"tables/params.csv": "a,b\nA,x\nB,y\n", "tables/three.csv": "a\nA\nB\nC\n"}
ONE = "\n[helpers.ONE]\nrecords = 'rows(EX)'\n"


def beside(rule: str) -> Changed:
    """ADSL with a rule that names a column of another dataset or table."""
    return {**MORE, "adam/adsl.toml": ADSL.replace("assign(ARM)", rule) + ONE}


CASES: dict[str, tuple[Changed, int, str]] = {
    "no study": ({"study.toml": None}, 3, "mini/study.toml\n    there is no study.toml"),
    "no analysis": ({"adam/adsl.toml": None, "adam/adae.toml": None}, 2, "mini/adam\n    there is no dataset file"),
    "an empty file": ({"adam/adae.toml": ""}, 2, "ADAE.records\n    is not said\n1 error"),
    "a class misspelt": (
        adae("OCCURRENCE", "OCURRENCE"),
        2,
        "there is no class OCURRENCE DATA STRUCTURE ADVERSE EVENT\n"
        "    did you mean OCCURRENCE DATA STRUCTURE?\n1 error",
    ),
    "no class": (adae('class = "OCCURRENCE DATA STRUCTURE"\n', ""), 2, "there is no class ADVERSE EVENT\n    class:"),
    "a class of a standard nobody names": (
        {"study.toml": STUDY.replace('OCCDS = "1.1"\n', "")},
        2,
        'it is of OCCDS: in study.toml, under [standards], say  OCCDS = "1.1"',
    ),
    "an unknown key": (adae("keys =", "kyes ="), 2, "nothing here is called kyes\n    did you mean keys?"),
    "a key named twice": (adae('"AESEQ"]', '"AESEQ", "AESEQ"]'), 2, "ADAE.keys\n    AESEQ is named 2 times"),
    "a variable ordered twice": (adae("keys =", 'order = ["SEX", "SEX"]\nkeys ='), 2, "ADAE.order\n    SEX is named 2"),
    "a key that stays at home": (
        {"adam/adae.toml": ADAE.replace('"AESEQ"]', '"MINE"]') + "MINE = {rule = 'constant(1)', submit = false}\n"},
        2,
        "ADAE.keys\n    MINE stays at home",
    ),
    "an omitted variable that nothing brings": (
        adae("keys =", 'omitted = ["AETRM"]\nkeys ='),
        2,
        "ADAE.omitted\n    nothing brings AETRM\n    did you mean AETERM?",
    ),
    "an omitted variable with a rule": (
        adae("keys =", 'omitted = ["ASTDT"]\nkeys ='),
        2,
        "ADAE.omitted\n    ASTDT is left out and has a rule",
    ),
    "a label of 41 characters": (adae("Adverse Events Analysis Dataset", "x" * 41), 2, "the label of ADAE has 41"),
    "a label that is no ASCII": (adae("Adverse Events", "Événements"), 2, "the label of ADAE is not in plain letters"),
    "a label of two lines": (adae("Adverse Events", "Adverse\\nEvents"), 2, "the label of ADAE is not in plain"),
    "a variable's label of two lines": (
        adae("'constant(\"Y\")'", "'constant(\"Y\")', label = \"a\\nb\""),
        2,
        "ADAE.TRTEMFL\n    the label is not in plain letters",
    ),
    "a name of 9 letters": (adae("keys =", 'name = "ADADVERSE"\nkeys ='), 2, "ADADVERSE is no dataset name"),
    "two datasets of a name": (adae("keys =", 'name = "ADSL"\nkeys ='), 2, "two rules for one target"),
    "a dataset named like one of SDTM": (
        adae("keys =", 'name = "AE"\nkeys ='),
        2,
        "mini/adam/adae.toml\n    AE is the name of a dataset or table that is read\n"
        "    give the one that is made here a name of its own\n1 error",
    ),
    "a helper named like one of SDTM": (
        {"adam/adsl.toml": ADSL.replace("DOSED", "EX")},
        2,
        "mini/adam/adsl.toml  helpers\n    EX is the name of a dataset or table that is read",
    ),
    "a helper named like a table": (
        {"adam/adsl.toml": ADSL.replace("DOSED", "PARAMS"), "tables/PARAMS.csv": "a\n1\n"},
        2,
        "PARAMS is the name of a dataset or table that is read",
    ),
    "a helper named like a dataset": (
        {"adam/adsl.toml": ADSL.replace("DOSED", "ADAE")},
        2,
        "mini/adam/adsl.toml  helpers\n    ADAE is said in mini/adam/adae.toml too",
    ),
    "a helper with a name": (adsl("where =", "name = 'X'\nwhere ="), 2, "a helper says no name"),
    "a helper that is submitted": (adsl("where =", "submit = true\nwhere ="), 2, "a helper says no submit"),
    "helpers in a list": (
        {"adam/adsl.toml": "records = 'rows(DM)'\nlabel = 'x'\n[[helpers.DOSED]]\nrecords = 'rows(EX)'\n"},
        2,
        "ADSL.helpers.DOSED\n    is no table",
    ),
    "one file's fault is one error": (adsl("where =", "were ="), 2, "nothing here is called were\n"
                                      "    did you mean where?\n1 error"),
    "records that do not bind are one error": (
        adsl("rows(DM)", "rows(VS)"),
        2,
        "no table or dataset VS\n    no file of that name was read; if it may be absent, say in study.toml  "
        "[sources.VS]  columns = [...]\n1 error",
    ),
    "records of itself": (adsl("rows(EX)", "rows(DOSED)"), 2, "these records wait for each other: DOSED -> DOSED"),
    "records of each other": (
        {**adsl("rows(DM)", "rows(ADAE)"), **adae("rows(AE)", "rows(ADSL)")},
        2,
        "these records wait for each other: ADAE -> ADSL -> ADAE",
    ),
    "predecessors in a circle": (
        adsl("[variables]", '[predecessors]\nADAE = ["ASTDT"]\n\n[variables]'),
        2,
        "these records wait for each other: ADAE -> ADSL -> ADAE\n    let one of them come from what is read",
    ),
    "rules that wait for each other over a helper": (
        adsl("date(EXSTDTC)", "subject_value(ADSL.TRTSDT)"),
        2,
        "these rules wait for each other: ADSL.TRTSDT -> DOSED.ADT -> ADSL.TRTSDT",
    ),
    "a predecessor that is no list": (
        adae('["SEX", "TRTSDT"]', '"SEX"'),
        2,
        'ADAE.predecessors.ADSL\n    is no list\n    a list is  ["A", "B"]\n1 error',
    ),
    "a predecessor that stays at home": (
        adae("ADSL =", 'DOSED = ["ADT"]\nADSL ='),
        2,
        "DOSED.ADT stays at home\n    a predecessor is submitted there: bring this one by a rule",
    ),
    "a condition on another dataset": (
        adae("ASTDT >= TRTSDT", "ASTDT >= ADSL.TRTSDT"),
        2,
        "ADSL.TRTSDT is no column of these records\n"
        "    bring it to the records:  NAME = {rule = 'subject_value(ADSL.TRTSDT)', submit = false}",
    ),
    # As many rows, by chance: no word may put them beside those of the records.
    "another dataset's column as it is": (beside("assign(ONE.EXSTDTC)"), 2, "ONE.EXSTDTC has rows of its own"),
    "another dataset's column beside": (beside("joined(ARM, ONE.EXSTDTC)"), 2, "ONE.EXSTDTC has rows of its own"),
    "another dataset's number beside": (beside("sum_of(AGE, ONE.EXDOSE)"), 2, "ONE.EXDOSE has rows of its own"),
    "another dataset's column in front": (beside("change(ONE.EXDOSE, AGE)"), 2, "ONE.EXDOSE has rows of its own"),
    "a table's column beside": (beside("shift(ARM, params.a)"), 2, "params.a has rows of its own"),
    # Not as many.
    "another dataset's longer column": (beside("assign(AE.AETERM)"), 2, "AE.AETERM has rows of its own"),
    "a longer column beside": (beside("sum_of(AGE, AE.AESEQ)"), 2, "AE.AESEQ has rows of its own"),
    "a table's longer column": (beside("shift(ARM, three.a)"), 2, "three.a has rows of its own"),
    "a table without subjects": (beside("date(params.a)"), 2, "params.a has no subjects"),
    "text where a number is wanted": (beside("date_text(SEX)"), 2, "holds text, not numbers"),
    "text where seconds are wanted": (beside("time_of(SEX)"), 2, "holds text, not numbers"),
    "a number without end": (beside("constant(-1e400)"), 2, "a number that no dataset can hold"),
    "a number of 400 digits": (beside(f"constant({'9' * 400})"), 2, "a number that no dataset can hold"),
    "a condition on a number without end": (adae("ASTDT >= TRTSDT", "ASTDT >= 1e400"), 2, "not a plain value"),
    "a supplemental qualifier": (
        adae("'constant(\"Y\")'", "'constant(\"Y\")', supplemental = true"),
        2,
        "analysis datasets have no supplemental qualifiers",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_wrong_analysis_is_told_and_leaves_nothing(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed, status, shown = CASES[name]
    folder, out = write_analysis(tmp_path / "mini", changed), tmp_path / "out"
    assert main(["build", str(folder), "--sdtm", str(folder / "xpt"), "--out", str(out)]) == status
    told = capsys.readouterr().err
    assert shown in told
    assert "Traceback" not in told
    assert str(tmp_path) not in told
    assert not out.exists() or not list(out.iterdir())


@pytest.mark.parametrize(
    "rule",
    ["subject_value(ONE.EXSTDTC)", "subject_first(ONE.EXSTDTC, ONE.EXDOSE)", "lookup(ARM, params.a, params.b)",
     "lookup(USUBJID, ONE.USUBJID, ONE.EXSTDTC)", "earliest(ONE.EXSTDTC)"],
)  # fmt: skip
def test_what_a_word_brings_by_subject_or_looks_up_is_taken(rule: str, tmp_path: Path) -> None:
    folder = write_analysis(tmp_path / "mini", beside(rule))
    line = ["build", str(folder), "--sdtm", str(folder / "xpt"), "--out", str(tmp_path / "out"), "--fail-on", "never"]
    assert main([*line, "--quiet"]) == 0


def test_of_its_sdtm_a_study_may_leave_out_what_is_not_there(tmp_path: Path) -> None:
    """AEENDTC is of the SDTMIG: other studies under this analysis have it."""
    folder = write_analysis(tmp_path / "mini", adae("keys =", 'omitted = ["AEENDTC"]\nkeys ='))
    assert main(["check", str(folder), "--sdtm", str(folder / "xpt")]) == 0


def test_a_look_up_table_that_is_not_there_is_told_once(tmp_path: Path) -> None:
    """Nine rules that name it would be nine errors, and one is enough."""
    more = "\nW1 = {rule = 'window(ASTDT, visits.low, visits.high, visits.name)', label = \"W\"}\n"
    write_analysis(tmp_path, {"adam/adae.toml": ADAE + more + more.replace("W1", "W2")})
    with pytest.raises(MappingError) as error:
        build_study(tmp_path, tmp_path / "xpt")
    assert str(error.value).count("no column visits") == 1
    assert "a look-up table is a file beside the datasets:  adam/visits.csv" in str(error.value)
