"""Study folders somebody got wrong: each fault told in words, none of it a traceback, nothing half-written."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdtm.__main__ import main
from tests.folder import AE, DM, EVENTS, STUDY, TERMS, write_study

CASES: dict[str, tuple[dict[str, str | None], int, str]] = {
    "no key": ({"sdtm/ae.toml": "keys = []\n" + AE.replace("keys =", "# keys =")}, 2, "no key is named"),
    "a study without an id": ({"study.toml": STUDY.replace('"MINI"', '""', 1)}, 2, "'' cannot be a STUDYID"),
    "an id of two lines": ({"study.toml": STUDY.replace('"MINI"', '"MI\\nNI"', 1)}, 2, "cannot be a STUDYID"),
    "a cut-off that is a month": ({"study.toml": STUDY.replace("2020-12-31", "2020-12")}, 2, "no day of the calendar"),
    "a delimiter of two signs": ({"study.toml": STUDY + 'delimiter = "||"\n'}, 2, "is one sign, not several"),
    "a table named like a dataset": (
        {"raw/DM.csv": "subject\n01-001\n"},
        2,
        "the raw table DM has the name of a dataset",
    ),
    "a dictionary of other columns": ({"raw/data_dictionary.csv": "a,b\n1,2\n"}, 3, "no column form"),
    "lists in lists in lists": ({"sdtm/ae.toml": AE + f"AESEV = {'[' * 3000}\n"}, 2, "nested too deeply"),
    "a date format of its own making": (
        {"study.toml": STUDY.replace("DD-MMM-YYYY", "dd/mon")},
        2,
        "date format 'dd/mon'",
    ),
    "a word collected for two terms": (
        {"terminology.csv": TERMS + "SEX,F,,1\n"},
        2,
        "row 4: SEX '1' is collected for M and for F",
    ),
    "a label that is no ASCII": (
        {"sdtm/ae.toml": AE + "AEX = {rule = 'assign(term)', supplemental = true, label = 'Gravité'}\n"},
        2,
        "the label is not in plain letters",
    ),
    "a key that is no variable": (
        {"sdtm/ae.toml": AE.replace('"AETERM", ', '"AETREM", ')},
        2,
        "AE has no variable AETREM\n    did you mean AETERM?",
    ),
    "an omitted variable nobody offers": (
        {"sdtm/ae.toml": 'omitted = ["AEXX"]\n' + AE},
        2,
        "the standard has no AEXX here",
    ),
    "an ignored column that is not there": (
        {"sdtm/ae.toml": 'ignored = {trem = "x"}\n' + AE},
        2,
        "no column trem\n    did you mean term?",
    ),
    "a number for a rule": ({"sdtm/ae.toml": AE + "AELLT = 5\n"}, 2, "AE.AELLT\n    is neither a rule nor a table"),
    "variables as a list": (
        {"sdtm/ae.toml": "records = 'rows(events)'\nvariables = []\n"},
        2,
        "AE.variables\n    is no table",
    ),
    "no records": ({"sdtm/ae.toml": "[variables]\nAETERM = 'assign(term)'\n"}, 2, "AE.records\n    is not said"),
    "records that are no call": ({"sdtm/ae.toml": AE.replace("rows(events)", "events")}, 2, "a rule is one call"),
    "records of a text": (
        {"sdtm/ae.toml": AE.replace("rows(events)", 'rows("events")')},
        2,
        "table wants a table or dataset",
    ),
    "records of itself": (
        {"sdtm/ae.toml": AE.replace("rows(events)", "rows(AE)")},
        2,
        "these records wait for each other: AE -> AE\n    let one of them come from what is read",
    ),
    "an unpivoted column that is not there": (
        {"sdtm/ae.toml": AE.replace("rows(events)", "unpivot(events, A=termx)")},
        2,
        "~~~~~ no column termx; did you mean term?",
    ),
    "a condition on what is made later": (
        {"sdtm/ae.toml": "where = 'AETERM == \"x\"'\n" + AE},
        2,
        "it is made after the records are chosen",
    ),
    "a class that does not exist": (
        {"sdtm/xx.toml": "class = 'Findingz'\nlabel = 'x'\nrecords = 'rows(events)'\n"},
        2,
        "there is no class Findingz\n    did you mean Findings?",
    ),
    "a column named like a keyword": (
        {"sdtm/ae.toml": AE + "AELLT = 'assign(class)'\n"},
        2,
        'rename = {"class" = "class_"}  in study.toml',
    ),
    "a cut-off that is no day": (
        {"study.toml": STUDY.replace("2020-12-31", "2020-02-31")},
        2,
        "2020-02-31 is no day of the calendar",
    ),
    "an unknown setting of a table": (
        {"study.toml": STUDY + 'encodng = "x"\n'},
        2,
        "nothing here is called encodng\n    did you mean encoding?",
    ),
    "a terminology file that is not there": (
        {"study.toml": STUDY.replace('SDTM = "2025-03-28"', 'SDTM = {version = "2024-03-29", path = "x.txt"}')},
        3,
        "mini/x.txt\n    cannot be read",
    ),
    "a short row in terminology": ({"terminology.csv": TERMS + "\nSEX,U\n"}, 2, "row 5 has 2 cells, the header 4"),
    "an open quote in terminology": ({"terminology.csv": TERMS + 'SEX,"F,a,\n'}, 2, "line 4: unexpected end of data"),
    "two tables of one name": ({"tables/people.csv": "a\n1\n"}, 2, "there are two tables people"),
    "no raw tables": ({"raw/people.csv": None, "raw/events.csv": None}, 3, "no *.csv in the raw folder"),
    "an own word that hides another": (
        {"algorithms.py": '"""x."""\n\n\ndef assign(x):\n    return x\n'},
        2,
        "the word assign exists already",
    ),
    "an own file that does not load": ({"algorithms.py": "1 / 0\n"}, 2, "ZeroDivisionError"),
    "an own word that fails": (
        {
            "algorithms.py": '"""x."""\n\n\ndef mine(x):\n    return x.nope\n',
            "sdtm/ae.toml": AE + "AELLT = 'mine(term)'\n",
        },
        2,
        "mini/algorithms.py, line 5: AttributeError",
    ),
    "an own word that gives no column": (
        {"algorithms.py": '"""x."""\n\n\ndef mine(x):\n    return 5\n', "sdtm/ae.toml": AE + "AELLT = 'mine(term)'\n"},
        2,
        "mine gave int, not one value for each of 3 records",
    ),
    "a value over 200 bytes": (
        {"raw/events.csv": EVENTS + f"01-001,{'x' * 250},05-JAN-2019\n"},
        3,
        "250 bytes; a transport file holds 200",
    ),
    "a letter that is no ASCII": (
        {"raw/events.csv": EVENTS + "01-001,café,05-JAN-2019\n"},
        3,
        "say it in plain letters by a rule: plain(...)",
    ),
    "a number no transport file holds": (
        {"sdtm/dm.toml": DM + "AGE = 'constant(1e300)'\n"},
        3,
        "does not fit an IBM double",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_wrong_study_is_told_and_leaves_nothing(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed, status, shown = CASES[name]
    folder, out = write_study(tmp_path / "mini", changed), tmp_path / "out"
    assert main(["build", str(folder), "--out", str(out)]) == status
    told = capsys.readouterr()
    assert shown in told.err
    assert "Traceback" not in told.err
    assert str(tmp_path) not in told.err
    assert not out.exists() or not list(out.iterdir())


def test_a_long_rule_is_shown_around_its_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    long = f"joined({', '.join(['term'] * 500)}, trem, {', '.join(['term'] * 500)})"
    folder = write_study(tmp_path / "mini", {"sdtm/ae.toml": AE + f"AELLT = '{long}'\n"})
    assert main(["build", str(folder), "--out", str(tmp_path / "out")]) == 2
    shown = capsys.readouterr().err.splitlines()
    assert max(len(line) for line in shown) < 200
    place = shown[2].index("~")
    assert shown[1][place : place + 4] == "trem"


def test_datasets_do_not_go_where_the_study_lies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_study(tmp_path / "mini")
    for out in (folder, folder / "raw"):
        assert main(["build", str(folder), "--out", str(out)]) == 2
        assert "holds what the build reads" in capsys.readouterr().err
    assert not list(folder.rglob("*.xpt"))


def test_a_study_of_its_own_words_builds(tmp_path: Path) -> None:
    own = '''"""Words of this study."""

from mappings.distinct import spread


def shouted(source):
    """The value with a mark."""
    return spread(lambda value: None if value is None else f"{value}!", source)
'''
    folder = write_study(tmp_path / "mini", {"algorithms.py": own, "sdtm/ae.toml": AE + "AELLT = 'shouted(term)'\n"})
    import sdtm
    from tests.folder import records

    assert records(sdtm.build(folder), "AE")[0]["AELLT"] == "Cough!"
